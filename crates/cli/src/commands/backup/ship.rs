//! `minoots backup ship`: copies committed log entries beside the backups.

use std::time::Duration;

use clap::Args;
use minoots_backup::log::{History, LogEntry, Segment, keep_position, put_segment, run_end, segments};
use minoots_backup::{Place, sound_manifests};
use minoots_terminal::connect::{Channel, call};
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

/// The time for an answer of a server. The next one is asked afterwards.
const ANSWER_MAX: Duration = Duration::from_secs(3);

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
    let mut shipper = Shipper::new(client, place, output);
    let mut is_failing = false;
    loop {
        ticks.tick().await;
        match shipper.step().await {
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
#[derive(Clone)]
struct Position {
    history: History,
    after: u64,
}

/// The state of a copy.
struct Shipper<'a> {
    client: &'a ClientArguments,
    place: &'a Place,
    output: Output,
    /// The server to connect to, by its place among those of the arguments.
    server: usize,
    channel: Option<Channel>,
    position: Option<Position>,
}

impl<'a> Shipper<'a> {
    fn new(client: &'a ClientArguments, place: &'a Place, output: Output) -> Self {
        Self {
            client,
            place,
            output,
            server: 0,
            channel: None,
            position: None,
        }
    }

    /// Copies all entries up to now, beginning where an earlier process ended.
    async fn step(&mut self) -> Result<(), Failure> {
        loop {
            let current = match self.position.clone() {
                Some(current) => current,
                None => self.begin().await?,
            };
            let response = self.read(current.after).await?;
            if history_of(&response)? != current.history {
                // The cluster was restored: its entries are another history.
                self.position = None;
                continue;
            }
            if response.applied_index < current.after {
                return Err(Failure::new(Exit::Conflict, lost(&response, current.after)));
            }
            if response.first_index > current.after {
                let range = (current.after + 1, response.first_index - 1);
                self.tell_gap(&current.history, range).await?;
                self.base().await?;
                continue;
            }
            let is_complete = response.complete_time.is_some();
            let segment = segment(response, &current)?;
            put_segment(self.place, &segment).await.map_err(backup_failure)?;
            let after = segment.last();
            self.position = Some(Position { after, ..current });
            if is_complete {
                return Ok(());
            }
        }
    }

    /// Reads entries from the leader, by one connection until it fails. The next one is to the next server.
    async fn read(&mut self, after_index: u64) -> Result<ReadLogResponse, Failure> {
        let request = ReadLogRequest { after_index };
        let (client, server) = (self.client, self.server);
        let channel = self.channel.take();
        let reading = async {
            let channel = match channel {
                Some(channel) => channel,
                None => client.connect_from(server).await?,
            };
            let response = call(&channel, &request).await?;
            Ok((channel, response))
        };
        let read = tokio::time::timeout(ANSWER_MAX, reading).await;
        let read = read.unwrap_or_else(|_| {
            let message = format!("no answer within {} s", ANSWER_MAX.as_secs());
            Err(Failure::new(Exit::Unavailable, message))
        });
        match read {
            Ok((channel, response)) => {
                self.channel = Some(channel);
                Ok(response)
            }
            Err(failure) => {
                self.server = self.server.wrapping_add(1);
                Err(failure)
            }
        }
    }

    /// Finds the entry after which to go on.
    async fn begin(&mut self) -> Result<Position, Failure> {
        let response = self.read(0).await?;
        let history = history_of(&response)?;
        // A damaged backup does not end the copy.
        let all = sound_manifests(self.place).await.map_err(backup_failure)?;
        let shipped = segments(self.place, &history).await.map_err(backup_failure)?;
        let of_this = all
            .iter()
            .filter(|manifest| History::of_backup(manifest).as_ref() == Some(&history))
            .map(|manifest| manifest.about.applied_index);
        let Some((oldest, newest)) = of_this.clone().min().zip(of_this.max()) else {
            return self.base().await;
        };
        // Older entries, if the leader has them, close the gap to an earlier backup.
        let last = shipped.last().map_or(oldest, |name| name.last);
        let reached = run_end(&shipped, newest);
        let found = [last, reached]
            .into_iter()
            .find(|after| after + 1 >= response.first_index);
        let Some(after) = found else {
            self.tell_gap(&history, (last + 1, response.first_index - 1)).await?;
            return self.base().await;
        };
        if after > last {
            self.tell_gap(&history, (last + 1, after)).await?;
        }
        self.go_on(Position { history, after })
    }

    /// Says that the leader has purged entries, and keeps how far the log is complete before them.
    async fn tell_gap(&mut self, history: &History, (first, last): (u64, u64)) -> Result<(), Failure> {
        self.position = None;
        notice::tell(&format!(
            "the cluster has purged entries {first} to {last} before they were copied: no instant among them can be \
             restored"
        ));
        keep_position(self.place, history).await.map_err(backup_failure)
    }

    /// Takes a backup, after which to go on.
    async fn base(&mut self) -> Result<Position, Failure> {
        self.position = None;
        let written = take::take(self.client, &SourceArguments::default(), self.place).await?;
        take::print(self.output, self.place, &written)?;
        let history = History::of_backup(&written.manifest).ok_or_else(nameless)?;
        let after = written.manifest.about.applied_index;
        self.go_on(Position { history, after })
    }

    fn go_on(&mut self, position: Position) -> Result<Position, Failure> {
        let (place, after) = (self.place, position.after);
        match self.output.is_json() {
            true => self
                .output
                .json_line(&json!({ "place": place.to_string(), "shippingAfter": after }))?,
            false => self
                .output
                .line(&format!("{place}: the log is copied from entry {} on", after + 1))?,
        }
        self.position = Some(position.clone());
        Ok(position)
    }
}

fn history_of(response: &ReadLogResponse) -> Result<History, Failure> {
    History::of(response.epoch, &response.cluster_id).ok_or_else(nameless)
}

/// The failure before the first leader has named the cluster.
fn nameless() -> Failure {
    Failure::new(
        Exit::Unavailable,
        "the cluster has no id yet; its log is copied once it has",
    )
}

fn lost(response: &ReadLogResponse, copied: u64) -> String {
    format!(
        "the cluster's log ends at entry {}, and entries up to {copied} were copied: the cluster has lost entries; \
         ship to another place",
        response.applied_index
    )
}

fn segment(response: ReadLogResponse, position: &Position) -> Result<Segment, Failure> {
    let [latest, complete] = [&response.latest_time, &response.complete_time].map(|time| {
        let ns = time.as_ref().map(instant::from_proto).transpose();
        ns.map_err(|error| Failure::failed(format!("the leader's time is no instant: {error}")))
    });
    let (latest_ns, complete_ns) = (latest?.unwrap_or_default(), complete?.unwrap_or_default());
    let entries = response.entries.into_iter().map(|entry| LogEntry {
        index: entry.index,
        term: entry.term,
        body: entry.body,
    });
    let segment = Segment {
        history: position.history.clone(),
        after: position.after,
        latest_ns,
        complete_ns,
        entries: entries.collect(),
    };
    let mut expected = position.after..;
    let follows = |entry: &LogEntry| expected.next().map(|before| before + 1) == Some(entry.index);
    match segment.entries.iter().all(follows) {
        true => Ok(segment),
        false => Err(Failure::new(
            Exit::Unavailable,
            "the node's log has a gap; the copy goes on with another answer",
        )),
    }
}
