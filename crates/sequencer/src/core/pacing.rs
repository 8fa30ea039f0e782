//! When commands that wait go into an entry, and which.

use super::Core;
use crate::waiting::Waiting;
use minoots_kernel::internal::Command;
use std::collections::VecDeque;

/// So many commands are worth an entry whatever else there is: it costs as much as some twenty commands, and more when two processors do
/// everything.
const COMMANDS_ENOUGH: usize = 64;
/// Of very many callers half are, but so many at most: with several nodes each entry costs every one of them as much as a hundred commands.
const COMMANDS_ENOUGH_OF_MANY: usize = 512;
/// And an entry of theirs waits three times as long as entries have taken of late, but so long at most, nanoseconds.
const PACE_OF_MANY_MAX: i64 = 12_000_000;
/// And fewer are not worth one beside another that is under way.
const COMMANDS_BESIDE: usize = 8;
/// For each caller so long passes, nanoseconds, from one entry to the next: about what a call costs a processor. Entries that follow each
/// other faster have fewer commands each, and cost what the calls need. Half of the longest pace at most.
const PAUSE_PER_CALLER: i64 = 30_000;
/// While callers are refused, entries for commands are so far apart, nanoseconds, unless very many wait: processors are what there is too little of, and
/// an entry costs as much of them whatever is in it.
const REFUSING_PACE: i64 = 4_000_000;
/// While a crowd goes out, entries for commands are so far apart, nanoseconds: what applies them takes the processors from those who deliver.
const CROWD_PACE: i64 = 8_000_000;

/// Creates as they are known before they come here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Callers {
    /// How many there are now, from when their handlers have them until they are answered: more than wait here, where processors are short. 0 if that is not known.
    pub count: usize,
    /// Calls are refused, because there are too many.
    pub refusing: bool,
}

/// What entries were like of late.
#[derive(Default)]
pub(super) struct Pacing {
    /// How many commands there were at once, those that wait and those that are under way: about how many callers there are, if each waits for
    /// its answer before it calls again. What was is forgotten by a quarter with each entry.
    callers: usize,
    /// And what others know, who count those too whose answers are on their way.
    known: Callers,
    /// The commands of each entry under way. Entries come back in order; where one is lost, the others are soon.
    under_way: VecDeque<usize>,
    /// About how long entries took, nanoseconds.
    usual_commit: i64,
}

impl Pacing {
    /// So many commands went into an entry.
    pub fn packed(&mut self, commands: usize) {
        self.under_way.push_back(commands);
        self.callers = self
            .under_way
            .iter()
            .sum::<usize>()
            .max(self.callers - self.callers / 4);
    }

    /// An entry came back after so many nanoseconds, or was lost.
    pub fn back(&mut self, took: Option<i64>) {
        self.under_way.pop_front();
        if let Some(took) = took {
            self.usual_commit += (took - self.usual_commit) / 8;
        }
    }

    /// Entries under way.
    pub fn in_flight(&self) -> usize {
        self.under_way.len()
    }

    /// So many commands are worth an entry: half of the callers. The other half has its entry under way, is being answered, or is about
    /// to call, so that neither the processors nor the disk wait for the other. Who calls alone is enough.
    fn enough(&self) -> usize {
        let least = if self.under_way.is_empty() { 1 } else { COMMANDS_BESIDE };
        (self.callers() / 2).clamp(least, COMMANDS_ENOUGH)
    }

    /// So many are worth an entry at once. Who is refused is answered soonest by entries that follow each other fast.
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
    /// What is known of callers besides those that wait.
    pub fn called_by(&mut self, callers: Callers) {
        self.pacing.known = callers;
    }

    /// When commands that wait, or come now, go into an entry, if nothing else makes one; `None` until an entry comes back.
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
        // A clock that was set back does not make the wait longer.
        let over = self.packed.saturating_add(wait);
        Some(if now < self.packed { now } else { over.max(now) })
    }

    /// How many more commands have to come for an entry to be made earlier than if none came.
    pub fn missing(&self, now: i64) -> usize {
        let (waiting, enough) = (self.waiting(), self.pacing.enough());
        if self.crowd_out.lasts(now) {
            // Each of a crowd is acknowledged: to wake for that costs as much as to deliver it.
            return self.options.commands_waiting_in_crowds_max.saturating_sub(waiting);
        }
        let few = waiting < enough && !self.pacing.known.refusing;
        let wanted = if few { enough } else { self.pacing.full() };
        wanted.saturating_sub(waiting)
    }

    /// Urgent commands first, then the others, up to the entry's size and so many. The first always fits.
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

    /// How long after the last entry commands go into one that is worth making. Few callers are not kept waiting.
    fn pause(&self) -> i64 {
        let callers = self.pacing.callers();
        if callers < COMMANDS_BESIDE {
            return 0;
        }
        let callers = i64::try_from(callers).unwrap_or(i64::MAX);
        callers.saturating_mul(PAUSE_PER_CALLER).min(self.options.pace_max / 2)
    }

    /// How long after the last entry commands go into one that is worth less.
    fn pace(&self) -> i64 {
        self.pacing
            .usual_commit
            .clamp(self.options.pace_min, self.options.pace_max)
    }
}
