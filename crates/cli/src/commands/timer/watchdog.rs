//! The arguments that make a timer a watchdog.

use clap::Args;
use minoots_wire::timer::v1::target::Target as TargetKind;
use minoots_wire::timer::v1::{NewWatchdog, Target, WatchdogStage};

use crate::value::{Moment, Span};

/// The time at which a timer fires: exactly one of the three flags.
#[derive(Args, Clone, Copy, Debug)]
#[group(id = "when_or_ttl", required = true, multiple = false)]
pub struct When {
    /// Time from now until the timer fires, such as 1500ms, 25s or 1h30m
    #[arg(long, value_name = "DURATION", allow_hyphen_values = true)]
    pub delay: Option<Span>,
    /// Instant at which the timer fires, such as 2030-01-02T03:04:05Z
    #[arg(long, value_name = "RFC3339")]
    pub at: Option<Moment>,
    /// Time without a heartbeat after which a watchdog fires, 1s to 7d
    #[arg(long, value_name = "DURATION", requires = "watchdog")]
    pub ttl: Option<Span>,
}

/// The watchdog to create.
#[derive(Args, Debug)]
pub struct Watchdog {
    /// Create a watchdog, which fires only without a heartbeat for its --ttl; --delay means the same
    #[arg(long)]
    watchdog: bool,
    /// Epoch of the instance that may touch the watchdog; an instance with a larger epoch replaces it [default: 0]
    #[arg(long, value_name = "N", requires = "watchdog")]
    epoch: Option<u64>,
    /// Escalation stage: target to notify after this silence, queue:NAME or webhook:ID; repeatable, in the order of the
    /// delays
    #[arg(long = "stage", value_name = "DURATION=TARGET", value_parser = stage, requires = "watchdog")]
    stages: Vec<WatchdogStage>,
}

impl Watchdog {
    /// Converts the arguments into the request's form.
    pub fn into_proto(self) -> Option<NewWatchdog> {
        self.watchdog.then_some(NewWatchdog {
            epoch: self.epoch.unwrap_or_default(),
            stages: self.stages,
        })
    }
}

/// Parses `DURATION=queue:NAME` or `DURATION=webhook:ID`.
fn stage(text: &str) -> Result<WatchdogStage, String> {
    let form = "must be DURATION=queue:NAME or DURATION=webhook:ID";
    let (delay, target) = text.split_once('=').ok_or(form)?;
    let delay: Span = delay.parse().map_err(|error| format!("{delay:?}: {error}"))?;
    let target = match target.split_once(':') {
        Some(("queue", name)) => TargetKind::Queue(name.to_owned()),
        Some(("webhook", id)) => TargetKind::Webhook(id.to_owned()),
        _ => return Err(form.to_owned()),
    };
    Ok(WatchdogStage {
        delay: Some(delay.to_proto()),
        target: Some(Target { target: Some(target) }),
    })
}
