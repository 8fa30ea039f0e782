//! Keys of timers, leases and budgets.

/// The key of a timer, a lease or a budget: its id, and the partition key it was created with, if any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its id.
    pub id: String,
    /// Its partition key; empty if it was created without one.
    pub partition_key: String,
}

impl Key {
    /// A key with an explicit partition key.
    pub fn new(id: impl Into<String>, partition_key: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            partition_key: partition_key.into(),
        }
    }
}

impl From<&str> for Key {
    fn from(id: &str) -> Self {
        Self::new(id, "")
    }
}

impl From<String> for Key {
    fn from(id: String) -> Self {
        Self::new(id, "")
    }
}
