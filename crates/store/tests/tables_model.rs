//! Random runs of the tables against a map in memory.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

#[path = "tables_support/mod.rs"]
mod support;

use minoots_kernel::tables::{Read, Tables};
use minoots_store::tables::{KEY_BYTES_MAX, TableStore, TableView};
use proptest::collection::vec;
use proptest::prelude::*;
use support::{Change, Expected, Kind, Rows, apply, meta, on_every_engine, open, rows, small};

#[derive(Clone, Debug)]
enum Step {
    /// Entries that share a batch.
    Apply(Vec<Vec<Change>>),
    Discard(Vec<Change>),
    Look,
    Forget,
    /// Caches rows of the newest state and of all views in memory.
    Keep,
    Scan(Vec<u8>, Vec<u8>, usize),
    Flush,
    RequestFlush,
    Reopen {
        clean: bool,
    },
    Replace,
}

fn key() -> impl Strategy<Value = Vec<u8>> {
    (0..4_u8, vec(0..3_u8, 0..4)).prop_map(|(table, rest)| [vec![table], rest].concat())
}

fn change() -> impl Strategy<Value = Change> {
    (key(), proptest::option::weighted(0.7, vec(any::<u8>(), 0..600)))
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        12 => vec(vec(change(), 0..6), 1..5).prop_map(Step::Apply),
        1 => vec(change(), 0..6).prop_map(Step::Discard),
        3 => Just(Step::Look),
        2 => Just(Step::Forget),
        3 => Just(Step::Keep),
        4 => (key(), key(), 0..10_usize).prop_map(|(from, until, limit)| Step::Scan(from, until, limit)),
        1 => Just(Step::Flush),
        1 => Just(Step::RequestFlush),
        1 => any::<bool>().prop_map(|clean| Step::Reopen { clean }),
        1 => Just(Step::Replace),
    ]
}

/// A store, all its states since its last reopening, and views with their expected states.
struct Run {
    engine: Kind,
    views: Vec<(TableView, Expected)>,
    store: Option<TableStore>,
    history: Vec<Expected>,
    // Dropped last: the engine uses it until the store is dropped.
    directory: tempfile::TempDir,
}

impl Run {
    fn new(engine: Kind) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let store = Some(open(engine, directory.path(), options()));
        Self {
            engine,
            directory,
            store,
            history: vec![Expected::default()],
            views: Vec::new(),
        }
    }

    fn store(&self) -> &TableStore {
        self.store.as_ref().unwrap()
    }

    fn now(&self) -> &Expected {
        self.history.last().unwrap()
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Apply(entries) => self.apply(&entries),
            Step::Discard(changes) => {
                let mut batch = self.store().begin().unwrap();
                write(&mut batch, &changes);
            }
            Step::Look => self.views.push((self.store().view().unwrap(), self.now().clone())),
            Step::Forget => drop(self.views.pop()),
            Step::Keep => self.keep(),
            Step::Scan(from, until, limit) => {
                let found = self.store().view().unwrap().scan(&from, &until, limit).unwrap();
                assert_eq!(found, range(&self.now().rows, &from, &until, limit));
            }
            Step::Flush => {
                self.store().flush().unwrap();
                assert_eq!(self.store().flushed_applied().unwrap_or(0), self.now().index);
            }
            Step::RequestFlush => self.store().request_flush().unwrap(),
            Step::Reopen { clean } => self.reopen(clean),
            Step::Replace => self.replace(),
        }
    }

    fn apply(&mut self, entries: &[Vec<Change>]) {
        let mut expected = self.now().clone();
        let mut batch = self.store().begin().unwrap();
        for changes in entries {
            write(&mut batch, changes);
            expected.apply(changes);
            expected.index += 1;
            batch.end_entry().unwrap();
        }
        assert_eq!(rows(&batch), expected.rows);
        for key in self.now().rows.keys().chain(expected.rows.keys()) {
            assert_eq!(batch.get(key).unwrap().as_ref(), expected.rows.get(key));
        }
        for (limit, from) in [(1, vec![0]), (3, vec![1, 1]), (5, vec![2])] {
            let until = vec![3, 2];
            assert_eq!(
                batch.scan(&from, &until, limit).unwrap(),
                range(&expected.rows, &from, &until, limit)
            );
        }
        assert_eq!(
            rows(&self.store().view().unwrap()),
            self.now().rows,
            "a batch was seen before its end"
        );
        batch.commit(expected.index, meta(expected.index)).unwrap();
        self.history.push(expected);
        self.check();
    }

    /// An older view's rows are cached only if nothing was applied since.
    fn keep(&self) {
        let newest = (self.store().view().unwrap(), self.now().clone());
        for (view, state) in self.views.iter().chain([&newest]) {
            for row in &state.rows {
                let row = (row.0.clone(), row.1.clone());
                assert!(!view.keep(&row) || state.index == self.now().index);
            }
        }
    }

    /// Reopens the store. Without a flush it holds only the state on disk: one of the states since the last flushed
    /// one.
    fn reopen(&mut self, clean: bool) {
        if clean {
            self.store().flush().unwrap();
        }
        let flushed = self.store().flushed_applied().unwrap_or(0);
        self.views.clear();
        self.store = None;
        self.store = Some(open(self.engine, self.directory.path(), options()));
        let found = self.store().applied().map_or(0, |applied| applied.index);
        assert!(
            found >= flushed,
            "entry {flushed} was promised to be on disk, {found} is"
        );
        assert!(!clean || found == self.now().index);
        let position = self.history.iter().position(|state| state.index == found);
        self.history
            .truncate(position.expect("a state between two batches") + 1);
        assert_eq!(self.store().flushed_applied().unwrap_or(0), found);
        self.check();
    }

    fn replace(&mut self) {
        let mut stream = Vec::new();
        let summary = self.store().view().unwrap().export(&mut stream).unwrap();
        assert_eq!(summary.rows, self.now().rows.len() as u64);
        self.store().replace(&mut stream.as_slice()).unwrap();
        assert_eq!(self.store().flushed_applied().unwrap_or(0), self.now().index);
        let now = self.now().clone();
        self.history = vec![now];
        self.check();
    }

    fn check(&self) {
        let (now, applied) = (self.now(), self.store().applied());
        assert_eq!(applied.as_ref().map_or(0, |applied| applied.index), now.index);
        assert_eq!(applied.map_or(0, |applied| applied.hash), now.hash);
        let view = self.store().view().unwrap();
        assert_eq!(rows(&view), now.rows);
        for (key, value) in &now.rows {
            assert_eq!(view.get(key).unwrap().as_ref(), Some(value));
        }
        for (view, expected) in &self.views {
            assert_eq!(view.index().unwrap_or(0), expected.index);
            assert_eq!(rows(view), expected.rows, "a view changed");
        }
    }
}

fn options() -> minoots_store::tables::TableOptions {
    minoots_store::tables::TableOptions {
        memtable_bytes: 2 << 10,
        sealed_bytes_max: 10 << 10,
        ..small()
    }
}

fn write(batch: &mut impl Tables, changes: &[Change]) {
    for (key, value) in changes.iter().cloned() {
        match value {
            Some(value) => batch.put(key, value),
            None => batch.delete(key),
        }
    }
}

fn range(rows: &Rows, from: &[u8], until: &[u8], limit: usize) -> Vec<(Vec<u8>, Vec<u8>)> {
    let within = rows
        .iter()
        .filter(|(key, _)| key.as_slice() >= from && key.as_slice() < until);
    within
        .take(limit)
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

fn the_tables_are_always_a_state_between_two_batches_and_views_never_change(engine: Kind) {
    let config = ProptestConfig {
        cases: 40,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    proptest!(config, |(steps in vec(step(), 1..60))| {
        let mut run = Run::new(engine);
        for step in steps {
            run.step(step);
        }
        run.check();
    });
}

fn reads_with_longer_keys_than_engines_take_find_what_there_is(engine: Kind) {
    let directory = tempfile::tempdir().unwrap();
    let store = open(engine, directory.path(), small());
    apply(&store, 1, 20);
    let view = store.view().unwrap();
    let all = rows(&view);
    let middle = all.keys().nth(all.len() / 2).unwrap();
    let long = |first: &[u8], filler: u8| [first, &vec![filler; KEY_BYTES_MAX + 1]].concat();
    for from in [
        long(middle, 0),
        long(middle, 0xFE),
        long(middle, 0xFF),
        long(&[], 0),
        middle.clone(),
    ] {
        assert_eq!(view.get(&long(&from, 0)).unwrap(), None);
        for until in [
            long(middle, 0),
            long(middle, 0xFE),
            long(middle, 0xFF),
            long(&[0xFE], 1),
            vec![0xFF],
        ] {
            let found = view.scan(&from, &until, usize::MAX).unwrap();
            assert_eq!(
                found,
                range(&all, &from, &until, usize::MAX),
                "{} {}",
                from.len(),
                until.len()
            );
        }
    }
}

on_every_engine!(
    the_tables_are_always_a_state_between_two_batches_and_views_never_change,
    reads_with_longer_keys_than_engines_take_find_what_there_is,
);
