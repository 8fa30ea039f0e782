//! Further actions of a timer.

use super::{Violations, queue, timer::webhook_target};
use minoots_kernel::{id, internal, limits};
use minoots_wire::{
    error::Reason,
    timer::v1::{Action, target::Target},
};

/// Checks actions and converts them to their stored form.
pub(super) fn actions(violations: &mut Violations, field: &str, asked: Vec<Action>) -> Vec<internal::Action> {
    if asked.len() > limits::ACTIONS_MAX {
        let description = format!(
            "has {} actions; at most {} are allowed",
            asked.len(),
            limits::ACTIONS_MAX
        );
        violations.add(field, Reason::ActionCount, description);
        return Vec::new();
    }
    let numbered = asked.into_iter().enumerate();
    numbered
        .map(|(at, action)| one(violations, &format!("{field}[{at}]"), action))
        .collect()
}

fn one(violations: &mut Violations, field: &str, action: Action) -> internal::Action {
    if action.after_attempts > limits::ATTEMPTS_MAX {
        let description = format!("must be 0 to {}", limits::ATTEMPTS_MAX);
        violations.add(
            format!("{field}.after_attempts"),
            Reason::AfterAttemptsRange,
            description,
        );
    }
    let queue = match action.target.and_then(|target| target.target) {
        Some(Target::Queue(name)) => queue(violations, &format!("{field}.target.queue"), &name),
        Some(Target::Webhook(webhook)) => {
            webhook_target(violations, &format!("{field}.target.webhook"), &webhook);
            id::webhook_queue(&webhook)
        }
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
