//! Checks requests about leases and budgets.

use super::{Violations, id_shape, name, partition_key};
use minoots_kernel::{internal::BudgetSpec, limits};
use minoots_wire::{
    error::Reason,
    lease::v1::{AcquireLeaseRequest, SetBudgetRequest, SpendBudgetRequest},
    time::duration,
    well_known::Duration,
};
use tonic::Status;

/// Checks a required id and an optional partition key.
pub(crate) fn named(id: &str, partition: &str) -> Result<(), Status> {
    let mut violations = Violations::default();
    names(&mut violations, id, partition);
    violations.finish()
}

fn names(violations: &mut Violations, id: &str, partition: &str) {
    if id.is_empty() {
        violations.add("id", Reason::IdEmpty, "is required");
    } else {
        id_shape(violations, "id", id);
    }
    partition_key(violations, "partition_key", partition);
}

/// Checks an acquisition; returns its duration.
pub(crate) fn acquisition(request: &AcquireLeaseRequest) -> Result<u64, Status> {
    let mut violations = Violations::default();
    names(&mut violations, &request.id, &request.partition_key);
    super::request_id(&mut violations, "request_id", &request.request_id);
    name(&mut violations, "holder", &request.holder);
    let ttl = ttl(&mut violations, request.ttl.as_ref());
    violations.finish()?;
    Ok(ttl)
}

/// Checks an extension: the lease's id, its token, and the further duration. 0 repeats the earlier duration.
pub(crate) fn grant(id: &str, partition: &str, token: u64, asked: Option<&Duration>) -> Result<u64, Status> {
    let mut violations = Violations::default();
    names(&mut violations, id, partition);
    if token == 0 {
        violations.add(
            "token",
            Reason::FenceInvalid,
            "is required: name the token that the lease was granted with",
        );
    }
    let ttl = asked.map_or(0, |asked| ttl(&mut violations, Some(asked)));
    violations.finish()?;
    Ok(ttl)
}

fn ttl(violations: &mut Violations, asked: Option<&Duration>) -> u64 {
    let found = span(asked).filter(|ttl| (limits::LEASE_TTL_MIN..=limits::LEASE_TTL_MAX).contains(ttl));
    found.unwrap_or_else(|| {
        violations.add("ttl", Reason::TtlRange, "must be 1 s to 24 h");
        0
    })
}

/// Checks a spend; returns its amount.
pub(crate) fn spend(request: &SpendBudgetRequest) -> Result<u64, Status> {
    let mut violations = Violations::default();
    names(&mut violations, &request.id, &request.partition_key);
    super::request_id(&mut violations, "request_id", &request.request_id);
    let amount = u64::from(request.amount.max(1));
    if amount > limits::BUDGET_LIMIT_MAX {
        let rule = format!(
            "must be at most {}, and no more than the budget's limit",
            limits::BUDGET_LIMIT_MAX
        );
        violations.add("amount", Reason::AmountRange, rule);
    }
    violations.finish()?;
    Ok(amount)
}

/// Checks the limits of a budget.
pub(crate) fn budget(request: &SetBudgetRequest) -> Result<BudgetSpec, Status> {
    let mut violations = Violations::default();
    names(&mut violations, &request.id, &request.partition_key);
    let limit = u64::from(request.limit);
    if !(1..=limits::BUDGET_LIMIT_MAX).contains(&limit) {
        let rule = format!("must be 1 to {}", limits::BUDGET_LIMIT_MAX);
        violations.add("limit", Reason::LimitRange, rule);
    }
    let window = span(request.window.as_ref());
    let window = window.filter(|window| (limits::BUDGET_WINDOW_MIN..=limits::BUDGET_WINDOW_MAX).contains(window));
    if window.is_none() {
        violations.add("window", Reason::WindowRange, "must be 1 s to 31 d");
    }
    let cooldown = match &request.cooldown {
        None => Some(0),
        asked => span(asked.as_ref()).filter(|cooldown| *cooldown <= limits::BUDGET_WINDOW_MAX),
    };
    if cooldown.is_none() {
        violations.add("cooldown", Reason::CooldownRange, "must be 0 to 31 d");
    }
    violations.finish()?;
    Ok(BudgetSpec {
        limit,
        window: window.unwrap_or_default(),
        cooldown: cooldown.unwrap_or_default(),
    })
}

/// Nanoseconds; `None` if the duration is absent, negative or out of range.
fn span(asked: Option<&Duration>) -> Option<u64> {
    let nanos = duration::from_proto(asked?).ok()?;
    u64::try_from(nanos).ok()
}
