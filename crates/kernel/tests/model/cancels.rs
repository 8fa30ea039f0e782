//! Bulk cancels: each found timer is treated as by a separate cancel.

use super::Model;
use minoots_kernel::{
    Cancelled, Reply,
    internal::{CancelTimers, CancelledRow, WithdrawOutcome},
};

impl Model {
    pub(super) fn cancel_found(&mut self, command: &CancelTimers) -> Reply {
        let caller = command.caller.clone().unwrap_or_default();
        if let Some(first) = self.first_answer(&caller, &command.digest) {
            return first;
        }
        let mut outcomes = CancelledRow {
            next: command.next.clone(),
            ..CancelledRow::default()
        };
        for found in &command.timers {
            match self.meet(&caller.tenant, &found.id, "", found.version) {
                Ok(at) => {
                    self.cancel_one(at, &caller, &command.reason);
                    outcomes.cancelled += 1;
                }
                Err(Reply::Withdrawn(answer)) => match answer.outcome {
                    WithdrawOutcome::Cancelled => outcomes.already_cancelled += 1,
                    WithdrawOutcome::TooLate => outcomes.too_late += 1,
                    _ => outcomes.superseded += 1,
                },
                Err(_) => outcomes.superseded += 1,
            }
        }
        let answer = |original_index| {
            Reply::Cancelled(Cancelled {
                outcomes: outcomes.clone(),
                original_index,
            })
        };
        self.remember(&caller, &command.digest, answer(self.index));
        answer(0)
    }
}
