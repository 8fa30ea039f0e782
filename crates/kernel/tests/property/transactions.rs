//! Random transactions of one partition key, about checkpoints, timers, a lease and a budget that other steps also use;
//! and events.

use super::{
    resolve::{TENANTS, caller},
    schedules::Draw,
    steps::SECOND,
};
use crate::model::{Model, State, Timer};
use minoots_kernel::{
    digest,
    internal::{
        Ack, BudgetGuard, CancelTimer, CheckpointGuard, Emit, EmittedEvent, EventAttribute, Fence, Guard, Label,
        LeaseGuard, NewTimer, Operation, PutCheckpoint, RescheduleTimer, RollBackCheckpoint, SpendBudget, TimerGuard,
        TimerKey, Transact, WithdrawTimer, command::Command as Kind, guard::Guard as Rule,
        operation::Operation as Part,
    },
};

/// The partition key of everything; a checkpoint's execution, a lease and a budget have the same name.
pub const KEY: &str = "l0";

pub(super) fn resolve(model: &Model, draw: Draw, now: i64) -> Kind {
    let tenant = TENANTS[usize::from(draw.tenant)];
    let request = match draw.fault {
        0 if draw.what == 0 => "e".to_string(),
        0 => format!("t{}", draw.variant),
        1 => "shared".to_string(),
        _ => String::new(),
    };
    let caller = caller(tenant, &request);
    if draw.what == 0 {
        let draw = match draw.fault {
            0 => Draw {
                id: 0,
                variant: 0,
                ..draw
            },
            _ => draw,
        };
        return Kind::Emit(Box::new(Emit {
            digest: Vec::new(),
            caller,
            event: event(draw),
        }));
    }
    let second = match (draw.what, draw.fault) {
        // A later cancel frees the space that a create uses.
        (2, 0..8) => 3,
        _ => draw.what / 2 + draw.id,
    };
    let mut operations = vec![
        operation(model, tenant, draw.what, draw, now),
        operation(model, tenant, second, draw, now),
        operation(model, tenant, draw.variant + 1, draw, now),
    ];
    if let Some(id) = scheduled(model, tenant).filter(|_| second == 3)
        && let Some(Part::Cancel(cancel)) = &mut operations[1].operation
    {
        cancel.id = id;
    }
    operations.truncate(1 + usize::from(draw.variant) % 3);
    match draw.fault {
        // A repeat under a request id is equal.
        0 => {
            operations = vec![Operation {
                optional: false,
                operation: Some(Part::Emit(Emit {
                    digest: Vec::new(),
                    caller: None,
                    event: event(draw),
                })),
            }];
        }
        11 => operations.clear(),
        _ => {}
    }
    let mut command = Transact {
        caller,
        partition_key: KEY.to_string(),
        guards: guards(model, tenant, draw),
        operations,
        digest: Vec::new(),
    };
    command.digest = digest::of_transact(&command);
    Kind::Transact(command)
}

fn event(draw: Draw) -> Option<EmittedEvent> {
    let attribute = EventAttribute {
        name: "step".to_string(),
        value: draw.id.to_string(),
    };
    Some(EmittedEvent {
        payload_key: 0,
        r#type: if draw.variant == 9 { "" } else { "order.packed" }.to_string(),
        subject: "orders/7".to_string(),
        content_type: "text/plain".to_string(),
        data: vec![draw.variant],
        attributes: vec![attribute],
    })
}

fn current(model: &Model, tenant: &str) -> u64 {
    let name = (tenant.to_string(), KEY.to_string(), "state".to_string());
    let standing = model.checkpoints.get(&name);
    standing.map_or(0, |standing| standing.versions.len() as u64)
}

fn timer(model: &Model, tenant: &str, draw: Draw) -> (String, u64) {
    let mut waiting = model.waiting_timers(tenant, KEY);
    let absent = || ("w0".to_string(), 1);
    match waiting.len() {
        0 => absent(),
        count => waiting.swap_remove(usize::from(draw.variant) % count),
    }
}

/// A timer that may still be cancelled.
fn scheduled(model: &Model, tenant: &str) -> Option<String> {
    let mut all = model
        .timers
        .iter()
        .filter(|timer| timer.is_current() && timer.tenant == tenant);
    let found = all.find(|timer| timer.state == State::Scheduled && timer.spec.partition_key == KEY)?;
    Some(found.spec.id.clone())
}

fn guards(model: &Model, tenant: &str, draw: Draw) -> Vec<Guard> {
    let wrong = u64::from(draw.fault == 2);
    let rule = match draw.fault {
        3 | 4 => Rule::Timer({
            let (id, version) = timer(model, tenant, draw);
            TimerGuard {
                id,
                version: if draw.variant == 3 { 0 } else { version },
            }
        }),
        5 => Rule::Lease(LeaseGuard {
            id: KEY.to_string(),
            token: model.current_token(tenant, KEY).saturating_sub(draw.variant.into()),
        }),
        6 => Rule::Budget(BudgetGuard {
            id: KEY.to_string(),
            amount: u64::from(draw.variant) + 1,
        }),
        0 | 7 => return Vec::new(),
        _ => Rule::Checkpoint(CheckpointGuard {
            execution: KEY.to_string(),
            name: "state".to_string(),
            version: current(model, tenant) + wrong,
        }),
    };
    vec![Guard { guard: Some(rule) }]
}

fn operation(model: &Model, tenant: &str, what: u8, draw: Draw, now: i64) -> Operation {
    let (id, version) = timer(model, tenant, draw);
    let part = match what {
        0 | 1 => {
            let mut put = PutCheckpoint {
                execution: KEY.to_string(),
                name: "state".to_string(),
                expected_version: current(model, tenant) + u64::from(draw.fault == 8),
                data: vec![draw.variant; 3],
                checksum: vec![draw.variant; 32],
                ..PutCheckpoint::default()
            };
            put.timers.extend((draw.id == 1).then_some(id));
            Part::Put(Box::new(put))
        }
        2 => Part::Create(Box::new(new_timer(draw, now))),
        3 => Part::Cancel(CancelTimer {
            id,
            version: if draw.fault == 9 { version + 1 } else { 0 },
            reason: "over".to_string(),
            ..CancelTimer::default()
        }),
        4 => Part::Reschedule(RescheduleTimer {
            id,
            version,
            create_time: now,
            fire_time: now + i64::from(draw.variant) * SECOND,
            ..RescheduleTimer::default()
        }),
        5 | 6 => {
            let of = |timer: &&Timer| timer.tenant == tenant && timer.spec.id == id && timer.is_current();
            let arm = model.timers.iter().find(of).map_or(1, |timer| timer.arm);
            Part::Settle(Ack {
                timer: Some(TimerKey {
                    tenant: tenant.to_string(),
                    id,
                    version,
                }),
                fence: Some(Fence {
                    epoch: model.epoch,
                    arm: arm + u64::from(draw.fault == 9),
                    term: 1,
                    number: 1,
                }),
                ..Ack::default()
            })
        }
        7 => Part::Spend(SpendBudget {
            id: KEY.to_string(),
            amount: u64::from(draw.variant),
            ..SpendBudget::default()
        }),
        8 => Part::RollBack(RollBackCheckpoint {
            execution: KEY.to_string(),
            name: "state".to_string(),
            expected_version: current(model, tenant),
            version: current(model, tenant).saturating_sub(1),
            reason: "again".to_string(),
            ..RollBackCheckpoint::default()
        }),
        9 => Part::Withdraw(WithdrawTimer {
            id,
            reason: "over".to_string(),
        }),
        _ => Part::Emit(Emit {
            digest: Vec::new(),
            caller: None,
            event: event(draw),
        }),
    };
    Operation {
        optional: draw.id == 1 && what % 2 == 1,
        operation: Some(part),
    }
}

fn agent() -> Label {
    Label {
        key: "agent".to_string(),
        value: "a1".to_string(),
    }
}

fn new_timer(draw: Draw, now: i64) -> NewTimer {
    let mut timer = NewTimer {
        id: match draw.fault {
            0..6 => format!("w{}-{}", draw.variant, now / SECOND % 16),
            _ => format!("w{}", draw.variant / 2),
        },
        partition_key: if draw.fault == 10 { "elsewhere" } else { KEY }.to_string(),
        create_time: now,
        fire_time: now + i64::from(draw.variant) * SECOND,
        queue: "work".to_string(),
        payload: vec![draw.variant; usize::from(draw.variant) % 4],
        labels: (draw.variant % 5 < 2).then(agent).into_iter().collect(),
        digest_encoding: 1,
        ..NewTimer::default()
    };
    timer.digest = digest::of_timer(1, &timer);
    timer
}
