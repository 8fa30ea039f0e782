//! `minoots timer wait`.

use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use minoots_terminal::clock::monotonic;
use minoots_terminal::errors::{Exit, Failure};
use minoots_terminal::output::Output;
use minoots_wire::time::duration;
use minoots_wire::timer::v1::{WaitOutcome, WaitTimerRequest, WaitTimerResponse, WaitUntil};

use super::show;
use crate::client_arguments::ClientArguments;
use crate::read_arguments::ReadArguments;
use crate::value::{Span, status_name};

/// The longest wait of one call. A longer wait takes several calls.
const CALL: Duration = Duration::from_secs(10);
/// The longest outage of servers that were reachable before, such as a restart or a change of leader.
const OUTAGE_MAX: Duration = Duration::from_secs(30);
/// The pause before the command tries a lost server again.
const PAUSE: Duration = Duration::from_millis(200);

/// Arguments of `minoots timer wait`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Timer's id
    id: String,
    /// State to wait for: fired (the due instant has passed, or the timer ended before) or ended (settled, cancelled or
    /// failed)
    #[arg(long, value_enum, value_name = "STATE", default_value_t = State::Fired)]
    #[arg(hide_possible_values = true)]
    until: State,
    /// Time limit, after which the command exits with code 124 [default: none]
    #[arg(long, value_name = "DURATION")]
    timeout: Option<Span>,
    #[command(flatten)]
    reading: ReadArguments,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum State {
    Fired,
    Ended,
}

/// Waits, and prints the timer once it has reached the state.
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

/// Makes a call on a new connection, because the last one may lead to a lost server. Records the instant at which a
/// server was reached.
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
        read: arguments.reading.options(),
        ..WaitTimerRequest::default()
    };
    *reached = Some(monotonic());
    client.call(&request).await
}

fn left(over: Option<Instant>) -> Duration {
    over.map_or(CALL, |over| over.saturating_duration_since(monotonic()).min(CALL))
}

/// Returns true if a server that was reachable before may return soon.
fn is_outage(reached: Option<Instant>) -> bool {
    reached.is_some_and(|reached| monotonic().saturating_duration_since(reached) < CALL + OUTAGE_MAX)
}

fn print(output: Output, answer: &WaitTimerResponse) -> Result<(), Failure> {
    if output.is_json() {
        return output.json(answer);
    }
    output.table(&show::timer(&answer.timer.clone().unwrap_or_default()))
}
