//! Ids of created objects.

/// A UUIDv7. The client chooses it, so that repeating a write after a lost response is exact.
pub fn new_id() -> String {
    uuid::Uuid::now_v7().to_string()
}
