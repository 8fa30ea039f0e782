//! Counts the outcomes of random runs, so that a loss of coverage is noticed.

use minoots_kernel::{
    AckOutcome, Applied, Armed, Effect, Reject, Reply,
    internal::{Entry, EventRow, command::Command as Kind},
};
use std::collections::BTreeMap;

/// The number of occurrences of each outcome.
#[derive(Default)]
pub struct Coverage(BTreeMap<String, u64>);

impl Coverage {
    /// Counts an entry.
    pub fn observe(&mut self, entry: &Entry, applied: &Applied, events: &[(String, EventRow)]) {
        for (command, reply) in entry.commands.iter().zip(&applied.replies) {
            let command = command.command.as_ref().map_or("empty", name);
            self.count(format!("{command}: {}", outcome(reply)));
            if let Reply::Cancelled(answer) = reply {
                let outcomes = &answer.outcomes;
                let met = [
                    (outcomes.cancelled, "cancelled"),
                    (outcomes.too_late, "too late"),
                    (outcomes.superseded, "superseded"),
                    (outcomes.already_cancelled, "already cancelled"),
                ];
                for (_, met) in met.iter().filter(|(count, _)| *count > 0) {
                    self.count(format!("found and {met}"));
                }
            }
            if let Reply::Touched(touched) = reply {
                for touched in touched {
                    self.count(format!("touch: {:?}", touched.outcome));
                }
            }
            if let Reply::Created(timers) = reply {
                for timer in timers {
                    let existing = if timer.existing { "existing" } else { "new" };
                    let (state, armed) = (timer.row.state(), timer.armed);
                    self.count(format!("created {existing} {state:?} armed={armed}"));
                }
            }
        }
        for effect in &applied.effects {
            let early = |armed: &Armed| armed.place.available < applied.time && !armed.row.queue().is_empty();
            if matches!(effect, Effect::Armed(armed) if early(armed)) {
                self.count("stands before log time");
            }
        }
        for effect in &applied.effects {
            if let Effect::Armed(armed) = effect {
                self.count(format!("lane {:?}", armed.place.lane));
                self.count(format!("waits {}", armed.waits));
            }
            if let Effect::Parked { .. } = effect {
                self.count("parked");
            }
            if let Effect::Moved {
                key,
                from,
                to,
                ended: true,
                ..
            } = effect
                && !key.is_empty()
                && from == to
            {
                self.count("its turn came");
            }
        }
        for (_, event) in events {
            self.count(format!("event {:?}", event.kind()));
        }
    }

    /// Counts one outcome.
    pub fn count(&mut self, what: impl Into<String>) {
        *self.0.entry(what.into()).or_default() += 1;
    }

    /// Requires that every named outcome occurred this often.
    pub fn require(&self, times: u64, what: &[&str]) {
        let missing: Vec<String> = what
            .iter()
            .map(|what| (what, self.0.get(*what).copied().unwrap_or(0)))
            .filter(|(_, count)| *count < times)
            .map(|(what, count)| format!("{what}: {count}"))
            .collect();
        assert!(
            missing.is_empty(),
            "too rare to mean anything:\n{}\nof {:#?}",
            missing.join("\n"),
            self.0
        );
    }
}

fn name(command: &Kind) -> &'static str {
    match command {
        Kind::Bootstrap(_) => "bootstrap",
        Kind::RegisterKey(_) => "key",
        Kind::StartEpoch(_) => "epoch",
        Kind::CreateTimers(_) => "create",
        Kind::CancelTimer(_) => "cancel",
        Kind::CancelTimers(_) => "cancel found",
        Kind::RescheduleTimer(_) => "reschedule",
        Kind::ArmTimers(_) => "arm",
        Kind::Ack(_) => "ack",
        Kind::Outcome(_) => "outcome",
        Kind::Extend(_) => "extend",
        Kind::Grants(_) => "grants",
        Kind::Claims(_) => "claims",
        Kind::Redrive(_) => "redrive",
        Kind::ReleaseOverdue(_) => "release",
        Kind::CreateCredential(_) => "credential",
        Kind::RevokeCredential(_) => "revoke",
        Kind::SetQuota(_) => "quota",
        Kind::RevokeSigningKey(_) => "revoke key",
        Kind::SetLevel(_) => "level",
        Kind::RedriveLetters(_) => "redrive letters",
        Kind::PutQueue(_) => "put queue",
        Kind::PauseQueue(_) => "pause queue",
        Kind::PurgeQueue(_) => "purge queue",
        Kind::PutWebhook(_) => "webhook",
        Kind::DeleteWebhook(_) => "webhook delete",
        Kind::RecordAttempts(_) => "attempts",
        Kind::MoveWebhookCursors(_) => "cursors",
        Kind::RecordHeads(_) => "heads",
        Kind::RecordDenials(_) => "denials",
        Kind::CreateJoinToken(_) => "join token",
        Kind::UseJoinToken(_) => "join",
        Kind::PutPolicy(_) => "policy",
        Kind::PutTrust(_) => "trust",
        Kind::PutPayloadKeys(_) => "payload keys",
        Kind::ExchangeToken(_) => "exchange",
        Kind::PutSchedule(_) => "schedule",
        Kind::DeleteSchedule(_) => "schedule delete",
        Kind::PauseSchedule(_) => "schedule pause",
        Kind::ResumeSchedule(_) => "schedule resume",
        Kind::TriggerSchedule(_) => "trigger",
        Kind::RunSchedules(_) => "run",
        Kind::BackfillSchedule(_) => "backfill",
        Kind::PutCheckpoint(_) => "checkpoint",
        Kind::DeleteCheckpoint(_) => "checkpoint delete",
        Kind::RollBackCheckpoint(_) => "rollback",
        Kind::AcquireLease(_) => "acquire",
        Kind::RenewLease(_) => "renew",
        Kind::ReleaseLease(_) => "let go",
        Kind::SpendBudget(_) => "spend",
        Kind::SetBudget(_) => "budget",
        Kind::Transact(_) => "transact",
        Kind::Emit(_) => "emit",
        Kind::DeleteBudget(_) => "budget delete",
        Kind::TouchWatchdogs(_) => "touch",
    }
}

fn outcome(reply: &Reply) -> String {
    match reply {
        Reply::Done => "done".to_string(),
        Reply::Created(_) => "created".to_string(),
        Reply::Withdrawn(answer) => {
            let repeated = if answer.original_index == 0 { "" } else { " again" };
            format!("{:?}{repeated}", answer.outcome)
        }
        Reply::Cancelled(answer) if answer.original_index != 0 => "done again".to_string(),
        Reply::Cancelled(_) => "done".to_string(),
        Reply::Acked(AckOutcome::Settled) => "settled".to_string(),
        Reply::Acked(outcome) => format!("{outcome:?}"),
        Reply::Ended { retry_at: None, .. } => "failed".to_string(),
        Reply::Ended { .. } => "retry".to_string(),
        Reply::Extended { .. } => "extended".to_string(),
        Reply::Released { released: 0, .. } => "nothing".to_string(),
        Reply::Released { .. } => "released".to_string(),
        Reply::Queue { existing: true, .. } => "as before".to_string(),
        Reply::Queue { row, .. } if row.pause.is_some() => "paused".to_string(),
        Reply::Queue { .. } => "done".to_string(),
        Reply::Purged(purged) if purged.purged > 0 => "purged".to_string(),
        Reply::Purged(purged) if purged.dead_letters > 0 => "letters".to_string(),
        Reply::Purged(_) => "nothing".to_string(),
        Reply::Redriven(redriven) if redriven.redriven == 0 => "none".to_string(),
        Reply::Redriven(redriven) if redriven.next.is_empty() => "all".to_string(),
        Reply::Redriven(_) => "some".to_string(),
        Reply::Webhook { existing: true, .. } => "existing".to_string(),
        Reply::Webhook { .. } => "done".to_string(),
        Reply::Schedule { existing: true, .. } | Reply::Triggered { existing: true, .. } => "existing".to_string(),
        Reply::Schedule { .. } | Reply::Triggered { .. } => "done".to_string(),
        Reply::Checkpoint {
            original_index: 1.., ..
        } => "again".to_string(),
        Reply::Checkpoint { answer, .. } if !answer.cancelled.is_empty() => "timers".to_string(),
        Reply::Checkpoint { answer, .. } if !answer.too_late.is_empty() => "too late".to_string(),
        Reply::Checkpoint { .. } => "done".to_string(),
        Reply::Lease { original_index: 0, .. } | Reply::Spent { original_index: 0, .. } => "done".to_string(),
        Reply::Lease { .. } | Reply::Spent { .. } => "done again".to_string(),
        Reply::Emitted { original_index: 0, .. } | Reply::Transacted { original_index: 0, .. } => "done".to_string(),
        Reply::Emitted { .. } | Reply::Transacted { .. } => "done again".to_string(),
        Reply::Rejected(Reject::GuardFailed { is_guard, undone, .. }) => {
            let which = if *is_guard { "guard" } else { "operation" };
            format!("{which} {:?}", undone.kind())
        }
        Reply::Budget { existing: true, .. } => "existing".to_string(),
        Reply::Budget { .. } => "done".to_string(),
        Reply::Policy { version: 0 } | Reply::Trust { version: 0 } => "none".to_string(),
        Reply::Policy { .. } | Reply::Trust { .. } | Reply::PayloadKeys { .. } => "done".to_string(),
        Reply::Touched(_) => "done".to_string(),
        Reply::Rejected(reject) => {
            let text = format!("{reject:?}");
            text.split([' ', '{']).next().unwrap_or_default().to_string()
        }
    }
}
