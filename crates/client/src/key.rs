//! What names a thing of the fabric.

/// Names a timer, a lease or a budget. Made from an id, or from an id and the partition key the thing was made with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its id.
    pub id: String,
    /// Its partition key; empty if it has none of its own.
    pub partition_key: String,
}

impl Key {
    /// With a partition key of its own.
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
