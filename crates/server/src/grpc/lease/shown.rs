//! Leases and budgets as messages of the API.

use minoots_kernel::internal::{BudgetRow, LeaseRow};
use minoots_wire::{
    lease::v1::{Budget, Lease},
    time::{duration, instant},
    well_known::Duration,
};

/// A lease of this id and partition key.
pub(super) fn lease(tenant: &str, id: &str, partition_key: &str, row: LeaseRow) -> Lease {
    Lease {
        id: id.to_owned(),
        partition_key: partition(id, partition_key),
        tenant: tenant.to_owned(),
        holder: row.holder,
        token: row.token,
        ttl: Some(span(row.ttl)),
        acquire_time: Some(instant::to_proto(row.acquire_time)),
        expire_time: Some(instant::to_proto(row.expire_time)),
        acquired_by: row.acquired_by,
    }
}

/// A budget of this id and partition key, as of an instant.
pub(super) fn budget(tenant: &str, id: &str, partition_key: &str, row: BudgetRow, now: i64) -> Budget {
    let spec = row.spec.unwrap_or_default();
    let next = row.spendable_at(1, now);
    Budget {
        id: id.to_owned(),
        partition_key: partition(id, partition_key),
        tenant: tenant.to_owned(),
        limit: count(spec.limit),
        window: Some(span(spec.window)),
        cooldown: Some(span(spec.cooldown)),
        remaining: count(row.remaining(now)),
        next_spend_time: (next > now).then(|| instant::to_proto(next)),
        spent_total: row.spent_total,
        spend_count: row.spend_count,
        last_spend_time: (row.spend_count != 0).then(|| instant::to_proto(row.last_time)),
        create_time: Some(instant::to_proto(row.create_time)),
        update_time: Some(instant::to_proto(row.update_time)),
        updated_by: row.updated_by,
    }
}

/// Converts an amount, which never exceeds the range in a valid budget.
pub(super) fn count(amount: u64) -> u32 {
    u32::try_from(amount).unwrap_or(u32::MAX)
}

fn span(nanos: u64) -> Duration {
    duration::to_proto(i64::try_from(nanos).unwrap_or(i64::MAX))
}

fn partition(id: &str, partition_key: &str) -> String {
    let key = if partition_key.is_empty() { id } else { partition_key };
    key.to_owned()
}
