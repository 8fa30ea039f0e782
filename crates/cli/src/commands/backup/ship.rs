//! `minoots backup ship`: copies committed log entries beside the backups.

use std::time::Duration;

use clap::Args;
use minoots_backup::log::{LogEntry, Segment, put_segment, run_end, segments};
use minoots_backup::{Place, manifests};
use minoots_terminal::errors::{Exit, Failure};
use minoots_terminal::output::Output;
use minoots_wire::admin::v1::{ReadLogRequest, ReadLogResponse};
use minoots_wire::time::instant;
use serde_json::json;

use super::take::{self, SourceArguments};
use super::{StoreArguments, backup_failure, check_shared};
use crate::client_arguments::ClientArguments;
use crate::commands::node::Signals;
use crate::notice;
use crate::value::Span;

/// The longest interval: with it and a slow store, a copy is at most ten seconds behind.
const INTERVAL_MAX: Duration = Duration::from_secs(5);

/// Arguments of `minoots backup ship`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Directory or s3://BUCKET/PREFIX that holds the backups of this cluster; without one, a backup is taken first
    #[arg(long, value_name = "PLACE")]
    to: String,
    #[command(flatten)]
    store: StoreArguments,
    #[command(flatten)]
    interval: IntervalArguments,
}

/// How often the log is copied.
#[derive(Args, Clone, Copy, Debug)]
pub struct IntervalArguments {
    /// Interval between copies of the log; at most 5s
    #[arg(long, value_name = "D", default_value = "2s")]
    ship_interval: Span,
}

impl IntervalArguments {
    /// The interval.
    pub fn interval(self) -> Result<Duration, Failure> {
        let interval = self.ship_interval.to_std();
        match interval.is_zero() || interval > INTERVAL_MAX {
            true => Err(Failure::usage(
                "ship-interval: out of range: give more than 0s and at most 5s",
            )),
            false => Ok(interval),
        }
    }
}

/// Copies the log until a signal ends the process.
pub async fn run(arguments: &Arguments, client: &ClientArguments, output: Output) -> Result<(), Failure> {
    let place = arguments.store.place(&arguments.to)?;
    let interval = arguments.interval.interval()?;
    check_shared(&place).await?;
    let mut signals = Signals::install()?;
    tokio::select! {
        () = signals.next() => Ok(()),
        ended = ship(client, &place, interval, output) => ended,
    }
}

/// Copies the log forever. Failures are reported and repeated; only a usage error ends it.
pub async fn ship(client: &ClientArguments, place: &Place, interval: Duration, output: Output) -> Result<(), Failure> {
    let mut ticks = tokio::time::interval(interval);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let (mut shipper, mut is_failing) = (None, false);
    loop {
        ticks.tick().await;
        match step(client, place, output, &mut shipper).await {
            Ok(()) if is_failing => {
                is_failing = false;
                notice::tell("the log is copied again");
            }
            Ok(()) => {}
            Err(failure) if failure.exit == Exit::Usage => return Err(failure),
            Err(failure) if !is_failing => {
                is_failing = true;
                notice::tell(&format!("the log is not copied: {}", failure.message));
            }
            Err(_) => {}
        }
    }
}

/// The position up to which entries were copied.
struct Shipper {
    epoch: u64,
    after: u64,
}

/// Copies all entries up to now, beginning where an earlier process ended.
async fn step(
    client: &ClientArguments,
    place: &Place,
    output: Output,
    shipper: &mut Option<Shipper>,
) -> Result<(), Failure> {
    loop {
        let current = match shipper.take() {
            Some(current) => current,
            None => begin(client, place, output).await?,
        };
        let after_index = current.after;
        let response = match client.call(&ReadLogRequest { after_index }).await {
            Ok(response) => response,
            Err(failure) => {
                *shipper = Some(current);
                return Err(failure);
            }
        };
        if response.epoch != current.epoch {
            // The cluster was restored: its entries are another history.
            continue;
        }
        if response.first_index > after_index {
            notice::tell(&format!(
                "the node has purged entries {} to {}: an instant among them cannot be restored",
                after_index + 1,
                response.first_index - 1
            ));
            *shipper = Some(base(client, place, output).await?);
            continue;
        }
        let is_complete = response.complete_time.is_some();
        let segment = segment(response, after_index)?;
        let after = segment.last();
        if let Err(error) = put_segment(place, &segment).await {
            *shipper = Some(current);
            return Err(backup_failure(error));
        }
        *shipper = Some(Shipper {
            epoch: current.epoch,
            after,
        });
        if is_complete {
            return Ok(());
        }
    }
}

/// Finds the entry after which to go on.
async fn begin(client: &ClientArguments, place: &Place, output: Output) -> Result<Shipper, Failure> {
    let ReadLogResponse { epoch, first_index, .. } = client.call(&ReadLogRequest { after_index: 0 }).await?;
    let all = manifests(place).await.map_err(backup_failure)?;
    let shipped = segments(place, epoch).await.map_err(backup_failure)?;
    let newest = all.iter().rev().find(|manifest| manifest.about.epoch == epoch);
    let Some(newest) = newest else {
        return base(client, place, output).await;
    };
    let applied = newest.about.applied_index;
    // Older entries, if the node has them, close the gap to an earlier backup.
    let last = shipped.last().map_or(applied, |name| name.last);
    let after = [last, run_end(&shipped, applied)]
        .into_iter()
        .find(|after| after + 1 >= first_index);
    let Some(after) = after else {
        return base(client, place, output).await;
    };
    tell(output, place, after)?;
    Ok(Shipper { epoch, after })
}

/// Takes a backup, after which to go on.
async fn base(client: &ClientArguments, place: &Place, output: Output) -> Result<Shipper, Failure> {
    let written = take::take(client, &SourceArguments::default(), place).await?;
    take::print(output, place, &written)?;
    let about = &written.manifest.about;
    tell(output, place, about.applied_index)?;
    Ok(Shipper {
        epoch: about.epoch,
        after: about.applied_index,
    })
}

fn tell(output: Output, place: &Place, after: u64) -> Result<(), Failure> {
    match output.is_json() {
        true => output.json_line(&json!({ "place": place.to_string(), "shippingAfter": after })),
        false => output.line(&format!("{place}: the log is copied from entry {} on", after + 1)),
    }
}

fn segment(response: ReadLogResponse, after: u64) -> Result<Segment, Failure> {
    let complete = response.complete_time.as_ref().map(instant::from_proto).transpose();
    let complete = complete.map_err(|error| Failure::failed(format!("the node's time is no instant: {error}")))?;
    let entries = response.entries.into_iter().map(|entry| LogEntry {
        index: entry.index,
        term: entry.term,
        body: entry.body,
    });
    let segment = Segment {
        epoch: response.epoch,
        after,
        complete_ns: complete.unwrap_or_default(),
        entries: entries.collect(),
    };
    let mut expected = after..;
    let follows = |entry: &LogEntry| expected.next().map(|before| before + 1) == Some(entry.index);
    match segment.entries.iter().all(follows) {
        true => Ok(segment),
        false => Err(Failure::new(
            Exit::Unavailable,
            "the node's log has a gap; the copy goes on with another answer",
        )),
    }
}
