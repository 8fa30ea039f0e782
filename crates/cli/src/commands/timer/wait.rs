//! `minoots timer wait`.

use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use minoots_terminal::clock::monotonic;
use minoots_terminal::connect::unary;
use minoots_terminal::errors::{Exit, Failure};
use minoots_terminal::output::Output;
use minoots_wire::time::duration;
use minoots_wire::timer::v1::{WaitOutcome, WaitTimerRequest, WaitTimerResponse, WaitUntil};

use super::show;
use crate::client_arguments::ClientArguments;
use crate::value::{Span, status_name};

/// One call waits this long at most: a longer wait is one call after another.
const CALL: Duration = Duration::from_secs(10);
/// Servers that were there once may be gone for this long: that is a restart, or a change of leader.
const OUTAGE_MAX: Duration = Duration::from_secs(30);
/// Pause before a lost server is looked for again.
const PAUSE: Duration = Duration::from_millis(200);

/// Which timer, and what to wait for.
#[derive(Args, Debug)]
pub struct Arguments {
    /// The timer's id
    id: String,
    /// fired: its due has passed, or it has ended before; ended: settled, cancelled or failed
    #[arg(long, value_enum, value_name = "STATE", default_value_t = State::Fired)]
    #[arg(hide_possible_values = true)]
    until: State,
    /// Give up after this long, with exit code 124 [default: never]
    #[arg(long, value_name = "DURATION")]
    timeout: Option<Span>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum State {
    Fired,
    Ended,
}

/// Waits, and prints the timer once it is where it was waited for.
pub async fn run(arguments: Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let over = arguments.timeout.map(|timeout| monotonic() + timeout.to_std());
    let mut reached: Option<Instant> = None;
    loop {
        match call(&arguments, client, left(over), &mut reached).await {
            Ok(answer) if answer.outcome() == WaitOutcome::Reached => return print(output, &answer),
            Ok(answer) if left(over).is_zero() => {
                let timer = answer.timer.unwrap_or_default();
                let message = format!("{} is {} when the time is over", timer.id, status_name(timer.status()));
                return Err(Failure::new(Exit::TimedOut, message));
            }
            Ok(_) => {}
            Err(failure) if failure.exit == Exit::Unavailable && is_outage(reached) && !left(over).is_zero() => {
                tokio::time::sleep(PAUSE).await;
            }
            Err(failure) => return Err(failure),
        }
    }
}

/// A call on a connection of its own: the last one may have led to a server that is gone. Notes when a server was reached.
async fn call(
    arguments: &Arguments,
    client: &ClientArguments,
    wait: Duration,
    reached: &mut Option<Instant>,
) -> Result<WaitTimerResponse, Failure> {
    let until = match arguments.until {
        State::Fired => WaitUntil::Fired,
        State::Ended => WaitUntil::Terminal,
    };
    let request = WaitTimerRequest {
        id: arguments.id.clone(),
        until: until.into(),
        timeout: Some(duration::to_proto(i64::try_from(wait.as_nanos()).unwrap_or(i64::MAX))),
        ..WaitTimerRequest::default()
    };
    let timers = client.timers().await?;
    *reached = Some(monotonic());
    unary(|| {
        let (mut timers, request) = (timers.clone(), request.clone());
        async move { timers.wait_timer(request).await }
    })
    .await
}

fn left(over: Option<Instant>) -> Duration {
    over.map_or(CALL, |over| over.saturating_duration_since(monotonic()).min(CALL))
}

/// Whether a server that could be reached before may be back soon.
fn is_outage(reached: Option<Instant>) -> bool {
    reached.is_some_and(|reached| monotonic().saturating_duration_since(reached) < CALL + OUTAGE_MAX)
}

fn print(output: Output, answer: &WaitTimerResponse) -> Result<(), Failure> {
    if output.is_json() {
        return output.json(answer);
    }
    output.table(&show::timer(&answer.timer.clone().unwrap_or_default()))
}
