//! Measures the log against the bare disk: `cargo run --release --example log_bench [DIRECTORY]`.
// This measures the machine, so it reads the machine's clock.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::{Duration, Instant};

use bytes::Bytes;
use minoots_store::io::{Io, RealIo};
use minoots_store::log::{Log, LogEntry, LogId, LogOptions};

const BODY_BYTES: usize = 200;
const DURATION: Duration = Duration::from_secs(4);

fn main() {
    let directory = std::env::args().nth(1).unwrap_or_else(|| "target/log_bench".to_owned());
    let directory = Path::new(&directory);
    let _ = std::fs::remove_dir_all(directory);
    std::fs::create_dir_all(directory).unwrap();
    for pattern in [(1, 1), (1, 2), (32, 2), (256, 2), (256, 8)] {
        let floor = floor(directory, pattern.0);
        run(directory, pattern, floor);
    }
    std::fs::remove_dir_all(directory).unwrap();
}

/// Writes and syncs per second of a preallocated file, with groups of `batch` entries.
fn floor(directory: &Path, batch: usize) -> f64 {
    const FILE_BYTES: u64 = 64 << 20;
    let path = directory.join("floor");
    let file = RealIo.create(&path, FILE_BYTES).unwrap();
    file.sync_data().unwrap();
    let group = vec![1; (batch * (BODY_BYTES + 48)).next_multiple_of(512)];
    let (start, mut count, mut offset) = (Instant::now(), 0, 0);
    while start.elapsed() < DURATION / 4 {
        file.write_all_at(&group, offset).unwrap();
        file.sync_data().unwrap();
        offset = (offset + group.len() as u64) % (FILE_BYTES - group.len() as u64);
        offset -= offset % 512;
        count += 1;
    }
    std::fs::remove_file(&path).unwrap();
    f64::from(count) / start.elapsed().as_secs_f64()
}

/// Keeps `in_flight` appends of `batch` entries in flight; each acknowledgement starts the next one.
fn run(directory: &Path, (batch, in_flight): (usize, usize), floor: f64) {
    let directory = directory.join("log");
    let io: Arc<dyn Io> = Arc::new(RealIo);
    let (log, _) = Log::open(
        io,
        &directory,
        LogOptions::default(),
        Box::new(|error| panic!("{error}")),
    )
    .unwrap();
    let body = Bytes::from(vec![7; BODY_BYTES]);
    let (acknowledged, acknowledgements) = sync_channel(in_flight);
    let start = Instant::now();
    let (mut next, mut purged, mut slowest) = (1, 0, Duration::ZERO);
    for _ in 0..in_flight {
        append(&log, &mut next, batch, &body, &acknowledged);
    }
    while start.elapsed() < DURATION {
        let started: Instant = acknowledgements.recv().unwrap();
        slowest = slowest.max(started.elapsed());
        append(&log, &mut next, batch, &body, &acknowledged);
        if next - purged > 400_000 {
            purged = next - 200_000;
            log.purge(LogId { index: purged, term: 1 }, Box::new(|result| result.unwrap()));
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let stats = log.stats();
    println!(
        "batch {batch:>3}, {in_flight} in flight: {:>7.0} syncs/s (bare disk {floor:>6.0}), {:>9.0} entries/s, \
         slowest {slowest:.2?}, segments created {}, recycled {}, waited for {}",
        stats.groups as f64 / seconds,
        (next - 1) as f64 / seconds,
        stats.segments_created,
        stats.segments_recycled,
        stats.segment_waits,
    );
    log.close().unwrap();
    std::fs::remove_dir_all(directory).unwrap();
}

fn append(log: &Log, next: &mut u64, batch: usize, body: &Bytes, acknowledged: &SyncSender<Instant>) {
    let range = *next..*next + batch as u64;
    *next = range.end;
    let entries = range
        .map(|index| LogEntry {
            index,
            term: 1,
            body: body.clone(),
        })
        .collect();
    let (acknowledged, started) = (acknowledged.clone(), Instant::now());
    log.append(
        entries,
        Box::new(move |result| {
            result.unwrap();
            let _ = acknowledged.send(started);
        }),
    );
}
