//! Readers and workers that run concurrently with the thread that applies entries.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

#[path = "tables_support/mod.rs"]
mod support;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use minoots_kernel::Failure;
use minoots_kernel::tables::{Read, Tables};
use minoots_store::tables::{Admission, FlushGate, OpenError, TableOptions, TableStore};
use support::{Expected, Kind, apply, draw, meta, module, on_every_engine, open, rows, small};

fn no_reader_ever_sees_half_a_batch_while_buffers_are_flushed_and_merged(engine: Kind) {
    const KEYS: u64 = 60;
    let directory = tempfile::tempdir().unwrap();
    let store = open(engine, directory.path(), small());
    let (done, looks) = (AtomicBool::new(false), AtomicU64::new(0));
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while !done.load(Ordering::Acquire) {
                    let view = store.view().unwrap();
                    let Some(index) = view.index() else { continue };
                    let found = view.scan(&[1], &[2], usize::MAX).unwrap();
                    assert_eq!(found.len() as u64, KEYS);
                    for (key, value) in found {
                        assert_eq!(value[..8], index.to_be_bytes(), "two batches in one view");
                        assert_eq!(view.get(&key).unwrap(), Some(value));
                    }
                    looks.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let start = Instant::now();
        let mut index = 0_u64;
        while start.elapsed() < Duration::from_millis(1_500) {
            index += 1;
            let mut batch = store.begin().unwrap();
            for key in 0..KEYS {
                let value = [index.to_be_bytes().to_vec(), vec![key as u8; 40]].concat();
                batch.put([vec![1], key.to_be_bytes().to_vec()].concat(), value);
            }
            batch.end_entry().unwrap();
            batch.commit(index, meta(index)).unwrap();
        }
        done.store(true, Ordering::Release);
        assert!(
            store.flushed_applied() > Some(index / 2),
            "nothing was flushed meanwhile"
        );
    });
    assert!(looks.into_inner() > 100);
}

fn a_view_stays_as_it_was_while_entries_are_applied_flushed_and_merged(engine: Kind) {
    let directory = tempfile::tempdir().unwrap();
    let store = open(engine, directory.path(), small());
    apply(&store, 1, 300);
    let early = store.view().unwrap();
    let mut views = Vec::new();
    for first in (301..4_000).step_by(20) {
        apply(&store, first, first + 19);
        if draw(first, 5).is_multiple_of(10) {
            views.push(store.view().unwrap());
        }
    }
    store.flush().unwrap();
    assert_eq!(rows(&early), Expected::at(300).rows);
    let mut expected = Expected::default();
    for view in &views {
        expected.advance_to(view.index().unwrap());
        assert_eq!(rows(view), expected.rows);
    }
    assert!(views.len() > 5);
}

fn memory_and_unsorted_runs_stay_bounded_however_fast_batches_come(engine: Kind) {
    let directory = tempfile::tempdir().unwrap();
    let options = small();
    let store = open(engine, directory.path(), options.clone());
    let (mut runs, mut memory_bytes) = (0, 0);
    for index in 1..=1_500 {
        let mut batch = store.begin().unwrap();
        for key in 0..20_u64 {
            batch.put(
                [vec![1], draw(index, key).to_be_bytes().to_vec()].concat(),
                vec![key as u8; 200],
            );
        }
        batch.end_entry().unwrap();
        batch.commit(index, meta(index)).unwrap();
        let usage = store.usage();
        (runs, memory_bytes) = (runs.max(usage.unsorted_runs), memory_bytes.max(usage.memory_bytes));
    }
    if module(engine) == "lsm" {
        assert!((2..=30).contains(&runs), "{runs} runs");
    }
    // Sealed buffers, the active one, buffers being flushed but still readable, and pinned indexes.
    let bound = 4 * options.sealed_bytes_max + options.cache_bytes + (256 << 10);
    assert!(memory_bytes < bound, "{memory_bytes} bytes, {bound} allowed");
}

fn memory_held_only_by_a_view_is_freed_after_it(engine: Kind) {
    let directory = tempfile::tempdir().unwrap();
    let options = TableOptions {
        memtable_bytes: 1 << 20,
        sealed_bytes_max: 4 << 20,
        cache_bytes: 64 << 10,
        ..TableOptions::default()
    };
    let store = open(engine, directory.path(), options);
    let write = |index: u64, bytes: usize| {
        let mut batch = store.begin().unwrap();
        batch.put(vec![1], vec![7; bytes]);
        batch.end_entry().unwrap();
        batch.commit(index, meta(index)).unwrap();
    };
    write(1, 700 << 10);
    let view = store.view().unwrap();
    store.flush().unwrap();
    // The buffer and the rows that the view sees are on disk.
    assert_eq!(view.get(&[1]).unwrap().map(|value| value.len()), Some(700 << 10));
    drop(view);
    write(2, 10);
    let start = Instant::now();
    while store.usage().memory_bytes >= 600 << 10 {
        assert!(start.elapsed() < Duration::from_secs(60), "{:?}", store.usage());
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Checks that the current manifest names every existing table file. Also an error while either changes.
fn all_are_named(generation: &Path) -> Result<(), String> {
    let told = |error: std::io::Error| error.to_string();
    let current = std::fs::read(generation.join("current")).map_err(told)?;
    let version = current.first_chunk().ok_or("no version")?;
    let manifest = std::fs::read(generation.join(format!("v{}", u64::from_le_bytes(*version)))).map_err(told)?;
    for file in std::fs::read_dir(generation.join("tables")).map_err(told)? {
        let name = file.map_err(told)?.file_name().to_string_lossy().into_owned();
        let id: u64 = name.parse().map_err(|_| format!("a file {name}"))?;
        // A table's number and the kind of its checksum.
        let entry = [&id.to_le_bytes()[..], &[0]].concat();
        if !manifest.windows(entry.len()).any(|bytes| bytes == entry) {
            return Err(format!("file {name} is not named"));
        }
    }
    Ok(())
}

/// Workers keep a replaced state only until no state contains it, even after a view that outlived many of them.
#[test]
fn merged_files_leave_the_disk_while_the_store_is_open() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(&minoots_store::tables::lsm::Lsm, directory.path(), small());
    apply(&store, 1, 300);
    let view = store.view().unwrap();
    let kept_bytes = || -> u64 {
        let tables = directory.path().join("generation-1/tables");
        let files = std::fs::read_dir(tables).unwrap();
        // A file may be removed during the listing.
        files
            .flatten()
            .flat_map(|file| file.metadata())
            .map(|file| file.len())
            .sum()
    };
    let named_bytes = || store.usage().disk_bytes;
    // Runs until merges have replaced twice the present files: no flush is that large.
    let mut last = 300;
    while kept_bytes() <= 3 * named_bytes() {
        assert!(
            last < 30_000,
            "a view keeps no files: {} of {}",
            kept_bytes(),
            named_bytes()
        );
        apply(&store, last + 1, last + 100);
        last += 100;
    }
    assert_eq!(rows(&view), Expected::at(300).rows);
    let generation = directory.path().join("generation-1");
    assert!(all_are_named(&generation).is_err(), "a view keeps no files");
    drop(view);
    let start = Instant::now();
    while let Err(unnamed) = all_are_named(&generation) {
        assert!(start.elapsed() < Duration::from_secs(60), "{unnamed}");
        std::thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(rows(&store.view().unwrap()), Expected::at(last).rows);
}

fn a_view_costs_microseconds(engine: Kind) {
    let directory = tempfile::tempdir().unwrap();
    let store = open(engine, directory.path(), TableOptions::default());
    apply(&store, 1, 1_000);
    let start = Instant::now();
    for _ in 0..2_000 {
        assert_eq!(store.view().unwrap().index(), Some(1_000));
    }
    let each = start.elapsed() / 2_000;
    assert!(each < Duration::from_micros(500), "{each:?}");
}

fn a_scan_from_a_cursor_past_removed_rows_does_not_visit_them(engine: Kind) {
    // sled keeps no removed rows, so the test has nothing to skip there.
    let is_sled = module(engine) == "sled";
    let removed: u32 = if is_sled { 3_000 } else { 60_000 };
    let directory = tempfile::tempdir().unwrap();
    let store = open(engine, directory.path(), TableOptions::default());
    let key = |number: u32| [vec![2], number.to_be_bytes().to_vec()].concat();
    for (index, remove) in [(1, false), (2, true)] {
        let mut batch = store.begin().unwrap();
        for number in 0..removed {
            if remove {
                batch.delete(key(number))
            } else {
                batch.put(key(number), vec![1])
            }
        }
        batch.put(key(removed), vec![7]);
        batch.end_entry().unwrap();
        batch.commit(index, meta(index)).unwrap();
    }
    let view = store.view().unwrap();
    let time = |from: u32| {
        let start = Instant::now();
        assert_eq!(view.scan(&key(from), &[3], 1).unwrap(), [(key(removed), vec![7])]);
        start.elapsed()
    };
    let from_cursor = (0..20).map(|_| time(removed - 1)).min().unwrap();
    let from_start = (0..3).map(|_| time(0)).min().unwrap();
    assert!(
        is_sled || from_cursor * 20 < from_start,
        "{from_cursor:?} from the cursor, {from_start:?} from the start"
    );
}

fn one_batch_at_a_time_and_a_dropped_one_leaves_nothing(engine: Kind) {
    let directory = tempfile::tempdir().unwrap();
    let store = open(engine, directory.path(), small());
    apply(&store, 1, 10);
    let mut batch = store.begin().unwrap();
    batch.put(vec![1, 1], vec![9]);
    batch.end_entry().unwrap();
    assert!(matches!(store.begin(), Err(Failure::Tables(_))));
    drop(batch);
    apply(&store, 11, 20);
    let expected = Expected::at(20);
    assert_eq!(rows(&store.view().unwrap()), expected.rows);
    assert_eq!(store.applied().unwrap().hash, expected.hash);
}

fn a_batch_is_refused_if_it_ends_amid_an_entry_goes_back_or_leaves_the_tables(engine: Kind) {
    let directory = tempfile::tempdir().unwrap();
    let store = open(engine, directory.path(), small());
    apply(&store, 1, 10);
    let refused = |write: &dyn Fn(&mut minoots_store::tables::ApplyBatch), end: bool, index: u64| {
        let mut batch = store.begin().unwrap();
        write(&mut batch);
        let ended = if end { batch.end_entry() } else { Ok(()) };
        matches!(ended.and(batch.commit(index, meta(index))), Err(Failure::Corrupt(_)))
    };
    assert!(refused(&|batch| batch.put(vec![1], vec![]), false, 11));
    assert!(refused(&|batch| batch.put(vec![1], vec![]), true, 10));
    assert!(refused(&|batch| batch.put(vec![0xFF, b'a'], vec![]), true, 11));
    assert!(refused(&|batch| batch.delete(vec![]), true, 11));
    assert!(refused(&|batch| batch.put(vec![1; 65_536], vec![]), true, 11));
    assert_eq!(rows(&store.view().unwrap()), Expected::at(10).rows);
    assert!(store.view().unwrap().get(&[0xFF, b'a']).unwrap().is_none());
    store.check().unwrap();
    apply(&store, 11, 11);
}

fn equal_entries_give_an_equal_hash_however_they_are_grouped(engine: Kind) {
    let directories = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let stores = directories
        .each_ref()
        .map(|directory| open(engine, directory.path(), small()));
    apply(&stores[0], 1, 40);
    for index in 1..=40 {
        apply(&stores[1], index, index);
    }
    assert_eq!(stores[0].applied(), stores[1].applied());
    assert_eq!(stores[0].applied().unwrap().hash, Expected::at(40).hash);
    assert_eq!(
        Expected::at(40).hash,
        113_199_787_193_689_022_508_680_195_508_691_096_584,
        "the stored format changed"
    );
}

fn a_second_process_or_handle_is_refused_and_the_lock_goes_with_the_last_reader(engine: Kind) {
    let directory = tempfile::tempdir().unwrap();
    let store = open(engine, directory.path(), small());
    let again = || TableStore::open_with(engine, directory.path(), small(), std::sync::Arc::new(|_| {}));
    assert!(matches!(again(), Err(OpenError::InUse)));
    let view = store.view().unwrap();
    drop(store);
    assert!(matches!(again(), Err(OpenError::InUse)));
    drop(view);
    again().unwrap();
}

fn tables_do_not_flush_beyond_the_durable_log(engine: Kind) {
    let directory = tempfile::tempdir().unwrap();
    let (durable, asked) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
    let (log, question) = (Arc::clone(&durable), Arc::clone(&asked));
    let flush_gate = FlushGate::new(move |mark| {
        question.store(true, Ordering::Release);
        match mark <= log.load(Ordering::Acquire) {
            true => Admission::Now,
            false => Admission::Later,
        }
    });
    let store = open(engine, directory.path(), TableOptions { flush_gate, ..small() });
    let applying = store.clone();
    // Writes many buffers.
    let apply = std::thread::spawn(move || apply(&applying, 1, 2_000));
    while !asked.load(Ordering::Acquire) {
        std::thread::yield_now();
    }
    store.request_flush().unwrap();
    assert!(!store.may_flush(Some(2_000)));
    assert_eq!(store.flushed_applied(), None, "nothing may be on disk yet");
    let flushing = store.clone();
    let flush = std::thread::spawn(move || flushing.flush());
    durable.store(2_000, Ordering::Release);
    apply.join().unwrap();
    flush.join().unwrap().unwrap();
    assert_eq!(store.flushed_applied(), Some(2_000));
}

fn a_buffer_that_the_log_keeps_waiting_is_waited_for_at_twice_its_size(engine: Kind) {
    let directory = tempfile::tempdir().unwrap();
    // A log that is always behind the last batch, unless a writer waits: then the gate gets the same batch again.
    let (last, waits) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let counted = Arc::clone(&waits);
    let flush_gate = FlushGate::new(move |mark| match last.swap(mark, Ordering::AcqRel) == mark {
        true => {
            counted.fetch_add(1, Ordering::AcqRel);
            Admission::Now
        }
        false => Admission::Later,
    });
    let store = open(engine, directory.path(), TableOptions { flush_gate, ..small() });
    (1..=2_000).for_each(|index| apply(&store, index, index));
    assert!(waits.load(Ordering::Acquire) > 10);
}

fn tables_whose_log_has_failed_are_not_flushed(engine: Kind) {
    let directory = tempfile::tempdir().unwrap();
    let flush_gate = FlushGate::new(|_| Admission::Never);
    let store = open(engine, directory.path(), TableOptions { flush_gate, ..small() });
    apply(&store, 1, 10);
    assert!(store.flush().is_err());
    assert_eq!(store.flushed_applied(), None);
}

on_every_engine!(
    no_reader_ever_sees_half_a_batch_while_buffers_are_flushed_and_merged,
    a_view_stays_as_it_was_while_entries_are_applied_flushed_and_merged,
    memory_and_unsorted_runs_stay_bounded_however_fast_batches_come,
    memory_held_only_by_a_view_is_freed_after_it,
    a_view_costs_microseconds,
    a_scan_from_a_cursor_past_removed_rows_does_not_visit_them,
    one_batch_at_a_time_and_a_dropped_one_leaves_nothing,
    a_batch_is_refused_if_it_ends_amid_an_entry_goes_back_or_leaves_the_tables,
    equal_entries_give_an_equal_hash_however_they_are_grouped,
    a_second_process_or_handle_is_refused_and_the_lock_goes_with_the_last_reader,
    tables_do_not_flush_beyond_the_durable_log,
    a_buffer_that_the_log_keeps_waiting_is_waited_for_at_twice_its_size,
    tables_whose_log_has_failed_are_not_flushed,
);
