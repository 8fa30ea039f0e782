//! What large values take beside their bytes.

/// Values from this size on are counted as the allocator keeps them.
const LARGE_VALUE_BYTES: usize = 16 << 10;

/// What a large value takes in memory beyond its own bytes. jemalloc keeps four sizes for each doubling, so a value just above one of them takes up to
/// a fifth more ("Size classes" in its manual).
pub(super) fn slack_bytes(value_bytes: usize) -> u64 {
    if value_bytes < LARGE_VALUE_BYTES {
        return 0;
    }
    // Its reference count and the like are before it, in the same piece.
    let asked_bytes = value_bytes + VALUE_HEAD_BYTES;
    let step_bytes = 1 << (asked_bytes.ilog2() - 2);
    (asked_bytes.next_multiple_of(step_bytes) - value_bytes) as u64
}

/// Bytes that the crate keeps before a value.
const VALUE_HEAD_BYTES: usize = 16;

#[cfg(test)]
mod tests {
    use super::slack_bytes;

    #[test]
    fn a_large_value_counts_as_the_allocator_keeps_it() {
        assert_eq!(slack_bytes(1_000), 0);
        // Classes of 64 KiB between 256 and 512 KiB.
        assert_eq!(slack_bytes((256 << 10) + 200), (64 << 10) - 200);
        assert_eq!(slack_bytes((320 << 10) - 16), 16);
        assert_eq!(slack_bytes(320 << 10), 64 << 10);
    }
}
