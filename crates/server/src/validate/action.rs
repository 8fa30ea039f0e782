//! Further actions of a timer.

use super::{Violations, queue};
use minoots_kernel::{id, internal};
use minoots_wire::{
    error::Reason,
    timer::v1::{Action, target::Target},
};

/// Checks actions and converts them to their stored form.
pub(super) fn actions(violations: &mut Violations, field: &str, asked: Vec<Action>) -> Vec<internal::Action> {
    let numbered = asked.into_iter().enumerate();
    numbered
        .map(|(at, action)| one(violations, &format!("{field}[{at}]"), action))
        .collect()
}

fn one(violations: &mut Violations, field: &str, action: Action) -> internal::Action {
    let queue = match action.target.and_then(|target| target.target) {
        Some(Target::Queue(name)) => queue(&name),
        Some(Target::Webhook(webhook)) => id::webhook_queue(&webhook),
        Some(Target::None(_)) | None => {
            let description = "must be a queue or a webhook endpoint";
            violations.add(format!("{field}.target"), Reason::ActionTarget, description);
            String::new()
        }
    };
    internal::Action {
        queue,
        after_attempts: action.after_attempts,
    }
}
