//! Measures the tables on this machine: `cargo run --release -p minoots-store --example tables_bench [rows]
//! [directory]`.
//!
//! Prints writes per second, memory, reopening with and without a clean stop, scans, views, and snapshots.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use minoots_kernel::tables::{Read, Tables};
use minoots_store::tables::{TableOptions, TableStore};

const ROWS_PER_BATCH: u64 = 100;
const VALUE_BYTES: usize = 100;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let rows: u64 = arguments
        .next()
        .map_or(1_000_000, |rows| rows.parse().expect("a number of rows"));
    let directory = arguments
        .next()
        .map_or_else(std::env::temp_dir, PathBuf::from)
        .join("minoots-tables-bench");
    let _ = std::fs::remove_dir_all(&directory);
    write(&directory.join("tables"), rows);
    read(&directory.join("tables"), rows);
    snapshot(&directory, rows);
    std::fs::remove_dir_all(&directory).unwrap();
}

fn open(path: &Path) -> TableStore {
    TableStore::open(path, TableOptions::default(), Arc::new(|failure| panic!("{failure}"))).unwrap()
}

fn write(path: &Path, rows: u64) {
    let store = open(path);
    let (mut slowest, mut memory_bytes, start) = (Duration::ZERO, 0, Instant::now());
    for index in 1..=rows.div_ceil(ROWS_PER_BATCH) {
        let batch_start = Instant::now();
        put(&store, index);
        slowest = slowest.max(batch_start.elapsed());
        if index.is_multiple_of(100) {
            memory_bytes = memory_bytes.max(store.usage().memory_bytes);
        }
    }
    let rate = rows as f64 / start.elapsed().as_secs_f64();
    println!("write            {rate:>12.0} rows/s, slowest batch {slowest:.1?}");
    println!(
        "memory           {:>12} MiB at most, resident {} MiB",
        memory_bytes >> 20,
        resident_mib()
    );
    let flushed = store.flushed_applied();
    drop(store);
    let start = Instant::now();
    let store = open(path);
    println!(
        "reopen, unclean  {:>12.1?} ({flushed:?} flushed, {:?} found)",
        start.elapsed(),
        store.applied().map(|a| a.index)
    );
    let found = store.applied().map_or(0, |applied| applied.index);
    for index in found + 1..=rows.div_ceil(ROWS_PER_BATCH) {
        put(&store, index);
    }
    store.flush().unwrap();
}

/// Commits one batch of rows with random keys.
fn put(store: &TableStore, index: u64) {
    let mut batch = store.begin().unwrap();
    for row in 0..ROWS_PER_BATCH {
        let number = index * ROWS_PER_BATCH + row;
        let key = number.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes();
        let mut value = vec![0; VALUE_BYTES];
        value[..8].copy_from_slice(&key);
        batch.put([&[1], key.as_slice()].concat(), value);
    }
    batch.end_entry().unwrap();
    batch.commit(index, Vec::new()).unwrap();
}

fn read(path: &Path, rows: u64) {
    let start = Instant::now();
    let store = open(path);
    println!(
        "reopen, clean    {:>12.1?}, resident {} MiB",
        start.elapsed(),
        resident_mib()
    );
    println!("disk             {:>12} MiB", store.usage().disk_bytes >> 20);
    let view = store.view().unwrap();
    let (mut cursor, mut found, start) = (vec![1], 0_u64, Instant::now());
    loop {
        let page = view.scan(&cursor, &[2], 10_000).unwrap();
        let Some((last, _)) = page.last() else { break };
        cursor = [last.as_slice(), &[0]].concat();
        found += page.len() as u64;
    }
    println!(
        "scan             {:>12.0} rows/s",
        found as f64 / start.elapsed().as_secs_f64()
    );
    assert_eq!(found, rows.div_ceil(ROWS_PER_BATCH) * ROWS_PER_BATCH);
    let (looks, start) = (100_000, Instant::now());
    for _ in 0..looks {
        store.view().unwrap();
    }
    println!("view             {:>12.2?} each", start.elapsed() / looks);
}

fn snapshot(directory: &Path, rows: u64) {
    let store = open(&directory.join("tables"));
    let start = Instant::now();
    let mut file = std::io::BufWriter::new(std::fs::File::create(directory.join("stream")).unwrap());
    let summary = store.view().unwrap().export(&mut file).unwrap();
    println!(
        "export           {:>12.1?}, {} rows, {} MiB",
        start.elapsed(),
        summary.rows,
        summary.bytes >> 20
    );
    assert!(summary.rows >= rows);
    let start = Instant::now();
    store
        .replace(&mut std::fs::File::open(directory.join("stream")).unwrap())
        .unwrap();
    println!("install          {:>12.1?}", start.elapsed());
}

/// Resident memory of this process.
fn resident_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kib.unwrap_or(0) >> 10
}
