#![allow(clippy::unwrap_used, clippy::expect_used)]
//! The window against a naive model: the whole table after every entry, and the rows that its owner took.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

type Table = BTreeMap<u8, u64>;

#[derive(Clone, Debug)]
enum Step {
    /// The log writes or removes a row.
    Write(u8),
    Remove(u8),
    /// The owner receives the next entry.
    Hear,
    Ask,
    /// Runs the scan: it reads everything received when it was requested, and this share of the later entries.
    Scan(u8),
    Answer,
    Fail,
    Pop,
    PutBack(u8),
}

fn step() -> impl Strategy<Value = Step> {
    let key = 0..24u8;
    prop_oneof![
        6 => key.clone().prop_map(Step::Write),
        3 => key.clone().prop_map(Step::Remove),
        8 => Just(Step::Hear),
        2 => Just(Step::Ask),
        3 => any::<u8>().prop_map(Step::Scan),
        2 => Just(Step::Answer),
        1 => Just(Step::Fail),
        3 => Just(Step::Pop),
        1 => key.prop_map(Step::PutBack),
    ]
}

struct World {
    window: Window<u8, u64>,
    /// The table after each entry; entry 0 is the empty one.
    history: Vec<Table>,
    writes: Vec<(u8, bool)>,
    heard: usize,
    asked: Option<(Refill<u8>, usize)>,
    scanned: Option<Refilled<u8, u64>>,
    /// The newest view merged into the window.
    newest_view: usize,
    taken: Table,
}

impl World {
    fn new(rows_max: usize) -> World {
        World {
            window: Window::new(rows_max),
            history: vec![Table::new()],
            writes: Vec::new(),
            heard: 0,
            asked: None,
            scanned: None,
            newest_view: 0,
            taken: Table::new(),
        }
    }

    fn run(&mut self, step: Step) {
        match step {
            Step::Write(key) => self.write(key, true),
            Step::Remove(key) => self.write(key, false),
            Step::Hear => self.hear(),
            Step::Ask => {
                if let Some(refill) = self.window.wants_refill() {
                    assert!(self.asked.is_none(), "two scans at once");
                    self.asked = Some((refill, self.heard));
                }
            }
            Step::Scan(share) => self.scan(share),
            Step::Answer => self.answer(),
            Step::Fail => {
                if self.asked.take().is_some() {
                    self.scanned = None;
                    self.window.refill_failed();
                }
            }
            Step::Pop => {
                if let Some((key, value)) = self.window.pop_first() {
                    self.taken.insert(key, value);
                }
            }
            Step::PutBack(key) => {
                if let Some(value) = self.taken.remove(&key) {
                    self.window.put_back(key, value);
                }
            }
        }
        self.check();
    }

    fn write(&mut self, key: u8, present: bool) {
        let index = self.history.len() as u64;
        let mut table = self.history.last().unwrap().clone();
        if present {
            table.insert(key, index);
        } else {
            table.remove(&key);
        }
        self.history.push(table);
        self.writes.push((key, present));
    }

    fn hear(&mut self) {
        let Some((key, present)) = self.writes.get(self.heard).copied() else {
            return;
        };
        self.heard += 1;
        let index = self.heard as u64;
        // The owner gives up a row that it took: the log gives its new position.
        self.taken.remove(&key);
        if present {
            let evicted = self.window.insert(index, key, index);
            let last = self.window.rows.keys().next_back().copied();
            let bounded = self.asked.is_some() || !self.window.holds(&key) || self.window.len() <= self.window.rows_max;
            assert!(bounded, "the window is too large");
            assert!(evicted.iter().all(|(far, _)| last.is_some_and(|last| *far > last)));
        } else {
            self.window.remove(index, &key);
        }
    }

    fn scan(&mut self, share: u8) {
        let Some((refill, heard)) = self.asked.clone().filter(|_| self.scanned.is_none()) else {
            return;
        };
        let view = heard + (self.history.len() - 1 - heard) * usize::from(share) / 255;
        let beyond = |key: &u8| refill.after.is_none_or(|after| *key > after);
        let rows = self.history[view].iter().filter(|(key, _)| beyond(key));
        let rows: Vec<(u8, u64)> = rows.take(refill.limit).map(|(key, value)| (*key, *value)).collect();
        self.scanned = Some(Refilled {
            view_index: view as u64,
            exhausted: rows.len() < refill.limit,
            rows,
        });
    }

    fn answer(&mut self) {
        let Some(found) = self.scanned.take() else { return };
        self.asked = None;
        self.newest_view = self.newest_view.max(found.view_index as usize);
        let taken: Vec<u8> = found
            .rows
            .iter()
            .map(|(key, _)| *key)
            .filter(|key| self.taken.contains_key(key))
            .collect();
        self.window.refilled(found);
        for key in taken {
            self.window.take(&key);
        }
    }

    fn check(&self) {
        let now = &self.history[self.heard];
        // If only the scan knows of an entry that removes a row, the row need not be present until that entry arrives.
        let known_to_scan = &self.history[self.heard..=self.newest_view.max(self.heard)];
        let lasting = |key: &&u8| known_to_scan.iter().all(|table| table.contains_key(key));
        for key in now.keys().filter(lasting) {
            let known = self.window.rows.contains_key(key) || self.taken.contains_key(key);
            assert!(known || !self.window.holds(key), "row {key} is lost");
        }
        for (key, value) in self.window.rows.iter() {
            assert!(self.window.holds(key), "row {key} is held beyond the edge");
            assert!(!self.taken.contains_key(key), "row {key} is there twice");
            if self.heard >= self.newest_view {
                assert_eq!(now.get(key), Some(value), "row {key} is not what the log says");
            }
        }
    }

    /// Receives all entries, and takes all rows.
    fn drain(&mut self) -> Vec<u8> {
        while self.heard < self.writes.len() {
            self.run(Step::Hear);
        }
        let mut popped = Vec::new();
        loop {
            self.run(Step::Ask);
            self.run(Step::Scan(255));
            self.run(Step::Answer);
            match self.window.pop_first() {
                Some((key, value)) => {
                    self.taken.insert(key, value);
                    popped.push(key);
                }
                None if self.window.edge == Edge::End => return popped,
                None => {}
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_row_is_held_or_taken_or_beyond_the_edge(
        rows_max in 2..10usize,
        steps in prop::collection::vec(step(), 1..150),
    ) {
        let mut world = World::new(rows_max);
        for step in steps {
            world.run(step);
        }
        let popped = world.drain();
        prop_assert!(popped.is_sorted(), "rows came out of order: {popped:?}");
        prop_assert_eq!(&world.taken, world.history.last().unwrap());
    }
}

#[test]
fn a_scan_that_is_older_than_an_effect_does_not_bring_a_removed_row_back() {
    let mut window: Window<u8, u64> = Window::new(8);
    window.wants_refill().unwrap();
    window.insert(2, 9, 2);
    window.remove(3, &5);
    window.refilled(Refilled {
        view_index: 1,
        rows: vec![(5, 1), (7, 1)],
        exhausted: true,
    });
    let rows: Vec<u8> = window.iter().map(|(key, _)| *key).collect();
    assert_eq!(rows, [7, 9]);
}

#[test]
fn an_answer_nobody_waits_for_changes_nothing() {
    let mut window: Window<u8, u64> = Window::new(8);
    window.refilled(Refilled {
        view_index: 1,
        rows: vec![(5, 1)],
        exhausted: true,
    });
    assert!(window.is_empty());
    assert!(window.wants_refill().is_some());
}
