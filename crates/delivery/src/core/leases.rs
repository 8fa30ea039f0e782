//! Deliveries that are out: recording them, and ending those whose time is up.

use super::{Action, Core, RECORDS_MAX};
use minoots_kernel::internal::{Grants, OutcomeKind, TimerGrant, command::Command};

impl Core {
    /// Records in the log what has been out for a while, so that a next leader waits for it.
    pub(super) fn record_grants(&mut self, now: i64) {
        let mut grants = Vec::new();
        while let Some((_, arm)) = self.to_record.front().copied().filter(|(at, _)| *at <= now) {
            self.to_record.pop_front();
            if let Some(out) = self.in_flight.get_mut(&arm).filter(|out| !out.recorded && !out.ending) {
                out.recorded = true;
                grants.push(TimerGrant {
                    timer: Some(out.event.key()),
                    grant: Some(out.grant),
                });
            }
            if grants.len() == RECORDS_MAX {
                self.propose_grants(std::mem::take(&mut grants));
            }
        }
        self.propose_grants(grants);
    }

    fn propose_grants(&mut self, grants: Vec<TimerGrant>) {
        if !grants.is_empty() {
            self.actions.push(Action::Propose {
                command: Command::Grants(Grants { grants }),
                answer: None,
            });
        }
    }

    /// Ends deliveries whose deadline has passed.
    pub(super) fn end_leases(&mut self, now: i64) {
        while let Some((at, arm)) = self.deadlines.first().copied().filter(|(at, _)| *at <= now) {
            self.deadlines.remove(&(at, arm));
            self.end(arm, OutcomeKind::LeaseExpired);
        }
    }

    /// Proposes the end of a delivery, once.
    pub(super) fn end(&mut self, arm: u64, kind: OutcomeKind) {
        let Some(out) = self.in_flight.get_mut(&arm).filter(|out| !out.ending) else {
            return;
        };
        out.ending = true;
        let (event, grant) = (out.event.clone(), out.grant);
        let outcome = self.outcome(&event, grant, kind, false);
        self.actions.push(Action::Propose {
            command: Command::Outcome(outcome),
            answer: None,
        });
    }
}
