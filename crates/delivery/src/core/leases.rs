//! Leases of deliveries in flight: records them, and ends those whose deadline has passed.

use super::{Action, Core, END_AGAIN_AFTER, RECORD_AFTER, RECORDS_MAX, reschedule};
use minoots_kernel::defects::{Defect, planted};
use minoots_kernel::internal::{Grants, OutcomeKind, TimerGrant, command::Command};

impl Core {
    /// Records deliveries in the log that have been in flight for a while, so that the next leader waits for them. It
    /// proposes one command at a time: in a burst most deliveries are acknowledged before their turn, and then need no
    /// record.
    pub(super) fn record_grants(&mut self, now: i64) {
        let mut grants = Vec::new();
        while self.records_at().is_some_and(|at| at <= now)
            && let Some((_, arm)) = self.to_record.pop_first()
        {
            // An acknowledgement on its way makes a record unnecessary.
            if let Some(out) = self.in_flight.get_mut(&arm)
                && !out.recorded
                && !out.acknowledged
                && out.ending.is_none()
            {
                out.recorded = true;
                grants.push(TimerGrant {
                    timer: Some(out.event.key()),
                    grant: Some(out.grant),
                });
            }
            if grants.len() == RECORDS_MAX {
                break;
            }
        }
        if let Some(last) = grants.last().and_then(|grant| grant.grant?.fence) {
            self.recording = Some((last.arm, now.saturating_add(END_AGAIN_AFTER)));
        }
        self.propose_grants(grants);
    }

    /// The instant at which the next records may be proposed.
    pub(super) fn records_at(&self) -> Option<i64> {
        let first = self.to_record.first().map(|(at, _)| *at)?;
        Some(self.recording.map_or(first, |(_, over)| first.max(over)))
    }

    /// Notes that the log reported this delivery. If it was the last of the records in progress, the next may be
    /// proposed.
    pub(super) fn recorded(&mut self, arm: u64) {
        self.recording = self.recording.filter(|(last, _)| *last != arm);
    }

    fn propose_grants(&mut self, grants: Vec<TimerGrant>) {
        if !grants.is_empty() {
            self.actions.push(Action::Propose {
                command: Box::new(Command::Grants(Grants { grants })),
                answer: None,
            });
        }
    }

    /// Adjusts deadlines after the clock was set back. Repetitions would otherwise be late by the step. Leases keep the
    /// deadlines that consumers know.
    pub(super) fn put_off_no_longer(&mut self, now: i64) {
        let again = now.saturating_add(END_AGAIN_AFTER);
        for out in self.in_flight.values_mut() {
            if (out.ending.is_some() || out.is_unclaimed()) && out.check_at > again {
                reschedule(&mut self.checks, out, again);
            }
        }
        let at = now.saturating_add(RECORD_AFTER);
        self.recording = self.recording.map(|(last, over)| (last, over.min(again)));
        let claims = self.to_claim.split_off(&(now, u64::MAX));
        self.to_claim.extend(claims.into_iter().map(|(_, arm)| (now, arm)));
        let later = self.to_record.split_off(&(at, u64::MAX));
        self.to_record.extend(later.into_iter().map(|(_, arm)| (at, arm)));
    }

    /// Ends deliveries whose deadline has passed, and repeats proposals that the log did not confirm in time.
    pub(super) fn check_leases(&mut self, now: i64) {
        let looks = !planted(Defect::LeaseNeverExpires);
        while let Some((at, arm)) = self.checks.first().copied().filter(|(at, _)| *at <= now && looks) {
            self.checks.remove(&(at, arm));
            if self.claim_again(arm, now) {
                continue;
            }
            let Some(out) = self.in_flight.get_mut(&arm) else {
                continue;
            };
            match out.ending.take() {
                // The consumer learned the outcome of its nack; for this node the delivery is in flight until its
                // deadline.
                Some(OutcomeKind::Nack) if out.grant.deadline > now => {
                    let deadline = out.grant.deadline;
                    reschedule(&mut self.checks, out, deadline);
                }
                None | Some(OutcomeKind::Nack) => self.end(arm, OutcomeKind::LeaseExpired),
                Some(kind) => self.end(arm, kind),
            }
        }
    }

    /// Proposes the end of a delivery, unless one is in progress.
    pub(super) fn end(&mut self, arm: u64, kind: OutcomeKind) {
        let Some(out) = self.in_flight.get_mut(&arm).filter(|out| out.ending.is_none()) else {
            return;
        };
        out.ending = Some(kind);
        reschedule(&mut self.checks, out, self.now.saturating_add(END_AGAIN_AFTER));
        let (event, grant) = (out.event.clone(), out.grant);
        let outcome = self.outcome(&event, grant, kind, false);
        self.actions.push(Action::Propose {
            command: Box::new(Command::Outcome(outcome)),
            answer: None,
        });
    }
}

/// Sets the end time of all new outcomes to `now`. The backoff counts from the clock that will offer the event again,
/// not from log time, which an earlier, wrong clock may have advanced.
pub(super) fn note_ends(actions: &mut [Action], now: i64) {
    for action in actions {
        if let Action::Propose { command, .. } = action
            && let Command::Outcome(outcome) = command.as_mut()
        {
            outcome.end_time = now;
        }
    }
}
