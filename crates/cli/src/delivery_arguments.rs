//! The delivery options of a timer, and of a schedule's timers, in their command-line form.

use clap::Args;
use minoots_wire::timer::v1::target::Target as TargetKind;
use minoots_wire::timer::v1::{Action, Priority, Target};

use crate::value::PriorityArgument;

/// Priority, concurrency key and further targets.
#[derive(Args, Debug)]
pub struct DeliveryArguments {
    /// Priority among the due events of the queue: now, next or future [default: next]
    #[arg(long, value_enum, value_name = "PRIORITY", hide_possible_values = true)]
    priority: Option<PriorityArgument>,
    /// Further target: queue:NAME or webhook:ID at the firing, or with @N after N failed deliveries; repeatable
    #[arg(long = "action", value_name = "TARGET[@N]", value_parser = action)]
    pub actions: Vec<Action>,
    /// Concurrency key, at most 64 bytes: its deliveries take turns with those of other keys, and key_concurrency
    /// limits them
    #[arg(long, value_name = "KEY")]
    concurrency_key: Option<String>,
}

impl DeliveryArguments {
    /// Returns true if no option is given.
    pub fn is_empty(&self) -> bool {
        self.priority.is_none() && self.actions.is_empty() && self.concurrency_key.is_none()
    }

    /// The priority as the enum's number.
    pub fn priority(&self) -> i32 {
        self.priority.map_or(Priority::Unspecified, Into::into).into()
    }

    /// The concurrency key; empty if none was given.
    pub fn concurrency_key(&self) -> String {
        self.concurrency_key.clone().unwrap_or_default()
    }
}

/// Parses `queue:NAME` or `webhook:ID`, with an optional `@N`.
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
