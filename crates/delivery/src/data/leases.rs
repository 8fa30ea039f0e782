//! The data of events about leases and budgets.

use super::Object;
use minoots_kernel::internal::EventRow;

/// Writes the members of a `LeaseEventData` or a `BudgetEventData`.
pub(super) fn write(json: &mut Object, event: &EventRow) {
    json.text("id", &event.object);
    if let Some(lease) = &event.lease {
        json.text("partitionKey", &lease.partition_key);
        json.text("actor", &event.actor);
        json.text("holder", &lease.holder);
        json.long("token", lease.token);
        json.instant("expireTime", lease.expire_time);
    } else if let Some(budget) = &event.budget {
        let spec = budget.spec.unwrap_or_default();
        json.text("partitionKey", &budget.partition_key);
        json.text("actor", &event.actor);
        json.long("limit", spec.limit);
        json.long("windowNs", spec.window);
        json.long("cooldownNs", spec.cooldown);
        json.long("amount", budget.amount);
        json.long("remaining", budget.remaining);
    }
}
