//! Whose turn it is.

use serde::{Deserialize, Serialize};

/// Whose turn it is where not all can be at work; the order of declaration is that of turns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Priority {
    /// Before all others.
    Now,
    /// In its turn.
    #[default]
    Next,
    /// Once nobody else wants to.
    Future,
}

impl From<Priority> for minoots_client::Priority {
    fn from(priority: Priority) -> Self {
        match priority {
            Priority::Now => Self::Now,
            Priority::Next => Self::Next,
            Priority::Future => Self::Future,
        }
    }
}
