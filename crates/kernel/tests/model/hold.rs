//! Timers that a restore holds, and the decisions about them.

use super::{Model, State, Timer};
use minoots_kernel::{
    Reject, Reply,
    internal::{EventKind, EventRow, FailureKind, ReleaseAction, ReleaseOverdue},
};

impl Model {
    /// Holds waiting timers that were due by an instant. Timers held before stay held.
    pub(super) fn hold(&mut self, until: i64) {
        // No instant of these logs is before 1970.
        self.held_until = self.held_until.max(until);
        let until = self.held_until;
        let waits = |timer: &&mut Timer| timer.state == State::Scheduled && !timer.gone && timer.due() <= until;
        if until != 0 {
            self.timers.iter_mut().filter(waits).for_each(|timer| timer.held = true);
        }
    }

    pub(super) fn release_overdue(&mut self, command: &ReleaseOverdue) -> Reply {
        let caller = command.caller.clone().unwrap_or_default();
        let action = command.action();
        if action == ReleaseAction::Unspecified {
            return Reply::Rejected(Reject::Empty);
        }
        if self.held_until > self.time {
            return Reply::Rejected(Reject::NotDue { due: self.held_until });
        }
        let until = std::mem::take(&mut self.held_until);
        let is_held = |timer: &Timer| timer.held && timer.state == State::Scheduled && !timer.gone;
        let first = |timers: &[Timer]| {
            let held = (0..timers.len()).filter(|at| is_held(&timers[*at]));
            held.min_by_key(|at| {
                let timer = &timers[*at];
                (timer.due(), timer.tenant.clone(), timer.spec.id.clone())
            })
        };
        let mut released = 0;
        while let Some(at) = first(&self.timers) {
            match (action, self.timers[at].next_stage().is_some()) {
                (ReleaseAction::Fire, true) => self.miss_touch(at),
                (_, true) => self.pass_stage(at),
                (ReleaseAction::Miss, false) => self.miss(at, &caller.actor, &caller.request_id),
                (ReleaseAction::Cancel, false) => self.cancel_one(at, &caller, "overdue at a restore"),
                (ReleaseAction::Fire | ReleaseAction::Unspecified, false) => self.arm(at),
            }
            let timer = &mut self.timers[at];
            if timer.state != State::Scheduled || timer.due() > until {
                timer.held = false;
                released += 1;
            }
        }
        Reply::Released {
            released,
            finished: true,
        }
    }

    fn miss(&mut self, at: usize, actor: &str, request_id: &str) {
        let event = EventRow {
            actor: actor.to_string(),
            request_id: request_id.to_string(),
            reason: "MISSED".to_string(),
            ..EventRow::default()
        };
        self.emit_about(at, EventKind::TimerFailed, event);
        self.failed(at, FailureKind::Missed, "");
    }
}
