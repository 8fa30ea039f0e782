//! `minoots_wait`.

use std::time::Duration;

use minoots_client::{Timer, Wait, Waited};
use serde_json::{Value, json};

use super::{Told, outcome, schema};
use crate::agent::Agent;
use crate::answer::{Answer, Refusal};
use crate::arguments::Arguments;
use crate::limits::WAIT_MAX;
use crate::shown::shown;

/// The tool's name.
pub const NAME: &str = "minoots_wait";
const DEFAULT: Duration = Duration::from_secs(30);
const UNTIL: [&str; 2] = ["fired", "ended"];

pub(super) const TOLD: Told = Told {
    name: NAME,
    title: "Wait for a timer",
    description: "Wait until a timer has fired, or has ended. outcome is reached, or timed_out if timeout passed first: the timer goes on \
                  then, and you may wait again. For long times do not wait: schedule a timer and finish.",
    schema,
    hints: (true, false, true),
};

fn schema() -> Value {
    let until = "fired: its time has come, or it has ended before; ended: it is acknowledged, cancelled or failed.";
    let properties = json!({
        "id": schema::id(),
        "until": schema::word(until, &UNTIL, Some("fired")),
        "timeout": schema::duration("How long to wait at most; 30s if it is left out.", "At most 5m; if your client takes tasks, as far ahead as you may plan."),
    });
    schema::object(properties, &["id"])
}

/// The arguments of a wait.
#[derive(Debug)]
pub struct Asked {
    /// The timer.
    pub timer: Timer,
    /// Whether to wait for the timer's end, not only its firing.
    pub ended: bool,
    /// The longest wait.
    pub timeout: Duration,
}

impl Asked {
    /// Reads the arguments, with this limit of the timeout.
    ///
    /// # Errors
    /// An argument violates a rule, or the agent has no such timer.
    pub async fn read(agent: &Agent, mut arguments: Arguments, max: Duration) -> Result<Self, Refusal> {
        let id = arguments.needed_text("id");
        let until = arguments.word("until", &UNTIL);
        let timeout = arguments.duration_within("timeout", max).unwrap_or(DEFAULT);
        arguments.end()?;
        Ok(Self {
            timer: agent.timer(&id).await?,
            ended: until == Some("ended"),
            timeout,
        })
    }
}

pub(super) async fn run(agent: &Agent, arguments: Arguments) -> Result<Answer, Refusal> {
    let asked = Asked::read(agent, arguments, WAIT_MAX).await?;
    let wait = if asked.ended {
        Wait::ended(&asked.timer)
    } else {
        Wait::fired(&asked.timer)
    };
    Ok(match agent.client.wait(wait.timeout(asked.timeout)).await? {
        Waited::Reached(timer) => reached(&timer),
        Waited::TimedOut(timer) => timed_out(&timer),
    })
}

/// The answer when the timer has reached the awaited state.
pub fn reached(timer: &Timer) -> Answer {
    outcome("reached", shown(timer))
}

/// The answer when the time ran out first.
pub fn timed_out(timer: &Timer) -> Answer {
    outcome("timed_out", shown(timer))
}
