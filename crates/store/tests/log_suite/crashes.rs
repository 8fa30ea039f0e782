//! Random histories with crashes, against a naive model.
//!
//! After each crash the log must open, and hold the state after some prefix of the operations that includes everything
//! acknowledged.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use minoots_store::io::Cut;
use minoots_store::log::{Completion, Log, LogEntry, LogId};
use proptest::prelude::*;

use super::support::*;

#[derive(Debug, Clone)]
enum Step {
    Append {
        count: u64,
        length: usize,
        next_term: bool,
    },
    Vote(u8),
    Truncate {
        back: u64,
    },
    Purge {
        back: u64,
    },
    PurgeBeyond,
    Commit {
        back: u64,
    },
    /// Lets the log thread catch up.
    Pause,
}

#[derive(Debug, Clone)]
struct Life {
    steps: Vec<Step>,
    /// The number of operations after which the disk stops.
    halt_after: u64,
    /// The number of operations after which the disk stops in an extra attempt to open.
    halt_opening_after: Option<u64>,
    power_seed: Option<u64>,
    group_bytes_max: usize,
    cache_bytes_max: usize,
    prepare_ahead: bool,
}

/// The smallest change that may survive by itself.
#[derive(Debug, Clone)]
enum Change {
    Entry(LogEntry),
    Vote(Bytes),
    Truncate(Option<u64>),
    Purge(LogId),
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Model {
    entries: BTreeMap<u64, LogEntry>,
    purged: Option<LogId>,
    vote: Option<Bytes>,
}

impl Model {
    fn apply(&mut self, change: &Change) {
        match change {
            Change::Entry(entry) => {
                self.entries.insert(entry.index, entry.clone());
            }
            Change::Vote(vote) => self.vote = Some(vote.clone()),
            Change::Truncate(after) => self.entries.retain(|&index, _| Some(index) <= *after),
            Change::Purge(upto) => {
                self.entries.retain(|&index, _| index > upto.index);
                self.purged = Some(*upto);
            }
        }
    }

    fn last(&self) -> Option<LogId> {
        self.entries.values().next_back().map(LogEntry::id).or(self.purged)
    }

    fn of(log: &Log) -> Self {
        let state = log.state();
        let start = state.purged.map_or(0, |purged| purged.index + 1);
        let entries = read_from(log, start)
            .into_iter()
            .map(|entry| (entry.index, entry))
            .collect();
        let model = Self {
            entries,
            purged: state.purged,
            vote: state.vote,
        };
        assert_eq!(model.last(), state.last);
        model
    }
}

/// One life of the log: its operations, and how many of them were acknowledged.
struct Run {
    accepted: Model,
    committed: Option<u64>,
    /// The last committed entry known to be durable.
    applied: Option<u64>,
    changes: Vec<Change>,
    /// For each operation, the number of changes up to its end.
    ends: Vec<usize>,
    acknowledged: Arc<AtomicUsize>,
}

impl Run {
    fn ask(&mut self, changes: Vec<Change>) -> Completion {
        changes.iter().for_each(|change| self.accepted.apply(change));
        self.changes.extend(changes);
        let number = self.ends.len();
        self.ends.push(self.changes.len());
        let acknowledged = Arc::clone(&self.acknowledged);
        Box::new(move |result| {
            if result.is_ok() {
                let before = acknowledged.fetch_add(1, Ordering::SeqCst);
                assert_eq!(before, number, "acknowledged out of order");
            }
        })
    }

    fn step(&mut self, log: &Log, step: &Step) {
        let last = self.accepted.last();
        let lowest = self.committed.max(self.accepted.purged.map(|purged| purged.index));
        match *step {
            Step::Append {
                count,
                length,
                next_term,
            } => {
                let term = last.map_or(1, |last| last.term) + u64::from(next_term);
                let start = last.map_or(0, |last| last.index + 1);
                let entries = entries(start..start + count, term, length);
                let done = self.ask(entries.iter().cloned().map(Change::Entry).collect());
                log.append(entries, done);
            }
            Step::Vote(byte) => {
                let vote = Bytes::from(vec![byte; usize::from(byte)]);
                let done = self.ask(vec![Change::Vote(vote.clone())]);
                log.save_vote(vote, done);
            }
            Step::Truncate { back } => {
                let after = last.and_then(|last| last.index.checked_sub(back)).max(lowest);
                let done = self.ask(vec![Change::Truncate(after)]);
                log.truncate_after(after, done);
            }
            Step::Purge { back } => {
                let upto = last.and_then(|last| self.accepted.entries.get(&last.index.checked_sub(back)?));
                if let Some(upto) = upto.map(LogEntry::id) {
                    let done = self.ask(vec![Change::Purge(upto)]);
                    log.purge(upto, done);
                }
            }
            Step::PurgeBeyond => {
                let upto = last.map_or(id(7, 1), |last| id(last.index + 10, last.term + 1));
                let done = self.ask(vec![Change::Purge(upto)]);
                log.purge(upto, done);
            }
            Step::Commit { back } => {
                if let Some(index) = last.and_then(|last| last.index.checked_sub(back)) {
                    self.committed = self.committed.max(Some(index));
                    log.save_committed(index);
                }
            }
            Step::Pause => {
                let vote = self.accepted.vote.clone().unwrap_or_default();
                let done = self.ask(vec![Change::Vote(vote.clone())]);
                let finished = start(|finish| {
                    log.save_vote(
                        vote,
                        Box::new(|result| {
                            done(result.clone());
                            finish(result);
                        }),
                    );
                });
                if let Ok(Ok(())) = finished.recv() {
                    self.applied = self.applied.max(self.committed);
                }
            }
        }
    }
}

/// Runs one life and returns the state and the commit mark found after it.
fn live(rig: &mut Rig, life: &Life, before: Model, committed: Option<u64>) -> (Model, Option<u64>) {
    rig.options.group_bytes_max = life.group_bytes_max;
    rig.options.cache_bytes_max = life.cache_bytes_max;
    rig.options.prepare_ahead = life.prepare_ahead;
    let log = rig.open();
    let acknowledged = Arc::default();
    let mut run = Run {
        accepted: before.clone(),
        committed,
        applied: rig.options.applied_index,
        changes: Vec::new(),
        ends: Vec::new(),
        acknowledged,
    };
    rig.memory.halt_at(rig.memory.operation_count() + life.halt_after);
    life.steps.iter().for_each(|step| run.step(&log, step));
    let cut = life.power_seed.map_or(Cut::Process, |seed| Cut::Power { seed });
    rig.memory.cut(cut);
    let _ = log.close();
    if let Some(halt_opening_after) = life.halt_opening_after {
        rig.memory.halt_at(rig.memory.operation_count() + halt_opening_after);
        drop(rig.try_open().map(|(log, _)| log.close()));
        rig.memory.cut(cut);
    }

    let acknowledged = run.acknowledged.load(Ordering::SeqCst);
    let certain = acknowledged.checked_sub(1).map_or(0, |operation| run.ends[operation]);
    let mut expected = before;
    run.changes[..certain].iter().for_each(|change| expected.apply(change));
    rig.options.applied_index = run.applied;
    let log = rig.open();
    let found = Model::of(&log);
    let mut rest = run.changes[certain..].iter();
    while expected != found {
        let change = rest.next().expect("the state found is not one that was asked for");
        expected.apply(change);
    }
    let found_committed = log.state().committed;
    assert!(
        found_committed <= run.committed && found_committed >= committed,
        "{found_committed:?}"
    );
    rig.memory.cut(Cut::Process);
    let _ = log.close();
    (found, found_committed)
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => (1_u64..12, prop_oneof![Just(0_usize), 1_usize..300, 300_usize..4_000], any::<bool>())
            .prop_map(|(count, length, next_term)| Step::Append { count, length, next_term }),
        2 => any::<u8>().prop_map(Step::Vote),
        2 => (0_u64..20).prop_map(|back| Step::Truncate { back }),
        2 => (0_u64..30).prop_map(|back| Step::Purge { back }),
        1 => Just(Step::PurgeBeyond),
        2 => (0_u64..10).prop_map(|back| Step::Commit { back }),
        4 => Just(Step::Pause),
    ]
}

fn any_life() -> impl Strategy<Value = Life> {
    (
        prop::collection::vec(any_step(), 1..30),
        prop_oneof![0_u64..20, 20_u64..150, Just(u64::MAX / 2)],
        prop::option::of(0_u64..30),
        prop::option::weighted(0.8, any::<u64>()),
        prop_oneof![Just(64_usize), Just(4_096), Just(1 << 20)],
        prop_oneof![Just(0_usize), Just(5_000), Just(1 << 20)],
        any::<bool>(),
    )
        .prop_map(
            |(steps, halt_after, halt_opening_after, power_seed, group_bytes_max, cache_bytes_max, prepare_ahead)| {
                Life {
                    steps,
                    halt_after,
                    halt_opening_after,
                    power_seed,
                    group_bytes_max,
                    cache_bytes_max,
                    prepare_ahead,
                }
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_crash_the_log_opens_with_everything_acknowledged_and_nothing_else(
        lives in prop::collection::vec(any_life(), 1..5),
    ) {
        let mut rig = Rig::in_memory();
        let (mut model, mut committed) = (Model::default(), None);
        for life in &lives {
            (model, committed) = live(&mut rig, life, model, committed);
        }
    }
}

/// Tests every crash point of one history, not a sample of them.
#[test]
fn a_crash_at_each_single_operation_loses_nothing_acknowledged() {
    let append = |count, length| Step::Append {
        count,
        length,
        next_term: false,
    };
    let mut steps = vec![Step::Vote(3)];
    for _ in 0..6 {
        steps.extend([
            append(3, 900),
            Step::Pause,
            append(2, 2_000),
            Step::Commit { back: 4 },
            Step::Pause,
        ]);
        steps.extend([
            Step::Truncate { back: 1 },
            Step::Pause,
            Step::Purge { back: 6 },
            Step::Pause,
        ]);
    }
    let mut life = Life {
        steps,
        halt_after: 0,
        halt_opening_after: None,
        power_seed: None,
        group_bytes_max: 1 << 20,
        cache_bytes_max: 1 << 20,
        prepare_ahead: false,
    };
    let mut full = Rig::in_memory();
    let whole = Life {
        halt_after: u64::MAX / 2,
        ..life.clone()
    };
    live(&mut full, &whole, Model::default(), None);
    let operations = full.memory.operation_count();
    assert!(operations > 80, "{operations}");
    for halt_after in 0..operations {
        for power_seed in [None, Some(halt_after), Some(!halt_after)] {
            life.halt_after = halt_after;
            life.power_seed = power_seed;
            live(&mut Rig::in_memory(), &life, Model::default(), None);
        }
    }
}

#[test]
fn a_commit_mark_about_replacing_entries_is_not_taken_for_the_replaced_ones() {
    for halt_after in 0..80 {
        let mut rig = Rig::in_memory();
        rig.options.group_bytes_max = 64;
        let log = rig.open();
        rig.memory.hold_syncs();
        let first = start(|done| log.append(entries(0..20, 1, 100), done));
        let truncated = start(|done| log.truncate_after(Some(4), done));
        let second = start(|done| log.append(entries(5..20, 2, 100), done));
        log.save_committed(15);
        rig.memory.halt_at(rig.memory.operation_count() + halt_after);
        rig.memory.release_syncs();
        let results = [first, truncated, second].map(|result| result.recv().unwrap().is_ok());
        rig.memory.cut(Cut::Power { seed: halt_after });
        let last = rig.open().state().last;
        match results {
            [true, true, true] => assert_eq!(last, Some(id(19, 2))),
            [true, true, false] => assert!(last >= Some(id(4, 1)) && last != Some(id(19, 1))),
            [true, false, _] => assert!([Some(id(19, 1)), Some(id(4, 1))].contains(&last), "{last:?}"),
            [false, ..] => assert!(last <= Some(id(19, 1))),
        }
    }
}
