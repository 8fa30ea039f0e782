//! Transactions, by running all of one and restoring the former state if it fails; and events that callers write.

use super::{Model, State};
use minoots_kernel::{
    AckOutcome, Reject, Reply, digest,
    internal::{
        Caller, Command, CreateTimers, Emit, EventKind, EventRow, Guard, NewTimer, OperationRow, PutCheckpoint,
        Transact, TransactedRow, Undone, UndoneKind, WithdrawOutcome, command::Command as Kind, guard::Guard as Rule,
        operation::Operation as Part,
    },
};
use std::collections::BTreeMap;

const MINUTE: i64 = 60_000_000_000;

impl Model {
    pub(super) fn emit_own(&mut self, command: &Emit) -> Reply {
        let caller = command.caller.clone().unwrap_or_default();
        let Some(event) = command.event.clone().filter(|event| !event.r#type.is_empty()) else {
            return Reply::Rejected(Reject::Empty);
        };
        let digest = digest::of_emit(&event);
        if let Some(first) = self.first_answer(&caller, &digest) {
            return first;
        }
        if let Some(reject) = self.refuse_pace(&caller.tenant, 1) {
            return Reply::Rejected(reject);
        }
        self.count_creates(&caller.tenant, 1);
        let row = EventRow {
            actor: caller.actor.clone(),
            request_id: caller.request_id.clone(),
            digest: digest.clone(),
            emitted: Some(Box::new(event)),
            ..EventRow::default()
        };
        self.emit(&caller.tenant, EventKind::Emitted, row);
        let sequence = self
            .events
            .iter()
            .filter(|(tenant, _)| *tenant == caller.tenant)
            .count() as u64;
        let reply = |original_index| Reply::Emitted {
            epoch: self.epoch,
            sequence,
            original_index,
        };
        let (answer, again) = (reply(0), reply(self.index));
        self.remember(&caller, &digest, again);
        answer
    }

    pub(super) fn transact(&mut self, command: &Transact) -> Reply {
        let caller = command.caller.clone().unwrap_or_default();
        let has_optional_settle = command
            .operations
            .iter()
            .any(|operation| operation.optional && matches!(operation.operation, Some(Part::Settle(_))));
        let of_others = command.operations.iter().any(|operation| match &operation.operation {
            Some(Part::Create(timer)) => own_key(timer) != command.partition_key,
            _ => false,
        });
        if command.operations.is_empty() || has_optional_settle || of_others {
            return Reply::Rejected(Reject::Empty);
        }
        if let Some(first) = self.first_answer(&caller, &command.digest) {
            return first;
        }
        let is_create = |part: &Option<Part>| matches!(part, Some(Part::Create(_) | Part::Emit(_)));
        let must = command.operations.iter().filter(|operation| !operation.optional);
        let creates = must.filter(|operation| is_create(&operation.operation)).count();
        if let Some(reject) = self.refuse_ever(&caller.tenant, creates as u64) {
            return Reply::Rejected(reject);
        }
        let before = self.clone();
        self.paid_before = Some(self.paid_until.get(&caller.tenant).copied().unwrap_or(0));
        self.is_part = true;
        let answer = self.all_of(&caller, command);
        (self.is_part, self.room_later, self.paid_before) = (false, false, None);
        match answer {
            Err(reject) => {
                *self = before;
                Reply::Rejected(reject)
            }
            Ok(operations) => {
                let reply = |original_index| Reply::Transacted {
                    row: TransactedRow {
                        operations: operations.clone(),
                    },
                    original_index,
                };
                self.remember(&caller, &command.digest, reply(self.index));
                reply(0)
            }
        }
    }

    fn all_of(&mut self, caller: &Caller, command: &Transact) -> Result<Vec<OperationRow>, Reject> {
        let key = &command.partition_key;
        let failed = |is_guard, index, undone, because: Option<Reject>| Reject::GuardFailed {
            is_guard,
            index,
            undone,
            because: because.map(Box::new),
        };
        for (index, guard) in command.guards.iter().enumerate() {
            if let Some((kind, version, delay)) = self.against(caller, key, guard) {
                return Err(failed(true, index, undone(kind, version, delay), None));
            }
        }
        let mut rows = Vec::new();
        let before = self.limited(&caller.tenant);
        let mut beyond: BTreeMap<String, usize> = BTreeMap::new();
        let mut ever_beyond = false;
        for (index, operation) in command.operations.iter().enumerate() {
            let part = operation.operation.clone().ok_or(Reject::Empty)?;
            let made = match &part {
                Part::Create(timer) => Some(timer.fire_time),
                _ => None,
            };
            let now = self.time;
            self.room_later = !operation.optional;
            let reply = match part {
                part if self.is_elsewhere(caller, key, &part) => Reply::Rejected(Reject::EventNotFound),
                Part::Withdraw(withdraw) => self.withdraw(caller, key, &withdraw),
                part => self.decide(&Command {
                    command: Some(single(part, caller, key)),
                }),
            };
            self.take_turns();
            let because = match &reply {
                Reply::Rejected(reject) => Some(reject.clone()),
                _ => None,
            };
            match (row_of(now, reply), operation.optional) {
                (Ok(row), _) => rows.push(OperationRow {
                    fire_time: made.unwrap_or(row.fire_time),
                    ..row
                }),
                (Err(Some((kind, version, delay))), true) => rows.push(OperationRow {
                    undone: Some(undone(kind, version, delay)),
                    ..OperationRow::default()
                }),
                (Err(Some((kind, version, delay))), false) => {
                    return Err(failed(false, index, undone(kind, version, delay), because));
                }
                (Err(None), _) => return Err(Reject::Empty),
            }
            for (name, (limit, used)) in self.limited(&caller.tenant) {
                let stood = before.get(&name).map_or(0, |(_, used)| *used);
                match used > limit && used > stood {
                    true => drop(beyond.entry(name).or_insert(index)),
                    false => drop(beyond.remove(&name)),
                }
            }
            ever_beyond |= !beyond.is_empty();
        }
        let limits = self.limited(&caller.tenant);
        if let Some((thing, index)) = beyond.into_iter().min_by_key(|(thing, index)| (*index, rank(thing))) {
            let exceeded = Reject::Exceeded {
                name: QUOTAS[rank(&thing)].1,
                limit: limits[&thing].0,
                retry_delay: Some(MINUTE),
            };
            let undone = undone(UndoneKind::Quota, 0, MINUTE);
            return Err(failed(false, index, undone, Some(exceeded)));
        }
        self.made_room += usize::from(ever_beyond);
        Ok(rows)
    }

    fn is_elsewhere(&self, caller: &Caller, key: &str, part: &Part) -> bool {
        let Part::Settle(settle) = part else { return false };
        let timer = settle.timer.clone().unwrap_or_default();
        let same = |other: &&super::Timer| {
            other.tenant == caller.tenant && other.spec.id == timer.id && other.version == timer.version && !other.gone
        };
        let found = self.timers.iter().find(same);
        timer.tenant != caller.tenant || found.is_none_or(|timer| own_key(&timer.spec) != key)
    }

    fn against(&self, caller: &Caller, key: &str, guard: &Guard) -> Option<(UndoneKind, u64, i64)> {
        let tenant = &caller.tenant;
        match guard.guard.as_ref()? {
            Rule::Checkpoint(rule) => {
                let name = (tenant.clone(), rule.execution.clone(), rule.name.clone());
                let found = self.checkpoints.get(&name);
                let is_ours = found.is_none_or(|found| match found.partition.as_str() {
                    "" => rule.execution == key,
                    own => own == key,
                });
                let current = found.map_or(0, |found| found.versions.len() as u64);
                match is_ours {
                    false => Some((UndoneKind::Partition, 0, 0)),
                    true => (current != rule.version).then_some((UndoneKind::VersionConflict, current, 0)),
                }
            }
            Rule::Timer(rule) => {
                let ours = |timer: &&super::Timer| timer.is_current() && own_key(&timer.spec) == key;
                let mut ours = self.timers.iter().filter(ours);
                let found = ours.find(|timer| timer.tenant == *tenant && timer.spec.id == rule.id);
                match found.map(|timer| timer.version) {
                    None => (rule.version != 0).then_some((UndoneKind::TimerNotFound, 0, 0)),
                    Some(current) => (current != rule.version).then_some((UndoneKind::Superseded, current, 0)),
                }
            }
            Rule::Lease(rule) => match self.held_token(tenant, &rule.id, key) {
                None => Some((UndoneKind::LeaseOver, 0, 0)),
                Some(token) => (token != rule.token).then_some((UndoneKind::LeaseStale, 0, 0)),
            },
            Rule::Budget(rule) => match self.spendable(tenant, &rule.id, key, rule.amount) {
                None => Some((UndoneKind::BudgetNotFound, 0, 0)),
                Some(Err(())) => Some((UndoneKind::BudgetAmount, 0, 0)),
                Some(Ok(0)) => None,
                Some(Ok(delay)) => Some((UndoneKind::BudgetSpent, 0, delay)),
            },
        }
    }

    /// The timers of a partition key that are not terminal, for steps that look for a timer to use.
    pub fn waiting_timers(&self, tenant: &str, key: &str) -> Vec<(String, u64)> {
        let waits = |timer: &&super::Timer| {
            timer.is_current()
                && timer.tenant == tenant
                && own_key(&timer.spec) == key
                && matches!(timer.state, State::Scheduled | State::Armed | State::Fired)
        };
        let waiting = self.timers.iter().filter(waits);
        waiting.map(|timer| (timer.spec.id.clone(), timer.version)).collect()
    }
}

fn own_key(timer: &NewTimer) -> &str {
    match timer.partition_key.as_str() {
        "" => &timer.id,
        own => own,
    }
}

/// An operation as a separate command.
fn single(part: Part, caller: &Caller, key: &str) -> Kind {
    let (caller, partition_key) = (Some(caller.clone()), key.to_string());
    match part {
        Part::Create(timer) => Kind::CreateTimers(CreateTimers {
            caller,
            timers: vec![*timer],
        }),
        Part::Cancel(mut cancel) => {
            (cancel.caller, cancel.partition_key) = (caller, partition_key);
            Kind::CancelTimer(cancel)
        }
        Part::Reschedule(mut reschedule) => {
            (reschedule.caller, reschedule.partition_key) = (caller, partition_key);
            Kind::RescheduleTimer(reschedule)
        }
        Part::Put(put) => Kind::PutCheckpoint(Box::new(PutCheckpoint {
            caller,
            partition_key: match put.execution == key {
                true => String::new(),
                false => partition_key,
            },
            ..*put
        })),
        Part::RollBack(mut back) => {
            (back.caller, back.partition_key) = (caller, partition_key);
            Kind::RollBackCheckpoint(back)
        }
        Part::Settle(mut settle) => {
            settle.actor = caller.unwrap_or_default().actor;
            Kind::Ack(settle)
        }
        Part::Spend(mut spend) => {
            (spend.caller, spend.partition_key) = (caller, partition_key);
            Kind::SpendBudget(spend)
        }
        Part::Emit(mut event) => {
            event.caller = caller;
            Kind::Emit(Box::new(event))
        }
        Part::Withdraw(_) => unreachable!("no single call withdraws a timer"),
    }
}

/// Limited resources as [`Model::limited`] names them, with their quotas. If several are exceeded, the first of this
/// order is named.
const QUOTAS: [(&str, &str); 4] = [
    ("timers", "pending_timers"),
    ("bytes", "pending_bytes"),
    ("checkpoint bytes", "checkpoint_bytes"),
    ("agent", "pending_timers_per_agent"),
];

fn rank(thing: &str) -> usize {
    let listed = QUOTAS.iter().position(|(name, _)| *name == thing);
    listed.unwrap_or(QUOTAS.len() - 1)
}

fn undone(kind: UndoneKind, version: u64, delay: i64) -> Undone {
    Undone {
        kind: kind.into(),
        version,
        retry_delay: delay as u64,
    }
}

type Why = (UndoneKind, u64, i64);

fn row_of(now: i64, reply: Reply) -> Result<OperationRow, Option<Why>> {
    use UndoneKind as No;
    let row = OperationRow::default();
    let (kind, version, delay) = match reply {
        Reply::Created(made) if made[0].existing => (No::TimerExists, made[0].row.version, 0),
        Reply::Created(made) => {
            return Ok(OperationRow {
                version: made[0].row.version,
                ..row
            });
        }
        Reply::Withdrawn(answer) => match answer.outcome {
            WithdrawOutcome::TooLate => (No::TooLate, answer.version, 0),
            WithdrawOutcome::Superseded => (No::Superseded, answer.version, 0),
            WithdrawOutcome::Cancelled => (No::Cancelled, answer.version, 0),
            _ => {
                return Ok(OperationRow {
                    version: answer.version,
                    fire_time: answer.fire_time,
                    ..row
                });
            }
        },
        Reply::Checkpoint { answer, .. } => {
            return Ok(OperationRow {
                checkpoint: Some(answer),
                ..row
            });
        }
        Reply::Acked(AckOutcome::Settled) => return Ok(row),
        Reply::Acked(AckOutcome::AlreadySettled) => (No::AlreadySettled, 0, 0),
        Reply::Acked(AckOutcome::AlreadyFailed) => (No::AlreadyFailed, 0, 0),
        Reply::Spent { spend, .. } => {
            return Ok(OperationRow {
                spend: Some(spend),
                ..row
            });
        }
        Reply::Emitted { epoch, sequence, .. } => {
            return Ok(OperationRow {
                version: epoch,
                sequence,
                ..row
            });
        }
        Reply::Rejected(reject) => match reject {
            Reject::TimerNotFound | Reject::CheckpointTimer { .. } => (No::TimerNotFound, 0, 0),
            Reject::CheckpointNotFound => (No::CheckpointNotFound, 0, 0),
            Reject::EventNotFound => (No::EventNotFound, 0, 0),
            Reject::BudgetNotFound => (No::BudgetNotFound, 0, 0),
            Reject::WebhookNotFound { .. } => (No::WebhookNotFound, 0, 0),
            Reject::TimerExists { .. } => (No::TimerExists, 0, 0),
            Reject::VersionRequired { version } => (No::VersionRequired, version, 0),
            Reject::VersionConflict { version } => (No::VersionConflict, version, 0),
            Reject::CheckpointPartition => (No::Partition, 0, 0),
            Reject::NotDue { due } => (No::NotDue, 0, due - now),
            Reject::IsWatchdog => (No::IsWatchdog, 0, 0),
            Reject::StaleFence => (No::StaleFence, 0, 0),
            Reject::BudgetAmount { .. } => (No::BudgetAmount, 0, 0),
            Reject::BudgetSpent { retry_delay, .. } => (No::BudgetSpent, 0, retry_delay),
            Reject::Exceeded { retry_delay: None, .. } => (No::Horizon, 0, 0),
            Reject::Exceeded { retry_delay, .. } => (No::Quota, 0, retry_delay.unwrap_or_default()),
            Reject::Quota { .. } => (No::Quota, 0, MINUTE),
            _ => return Err(None),
        },
        _ => return Err(None),
    };
    Err(Some((kind, version, delay)))
}
