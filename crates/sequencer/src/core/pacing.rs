//! Decides when waiting commands go into an entry, and which.

use super::Core;
use crate::waiting::Waiting;
use minoots_kernel::internal::Command;
use std::collections::VecDeque;

/// The number of commands that always justifies an entry. An entry costs as much as some twenty commands, and more when
/// two processors do everything.
const COMMANDS_ENOUGH: usize = 64;
/// The maximum for very many callers, of which half justify an entry. With several nodes each entry costs every node as
/// much as a hundred commands.
const COMMANDS_ENOUGH_OF_MANY: usize = 512;
/// The maximum wait in nanoseconds for an entry of very many callers. The wait is three times the usual commit time.
const PACE_OF_MANY_MAX: i64 = 12_000_000;
/// The number of commands that justifies an entry while another entry is in flight.
const COMMANDS_BESIDE: usize = 8;
/// The time in nanoseconds for each caller between two entries: about the processor time of a call. Entries that follow
/// each other faster have fewer commands each, and cost the processor time that the calls need. At most half of the
/// longest pace.
const PAUSE_PER_CALLER: i64 = 30_000;
/// The interval in nanoseconds between entries for commands while callers are refused, unless very many wait.
/// Processors are then the scarce resource, and an entry costs the same whatever it holds.
const REFUSING_PACE: i64 = 4_000_000;
/// The interval in nanoseconds between entries for commands while a burst is delivered. Applying entries takes
/// processor time from delivery.
const CROWD_PACE: i64 = 8_000_000;

/// The creates known before they reach the sequencer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Callers {
    /// The number of creates from the start of their handlers until their answers. If processors are short, more than
    /// wait here. 0 if unknown.
    pub count: usize,
    /// Whether calls are refused because there are too many.
    pub refusing: bool,
}

/// Recent properties of entries.
#[derive(Default)]
pub(super) struct Pacing {
    /// The recent number of commands in flight together. It approximates the number of callers, if each waits for its
    /// answer before its next call. The value decays by a quarter with each entry.
    callers: usize,
    /// The number that the admission control knows, which includes callers whose answers are on their way.
    known: Callers,
    /// The command counts of entries in flight. Entries finish in order; if one is lost, the others are lost soon.
    under_way: VecDeque<usize>,
    /// The approximate commit time of recent entries, in nanoseconds.
    usual_commit: i64,
}

impl Pacing {
    /// Records an entry with `commands` commands.
    pub fn packed(&mut self, commands: usize) {
        self.under_way.push_back(commands);
        self.callers = self
            .under_way
            .iter()
            .sum::<usize>()
            .max(self.callers - self.callers / 4);
    }

    /// Records that an entry was applied after `took` nanoseconds, or lost.
    pub fn back(&mut self, took: Option<i64>) {
        self.under_way.pop_front();
        if let Some(took) = took {
            self.usual_commit += (took - self.usual_commit) / 8;
        }
    }

    /// The number of entries in flight.
    pub fn in_flight(&self) -> usize {
        self.under_way.len()
    }

    /// The number of commands that justifies an entry: half of the callers. The other half has its entry in flight, is
    /// being answered, or is about to call. Neither the processors nor the disk then wait for the other. A single
    /// caller's command suffices.
    fn enough(&self) -> usize {
        let least = if self.under_way.is_empty() { 1 } else { COMMANDS_BESIDE };
        (self.callers() / 2).clamp(least, COMMANDS_ENOUGH)
    }

    /// The number of commands that justifies an entry at once. Fast consecutive entries answer refused callers soonest.
    fn full(&self) -> usize {
        match self.known.refusing {
            true => COMMANDS_ENOUGH,
            false => (self.callers() / 2).clamp(COMMANDS_ENOUGH, COMMANDS_ENOUGH_OF_MANY),
        }
    }

    fn callers(&self) -> usize {
        self.callers.max(self.known.count)
    }
}

impl Core {
    /// Sets the number of callers beyond those that wait here.
    pub fn called_by(&mut self, callers: Callers) {
        self.pacing.known = callers;
    }

    /// The instant at which waiting commands, or one that arrives now, go into an entry, if nothing else makes one.
    /// `None` until an entry finishes.
    pub fn packs_at(&self, now: i64) -> Option<i64> {
        if self.leading && self.pacing.in_flight() >= self.options.entries_in_flight_max {
            return None;
        }
        if self.leading && self.crowd_out.lasts(now) && self.waiting() < self.options.commands_waiting_in_crowds_max {
            return Some(if now < self.packed {
                now
            } else {
                self.packed.saturating_add(CROWD_PACE).max(now)
            });
        }
        if !self.leading || self.overfull || self.waiting() >= self.pacing.full() {
            return Some(now);
        }
        let wait = match self.waiting() >= self.pacing.enough() {
            _ if self.pacing.known.refusing => REFUSING_PACE,
            _ if self.pacing.full() > COMMANDS_ENOUGH => {
                (3 * self.pacing.usual_commit).clamp(self.options.pace_min, PACE_OF_MANY_MAX)
            }
            true => self.pause(),
            false => self.pace(),
        };
        // A clock that was set back does not prolong the wait.
        let over = self.packed.saturating_add(wait);
        Some(if now < self.packed { now } else { over.max(now) })
    }

    /// The number of further commands that would make the next entry earlier.
    pub fn missing(&self, now: i64) -> usize {
        let (waiting, enough) = (self.waiting(), self.pacing.enough());
        if self.crowd_out.lasts(now) {
            // Each delivery of a burst is acknowledged. Waking the thread for it costs as much as the delivery.
            return self.options.commands_waiting_in_crowds_max.saturating_sub(waiting);
        }
        let few = waiting < enough && !self.pacing.known.refusing;
        let wanted = if few { enough } else { self.pacing.full() };
        wanted.saturating_sub(waiting)
    }

    /// Packs urgent commands first, then the others, up to the entry's size and `commands_max`. The first command
    /// always fits.
    pub(super) fn pack(
        &mut self,
        commands: &mut Vec<Command>,
        waiting: &mut Vec<Option<Waiting>>,
        commands_max: usize,
    ) {
        let (mut bytes, mut count) = (0, 0);
        self.overfull = false;
        for queue in [&mut self.urgent, &mut self.normal] {
            while let Some(next) = queue.front() {
                if bytes > 0 && (bytes + next.bytes > self.options.entry_bytes_max || count >= commands_max) {
                    self.overfull = true;
                    return;
                }
                count += 1;
                bytes += next.bytes;
                if let Some(mut next) = queue.pop_front() {
                    commands.push(std::mem::take(&mut next.command));
                    waiting.push(Some(next));
                }
            }
        }
    }

    /// The delay after the last entry for enough commands. Few callers do not wait.
    fn pause(&self) -> i64 {
        let callers = self.pacing.callers();
        if callers < COMMANDS_BESIDE {
            return 0;
        }
        let callers = i64::try_from(callers).unwrap_or(i64::MAX);
        callers.saturating_mul(PAUSE_PER_CALLER).min(self.options.pace_max / 2)
    }

    /// The delay after the last entry for fewer commands.
    fn pace(&self) -> i64 {
        self.pacing
            .usual_commit
            .clamp(self.options.pace_min, self.options.pace_max)
    }
}
