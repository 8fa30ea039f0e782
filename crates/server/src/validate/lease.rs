//! Converts requests about budgets.

use super::nanos;
use minoots_kernel::internal::BudgetSpec;
use minoots_wire::lease::v1::SetBudgetRequest;

/// The amount of a spend, at least 1.
pub(crate) fn spend(amount: u32) -> u64 {
    u64::from(amount.max(1))
}

/// The limits of a budget.
pub(crate) fn budget(request: &SetBudgetRequest) -> BudgetSpec {
    BudgetSpec {
        limit: u64::from(request.limit),
        window: request.window.as_ref().map_or(0, nanos),
        cooldown: request.cooldown.as_ref().map_or(0, nanos),
    }
}
