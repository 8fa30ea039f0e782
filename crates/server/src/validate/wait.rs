//! Checks the waiting time of a call.

use super::nanos;
use minoots_kernel::limits::WAIT_DEFAULT;
use minoots_wire::well_known;
use std::time::Duration;
use tonic::metadata::MetadataMap;

/// The time before the caller's deadline at which a response leaves, but at most a tenth of the deadline.
const ON_THE_WAY_MAX: Duration = Duration::from_millis(500);

/// The waiting time: as requested, but no longer than the caller waits.
pub(crate) fn wait(asked: Option<&well_known::Duration>, allowed: Option<Duration>) -> Duration {
    let asked = Duration::from_nanos(asked.map_or(WAIT_DEFAULT.unsigned_abs(), nanos));
    allowed.map_or(asked, |allowed| allowed.min(asked))
}

/// The caller's deadline by `grpc-timeout`, less the transit time of the response. An invalid timeout counts as none:
/// its sender enforces it by itself.
pub(crate) fn caller_deadline(metadata: &MetadataMap) -> Option<Duration> {
    let text = metadata.get("grpc-timeout")?.to_str().ok()?;
    let deadline = grpc_timeout(text)?;
    Some(deadline - (deadline / 10).min(ON_THE_WAY_MAX))
}

/// Parses `TimeoutValue TimeoutUnit` of the gRPC protocol over HTTP/2: up to eight digits and a letter.
fn grpc_timeout(text: &str) -> Option<Duration> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let value: u64 = digits.parse().ok()?;
    match unit {
        "H" => Some(Duration::from_secs(value * 3_600)),
        "M" => Some(Duration::from_secs(value * 60)),
        "S" => Some(Duration::from_secs(value)),
        "m" => Some(Duration::from_millis(value)),
        "u" => Some(Duration::from_micros(value)),
        "n" => Some(Duration::from_nanos(value)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use minoots_kernel::limits::WAIT_MAX;
    use minoots_wire::time::duration;

    fn resolved(asked: Option<i64>, allowed: Option<u64>) -> u64 {
        let asked = asked.map(duration::to_proto);
        wait(asked.as_ref(), allowed.map(Duration::from_nanos)).as_nanos() as u64
    }

    #[test]
    fn a_wait_is_as_long_as_asked_but_no_longer_than_the_caller_waits() {
        let (default, longest) = (WAIT_DEFAULT as u64, WAIT_MAX as u64);
        assert_eq!(resolved(None, None), default);
        assert_eq!(resolved(None, Some(7)), 7);
        assert_eq!(resolved(None, Some(longest * 9)), default);
        assert_eq!(resolved(Some(0), None), 0);
        assert_eq!(resolved(Some(WAIT_MAX), None), longest);
        assert_eq!(resolved(Some(WAIT_MAX), Some(7)), 7);
    }

    #[test]
    fn a_callers_deadline_leaves_time_for_the_answer() {
        let of = |text: &str| {
            let mut metadata = MetadataMap::new();
            metadata.insert("grpc-timeout", text.parse().unwrap());
            caller_deadline(&metadata)
        };
        assert_eq!(of("1S"), Some(Duration::from_millis(900)));
        assert_eq!(of("60000m"), Some(Duration::from_millis(59_500)));
        assert_eq!(of("1H"), Some(Duration::from_millis(3_599_500)));
        for text in ["", "1", "S", "123456789S", "-1S", "+1S", "1s", "1.5S"] {
            assert_eq!(of(text), None, "{text}");
        }
        assert_eq!(caller_deadline(&MetadataMap::new()), None);
    }
}
