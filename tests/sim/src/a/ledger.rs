//! Applies the committed log once more, command by command. It records the decisions in their order for the history,
//! and every node must compute the same replies.

use super::{QUEUES, TENANT, state::Snapshot, waits::Waits};
use minoots_check::{
    History,
    record::{Commit, Fact, Occurrence, Record, What},
};
use minoots_kernel::{
    Effect, Entry, Failure, Reply, apply,
    internal::{Command, EventKind, EventRow, OutcomeKind, TimerRef, command::Command as Kind},
    memory::MemoryTables,
    tables::{self, Read as _},
};
use std::collections::BTreeMap;

/// The result of an entry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decided {
    pub term: u64,
    pub time: i64,
    pub replies: Vec<Reply>,
}

/// The committed log and its tables.
#[derive(Default)]
pub struct Ledger {
    pub tables: MemoryTables,
    pub decided: Vec<Decided>,
    /// Violations by the log itself, with their rules.
    pub wrong: Vec<(&'static str, String)>,
}

impl Ledger {
    /// The last committed index.
    pub fn index(&self) -> u64 {
        self.decided.len() as u64
    }

    /// The result of the entry at an index.
    pub fn at(&self, index: u64) -> Option<&Decided> {
        self.decided.get(usize::try_from(index.checked_sub(1)?).ok()?)
    }

    /// Log time.
    pub fn time(&self) -> i64 {
        self.decided.last().map_or(0, |last| last.time)
    }

    /// Restarts from a restored state, with the entry that began its epoch.
    pub fn begin_again(&mut self, state: &Snapshot, decided: Decided) {
        self.tables = (*state.tables).clone();
        let before = usize::try_from(state.index.saturating_sub(1)).unwrap_or(usize::MAX);
        self.decided.resize(before, Decided::default());
        self.decided.push(decided);
    }

    /// Commits the next entry. `call` returns the call of a command.
    pub fn commit(
        &mut self,
        term: u64,
        entry: Option<&Entry>,
        call: impl Fn(&Command) -> Option<u64>,
        history: &mut History,
    ) -> Result<(), Failure> {
        let index = self.index() + 1;
        let mut decided = Decided {
            term,
            time: self.time(),
            replies: Vec::new(),
        };
        let mut pos = 0;
        if let Some(entry) = entry {
            let sweep = Entry {
                commands: Vec::new(),
                ..entry.clone()
            };
            self.apply(index, &sweep, &mut decided, &mut pos, history)?;
            for command in &entry.commands {
                let one = Entry {
                    commands: vec![command.clone()],
                    ..sweep.clone()
                };
                if let Some(op) = call(command) {
                    let time = decided.time;
                    let commit = Commit {
                        op,
                        idx: index,
                        pos: Some(pos),
                        time,
                    };
                    history.push(Record::Commit(commit));
                    pos += 1;
                }
                let extended = self.extended(command)?;
                self.apply(index, &one, &mut decided, &mut pos, history)?;
                if let (Some(deadline), Some(Reply::Ended { .. })) = (extended, decided.replies.last()) {
                    let message = format!("entry {index} ends a lease that runs until {deadline}");
                    self.wrong.push(("lease", message));
                }
            }
            self.check_keys(index)?;
            if decided.time < self.time() {
                let message = format!("log time goes back from {} to {} at {index}", self.time(), decided.time);
                self.wrong.push(("log time", message));
            }
        }
        self.decided.push(decided);
        Ok(())
    }

    /// Checks that the recorded deliveries of each concurrency key do not exceed the queue's limit.
    fn check_keys(&mut self, index: u64) -> Result<(), Failure> {
        for queue in QUEUES {
            let row = tables::queue::get(&self.tables, TENANT, queue)?.unwrap_or_default();
            let limit = row.key_concurrency();
            if limit == 0 {
                continue;
            }
            let mut out: BTreeMap<String, u64> = BTreeMap::new();
            let (from, until) = tables::ready::range_of_others(TENANT, queue);
            for scanned in self.tables.scan(&from, &until, usize::MAX)? {
                let (_, timer) = tables::ready::read(&scanned)?;
                let row = tables::timer::get(&self.tables, TENANT, &timer.id)?;
                let delivery = row.and_then(|row| row.delivery).unwrap_or_default();
                if !timer.concurrency_key.is_empty() && delivery.grant.is_some() && !delivery.ended {
                    *out.entry(timer.concurrency_key).or_default() += 1;
                }
            }
            for (key, out) in out.into_iter().filter(|(_, out)| *out > limit) {
                let message = format!("after entry {index} {out} of {key} are out of {queue}, which allows {limit}");
                self.wrong.push(("keys", message));
            }
        }
        Ok(())
    }

    /// Records until when ended or extended deliveries delay their timers, by the clock that stamped the end, and not
    /// by log time.
    pub fn note_waits(&self, index: u64, entry: &Entry, waits: &mut Waits) {
        let replies = self.at(index).map_or(&[][..], |decided| &decided.replies);
        for (command, reply) in entry.commands.iter().zip(replies) {
            let (timer, grant, until) = match (&command.command, reply) {
                (Some(Kind::Outcome(outcome)), Reply::Ended { .. }) => {
                    let ended = if outcome.end_time == 0 {
                        self.time()
                    } else {
                        outcome.end_time
                    };
                    let until = ended.saturating_add_unsigned(outcome.retry_delay);
                    (&outcome.timer, outcome.grant, until)
                }
                (Some(Kind::Extend(extend)), Reply::Extended { deadline }) => (&extend.timer, extend.grant, *deadline),
                _ => continue,
            };
            if let (Some(timer), Some(fence)) = (timer, grant.and_then(|grant| grant.fence)) {
                waits.note(&timer.id, fence, until);
            }
        }
    }

    /// The later deadline that a delivery has by now, if a command ends it for an earlier deadline.
    fn extended(&self, command: &Command) -> Result<Option<i64>, Failure> {
        let Some(Kind::Outcome(outcome)) = &command.command else {
            return Ok(None);
        };
        let (Some(timer), Some(ends)) = (&outcome.timer, outcome.grant) else {
            return Ok(None);
        };
        let row = tables::timer::get(&self.tables, &timer.tenant, &timer.id)?;
        let known = row.and_then(|row| row.delivery).and_then(|delivery| delivery.grant);
        let later = known.filter(|known| known.fence == ends.fence && known.deadline > ends.deadline);
        let expires = outcome.kind() == OutcomeKind::LeaseExpired;
        Ok(later.filter(|_| expires).map(|known| known.deadline))
    }

    fn apply(
        &mut self,
        index: u64,
        entry: &Entry,
        decided: &mut Decided,
        pos: &mut u32,
        history: &mut History,
    ) -> Result<(), Failure> {
        let from = tables::tenant::get(&self.tables, TENANT)?.next_sequence;
        let applied = apply(&mut self.tables, index, entry)?;
        decided.time = applied.time;
        decided.replies.extend(applied.replies);
        let until = tables::tenant::get(&self.tables, TENANT)?.next_sequence;
        let events = tables::event::scan(&self.tables, TENANT, from, until, usize::MAX)?;
        let mut facts = Vec::new();
        for (_, event) in &events {
            facts.extend(self.fact(event)?);
        }
        for effect in &applied.effects {
            if let Effect::Armed(armed) = effect {
                let occurrence = occurrence(armed.row.id(), armed.row.version);
                put_armed(&mut facts, occurrence, armed.place.arm);
            }
        }
        for (occurrence, what) in facts {
            let time = decided.time;
            let fact = Fact {
                idx: index,
                pos: Some(*pos),
                time,
                occurrence,
                what,
            };
            history.push(Record::Fact(fact));
            *pos += 1;
        }
        Ok(())
    }

    fn fact(&self, event: &EventRow) -> Result<Option<(Occurrence, What)>, Failure> {
        fact(event, |timer| {
            let row = tables::timer::get(&self.tables, TENANT, &timer.id)?;
            Ok(row.map_or(event.fire_time, |row| row.due()))
        })
    }
}

/// The fact about an occurrence in an event of the log. `due` returns the due instant of the timer that the event
/// scheduled.
pub fn fact(
    event: &EventRow,
    due: impl FnOnce(&TimerRef) -> Result<i64, Failure>,
) -> Result<Option<(Occurrence, What)>, Failure> {
    let Some(timer) = &event.timer else { return Ok(None) };
    let what = match event.kind() {
        EventKind::TimerScheduled | EventKind::TimerRescheduled => What::Scheduled { due: due(timer)? },
        EventKind::TimerFired => What::Fired,
        EventKind::TimerSettled => What::Settled,
        EventKind::TimerFailed | EventKind::TimerExpired => What::Failed,
        EventKind::TimerCancelled => What::Cancelled,
        EventKind::Unspecified
        | EventKind::TimerRedriven
        | EventKind::QueueCreated
        | EventKind::CredentialCreated
        | EventKind::CredentialRevoked
        | EventKind::TenantQuotaSet
        | EventKind::SigningKeyRevoked
        | EventKind::JoinTokenCreated
        | EventKind::JoinTokenUsed
        | EventKind::PolicyChanged
        | EventKind::TrustChanged
        | EventKind::PayloadKeysChanged
        | EventKind::ScheduleCreated
        | EventKind::ScheduleUpdated
        | EventKind::ScheduleDeleted
        | EventKind::SchedulePaused
        | EventKind::ScheduleResumed
        | EventKind::ScheduleMissed
        | EventKind::ScheduleOccurrence
        | EventKind::ScheduleBackfillStarted
        | EventKind::ScheduleBackfillEnded
        | EventKind::CheckpointCreated
        | EventKind::CheckpointRolledBack
        | EventKind::CheckpointDeleted
        | EventKind::LeaseAcquired
        | EventKind::LeaseReleased
        | EventKind::BudgetSet
        | EventKind::BudgetDeleted
        | EventKind::BudgetSpent
        | EventKind::Emitted
        | EventKind::QueueUpdated
        | EventKind::QueuePaused
        | EventKind::QueueResumed
        | EventKind::QueuePurged
        | EventKind::WebhookCreated
        | EventKind::WebhookUpdated
        | EventKind::WebhookDeleted
        | EventKind::WebhookDisabled => return Ok(None),
    };
    Ok(Some((occurrence(&timer.id, timer.version), what)))
}

/// Inserts an arming after the fact of the same command that scheduled the occurrence. Without such a fact, inserts it
/// before the occurrence's first fact.
pub fn put_armed(facts: &mut Vec<(Occurrence, What)>, occurrence: Occurrence, arm: u64) {
    let scheduled = |(of, what): &(Occurrence, What)| *of == occurrence && matches!(what, What::Scheduled { .. });
    let at = match facts.iter().position(scheduled) {
        Some(at) => at + 1,
        None => facts
            .iter()
            .position(|(of, _)| *of == occurrence)
            .unwrap_or(facts.len()),
    };
    facts.insert(at, (occurrence, What::Armed { arm }));
}

/// A timer's version in the form of histories.
pub fn occurrence(id: &str, version: u64) -> Occurrence {
    Occurrence {
        tenant: TENANT.to_owned(),
        timer: id.to_owned(),
        version,
    }
}
