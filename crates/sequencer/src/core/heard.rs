//! What the core hears of besides commands: applied entries, and touches.

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
    /// A touch came; [`Core::judge_touches`] judges it.
    pub fn touch(&mut self, touch: TouchWaiting) {
        self.watch.arrived(touch);
    }

    /// Answers what can be answered of touches: those of entries that came back, and those that memory may answer. `leased` was asked for
    /// after the clock read `now`: whether a quorum has answered within the lease.
    pub fn judge_touches(&mut self, now: i64, leased: bool) {
        self.watch.settle();
        self.watch.judge(now, leased);
    }

    /// Answers touches of entries that came back; of a node that does not lead any more, too.
    pub fn settle_touches(&mut self) {
        self.watch.settle();
    }

    /// Touches that memory answered, and those that an entry did.
    pub fn touches(&self) -> (u64, u64) {
        (self.watch.in_memory, self.watch.in_entries())
    }

    /// An entry was applied, by whomever it was proposed.
    pub fn applied(&mut self, at: Position, moment: Moment, effects: &[Effect]) {
        self.applied = self.applied.max(at.index);
        self.log_time = self.log_time.max(moment.time);
        (self.unfinished, self.next_deadline) = (moment.unfinished, moment.next_deadline);
        // Whoever comes to lead reads the tables; until then there is nothing to keep.
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
