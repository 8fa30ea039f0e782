//! Rejections by a tenant's quota.

use minoots_wire::error::{Reason, StatusBuilder, status};
use std::time::Duration;
use tonic::{Code, Status};

/// The retry delay for a tenant that has reached a limit on the number of objects.
const AGAIN_AFTER: Duration = Duration::from_secs(60);

/// The tenant has reached the fixed limit on a number of objects.
pub(super) fn reached(name: &'static str, limit: u64) -> StatusBuilder {
    let message = format!("the tenant's limit of {limit} {name} is reached");
    status(Code::ResourceExhausted, Reason::Quota, message)
        .metadata("quota", name)
        .quota(name, format!("limit {limit}"))
        .retry_after(AGAIN_AFTER)
}

/// The tenant's quota is used up. There is no retry delay for a timer that is too far ahead.
pub(super) fn exceeded(name: &str, limit: u64, retry_delay: Option<i64>) -> Status {
    if name == "schedule_period" {
        let nanos = Duration::from_nanos(limit);
        let message = format!(
            "by the tenant's quota schedule_period its schedules run every {nanos:?} at most; choose a rule that runs less often, or have the quota raised"
        );
        return status(Code::InvalidArgument, Reason::PeriodTooShort, message)
            .metadata("quota", name)
            .build();
    }
    let Some(nanos) = retry_delay else {
        if name != "horizon" {
            return above(name, limit);
        }
        let message = format!("the tenant may set timers up to {} s ahead", limit / 1_000_000_000);
        return status(Code::InvalidArgument, Reason::HorizonExceeded, message)
            .metadata("quota", name)
            .build();
    };
    let message = format!("the tenant's quota of {limit} {name} is used up");
    status(Code::ResourceExhausted, Reason::Quota, message)
        .metadata("quota", name)
        .quota(name, format!("limit {limit}"))
        .retry_after(Duration::from_nanos(nanos.unsigned_abs()))
        .build()
}

/// One request exceeds the quota as a whole.
fn above(name: &str, limit: u64) -> Status {
    let message = format!(
        "this asks for more at once than the tenant's quota of {limit} {name} ever allows; ask for less at a time"
    );
    status(Code::InvalidArgument, Reason::AboveQuota, message)
        .metadata("quota", name)
        .build()
}
