//! What makes a timer a watchdog.

use clap::Args;
use minoots_wire::timer::v1::target::Target as TargetKind;
use minoots_wire::timer::v1::{NewWatchdog, Target, WatchdogStage};

use crate::value::{Moment, Span};

/// When a timer is to fire: exactly one of the three.
#[derive(Args, Clone, Copy, Debug)]
#[group(id = "when_or_ttl", required = true, multiple = false)]
pub struct When {
    /// Fire this long from now, such as 1500ms, 25s or 1h30m
    #[arg(long, value_name = "DURATION", allow_hyphen_values = true)]
    pub delay: Option<Span>,
    /// Fire at this instant, such as 2030-01-02T03:04:05Z
    #[arg(long, value_name = "RFC3339")]
    pub at: Option<Moment>,
    /// Of a watchdog: fire once nobody has touched it for so long, 1s to 7d
    #[arg(long, value_name = "DURATION", requires = "watchdog")]
    pub ttl: Option<Span>,
}

/// The watchdog to create.
#[derive(Args, Debug)]
pub struct Watchdog {
    /// It is a watchdog: it fires only once it was not touched for its --ttl, or its --delay, which is the same
    #[arg(long)]
    watchdog: bool,
    /// Of the instance that may touch it; one with a larger epoch takes its place [default: 0]
    #[arg(long, value_name = "N", requires = "watchdog")]
    epoch: Option<u64>,
    /// Who is told earlier, after so long without a touch: queue:NAME or webhook:ID; may be repeated, in the order of the delays
    #[arg(long = "stage", value_name = "DURATION=TARGET", value_parser = stage, requires = "watchdog")]
    stages: Vec<WatchdogStage>,
}

impl Watchdog {
    /// As the request has it.
    pub fn into_proto(self) -> Option<NewWatchdog> {
        self.watchdog.then_some(NewWatchdog {
            epoch: self.epoch.unwrap_or_default(),
            stages: self.stages,
        })
    }
}

/// `DURATION=queue:NAME` or `DURATION=webhook:ID`.
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
