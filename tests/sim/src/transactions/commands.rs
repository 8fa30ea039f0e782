//! Converts requests to the kernel's commands, and replies back to answers.

use super::ask::{Answer, Ask, Guard, Part, Refusal, Said, Why, holder_name, timer_id};
use minoots_kernel::{
    Reject, Reply,
    internal::{
        self, Ack, AcquireLease, BudgetGuard, BudgetSpec, Caller, CancelTimer, CheckpointAnswer, CheckpointGuard,
        DeleteBudget, DeleteCheckpoint, Emit, EmittedEvent, Fence, LeaseGuard, NewTimer, Operation, OperationRow,
        PutCheckpoint, ReleaseLease, RenewLease, RescheduleTimer, RollBackCheckpoint, SetBudget, SpendBudget,
        TimerGuard, TimerKey, Transact, Undone, UndoneKind, command::Command as Kind, guard::Guard as Rule,
        operation::Operation as Does,
    },
};
use sha2::{Digest, Sha256};

pub const TENANT: &str = "t";
/// The partition key of all objects.
pub const KEY: &str = "run";

pub fn checkpoint_name(checkpoint: usize) -> String {
    format!("c{checkpoint}")
}

pub fn lease_id(lease: usize) -> String {
    format!("l{lease}")
}

pub fn budget_id(budget: usize) -> String {
    format!("b{budget}")
}

/// The command of a call, with its arrival by the node's clock.
pub fn command(ask: &Ask, id: &str, arrival: i64) -> Kind {
    let caller = Some(Caller {
        tenant: TENANT.to_owned(),
        actor: "client".to_owned(),
        request_id: id.to_owned(),
        ..Caller::default()
    });
    let (partition_key, digest) = (KEY.to_owned(), Sha256::digest(format!("{ask:?}")).to_vec());
    match ask {
        Ask::One(part) => one(part, caller, digest, arrival),
        Ask::Delete { checkpoint, expected } => Kind::DeleteCheckpoint(DeleteCheckpoint {
            caller,
            execution: KEY.to_owned(),
            name: checkpoint_name(*checkpoint),
            partition_key,
            expected_version: *expected,
            digest,
        }),
        Ask::Acquire { lease, holder, ttl } => Kind::AcquireLease(AcquireLease {
            caller,
            id: lease_id(*lease),
            partition_key,
            holder: holder_name(*holder),
            ttl: ttl.unsigned_abs(),
        }),
        Ask::Renew { lease, token, ttl } => Kind::RenewLease(RenewLease {
            caller,
            id: lease_id(*lease),
            partition_key,
            token: *token,
            ttl: ttl.unsigned_abs(),
        }),
        Ask::Release { lease, token } => Kind::ReleaseLease(ReleaseLease {
            caller,
            id: lease_id(*lease),
            partition_key,
            token: *token,
        }),
        Ask::SetBudget {
            budget,
            limit,
            window,
            cooldown,
        } => Kind::SetBudget(SetBudget {
            caller,
            id: budget_id(*budget),
            partition_key,
            spec: Some(BudgetSpec {
                limit: *limit,
                window: window.unsigned_abs(),
                cooldown: cooldown.unsigned_abs(),
            }),
        }),
        Ask::DeleteBudget { budget } => Kind::DeleteBudget(DeleteBudget {
            caller,
            id: budget_id(*budget),
            partition_key,
        }),
        Ask::Transact { guards, operations } => Kind::Transact(Transact {
            caller,
            partition_key,
            guards: guards.iter().map(guard).collect(),
            operations: operations
                .iter()
                .map(|(part, optional)| Operation {
                    optional: *optional,
                    operation: Some(does(part, arrival)),
                })
                .collect(),
            digest,
        }),
    }
}

/// A single operation as a command. Single timer commands are possible, but other tiers cover them.
fn one(part: &Part, caller: Option<Caller>, digest: Vec<u8>, arrival: i64) -> Kind {
    let partition_key = KEY.to_owned();
    match does(part, arrival) {
        Does::Put(put) => Kind::PutCheckpoint(Box::new(PutCheckpoint { caller, digest, ..*put })),
        Does::RollBack(back) => Kind::RollBackCheckpoint(RollBackCheckpoint {
            caller,
            digest,
            partition_key,
            ..back
        }),
        Does::Spend(spend) => Kind::SpendBudget(SpendBudget {
            caller,
            partition_key,
            ..spend
        }),
        Does::Emit(emit) => Kind::Emit(Box::new(Emit { caller, ..emit })),
        alone => Kind::Transact(Transact {
            caller,
            partition_key,
            operations: vec![Operation {
                optional: false,
                operation: Some(alone),
            }],
            digest,
            ..Transact::default()
        }),
    }
}

fn guard(guard: &Guard) -> internal::Guard {
    let rule = match *guard {
        Guard::Checkpoint { checkpoint, version } => Rule::Checkpoint(CheckpointGuard {
            execution: KEY.to_owned(),
            name: checkpoint_name(checkpoint),
            version,
        }),
        Guard::Timer { timer, version } => Rule::Timer(TimerGuard {
            id: timer_id(timer),
            version,
        }),
        Guard::Lease { lease, token } => Rule::Lease(LeaseGuard {
            id: lease_id(lease),
            token,
        }),
        Guard::Budget { budget, amount } => Rule::Budget(BudgetGuard {
            id: budget_id(budget),
            amount,
        }),
    };
    internal::Guard { guard: Some(rule) }
}

fn does(part: &Part, arrival: i64) -> Does {
    match part {
        Part::Put {
            checkpoint,
            expected,
            data,
            keep,
            timers,
        } => Does::Put(Box::new(PutCheckpoint {
            execution: KEY.to_owned(),
            name: checkpoint_name(*checkpoint),
            expected_version: *expected,
            data: data.to_be_bytes().to_vec(),
            checksum: Sha256::digest(data.to_be_bytes()).to_vec(),
            keep_last: *keep,
            timers: timers.iter().map(|timer| timer_id(*timer)).collect(),
            ..PutCheckpoint::default()
        })),
        Part::RollBack {
            checkpoint,
            expected,
            to,
        } => Does::RollBack(RollBackCheckpoint {
            execution: KEY.to_owned(),
            name: checkpoint_name(*checkpoint),
            expected_version: *expected,
            version: *to,
            ..RollBackCheckpoint::default()
        }),
        Part::Spend { budget, amount } => Does::Spend(SpendBudget {
            id: budget_id(*budget),
            amount: *amount,
            ..SpendBudget::default()
        }),
        Part::Emit { word } => Does::Emit(Emit {
            event: Some(EmittedEvent {
                r#type: "step.done".to_owned(),
                subject: "runs/1".to_owned(),
                data: word.to_be_bytes().to_vec(),
                ..EmittedEvent::default()
            }),
            ..Emit::default()
        }),
        Part::Create { timer, fire } => Does::Create(Box::new(NewTimer {
            id: timer_id(*timer),
            partition_key: KEY.to_owned(),
            create_time: arrival,
            fire_time: *fire,
            queue: "q".to_owned(),
            digest: fire.to_be_bytes().to_vec(),
            digest_encoding: minoots_kernel::digest::ENCODING,
            ..NewTimer::default()
        })),
        Part::Cancel { timer, version } => Does::Cancel(CancelTimer {
            id: timer_id(*timer),
            version: *version,
            ..CancelTimer::default()
        }),
        Part::Reschedule { timer, version, fire } => Does::Reschedule(RescheduleTimer {
            id: timer_id(*timer),
            version: *version,
            create_time: arrival,
            fire_time: *fire,
            ..RescheduleTimer::default()
        }),
        Part::Settle { timer, version, arm } => Does::Settle(Ack {
            timer: Some(TimerKey {
                tenant: TENANT.to_owned(),
                id: timer_id(*timer),
                version: *version,
            }),
            fence: Some(Fence {
                arm: *arm,
                term: 1,
                number: 1,
                ..Fence::default()
            }),
            ..Ack::default()
        }),
    }
}

/// Converts a reply to an answer; `None` if the reply does not fit the request.
pub fn said(ask: &Ask, reply: &Reply) -> Option<Said> {
    let (answer, original) = match reply {
        Reply::Done => (Ok(Answer::Done), 0),
        Reply::Checkpoint { answer, original_index } => {
            let deleted = matches!(ask, Ask::Delete { .. });
            (Ok(checkpoint(answer, deleted)), *original_index)
        }
        Reply::Lease { row, original_index } => {
            let held = Answer::Held {
                holder: row.holder.clone(),
                token: row.token,
                until: row.expire_time,
            };
            (Ok(held), *original_index)
        }
        Reply::Spent { spend, original_index } => (Ok(spent(*spend)), *original_index),
        Reply::Budget { existing, .. } => (Ok(Answer::Budget { existed: *existing }), 0),
        Reply::Emitted {
            sequence,
            original_index,
            ..
        } => (Ok(Answer::Emitted { sequence: *sequence }), *original_index),
        Reply::Transacted { row, original_index } => {
            let Ask::Transact { operations, .. } = ask else {
                return None;
            };
            let told = operations.iter().zip(&row.operations);
            let told = told.map(|((part, _), row)| operation(part, row));
            (Ok(Answer::All(told.collect::<Option<_>>()?)), *original_index)
        }
        Reply::Rejected(reject) => (Err(refusal(reject)?), 0),
        _ => return None,
    };
    Some(Said { answer, original })
}

fn checkpoint(answer: &CheckpointAnswer, deleted: bool) -> Answer {
    match deleted {
        true => Answer::Deleted {
            version: answer.version,
        },
        false => Answer::Written {
            version: answer.version,
            restored: answer.row.as_ref().map_or(0, |row| row.restored),
            oldest: answer.oldest,
            cancelled: answer.cancelled.clone(),
            too_late: answer.too_late.clone(),
        },
    }
}

fn spent(spend: internal::SpendRow) -> Answer {
    Answer::Spent {
        at: spend.time,
        left: spend.remaining,
    }
}

fn operation(part: &Part, row: &OperationRow) -> Option<Result<Answer, Why>> {
    if let Some(undone) = &row.undone {
        return undone_because(undone).map(Err);
    }
    Some(Ok(match part {
        Part::Put { .. } | Part::RollBack { .. } => checkpoint(row.checkpoint.as_ref()?, false),
        Part::Spend { .. } => spent(row.spend?),
        Part::Emit { .. } => Answer::Emitted { sequence: row.sequence },
        Part::Settle { .. } => Answer::Done,
        Part::Create { .. } | Part::Cancel { .. } | Part::Reschedule { .. } => Answer::Timer { version: row.version },
    }))
}

fn refusal(reject: &Reject) -> Option<Refusal> {
    if let Reject::GuardFailed {
        is_guard,
        index,
        undone,
        ..
    } = reject
    {
        let why = undone_because(undone)?;
        return Some(match is_guard {
            true => Refusal::Guard(*index, why),
            false => Refusal::Operation(*index, why),
        });
    }
    Some(Refusal::Plain(match reject {
        Reject::IdempotencyMismatch { .. } => Why::Mismatch,
        Reject::VersionRequired { version } => Why::VersionRequired(*version),
        Reject::VersionConflict { version } => Why::VersionConflict(*version),
        Reject::CheckpointNotFound => Why::NoCheckpoint,
        Reject::CheckpointTimer { .. } => Why::NoTimer,
        Reject::LeaseHeld { retry_delay, .. } => Why::Taken { after: *retry_delay },
        Reject::LeaseOver => Why::LeaseOver,
        Reject::LeaseStale => Why::LeaseStale,
        Reject::BudgetNotFound => Why::NoBudget,
        Reject::BudgetAmount { .. } => Why::Amount,
        Reject::BudgetSpent { retry_delay, .. } => Why::BudgetSpent { after: *retry_delay },
        _ => return None,
    }))
}

fn undone_because(undone: &Undone) -> Option<Why> {
    let after = i64::try_from(undone.retry_delay).ok()?;
    Some(match undone.kind() {
        UndoneKind::TimerNotFound => Why::NoTimer,
        UndoneKind::CheckpointNotFound => Why::NoCheckpoint,
        UndoneKind::EventNotFound => Why::NoEvent,
        UndoneKind::BudgetNotFound => Why::NoBudget,
        UndoneKind::TimerExists => Why::TimerExists,
        UndoneKind::TooLate => Why::TooLate,
        UndoneKind::Superseded => Why::Superseded(undone.version),
        UndoneKind::Cancelled => Why::Cancelled,
        UndoneKind::VersionRequired => Why::VersionRequired(undone.version),
        UndoneKind::VersionConflict => Why::VersionConflict(undone.version),
        UndoneKind::NotDue => Why::NotDue,
        UndoneKind::StaleFence => Why::StaleFence,
        UndoneKind::AlreadySettled => Why::AlreadySettled,
        UndoneKind::BudgetSpent => Why::BudgetSpent { after },
        UndoneKind::BudgetAmount => Why::Amount,
        UndoneKind::LeaseOver => Why::LeaseOver,
        UndoneKind::LeaseStale => Why::LeaseStale,
        _ => return None,
    })
}
