//! Processes that write tables, killed at random instants.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

#[path = "tables_support/child.rs"]
mod child;
#[path = "tables_support/mod.rs"]
mod support;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Child;
use std::time::Duration;

use minoots_store::tables::TableOptions;
use support::{Expected, Kind, apply, assert_in_history, draw, meta, module, on_every_engine, open, small};

const TRIALS: u64 = 12;
const INSTALL_TRIALS: u64 = 8;

fn options() -> TableOptions {
    TableOptions {
        memtable_bytes: 64 << 10,
        sealed_bytes_max: 320 << 10,
        ..small()
    }
}

fn after_kill_9_the_tables_are_exactly_the_state_of_the_stored_applied_index(engine: Kind) {
    let directory = tempfile::tempdir().unwrap();
    let mut expected = Expected::default();
    let (mut lost, mut kept) = (0, 0);
    for trial in 0..TRIALS {
        let mut child = child::start(
            &child_test(engine, "writes_entries_until_it_is_killed"),
            directory.path(),
        );
        let told = run_and_kill(&mut child, Duration::from_millis(20 + draw(7, trial) % 150));
        let store = open(engine, directory.path(), options());
        let found = assert_in_history(&store, &mut expected);
        let (begun, flushed) = (last(&told, "begin"), last(&told, "flushed"));
        assert!(
            found >= flushed,
            "entry {flushed} was on disk, {found} is the last one now"
        );
        assert!(
            found <= begun.max(flushed),
            "entry {found} was not yet applied, {begun} was the last begun"
        );
        lost += begun - found;
        kept = found;
    }
    assert!(lost > 0, "no kill came while there was something only in memory");
    assert!(kept > 0, "no kill came after something was on disk");
}

fn writes_entries_until_it_is_killed(engine: Kind) {
    let by_hand = tempfile::tempdir().unwrap();
    let killed_by_parent = child::directory();
    let store = open(engine, killed_by_parent.as_deref().unwrap_or(by_hand.path()), options());
    let mut index = store.applied().map_or(0, |applied| applied.index);
    let until = if killed_by_parent.is_some() {
        u64::MAX
    } else {
        index + 10_000
    };
    tell("ready", 0);
    tell("flushed", store.flushed_applied().unwrap_or(0));
    while index < until {
        let last = index + 1 + draw(index, 99) % 40;
        tell("begin", last);
        apply(&store, index + 1, last);
        tell("flushed", store.flushed_applied().unwrap_or(0));
        index = last;
    }
}

fn after_kill_9_during_installations_the_tables_are_one_whole_snapshot_or_the_other(engine: Kind) {
    let directory = tempfile::tempdir().unwrap();
    let streams = tempfile::tempdir().unwrap();
    for (name, index) in [("a", 500), ("b", 900)] {
        write_snapshot(engine, &streams.path().join(name), index);
    }
    let mut states = [Expected::at(500), Expected::at(900)];
    std::fs::copy(streams.path().join("a"), directory.path().join("a")).unwrap();
    std::fs::copy(streams.path().join("b"), directory.path().join("b")).unwrap();
    let mut installed = 0;
    for trial in 0..INSTALL_TRIALS {
        let mut child = child::start(
            &child_test(engine, "installs_two_snapshots_in_turn_until_it_is_killed"),
            directory.path(),
        );
        // The time grows with each trial, because an installation takes long on a slow engine or a busy machine.
        let run_ms = (30 + draw(11, trial) % 120) * (trial + 1);
        let told = run_and_kill(&mut child, Duration::from_millis(run_ms));
        let store = open(engine, &directory.path().join("tables"), options());
        let index = store.applied().map_or(0, |applied| applied.index);
        let state = states.iter_mut().find(|state| state.index == index);
        match state {
            Some(state) => assert_eq!(assert_in_history(&store, state), index),
            None => assert!(index == 0 && installed == 0, "entry {index} ends neither snapshot"),
        }
        installed += last(&told, "installed");
        let generations = std::fs::read_dir(directory.path().join("tables")).unwrap();
        let names = generations.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        assert_eq!(
            names.filter(|name| name.starts_with("generation-")).count(),
            1,
            "a leftover stayed"
        );
    }
    assert!(installed > 0, "the kills came before the installations");
}

fn installs_two_snapshots_in_turn_until_it_is_killed(engine: Kind) {
    let by_hand = tempfile::tempdir().unwrap();
    let killed_by_parent = child::directory();
    let directory = killed_by_parent.as_deref().unwrap_or(by_hand.path());
    if killed_by_parent.is_none() {
        write_snapshot(engine, &directory.join("a"), 50);
        write_snapshot(engine, &directory.join("b"), 90);
    }
    let store = open(engine, &directory.join("tables"), options());
    tell("ready", 0);
    let rounds = if killed_by_parent.is_some() { u64::MAX } else { 10 };
    for round in 0..rounds {
        let name = if round % 2 == 0 { "a" } else { "b" };
        store
            .replace(&mut std::fs::File::open(directory.join(name)).unwrap())
            .unwrap();
        tell("installed", round + 1);
    }
}

fn write_snapshot(engine: Kind, path: &Path, index: u64) {
    let directory = tempfile::tempdir().unwrap();
    let store = open(engine, directory.path(), options());
    apply(&store, 1, index);
    assert_eq!(store.applied().unwrap().meta, meta(index));
    store
        .view()
        .unwrap()
        .export(&mut std::fs::File::create(path).unwrap())
        .unwrap();
}

fn child_test(engine: Kind, name: &str) -> String {
    format!("{}::{name}", module(engine))
}

/// Lets a child run for a while once it is ready, kills it, and returns its lines.
fn run_and_kill(child: &mut Child, run: Duration) -> Vec<String> {
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines
        .find(|line| line.as_ref().is_ok_and(|line| line.ends_with("ready 0")))
        .unwrap()
        .unwrap();
    let reader = std::thread::spawn(move || lines.map_while(Result::ok).collect::<Vec<_>>());
    std::thread::sleep(run);
    assert!(child.try_wait().unwrap().is_none(), "the child ended by itself");
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

/// Writes a line with one system call, so that a kill loses no line that was reported.
fn tell(what: &str, index: u64) {
    let mut output = std::io::stdout().lock();
    output.write_all(format!("{what} {index}\n").as_bytes()).unwrap();
    output.flush().unwrap();
}

/// The last number reported for `what`. Ignores a line that the kill truncated.
fn last(lines: &[String], what: &str) -> u64 {
    let told = |line: &String| line.split_once(what)?.1.trim().parse().ok();
    lines.iter().rev().find_map(told).unwrap_or(0)
}

on_every_engine!(
    after_kill_9_the_tables_are_exactly_the_state_of_the_stored_applied_index,
    writes_entries_until_it_is_killed,
    after_kill_9_during_installations_the_tables_are_one_whole_snapshot_or_the_other,
    installs_two_snapshots_in_turn_until_it_is_killed,
);
