//! Jitter: a deterministic delay that spreads occurrences of the same instant.

use sha2::{Digest as _, Sha256};

/// The delay of an occurrence after its instant, in nanoseconds, from 0 up to but excluding `jitter_ns`; 0 without
/// jitter.
///
/// The input of the hash is the schedule's id, a zero byte, and the instant as eight bytes big-endian (two's
/// complement). The first eight bytes of its SHA-256, big-endian, are a fraction of 2^64. The delay is this fraction of
/// `jitter_ns`, rounded down.
#[must_use]
pub fn jitter_ns(schedule_id: &str, instant_ns: i64, jitter_ns: i64) -> i64 {
    let mut hash = Sha256::new();
    hash.update(schedule_id.as_bytes());
    hash.update([0]);
    hash.update(instant_ns.to_be_bytes());
    let digest = hash.finalize();
    let fraction = digest
        .iter()
        .take(8)
        .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    let length = u128::from(u64::try_from(jitter_ns).unwrap_or(0));
    i64::try_from((u128::from(fraction) * length) >> 64).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn it_is_the_documented_hash() {
        // The same in Python:
        //
        //     digest = sha256(b"nightly\0" + (1774746000 * 10**9).to_bytes(8, "big")).digest()
        //     int.from_bytes(digest[:8], "big") * 60 * 10**9 >> 64
        assert_eq!(
            jitter_ns("nightly", 1_774_746_000_000_000_000, 60_000_000_000),
            57_568_439_012
        );
    }

    #[test]
    fn it_is_below_its_length_and_spread_evenly() {
        let mut tenths = [0; 10];
        for schedule in 0..10_000 {
            let jitter = jitter_ns(&format!("s{schedule}"), 0, 1_000);
            tenths[usize::try_from(jitter / 100).unwrap()] += 1;
        }
        assert!(tenths.iter().all(|count| (900..1_100).contains(count)), "{tenths:?}");
        assert_eq!(
            [jitter_ns("s", 7, 0), jitter_ns("s", 7, -5), jitter_ns("s", 7, 1)],
            [0; 3]
        );
    }
}
