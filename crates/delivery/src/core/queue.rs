//! One queue in memory: its lanes, who consumes it, and how it is to be offered.

use super::{StreamId, lane::Lane};
use minoots_kernel::{LANES, ReadyPlace, internal::Lane as Priority};
use minoots_sequencer::window::Refill;

/// How a queue is to be offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Nothing of it is.
    pub paused: bool,
    /// Deliveries of one concurrency key are limited in number: each is recorded before it goes out.
    pub limited: bool,
}

/// The lanes that few queues have.
pub(crate) const OTHERS: [Priority; 5] = [
    Priority::Now,
    Priority::Future,
    Priority::KeyedNow,
    Priority::Keyed,
    Priority::KeyedFuture,
];

/// By priority: the lane without concurrency keys, and the one with them.
const PRIORITIES: [(Priority, Priority); 3] = [
    (Priority::Now, Priority::KeyedNow),
    (Priority::Unspecified, Priority::Keyed),
    (Priority::Future, Priority::KeyedFuture),
];

/// What a view tells of a queue beside its rows.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// How it is to be offered.
    pub rules: Rules,
    /// Of which lanes but the usual one there ever was anything.
    pub others: [bool; OTHERS.len()],
}

pub(crate) struct Queue {
    /// As of the last entry or view that told of them. They come with the first rows, so that no row is there without them.
    pub rules: Rules,
    /// The index of that.
    rules_index: u64,
    /// What is next: all there is, but for queues with priorities.
    pub next: Lane,
    /// What goes before it and after it, and what takes turns, if there ever was any.
    others: [Option<Box<Lane>>; OTHERS.len()],
    pub streams: Vec<StreamId>,
    pub next_stream: usize,
    /// Its entry in the agenda.
    pub at: Option<i64>,
    /// Tells what is in memory now from what was before it was forgotten.
    pub life: u64,
    rows_max: usize,
}

impl Queue {
    pub fn new(life: u64, rows_max: usize) -> Queue {
        Queue {
            rules: Rules::default(),
            rules_index: 0,
            next: Lane::new(rows_max),
            others: Default::default(),
            streams: Vec::new(),
            next_stream: 0,
            at: None,
            life,
            rows_max,
        }
    }

    /// Everything is read anew.
    pub fn forget(&mut self, life: u64) {
        self.life = life;
        (self.rules, self.rules_index) = (Rules::default(), 0);
        self.next = Lane::new(self.rows_max);
        self.others = Default::default();
        self.at = None;
    }

    /// The entry at `index`, or a view of that index, tells how it is to be offered.
    pub fn set_rules(&mut self, index: u64, rules: Rules) {
        if index >= self.rules_index {
            (self.rules, self.rules_index) = (rules, index);
        }
    }

    /// What a view of an index tells.
    pub fn told(&mut self, index: u64, told: Told) {
        self.set_rules(index, told.rules);
        for (priority, there) in OTHERS.into_iter().zip(told.others) {
            if there {
                self.lane_or_new(priority);
            }
        }
    }

    /// A lane, if anything was ever there.
    pub fn lane(&self, priority: Priority) -> Option<&Lane> {
        match other(priority) {
            None => Some(&self.next),
            Some(at) => self.others[at].as_deref(),
        }
    }

    /// A lane, if anything was ever there.
    pub fn lane_mut(&mut self, priority: Priority) -> Option<&mut Lane> {
        match other(priority) {
            None => Some(&mut self.next),
            Some(at) => self.others[at].as_deref_mut(),
        }
    }

    /// A lane that something is in now.
    pub fn lane_or_new(&mut self, priority: Priority) -> &mut Lane {
        let rows_max = self.rows_max;
        match other(priority) {
            None => &mut self.next,
            Some(at) => self.others[at].get_or_insert_with(|| Box::new(Lane::new(rows_max))),
        }
    }

    /// Bytes of all rows.
    pub fn bytes(&self) -> usize {
        let others = self.others.iter().flatten().map(|lane| lane.bytes());
        self.next.bytes() + others.sum::<usize>()
    }

    /// The row to look at next, and when it may be released: the first that is due, in the order of priorities, concurrency keys in turn;
    /// else the one that will be first. `None` while a lane is not read yet.
    pub fn next(&mut self, now: i64, log_time: i64) -> Option<(ReadyPlace, i64)> {
        if self.others.iter().all(Option::is_none) {
            return self.next.next(now, log_time);
        }
        if self.others.iter().flatten().any(|lane| !lane.window.has_begun()) || !self.next.window.has_begun() {
            return None;
        }
        let mut first: Option<(ReadyPlace, i64)> = None;
        for (plain, keyed) in PRIORITIES {
            let plain = self.lane(plain).and_then(|lane| lane.next(now, log_time));
            let keyed = self.lane_mut(keyed);
            // A key's row that is due; or what the lane waits for.
            let (turn, again) = match keyed {
                None => (None, false),
                Some(lane) => (lane.next_turn(now, log_time), lane.begins_again()),
            };
            let due = |found: &Option<(ReadyPlace, i64)>| found.is_some_and(|(_, at)| at <= now);
            match (due(&plain), due(&turn)) {
                // What has no key is one more among the keys, whose turn is after the last of them.
                (true, true) => return if again { plain } else { turn },
                (true, false) => return plain,
                (false, true) => return turn,
                (false, false) => {}
            }
            for (place, at) in [plain, turn].into_iter().flatten() {
                if first.is_none_or(|(_, earliest)| at < earliest) {
                    first = Some((place, at));
                }
            }
        }
        first
    }

    /// A row went out: its key had its turn, and if it has none, the keys begin anew.
    pub fn had_turn(&mut self, place: ReadyPlace, key: Option<&str>) {
        let keyed = match PRIORITIES.iter().find(|(plain, _)| *plain == place.lane) {
            Some((_, keyed)) => *keyed,
            None => place.lane,
        };
        if let Some(lane) = self.lane_mut(keyed) {
            lane.had_turn(key);
        }
    }

    /// The scans to run now.
    pub fn wants_refills(&mut self) -> impl Iterator<Item = (Priority, Refill<ReadyPlace>)> + '_ {
        LANES
            .into_iter()
            .filter_map(|priority| Some((priority, self.lane_mut(priority)?.window.wants_refill()?)))
    }
}

fn other(priority: Priority) -> Option<usize> {
    OTHERS.iter().position(|other| *other == priority)
}
