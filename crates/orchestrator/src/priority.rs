//! Priorities for WIP slots.

use serde::{Deserialize, Serialize};

/// The priority of an execution when not all can work. The order of declaration is the order of service.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Priority {
    /// Served before all others.
    Now,
    /// Served in turn.
    #[default]
    Next,
    /// Served when no other execution waits.
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
