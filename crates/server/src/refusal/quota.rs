//! Rejections by a tenant's quota. Each one names the quota and its limit, for programs and for people.

use std::time::Duration;

use minoots_wire::error::{Reason, StatusBuilder, status};
use tonic::{Code, Status};

/// The retry delay for a tenant that has reached a limit on the number of objects.
const AGAIN_AFTER: Duration = Duration::from_secs(60);

fn refused(code: Code, reason: Reason, (name, limit): (&str, u64), message: String) -> StatusBuilder {
    status(code, reason, message).exhausted(name, limit)
}

/// The tenant has reached the fixed limit on a number of objects.
pub(super) fn reached(name: &'static str, limit: u64) -> StatusBuilder {
    let message = format!("the tenant's limit of {limit} {name} is reached");
    refused(Code::ResourceExhausted, Reason::Quota, (name, limit), message).retry_after(AGAIN_AFTER)
}

/// The tenant's quota is used up. There is no retry delay where waiting does not help.
pub(super) fn exceeded(name: &str, limit: u64, retry_delay: Option<i64>) -> Status {
    let quota = (name, limit);
    if let Some(nanos) = retry_delay {
        let message = format!("the tenant's quota of {limit} {name} is used up");
        return refused(Code::ResourceExhausted, Reason::Quota, quota, message)
            .retry_after(Duration::from_nanos(nanos.unsigned_abs()))
            .build();
    }
    let (reason, message) = match name {
        "schedule_period" => {
            let nanos = Duration::from_nanos(limit);
            let message = format!(
                "by the tenant's quota schedule_period its schedules run every {nanos:?} at most; choose a rule that runs less often, or have the quota raised"
            );
            (Reason::PeriodTooShort, message)
        }
        "horizon" => {
            let message = format!(
                "by the tenant's quota horizon its timers are due within {} s; choose an earlier time, or have the quota raised",
                limit / 1_000_000_000
            );
            (Reason::HorizonExceeded, message)
        }
        _ => {
            let message = format!(
                "this asks for more at once than the tenant's quota of {limit} {name} ever allows; ask for less at a time"
            );
            (Reason::AboveQuota, message)
        }
    };
    refused(Code::InvalidArgument, reason, quota, message).build()
}
