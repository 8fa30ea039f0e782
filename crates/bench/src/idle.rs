//! `minoots-bench idle`: measures processor time and memory of an idle node, alone and with many waiting consumers.

use std::time::Duration;

use clap::Args;
use minoots_terminal::clock;
use minoots_terminal::connect::{connect, events};
use minoots_terminal::consumer::{self, Requests, Responses, stream_ended};
use minoots_terminal::errors::Failure;
use minoots_terminal::id::new_id;
use serde::Serialize;
use tokio::task::JoinSet;
use tokio::time::sleep;

use super::floor::Floor;
use super::program::Program;
use super::report::{Fields, mebibytes};
use super::{TargetArguments, machine, target};

/// The most streams that a node allows.
const STREAMS_PER_CONNECTION: u32 = 100;
/// The credits of a consumer that does not set them.
const CREDITS: u32 = 100;
/// Callers for measuring the floor.
const CALLERS: u32 = 64;

/// The durations and the number of streams.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Seconds for which processor time is measured, once alone and once with streams
    #[arg(long, value_name = "S", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    seconds: u32,
    /// Seconds to wait before each measurement, until background work ends and freed memory returns to the system
    #[arg(long, value_name = "S", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=3_600))]
    settle: u32,
    /// Number of waiting consumers, 100 for each connection and each queue
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=200_000))]
    streams: u32,
}

/// The report.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    bench: &'static str,
    seconds: u32,
    streams: u32,
    connections: u32,
    /// Percent of one processor; null if the system does not report it.
    idle_cpu_percent: Option<f64>,
    /// The node's proportional memory (PSS).
    idle_pss_bytes: Option<u64>,
    /// With the streams open.
    streams_cpu_percent: Option<f64>,
    streams_pss_bytes: Option<u64>,
    /// Proportional memory per stream, its part of a connection included.
    bytes_per_stream: Option<f64>,
    floor: Floor,
}

/// Measures and reports.
pub async fn run(arguments: Arguments, program: &Program) -> Result<Report, Failure> {
    let Arguments {
        seconds,
        settle,
        streams,
    } = arguments;
    let (settle, span) = (Duration::from_secs(settle.into()), Duration::from_secs(seconds.into()));
    let node = TargetArguments::one_node();
    let measured = target::measured(program, &node, CALLERS, async |target, endpoint| {
        let alone = watch(target.pid(), settle, span).await;
        let mut open = open_all(endpoint, streams).await?;
        tokio::select! {
            with_streams = watch(target.pid(), settle, span) => Ok((alone, with_streams)),
            ended = first_end(&mut open) => Err(ended),
        }
    });
    let measured = measured.await?;
    let (alone, with_streams) = measured.outcome;
    let added = with_streams.pss_bytes.zip(alone.pss_bytes);
    let added = added.map(|(after, before)| after.saturating_sub(before) as f64);
    Ok(Report {
        bench: "idle",
        seconds,
        streams,
        connections: streams.div_ceil(STREAMS_PER_CONNECTION),
        idle_cpu_percent: alone.cpu_percent,
        idle_pss_bytes: alone.pss_bytes,
        streams_cpu_percent: with_streams.cpu_percent,
        streams_pss_bytes: with_streams.pss_bytes,
        bytes_per_stream: added.map(|bytes| (bytes / f64::from(streams)).round()),
        floor: measured.floor,
    })
}

/// A process' resource usage while it was watched.
struct Watched {
    cpu_percent: Option<f64>,
    /// At the end.
    pss_bytes: Option<u64>,
}

async fn watch(pid: Option<u32>, settle: Duration, span: Duration) -> Watched {
    sleep(settle).await;
    let cpu_time = || pid.and_then(machine::cpu_time_of);
    let (before, begun) = (cpu_time(), clock::monotonic());
    sleep(span).await;
    let used = cpu_time()
        .zip(before)
        .map(|(after, before)| after.saturating_sub(before));
    let share = |used: Duration| used.as_secs_f64() / begun.elapsed().as_secs_f64();
    Watched {
        cpu_percent: used.map(|used| (share(used) * 10_000.0).round() / 100.0),
        pss_bytes: pid.and_then(machine::pss_bytes),
    }
}

/// The streams of one connection.
type Opened = Result<Vec<(Requests, Responses)>, Failure>;

/// Opens the streams, with all connections concurrent, and waits on each.
async fn open_all(endpoint: &str, streams: u32) -> Result<JoinSet<Failure>, Failure> {
    let mut connections = JoinSet::new();
    for connection in 0..streams.div_ceil(STREAMS_PER_CONNECTION) {
        let count = STREAMS_PER_CONNECTION.min(streams - connection * STREAMS_PER_CONNECTION);
        connections.spawn(open(endpoint.to_owned(), count));
    }
    let mut waiting = JoinSet::new();
    while let Some(opened) = connections.join_next().await {
        let opened = opened.map_err(|error| Failure::failed(error.to_string()))??;
        for (requests, responses) in opened {
            waiting.spawn(end_of(requests, responses));
        }
    }
    Ok(waiting)
}

async fn open(endpoint: String, count: u32) -> Opened {
    let events = events(connect(&endpoint).await?);
    let queue = format!("bench-{}", new_id());
    let mut streams = Vec::new();
    for _ in 0..count {
        streams.push(consumer::open(events.clone(), &queue, CREDITS).await?);
    }
    Ok(streams)
}

/// The reason for the end of a stream that should not end.
async fn end_of(_requests: Requests, mut responses: Responses) -> Failure {
    loop {
        if let Err(failure) = responses.next().await {
            return failure;
        }
    }
}

async fn first_end(waiting: &mut JoinSet<Failure>) -> Failure {
    match waiting.join_next().await {
        Some(Ok(failure)) => failure,
        Some(Err(error)) => Failure::failed(error.to_string()),
        None => stream_ended(),
    }
}

impl Fields for Report {
    fn fields(&self) -> Vec<(&'static str, String)> {
        let percent = |percent: Option<f64>| percent.map(|percent| format!("{percent} %")).unwrap_or_default();
        let bytes = |bytes: Option<u64>| bytes.map(mebibytes).unwrap_or_default();
        let each = self.bytes_per_stream.map(|bytes| format!("{bytes} bytes"));
        vec![
            ("processor, alone", percent(self.idle_cpu_percent)),
            ("memory, alone", bytes(self.idle_pss_bytes)),
            (
                "streams, connections",
                format!("{}, {}", self.streams, self.connections),
            ),
            ("processor, with streams", percent(self.streams_cpu_percent)),
            ("memory, with streams", bytes(self.streams_pss_bytes)),
            ("memory a stream", each.unwrap_or_default()),
        ]
    }

    fn floor(&self) -> &Floor {
        &self.floor
    }
}
