//! How timers are delivered, as it is written on the command line: of one timer, and of those of a schedule.

use clap::Args;
use minoots_wire::timer::v1::target::Target as TargetKind;
use minoots_wire::timer::v1::{Action, Priority, Target};

use crate::value::PriorityArgument;

/// Order, turns and other targets.
#[derive(Args, Debug)]
pub struct DeliveryArguments {
    /// Set which of the events that are due in the queue goes first: now, next or future [default: next]
    #[arg(long, value_enum, value_name = "PRIORITY", hide_possible_values = true)]
    priority: Option<PriorityArgument>,
    /// Deliver to another place too: queue:NAME or webhook:ID as it fires, with @N once N deliveries have failed; may be repeated
    #[arg(long = "action", value_name = "TARGET[@N]", value_parser = action)]
    pub actions: Vec<Action>,
    /// Serialise deliveries that share this key, as the queue's key_concurrency says; at most 64 bytes
    #[arg(long, value_name = "KEY")]
    concurrency_key: Option<String>,
}

impl DeliveryArguments {
    /// Whether nothing was given.
    pub fn is_empty(&self) -> bool {
        self.priority.is_none() && self.actions.is_empty() && self.concurrency_key.is_none()
    }

    /// The priority as the request has it.
    pub fn priority(&self) -> i32 {
        self.priority.map_or(Priority::Unspecified, Into::into).into()
    }

    /// The concurrency key; empty if none was given.
    pub fn concurrency_key(&self) -> String {
        self.concurrency_key.clone().unwrap_or_default()
    }
}

/// `queue:NAME` or `webhook:ID`, and `@N`.
fn action(text: &str) -> Result<Action, String> {
    let (target, after) = text.rsplit_once('@').unwrap_or((text, "0"));
    let after_attempts = after
        .parse()
        .map_err(|_| format!("{after:?} is no number of failed deliveries"))?;
    let target = match target.split_once(':') {
        Some(("queue", name)) => TargetKind::Queue(name.to_owned()),
        Some(("webhook", id)) => TargetKind::Webhook(id.to_owned()),
        _ => return Err("must be queue:NAME or webhook:ID, and @N for an escalation".to_owned()),
    };
    Ok(Action {
        target: Some(Target { target: Some(target) }),
        after_attempts,
    })
}
