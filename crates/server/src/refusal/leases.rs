//! Rejections about leases and budgets.

use minoots_wire::error::{Reason, StatusBuilder, status};
use std::time::Duration;
use tonic::{Code, Status};

/// There is no lease with this id.
pub(crate) fn not_found() -> Status {
    status(Code::NotFound, Reason::Lease, "nobody holds a lease of this id").build()
}

pub(super) fn held(holder: &str, retry_delay: i64) -> StatusBuilder {
    let message = "the lease is held; wait until it ends, or is released";
    status(Code::FailedPrecondition, Reason::LeaseHeld, message)
        .metadata("holder", holder)
        .retry_after(nanos(retry_delay))
}

pub(super) fn over() -> StatusBuilder {
    let message = "nobody holds the lease: it is over, or was released; acquire it again for a new token";
    status(Code::FailedPrecondition, Reason::LeaseExpired, message)
}

pub(super) fn stale() -> StatusBuilder {
    let message = "the lease was granted anew since, and this token is not its holder's; stop what it was for";
    status(Code::FailedPrecondition, Reason::StaleFence, message)
}

pub(super) fn budget_not_found() -> StatusBuilder {
    let message = "there is no such budget; make it first with budget set";
    status(Code::NotFound, Reason::Budget, message)
}

pub(super) fn beyond_limit(limit: u64) -> StatusBuilder {
    let rule = format!("is more than the budget's limit, {limit}; spend less, or set a higher limit");
    status(Code::InvalidArgument, Reason::AmountRange, format!("amount: {rule}")).field("amount", rule)
}

pub(super) fn spent(remaining: u64, retry_delay: i64) -> StatusBuilder {
    let message = "the budget has not enough by now, or its cooldown is not over; repeat it after the delay";
    status(Code::ResourceExhausted, Reason::BudgetSpent, message)
        .metadata("remaining", remaining.to_string())
        .retry_after(nanos(retry_delay))
}

/// Converts a delay, which is never negative.
fn nanos(delay: i64) -> Duration {
    Duration::from_nanos(delay.max(0).unsigned_abs())
}
