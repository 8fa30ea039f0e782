//! The allocator's overhead of large values.

/// The value size from which on the allocator's size class is counted.
const LARGE_VALUE_BYTES: usize = 16 << 10;

/// The memory that a large value takes beyond its own bytes. jemalloc has four size classes for each doubling, so a
/// value just above one of them takes up to a fifth more ("Size classes" in its manual).
pub(super) fn slack_bytes(value_bytes: usize) -> u64 {
    if value_bytes < LARGE_VALUE_BYTES {
        return 0;
    }
    // The value's header, such as its reference count, precedes it in the same allocation.
    let asked_bytes = value_bytes + VALUE_HEAD_BYTES;
    let step_bytes = 1 << (asked_bytes.ilog2() - 2);
    (asked_bytes.next_multiple_of(step_bytes) - value_bytes) as u64
}

/// The bytes that the crate stores before a value.
const VALUE_HEAD_BYTES: usize = 16;

#[cfg(test)]
mod tests {
    use super::slack_bytes;

    #[test]
    fn a_large_value_counts_as_the_allocator_keeps_it() {
        assert_eq!(slack_bytes(1_000), 0);
        // Size classes are 64 KiB apart between 256 and 512 KiB.
        assert_eq!(slack_bytes((256 << 10) + 200), (64 << 10) - 200);
        assert_eq!(slack_bytes((320 << 10) - 16), 16);
        assert_eq!(slack_bytes(320 << 10), 64 << 10);
    }
}
