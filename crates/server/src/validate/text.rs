//! Checks texts that have another form than their field's rule can state.

use super::Violations;
use minoots_kernel::internal::NewTimer;
use minoots_wire::error::Reason;

/// Checks an optional concurrency key.
pub(super) fn concurrency_key(violations: &mut Violations, field: &str, timer: &NewTimer) {
    let key = &timer.concurrency_key;
    let problem = if key.is_empty() {
        return;
    } else if timer.queue.is_empty() {
        "has no meaning for a timer that goes into no queue: leave it out, or give the timer a target".to_owned()
    } else {
        return;
    };
    violations.add(field, Reason::ConcurrencyKey, problem);
}
