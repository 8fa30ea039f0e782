//! Selects dead letters by the reason of their failure and by a first instant.

use super::Violations;
use minoots_kernel::internal::FailureKind;
use minoots_wire::{error::Reason, time::instant, timer::v1::FailureReason, well_known::Timestamp};

/// The number of the reason, 0 for any, and the first instant; without one, the earliest possible.
pub(crate) fn letters(violations: &mut Violations, why: i32, since: Option<&Timestamp>) -> (u32, i64) {
    let since = match since.map(instant::from_proto) {
        None => i64::MIN,
        Some(Ok(since)) => since,
        Some(Err(_)) => {
            let description = "must have a year of 1 to 9999 and valid nanos";
            violations.add("since", Reason::TimestampRange, description);
            i64::MIN
        }
    };
    (reason(violations, why), since)
}

fn reason(violations: &mut Violations, number: i32) -> u32 {
    let kind = match FailureReason::try_from(number) {
        Ok(FailureReason::Unspecified) => return 0,
        Ok(FailureReason::AttemptsSpent) => FailureKind::AttemptsSpent,
        Ok(FailureReason::Expired) => FailureKind::Expired,
        Ok(FailureReason::Missed) => FailureKind::Missed,
        Ok(FailureReason::Refused) => FailureKind::Refused,
        Ok(FailureReason::Purged) | Err(_) => {
            let description = "must be ATTEMPTS_SPENT, EXPIRED, MISSED or REFUSED; what was purged is no dead letter";
            violations.add("reason", Reason::Malformed, description);
            return 0;
        }
    };
    (kind as i32).unsigned_abs()
}
