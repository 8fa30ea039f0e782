//! Turns of concurrency keys.

use super::{Model, State, Timer};
use minoots_kernel::{
    Reply,
    internal::{Claims, Grant, Turn},
    limits::{KEY_SHARE, LEAD_MAX},
};

impl Timer {
    pub fn is_keyed(&self) -> bool {
        !self.spec.concurrency_key.is_empty() && !self.spec.queue.is_empty()
    }

    /// Its turn, if it is in its queue.
    pub fn turn(&self) -> Option<Turn> {
        match self.state {
            _ if self.gone => None,
            State::Armed if self.waits => Some(Turn::Waiting),
            State::Armed => Some(Turn::Unspecified),
            _ if self.is_open() => self.delivery.as_ref().map(|delivery| delivery.turn),
            _ => None,
        }
    }

    /// The order of priorities: NOW before NEXT before FUTURE.
    fn rank(&self) -> i32 {
        [1, 0, 2][self.spec.lane as usize]
    }

    fn available(&self) -> i64 {
        match self.state {
            State::Armed => self.due(),
            _ => self.delivery.as_ref().unwrap().available,
        }
    }
}

impl Model {
    fn limit(&self, at: usize) -> u64 {
        let timer = &self.timers[at];
        let queue = self
            .queues
            .iter()
            .find(|queue| (&queue.tenant, &queue.name) == (&timer.tenant, &timer.spec.queue));
        let options = queue.and_then(|queue| queue.row.options.as_ref());
        options.map_or(0, |options| options.key_concurrency)
    }

    /// The number of other rows of its key with this turn, in all priorities or in its own.
    fn others(&self, at: usize, turn: Turn, own: bool) -> u64 {
        let timer = &self.timers[at];
        let of_key = |other: &Timer| {
            let same = (&other.tenant, &other.spec.queue) == (&timer.tenant, &timer.spec.queue);
            same && other.spec.concurrency_key == timer.spec.concurrency_key
        };
        let others = self.timers.iter().enumerate().filter(|(other, _)| *other != at);
        let others = others.filter(|(_, other)| of_key(other) && other.turn() == Some(turn));
        others.filter(|(_, other)| !own || other.rank() == timer.rank()).count() as u64
    }

    /// Whether the limit prevents a row from being offered.
    pub(super) fn has_no_room(&self, at: usize) -> bool {
        let standing = self.others(at, Turn::Unspecified, true);
        match self.limit(at) {
            0 => standing >= KEY_SHARE,
            limit => standing + self.others(at, Turn::Out, false) >= limit,
        }
    }

    /// Promotes every row that may be offered.
    pub(super) fn take_turns(&mut self) {
        loop {
            let may = |at: &usize| {
                let timer = &self.timers[*at];
                let waits = timer.is_keyed() && timer.turn() == Some(Turn::Waiting);
                waits && timer.available() <= self.time + LEAD_MAX && !self.has_no_room(*at)
            };
            let waiting = (0..self.timers.len()).filter(may);
            let first = waiting.min_by_key(|at| {
                let timer = &self.timers[*at];
                (timer.rank(), timer.available(), timer.arm)
            });
            let Some(at) = first else { return };
            let clock = self.clock.min(self.time);
            let timer = &mut self.timers[at];
            let available = timer.available().max(clock);
            if timer.state == State::Armed {
                (timer.waits, timer.stands) = (false, Some(available));
            } else {
                let delivery = timer.delivery();
                (delivery.available, delivery.turn) = (available, Turn::Unspecified);
            }
        }
    }

    /// Updates the turn after a change of its delivery: it is in flight, or waits again.
    pub(super) fn relocated(&mut self, at: usize) {
        if self.timers[at].is_keyed() {
            let delivery = self.timers[at].delivery();
            delivery.turn = match delivery.newest.is_some() && !delivery.ended {
                true => Turn::Out,
                false => Turn::Waiting,
            };
            self.take_turns();
        }
    }

    pub(super) fn claims(&mut self, command: &Claims) -> Reply {
        for claim in &command.grants {
            let (Some(key), Some(grant)) = (&claim.timer, &claim.grant) else {
                continue;
            };
            let Some((at, newer)) = self.claimed(key, grant) else {
                continue;
            };
            let timer = &self.timers[at];
            let paused = self.queues.iter().any(|queue| {
                let same = (&queue.tenant, &queue.name) == (&timer.tenant, &timer.spec.queue);
                same && queue.row.pause.is_some()
            });
            if !timer.is_keyed() || timer.turn() != Some(Turn::Unspecified) || paused {
                continue;
            }
            let limit = self.limit(at);
            if limit > 0 && self.others(at, Turn::Out, false) >= limit {
                self.timers[at].delivery().turn = Turn::Waiting;
            } else if newer {
                self.log_delivery(at, grant);
            }
        }
        Reply::Done
    }

    fn log_delivery(&mut self, at: usize, grant: &Grant) {
        let delivery = self.timers[at].delivery();
        super::delivery::log(delivery, grant);
        super::delivery::wait_until(delivery, grant.deadline);
        self.relocated(at);
    }
}
