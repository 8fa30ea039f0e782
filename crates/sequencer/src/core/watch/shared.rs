//! Touches that the log answers. They wait for an entry that they share, and for its result.

use super::Name;
use crate::{
    consensus::Position,
    core::NextArms,
    touch::{TouchAnswer, TouchWaiting},
    waiting::{Answer, Waiting},
};
use minoots_kernel::{
    Reply, Touched,
    internal::{Command, Touch, TouchWatchdogs, command::Command as Kind},
    limits::TOUCHES_MAX,
};
use std::collections::{BTreeMap, VecDeque, btree_map::Entry as Slot};
use tokio::sync::oneshot;

/// The pause in nanoseconds between two entries that are made only for touches.
pub(super) const FLUSH_PAUSE: i64 = 100_000_000;

struct Queued {
    touch: Touch,
    /// `None` if no caller waits: memory answered it.
    waits: Option<TouchWaiting>,
}

/// Touches in an entry in flight.
struct Flight {
    result: oneshot::Receiver<Answer>,
    touches: Vec<Queued>,
}

/// See the module.
#[derive(Default)]
pub(super) struct Touches {
    queue: VecDeque<Queued>,
    flights: VecDeque<Flight>,
    /// The number of touches of each watchdog in the queue or in flight.
    waiting: BTreeMap<Name, usize>,
    flushed: Option<i64>,
    /// The number of callers' touches that an entry answered.
    pub answered: u64,
}

impl Touches {
    /// Begins or ends a leadership. Touches in flight are answered all the same.
    pub fn begin(&mut self) {
        self.flushed = None;
    }

    /// Answers all touches that were not proposed.
    pub fn dismiss(&mut self, leader: Option<u64>) {
        for queued in std::mem::take(&mut self.queue) {
            self.waits_no_more(&queued.touch);
            queued
                .waits
                .into_iter()
                .for_each(|waits| waits.answer(TouchAnswer::NotLeader { leader }));
        }
    }

    /// Whether a touch of this watchdog waits for the log.
    pub fn waits(&self, name: &Name) -> bool {
        self.waiting.contains_key(name)
    }

    pub fn push(&mut self, touch: Touch, waits: Option<TouchWaiting>) {
        *self
            .waiting
            .entry((touch.tenant.clone(), touch.id.clone()))
            .or_default() += 1;
        self.queue.push_back(Queued { touch, waits });
    }

    /// The watchdog's name, if no touch of it waits any more.
    fn waits_no_more(&mut self, touch: &Touch) -> Option<Name> {
        let Slot::Occupied(mut slot) = self.waiting.entry((touch.tenant.clone(), touch.id.clone())) else {
            return None;
        };
        *slot.get_mut() -= 1;
        (*slot.get() == 0).then(|| slot.remove_entry().0)
    }

    /// Corrects the last flush, so that a clock that was set back does not prolong the pause.
    pub fn clock_reads(&mut self, now: i64) {
        self.flushed = self.flushed.map(|at| at.min(now));
    }

    /// Whether an entry with the waiting touches is due.
    pub fn wants_flush(&mut self, now: i64) -> bool {
        self.clock_reads(now);
        self.flushes_at().is_some_and(|at| at <= now)
    }

    /// Takes the waiting touches for an entry that is made now.
    pub fn flush(&mut self, now: i64) -> Option<NextArms> {
        if self.queue.is_empty() {
            return None;
        }
        self.flushed = Some(now);
        let touches: Vec<_> = self.queue.drain(..self.queue.len().min(TOUCHES_MAX)).collect();
        let command = Kind::TouchWatchdogs(TouchWatchdogs {
            touches: touches.iter().map(|queued| queued.touch.clone()).collect(),
        });
        let (answer, result) = oneshot::channel();
        self.flights.push_back(Flight { result, touches });
        let waiting = Waiting::own(answer);
        let command = Command { command: Some(command) };
        Some((command, Some(waiting)))
    }

    /// The instant at which the waiting touches go into an entry, if nothing else makes one.
    pub fn flushes_at(&self) -> Option<i64> {
        let full = self.queue.len() >= TOUCHES_MAX;
        let at = self
            .flushed
            .filter(|_| !full)
            .map_or(i64::MIN, |at| at.saturating_add(FLUSH_PAUSE));
        (!self.queue.is_empty()).then_some(at)
    }

    /// Answers the touches whose entries finished. Returns the watchdogs without further waiting touches.
    pub fn settle(&mut self) -> Vec<Name> {
        let mut settled = Vec::new();
        for mut flight in std::mem::take(&mut self.flights) {
            let (at, touched) = match flight.result.try_recv() {
                Err(oneshot::error::TryRecvError::Empty) => {
                    self.flights.push_back(flight);
                    continue;
                }
                Ok(Answer::Applied(at, Reply::Touched(touched))) => (Ok(at), touched),
                Ok(Answer::NotLeader { leader }) => (Err(TouchAnswer::NotLeader { leader }), Vec::new()),
                Ok(_) | Err(_) => (Err(TouchAnswer::OutcomeUnknown), Vec::new()),
            };
            let mut touched = touched.into_iter();
            for queued in flight.touches {
                settled.extend(self.waits_no_more(&queued.touch));
                let judged = touched.next();
                if let Some(waits) = queued.waits {
                    self.answered += u64::from(judged.is_some());
                    waits.answer(answer(&at, judged));
                }
            }
        }
        settled
    }

    #[cfg(test)]
    pub fn is_idle(&self) -> bool {
        self.waiting.is_empty()
    }
}

fn answer(at: &Result<Position, TouchAnswer>, judged: Option<Touched>) -> TouchAnswer {
    match (at, judged) {
        (Ok(at), Some(touched)) => TouchAnswer::Judged(Some(*at), touched),
        (Err(answer), _) => answer.clone(),
        (Ok(_), None) => TouchAnswer::OutcomeUnknown,
    }
}
