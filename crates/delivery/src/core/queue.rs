//! One queue in memory: its lanes, who consumes it, and how it is to be offered.

use super::{StreamId, lane::Lane};
use minoots_kernel::{LANES, ReadyPlace, internal::Lane as Priority};
use minoots_sequencer::window::Refill;

/// How a queue is to be offered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Nothing of it is.
    pub paused: bool,
}

/// What a view tells of a queue beside its rows.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// How it is to be offered.
    pub rules: Rules,
    /// Whether there ever was anything before what is next, and after it.
    pub others: [bool; 2],
}

pub(crate) struct Queue {
    /// As of the last entry or view that told of them. They come with the first rows, so that no row is there without them.
    pub rules: Rules,
    /// The index of that.
    rules_index: u64,
    /// What is next: all there is, but for queues with priorities.
    pub next: Lane,
    /// What goes before it and after it, if there ever was any.
    others: [Option<Box<Lane>>; 2],
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
            others: [None, None],
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
        self.others = [None, None];
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
        for (priority, there) in [Priority::Now, Priority::Future].into_iter().zip(told.others) {
            if there {
                self.lane_or_new(priority);
            }
        }
    }

    /// A lane, if anything was ever there.
    pub fn lane(&self, priority: Priority) -> Option<&Lane> {
        match priority {
            Priority::Unspecified => Some(&self.next),
            Priority::Now => self.others[0].as_deref(),
            Priority::Future => self.others[1].as_deref(),
        }
    }

    /// A lane, if anything was ever there.
    pub fn lane_mut(&mut self, priority: Priority) -> Option<&mut Lane> {
        match priority {
            Priority::Unspecified => Some(&mut self.next),
            Priority::Now => self.others[0].as_deref_mut(),
            Priority::Future => self.others[1].as_deref_mut(),
        }
    }

    /// A lane that something is in now.
    pub fn lane_or_new(&mut self, priority: Priority) -> &mut Lane {
        let rows_max = self.rows_max;
        let other = match priority {
            Priority::Unspecified => return &mut self.next,
            Priority::Now => &mut self.others[0],
            Priority::Future => &mut self.others[1],
        };
        other.get_or_insert_with(|| Box::new(Lane::new(rows_max)))
    }

    /// Bytes of all rows.
    pub fn bytes(&self) -> usize {
        let others = self.others.iter().flatten().map(|lane| lane.bytes());
        self.next.bytes() + others.sum::<usize>()
    }

    /// The row to look at next, and when it may be released: the first that is due, in the order of lanes; else the one that will be
    /// first. `None` while a lane is not read yet.
    pub fn next(&self, now: i64, log_time: i64) -> Option<(ReadyPlace, i64)> {
        if self.others.iter().all(Option::is_none) {
            return self.next.next(now, log_time);
        }
        let mut first: Option<(ReadyPlace, i64)> = None;
        for lane in LANES.into_iter().filter_map(|priority| self.lane(priority)) {
            if !lane.window.has_begun() {
                return None;
            }
            match lane.next(now, log_time) {
                Some((place, at)) if at <= now => return Some((place, at)),
                Some((place, at)) if first.is_none_or(|(_, earliest)| at < earliest) => first = Some((place, at)),
                _ => {}
            }
        }
        first
    }

    /// The scans to run now.
    pub fn wants_refills(&mut self) -> impl Iterator<Item = (Priority, Refill<ReadyPlace>)> + '_ {
        LANES
            .into_iter()
            .filter_map(|priority| Some((priority, self.lane_mut(priority)?.window.wants_refill()?)))
    }
}
