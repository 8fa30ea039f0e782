//! Situations that a replay reached.

use super::{
    super::ask::{Answer, Ask, Guard, Part, Refusal, Said, Why},
    Judge, Model, settles, why,
};

/// Situations that enough seeds must reach.
pub const MARKS: [&str; 29] = [
    "a budget was changed while spends counted",
    "a checkpoint was removed and made again",
    "a delivery was settled by a transaction",
    "a lease was granted again under a larger token",
    "a lease was refused while it was held",
    "a node applied entries again after a start",
    "a request was forgotten after its time and done again",
    "a request was repeated and answered from its record",
    "a rollback cancelled a timer",
    "a rollback came too late for a timer",
    "a spend waited for the window or the cooldown",
    "a token of a lease that was over was refused",
    "a transaction lost a delivery to another",
    "a transaction was refused after some of its operations had come about",
    "an entry outlived its leader",
    "an entry was lost with its leader",
    "an old token was refused while another held the lease",
    "an optional operation did not come about",
    "an unknown outcome had happened",
    "an unknown outcome had not happened",
    "another version was current",
    "old versions of a checkpoint went",
    "the guard of a budget did not hold",
    "the guard of a checkpoint did not hold",
    "the guard of a lease did not hold",
    "the guard of a timer did not hold",
    "under an id that was used, something else was asked",
    "what was not due was not settled",
    "who expected no version met one",
];

impl Judge<'_> {
    /// Records the situations of a correctly answered command.
    pub fn note(&mut self, before: &Model, number: usize, said: &Said) {
        let call = &self.world.calls[number];
        let marks = &mut self.marks;
        if said.original != 0 {
            return marks.hit("a request was repeated and answered from its record");
        }
        if self.model.forgotten > before.forgotten {
            marks.hit("a request was forgotten after its time and done again");
        }
        match (&call.ask, &said.answer) {
            (Ask::Transact { guards, .. }, Err(Refusal::Guard(place, _))) => {
                marks.hit(match guards.get(*place) {
                    Some(Guard::Checkpoint { .. }) => "the guard of a checkpoint did not hold",
                    Some(Guard::Timer { .. }) => "the guard of a timer did not hold",
                    Some(Guard::Lease { .. }) => "the guard of a lease did not hold",
                    Some(Guard::Budget { .. }) | None => "the guard of a budget did not hold",
                });
            }
            (Ask::Transact { .. }, Err(Refusal::Operation(1.., why))) => {
                marks.hit("a transaction was refused after some of its operations had come about");
                match why {
                    Why::AlreadySettled => marks.hit("a transaction lost a delivery to another"),
                    Why::NotDue => marks.hit("what was not due was not settled"),
                    _ => {}
                }
            }
            (Ask::Transact { .. }, Ok(Answer::All(parts))) => {
                if parts.iter().any(Result::is_err) {
                    marks.hit("an optional operation did not come about");
                }
                if settles(call) {
                    marks.hit("a delivery was settled by a transaction");
                }
            }
            (Ask::SetBudget { budget, limit, .. }, Ok(Answer::Budget { existed: false })) => {
                let spent = before.budgets.get(budget);
                if spent.is_some_and(|budget| budget.left(self.model.time) < budget.spec.0 && budget.spec.0 != *limit) {
                    marks.hit("a budget was changed while spends counted");
                }
            }
            (Ask::Acquire { lease, .. }, Ok(_)) if before.leases.contains_key(lease) => {
                marks.hit("a lease was granted again under a larger token");
            }
            (Ask::One(Part::Put { expected: 0, .. }), Ok(Answer::Written { .. }))
                if before.writes.iter().any(|write| write.removes(&call.ask)) =>
            {
                marks.hit("a checkpoint was removed and made again");
            }
            (
                Ask::One(Part::RollBack { .. }),
                Ok(Answer::Written {
                    cancelled, too_late, ..
                }),
            ) => {
                if !cancelled.is_empty() {
                    marks.hit("a rollback cancelled a timer");
                }
                if !too_late.is_empty() {
                    marks.hit("a rollback came too late for a timer");
                }
            }
            _ => {}
        }
        if let Ok(Answer::Written { oldest: 2.., .. }) = said.answer {
            marks.hit("old versions of a checkpoint went");
        }
        match why(said) {
            Some(Why::Mismatch) => marks.hit("under an id that was used, something else was asked"),
            Some(Why::Taken { .. }) => marks.hit("a lease was refused while it was held"),
            Some(Why::LeaseStale) => marks.hit("an old token was refused while another held the lease"),
            Some(Why::LeaseOver) => marks.hit("a token of a lease that was over was refused"),
            Some(Why::BudgetSpent { .. }) => marks.hit("a spend waited for the window or the cooldown"),
            Some(Why::VersionRequired(_)) => marks.hit("who expected no version met one"),
            Some(Why::VersionConflict(_)) => marks.hit("another version was current"),
            _ => {}
        }
    }

    pub fn note_world(&mut self) {
        let world = &self.world;
        for (count, mark) in [
            (world.cluster.outlived, "an entry outlived its leader"),
            (world.cluster.lost, "an entry was lost with its leader"),
            (world.replayed as u64, "a node applied entries again after a start"),
        ] {
            if count > 0 {
                self.marks.hit(mark);
            }
        }
    }
}
