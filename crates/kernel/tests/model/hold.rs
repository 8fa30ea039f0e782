//! What a restore holds, and what becomes of it.

use super::{Model, State, Timer};
use minoots_kernel::{
    Reject, Reply,
    internal::{EventKind, EventRow, FailureKind, ReleaseAction, ReleaseOverdue},
};

impl Model {
    /// A restore holds what waits and was due by an instant; what was held before stays so.
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
        let mut held: Vec<usize> = (0..self.timers.len()).filter(|at| is_held(&self.timers[*at])).collect();
        held.sort_by_key(|at| {
            let timer = &self.timers[*at];
            (timer.due(), timer.tenant.clone(), timer.spec.id.clone())
        });
        for at in &held {
            match action {
                ReleaseAction::Miss => self.miss(*at, &caller.actor, &caller.request_id),
                ReleaseAction::Cancel => self.cancel_one(*at, &caller, "overdue at a restore"),
                ReleaseAction::Fire | ReleaseAction::Unspecified if self.timers[*at].watch.is_some() => {
                    while self.timers[*at].state == State::Scheduled && self.timers[*at].due() <= until {
                        self.miss_touch(*at);
                    }
                    self.timers[*at].held = false;
                }
                ReleaseAction::Fire | ReleaseAction::Unspecified => self.arm(*at),
            }
        }
        Reply::Released {
            released: held.len() as u64,
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
