//! `minoots backup run`: backups at an interval, with retention.

use std::time::Duration;

use clap::Args;
use minoots_backup::{Error, Place, manifest_at};
use minoots_terminal::clock;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;

use super::keep::KeepArguments;
use super::ship::{IntervalArguments, ship};
use super::take::{self, SourceArguments};
use super::{StoreArguments, check_shared};
use crate::client_arguments::ClientArguments;
use crate::commands::node::Signals;
use crate::notice;
use crate::value::Span;

/// The delay before a failed backup is repeated, if the interval is not shorter.
const RETRY: Duration = Duration::from_secs(60);

/// Arguments of `minoots backup run`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Directory or s3://BUCKET/PREFIX for the backups of this cluster
    #[arg(long, value_name = "PLACE")]
    to: String,
    #[command(flatten)]
    store: StoreArguments,
    /// Interval between backups, such as 1h; at least 1s
    #[arg(long, value_name = "D")]
    every: Span,
    #[command(flatten)]
    keep: KeepArguments,
    #[command(flatten)]
    source: SourceArguments,
    /// Also copy the log beside the backups, as `backup ship` does
    #[arg(long)]
    ship: bool,
    #[command(flatten)]
    interval: IntervalArguments,
}

/// Takes backups until a signal ends the process. A failure is reported and repeated.
pub async fn run(arguments: &Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let place = arguments.store.place(&arguments.to)?;
    let every = arguments.every.to_std();
    if every < Duration::from_secs(1) {
        return Err(Failure::usage("every: the interval is too short: give at least 1s"));
    }
    let interval = arguments.interval.interval()?;
    check_shared(&place).await?;
    let mut signals = Signals::install()?;
    let shipping = async {
        match arguments.ship {
            true => ship(client, &place, interval, output).await,
            false => std::future::pending().await,
        }
    };
    tokio::select! {
        () = signals.next() => Ok(()),
        ended = repeat(arguments, client, &place, every, output) => ended,
        ended = shipping => ended,
    }
}

async fn repeat(
    arguments: &Arguments,
    client: &ClientArguments,
    place: &Place,
    every: Duration,
    output: Output,
) -> Result<(), Failure> {
    let mut wait = first_wait(place, every).await?;
    loop {
        tokio::time::sleep(wait).await;
        let begun_ns = clock::wall_ns();
        let taken = take::take(client, &arguments.source, place).await;
        wait = match taken.and_then(|written| take::print(output, place, &written)) {
            Ok(()) => {
                // The backup is there. The next round prunes again.
                if let Err(failure) = take::keep_by(arguments.keep, place, output).await {
                    notice::tell(&format!("{}; pruned after the next backup", failure.message));
                }
                every.saturating_sub(since(begun_ns))
            }
            Err(failure) if failure.exit == minoots_terminal::errors::Exit::Usage => return Err(failure),
            Err(failure) => {
                let wait = RETRY.min(every);
                notice::tell(&format!("{}; repeated in {} s", failure.message, wait.as_secs()));
                wait
            }
        };
    }
}

/// The time until the first backup is due: an earlier process may have taken one.
async fn first_wait(place: &Place, every: Duration) -> Result<Duration, Failure> {
    match manifest_at(place, None).await {
        Ok(newest) => Ok(newest
            .taken_ns
            .map_or(Duration::ZERO, |taken| every.saturating_sub(since(taken)))),
        Err(Error::Incomplete { .. }) => Ok(Duration::ZERO),
        Err(error) => {
            notice::tell(&error.to_string());
            Ok(Duration::ZERO)
        }
    }
}

/// The time since an instant; none if it is in the future.
fn since(instant_ns: i64) -> Duration {
    let ns = clock::wall_ns().saturating_sub(instant_ns);
    Duration::from_nanos(u64::try_from(ns).unwrap_or_default())
}
