//! One queue in memory: its lanes, its consumers, and its rules.

use super::{StreamId, lane::Lane};
use minoots_kernel::{LANES, ReadyPlace, internal::Lane as Priority};
use minoots_sequencer::window::Refill;

/// The rules by which a queue is offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Whether nothing of the queue is offered.
    pub paused: bool,
    /// Whether the number of deliveries of one concurrency key is limited. Then each is recorded before it is sent.
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

/// By priority: the lane without concurrency keys, and the lane with them.
const PRIORITIES: [(Priority, Priority); 3] = [
    (Priority::Now, Priority::KeyedNow),
    (Priority::Unspecified, Priority::Keyed),
    (Priority::Future, Priority::KeyedFuture),
];

/// The properties of a queue in a view, besides its rows.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// The rules by which it is offered.
    pub rules: Rules,
    /// Which of the other lanes ever contained anything.
    pub others: [bool; OTHERS.len()],
}

pub(crate) struct Queue {
    /// The rules as of the last entry or view that contained them. They come with the first rows, so that no row is
    /// present without them.
    pub rules: Rules,
    /// The log index of the rules.
    rules_index: u64,
    /// The lane `NEXT`: the only lane, except in queues with priorities.
    pub next: Lane,
    /// The lanes before and after it, and the lanes with concurrency keys, if they ever contained anything.
    others: [Option<Box<Lane>>; OTHERS.len()],
    pub streams: Vec<StreamId>,
    pub next_stream: usize,
    /// Its entry in the agenda.
    pub at: Option<i64>,
    /// Distinguishes the present content of memory from that of an earlier life.
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

    /// Forgets everything, to be read again.
    pub fn forget(&mut self, life: u64) {
        self.life = life;
        (self.rules, self.rules_index) = (Rules::default(), 0);
        self.next = Lane::new(self.rows_max);
        self.others = Default::default();
        self.at = None;
    }

    /// Sets the rules according to the entry at `index`, or a view of that index.
    pub fn set_rules(&mut self, index: u64, rules: Rules) {
        if index >= self.rules_index {
            (self.rules, self.rules_index) = (rules, index);
        }
    }

    /// Applies the properties from a view of an index.
    pub fn told(&mut self, index: u64, told: Told) {
        self.set_rules(index, told.rules);
        for (priority, there) in OTHERS.into_iter().zip(told.others) {
            if there {
                self.lane_or_new(priority);
            }
        }
    }

    /// A lane, if it ever contained anything.
    pub fn lane(&self, priority: Priority) -> Option<&Lane> {
        match other(priority) {
            None => Some(&self.next),
            Some(at) => self.others[at].as_deref(),
        }
    }

    /// A lane, if it ever contained anything.
    pub fn lane_mut(&mut self, priority: Priority) -> Option<&mut Lane> {
        match other(priority) {
            None => Some(&mut self.next),
            Some(at) => self.others[at].as_deref_mut(),
        }
    }

    /// A lane that now contains something.
    pub fn lane_or_new(&mut self, priority: Priority) -> &mut Lane {
        let rows_max = self.rows_max;
        match other(priority) {
            None => &mut self.next,
            Some(at) => self.others[at].get_or_insert_with(|| Box::new(Lane::new(rows_max))),
        }
    }

    /// The bytes of all rows.
    pub fn bytes(&self) -> usize {
        let others = self.others.iter().flatten().map(|lane| lane.bytes());
        self.next.bytes() + others.sum::<usize>()
    }

    /// The row to check next, and the instant at which it may be released. It is the first due row in the order of
    /// priorities, with concurrency keys in turn; otherwise the row that will be first. `None` while a lane is not read
    /// yet.
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
            // The due row of a key, or the row that the lane waits for.
            let (turn, again) = match keyed {
                None => (None, false),
                Some(lane) => (lane.next_turn(now, log_time), lane.begins_again()),
            };
            let due = |found: &Option<(ReadyPlace, i64)>| found.is_some_and(|(_, at)| at <= now);
            match (due(&plain), due(&turn)) {
                // Rows without a key count as one more key, whose turn comes after the last key.
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

    /// Records that a row was sent. Its key had its turn; if it has no key, the keys start again.
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
