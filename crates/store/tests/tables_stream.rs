//! Snapshots as streams: an import accepts exactly the exported streams.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

#[path = "tables_support/mod.rs"]
mod support;

use std::fs;
use std::path::Path;
use std::sync::Arc;

use minoots_kernel::tables::Tables as _;
use minoots_store::tables::{DigestScan, InstallError, OpenError, TableDigest, TableStore};
use support::{Expected, Kind, apply, assert_in_history, module, on_every_engine, open, rows, small};

const LAST: u64 = 700;

fn stream_at(engine: Kind, index: u64) -> Vec<u8> {
    let directory = tempfile::tempdir().unwrap();
    let store = open(engine, directory.path(), small());
    apply(&store, 1, index);
    let mut stream = Vec::new();
    let summary = store.view().unwrap().export(&mut stream).unwrap();
    assert_eq!(summary.bytes, stream.len() as u64);
    assert_eq!(summary.rows, Expected::at(index).rows.len() as u64);
    stream
}

fn a_stream_installed_elsewhere_gives_the_same_state_and_the_same_stream(engine: Kind) {
    let directory = tempfile::tempdir().unwrap();
    let stream = stream_at(engine, LAST);
    TableStore::install_with(engine, directory.path(), &small(), &mut stream.as_slice()).unwrap();
    let store = open(engine, directory.path(), small());
    assert_eq!(assert_in_history(&store, &mut Expected::default()), LAST);
    assert_eq!(store.flushed_applied(), Some(LAST));
    let mut again = Vec::new();
    store.view().unwrap().export(&mut again).unwrap();
    assert_eq!(again, stream);
    apply(&store, LAST + 1, LAST + 50);
    assert_eq!(assert_in_history(&store, &mut Expected::default()), LAST + 50);
}

fn an_empty_state_can_be_sent_too(engine: Kind) {
    let directories = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let mut stream = Vec::new();
    open(engine, directories[0].path(), small())
        .view()
        .unwrap()
        .export(&mut stream)
        .unwrap();
    let store = open(engine, directories[1].path(), small());
    apply(&store, 1, 5);
    assert_eq!(store.replace(&mut stream.as_slice()).unwrap(), None);
    assert_eq!(store.applied(), None);
    assert!(rows(&store.view().unwrap()).is_empty());
}

fn replacing_a_running_store_moves_every_handle_and_leaves_old_views_alone(engine: Kind) {
    let directory = tempfile::tempdir().unwrap();
    let store = open(engine, directory.path(), small());
    apply(&store, 1, 100);
    let (other, view) = (store.clone(), store.view().unwrap());
    let applied = store.replace(&mut stream_at(engine, LAST).as_slice()).unwrap();
    assert_eq!(applied, other.applied());
    assert_eq!(assert_in_history(&other, &mut Expected::default()), LAST);
    assert_eq!(rows(&view), Expected::at(100).rows);
    assert_eq!(generations(directory.path()), ["generation-1", "generation-2"]);
    drop(view);
    assert_eq!(generations(directory.path()), ["generation-2"]);
    apply(&other, LAST + 1, LAST + 10);
    other.flush().unwrap();
    drop((store, other));
    assert_eq!(
        assert_in_history(&open(engine, directory.path(), small()), &mut Expected::default()),
        LAST + 10
    );
}

fn a_batch_and_an_installation_exclude_each_other(engine: Kind) {
    let directory = tempfile::tempdir().unwrap();
    let store = open(engine, directory.path(), small());
    let batch = store.begin().unwrap();
    let stream = stream_at(engine, 3);
    assert!(matches!(store.replace(&mut stream.as_slice()), Err(InstallError::Busy)));
    drop(batch);
    store.replace(&mut stream.as_slice()).unwrap();
}

fn a_truncated_or_altered_stream_is_refused_and_the_old_state_stays(engine: Kind) {
    let directory = tempfile::tempdir().unwrap();
    let store = open(engine, directory.path(), small());
    apply(&store, 1, 50);
    let stream = stream_at(engine, LAST);
    let refused = |stream: &[u8], what: &str| {
        let error = store.replace(&mut &*stream).unwrap_err();
        assert!(matches!(error, InstallError::Corrupt(_)), "{what}: {error}");
        assert_eq!(store.applied().unwrap().index, 50);
    };
    let places = (0..40)
        .chain((1..40).map(|part| stream.len() * part / 40))
        .chain(stream.len() - 60..stream.len());
    for place in places {
        refused(&stream[..place], &format!("cut at {place}"));
        let mut altered = stream.clone();
        altered[place] ^= 1 << (place % 8);
        refused(&altered, &format!("bit flipped at {place}"));
    }
    refused(&[stream.as_slice(), &[0]].concat(), "one byte too many");
    refused(&[stream.as_slice(), stream.as_slice()].concat(), "twice");
    assert_eq!(generations(directory.path()), ["generation-1"]);
    drop(store);
    let mut altered = stream.clone();
    altered[stream.len() / 2] ^= 1;
    assert!(TableStore::install_with(engine, directory.path(), &small(), &mut altered.as_slice()).is_err());
    let store = open(engine, directory.path(), small());
    assert!(assert_in_history(&store, &mut Expected::default()) <= 50);
    assert_eq!(generations(directory.path()), ["generation-1"]);
}

fn leftovers_of_an_interrupted_installation_are_removed_on_open(engine: Kind) {
    let directory = tempfile::tempdir().unwrap();
    let store = open(engine, directory.path(), small());
    apply(&store, 1, LAST);
    store.flush().unwrap();
    drop(store);
    let unfinished = directory.path().join("generation-2/tables");
    fs::create_dir_all(&unfinished).unwrap();
    fs::write(unfinished.join("0"), b"half a table").unwrap();
    fs::write(directory.path().join("TABLES.next"), b"minoots-tab").unwrap();
    let pointer = directory.path().join("generation-1/.tmpAbCdEf");
    if module(engine) == "lsm" {
        fs::write(&pointer, b"half a pointer").unwrap();
    }
    let store = open(engine, directory.path(), small());
    assert_eq!(assert_in_history(&store, &mut Expected::default()), LAST);
    assert_eq!(generations(directory.path()), ["generation-1"]);
    assert!(!directory.path().join("TABLES.next").exists());
    assert!(!pointer.exists());
}

fn damaged_tables_are_replaced_by_a_stream(engine: Kind) {
    let directory = tempfile::tempdir().unwrap();
    let store = open(engine, directory.path(), small());
    apply(&store, 1, 50);
    store.flush().unwrap();
    drop(store);
    let file = match module(engine) {
        "sled" => "generation-1/db",
        _ => "generation-1/current",
    };
    for damaged in ["TABLES", file] {
        fs::write(directory.path().join(damaged), b"damage").unwrap();
    }
    let opened = TableStore::open_with(engine, directory.path(), small(), Arc::new(|_| {}));
    assert!(matches!(opened, Err(OpenError::Corrupt(_))));
    TableStore::install_with(
        engine,
        directory.path(),
        &small(),
        &mut stream_at(engine, LAST).as_slice(),
    )
    .unwrap();
    assert_eq!(generations(directory.path()), ["generation-2"]);
    assert_eq!(
        assert_in_history(&open(engine, directory.path(), small()), &mut Expected::default()),
        LAST
    );
}

fn another_format_or_engine_is_named_and_left_alone(engine: Kind) {
    let directory = tempfile::tempdir().unwrap();
    drop(open(engine, directory.path(), small()));
    let pointer = directory.path().join("TABLES");
    let intact = fs::read_to_string(&pointer).unwrap();
    for (from, to) in [("minoots-tables 1", "minoots-tables 2"), (engine.name(), "lsm-tree-4")] {
        let body = intact.replace(from, to).lines().take(3).collect::<Vec<_>>().join("\n") + "\n";
        let checksum = xxhash_rust::xxh3::xxh3_64(body.as_bytes());
        fs::write(&pointer, format!("{body}checksum {checksum:016x}\n")).unwrap();
        let opened = TableStore::open_with(engine, directory.path(), small(), Arc::new(|_| {}));
        assert!(matches!(opened, Err(OpenError::Format(_))), "{to}");
    }
    fs::write(&pointer, &intact).unwrap();
    open(engine, directory.path(), small());
}

fn generations(directory: &Path) -> Vec<String> {
    let names = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.starts_with("generation-")).collect();
    names.sort();
    names
}

fn digest(store: &TableStore, part_bytes: usize) -> (Vec<TableDigest>, u32) {
    let (mut scan, mut parts) = (DigestScan::new(store.view().unwrap()), 0);
    loop {
        parts += 1;
        if let Some(tables) = scan.advance(part_bytes).unwrap() {
            return (tables, parts);
        }
    }
}

fn equal_states_have_equal_digests_however_small_the_parts_and_a_row_changes_that_of_its_table_g16(engine: Kind) {
    let directories = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let [one, other] = [0, 1].map(|at| open(engine, directories[at].path(), small()));
    apply(&one, 1, LAST);
    (1..=LAST).for_each(|index| apply(&other, index, index));
    let (whole, parts) = digest(&one, usize::MAX);
    assert_eq!(parts, 1);
    let (in_parts, parts) = digest(&other, 100);
    assert!(parts > 100, "{parts}");
    assert_eq!(whole, in_parts);
    let rows = |tables: &[TableDigest]| tables.iter().map(|digest| digest.rows).sum::<u64>();
    assert_eq!(rows(&whole), Expected::at(LAST).rows.len() as u64);

    // Changes one bit of one row, a write that the other history does not contain.
    let (key, value) = Expected::at(LAST).rows.pop_last().unwrap();
    let mut batch = other.begin().unwrap();
    let changed: Vec<u8> = value.iter().map(|byte| byte ^ 1).chain([0]).collect();
    batch.put(key.clone(), changed);
    batch.end_entry().unwrap();
    batch.commit(LAST + 1, Vec::new()).unwrap();
    let (differs, _) = digest(&other, 1_000);
    for (before, after) in whole.iter().zip(&differs) {
        assert_eq!(before == after, before.table != key[0], "{before:?} {after:?}");
        assert_eq!((before.table, before.rows), (after.table, after.rows));
    }
}

on_every_engine!(
    a_stream_installed_elsewhere_gives_the_same_state_and_the_same_stream,
    an_empty_state_can_be_sent_too,
    replacing_a_running_store_moves_every_handle_and_leaves_old_views_alone,
    a_batch_and_an_installation_exclude_each_other,
    a_truncated_or_altered_stream_is_refused_and_the_old_state_stays,
    leftovers_of_an_interrupted_installation_are_removed_on_open,
    damaged_tables_are_replaced_by_a_stream,
    another_format_or_engine_is_named_and_left_alone,
    equal_states_have_equal_digests_however_small_the_parts_and_a_row_changes_that_of_its_table_g16,
);
