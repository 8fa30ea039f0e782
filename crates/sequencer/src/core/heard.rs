//! The core's inputs besides commands: applied entries, and touches.

use super::{Core, Pending, due_key};
use crate::{
    consensus::{Moment, Position},
    touch::TouchWaiting,
};
use minoots_kernel::{
    Effect,
    defects::{Defect, planted},
};
use std::cmp::Reverse;

impl Core {
    /// Adds a touch, which [`Core::judge_touches`] judges.
    pub fn touch(&mut self, touch: TouchWaiting) {
        self.watch.arrived(touch);
    }

    /// Answers touches: those whose entries finished, and those that memory may answer. `leased` says whether a quorum
    /// has answered within the lease. The caller read it after the clock read `now`.
    pub fn judge_touches(&mut self, now: i64, leased: bool) {
        self.watch.settle();
        self.watch.judge(now, leased);
    }

    /// Answers touches whose entries finished, also on a node that no longer leads.
    pub fn settle_touches(&mut self) {
        self.watch.settle();
    }

    /// The numbers of touches that memory answered, and that an entry answered.
    pub fn touches(&self) -> (u64, u64) {
        (self.watch.in_memory, self.watch.in_entries())
    }

    /// Records an applied entry of any proposer.
    pub fn applied(&mut self, at: Position, moment: Moment, effects: &[Effect]) {
        self.applied = self.applied.max(at.index);
        self.log_time = self.log_time.max(moment.time);
        (self.unfinished, self.next_deadline) = (moment.unfinished, moment.next_deadline);
        // A new leader reads the tables; until then nothing is kept.
        if !self.leading {
            return;
        }
        for effect in effects {
            match effect {
                Effect::Scheduled {
                    due,
                    tenant,
                    id,
                    version,
                } => {
                    let key = due_key(*due, tenant, id);
                    if planted(Defect::ScheduledForgotten) && at.index % 8 == 7 {
                        continue;
                    }
                    let pending = Pending {
                        version: *version,
                        armed: false,
                        watchdog: None,
                    };
                    self.crowd.scheduled(&key, pending, self.horizon.holds(&key));
                    self.horizon.insert(at.index, key, pending);
                }
                Effect::Watched(watched) => {
                    let key = |due| due_key(due, &watched.tenant, &watched.id);
                    if let Some(from) = watched.from {
                        self.horizon.remove(at.index, &key(from));
                    }
                    self.watch.watched(watched);
                    let pending = Pending {
                        version: watched.version,
                        armed: false,
                        watchdog: Some(watched.index),
                    };
                    self.horizon.insert(at.index, key(watched.due), pending);
                }
                Effect::Withdrawn { due, tenant, id } => {
                    let key = due_key(*due, tenant, id);
                    self.horizon.remove(at.index, &key);
                    self.watch.ended(&key);
                }
                Effect::Armed(armed) => {
                    let key = due_key(armed.due, &armed.tenant, armed.row.id());
                    self.horizon.remove(at.index, &key);
                    self.watch.ended(&key);
                    if armed.due > moment.time && !planted(Defect::TickForgotten) {
                        self.armed.push(Reverse(armed.due));
                    }
                }
                Effect::Moved { .. }
                | Effect::Missed { .. }
                | Effect::Closed { .. }
                | Effect::Parked { .. }
                | Effect::Queue { .. }
                | Effect::Webhook { .. }
                | Effect::Policy { .. }
                | Effect::PayloadKeys { .. }
                | Effect::Schedules
                | Effect::Events { .. }
                | Effect::Revoked
                | Effect::SigningKeyRevoked { .. } => {}
            }
        }
    }
}
