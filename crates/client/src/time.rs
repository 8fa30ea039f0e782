//! Conversion between the standard library's times and protobuf's.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use minoots_wire::well_known;

/// Converts an instant exactly. The server rejects one beyond protobuf's range, and names the field.
pub(crate) fn to_timestamp(instant: SystemTime) -> well_known::Timestamp {
    let (seconds, nanos) = match instant.duration_since(UNIX_EPOCH) {
        Ok(since) => (saturated(since.as_secs()), since.subsec_nanos()),
        Err(before) => {
            let before = before.duration();
            match before.subsec_nanos() {
                0 => (-saturated(before.as_secs()), 0),
                nanos => (-saturated(before.as_secs()) - 1, 1_000_000_000 - nanos),
            }
        }
    };
    well_known::Timestamp {
        seconds,
        nanos: i32::try_from(nanos).unwrap_or_default(),
    }
}

/// The instant; `None` if the timestamp is invalid.
pub(crate) fn instant(timestamp: &well_known::Timestamp) -> Option<SystemTime> {
    let nanos = u32::try_from(timestamp.nanos)
        .ok()
        .filter(|nanos| *nanos < 1_000_000_000)?;
    let seconds = Duration::from_secs(timestamp.seconds.unsigned_abs());
    let whole = if timestamp.seconds < 0 {
        UNIX_EPOCH.checked_sub(seconds)
    } else {
        UNIX_EPOCH.checked_add(seconds)
    };
    whole?.checked_add(Duration::from_nanos(nanos.into()))
}

/// Converts a duration.
pub(crate) fn to_duration(length: Duration) -> well_known::Duration {
    well_known::Duration {
        seconds: saturated(length.as_secs()),
        nanos: i32::try_from(length.subsec_nanos()).unwrap_or_default(),
    }
}

/// The duration; `None` if it is invalid or negative.
pub(crate) fn duration(length: &well_known::Duration) -> Option<Duration> {
    let nanos = u32::try_from(length.nanos)
        .ok()
        .filter(|nanos| *nanos < 1_000_000_000)?;
    Some(Duration::new(u64::try_from(length.seconds).ok()?, nanos))
}

fn saturated(seconds: u64) -> i64 {
    // One less than the maximum, so that negating and subtracting 1 cannot overflow.
    i64::try_from(seconds).unwrap_or(i64::MAX - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_before_and_after_1970_come_back_exactly() {
        for nanos in [0, 1, 999_999_999, 1_000_000_000, 1_893_553_445_123_456_789] {
            let length = Duration::from_nanos(nanos);
            for instant in [UNIX_EPOCH + length, UNIX_EPOCH - length] {
                let timestamp = to_timestamp(instant);
                assert!((0..1_000_000_000).contains(&timestamp.nanos), "{timestamp:?}");
                assert_eq!(super::instant(&timestamp), Some(instant));
            }
        }
    }

    #[test]
    fn lengths_come_back_exactly_and_negative_ones_are_none() {
        let length = Duration::new(3, 999_999_999);
        assert_eq!(duration(&to_duration(length)), Some(length));
        assert_eq!(duration(&well_known::Duration { seconds: -1, nanos: 0 }), None);
        assert_eq!(duration(&well_known::Duration { seconds: 0, nanos: -1 }), None);
    }
}
