//! Ids of what a command creates.

/// A UUIDv7, chosen here so that repeating a write after a lost answer is exact.
pub fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}
