//! Commands about transactions.

use super::{Arguments, Kind, caller};
use minoots_kernel::{
    digest,
    internal::{
        BudgetGuard, CheckpointGuard, Emit, EmittedEvent, Guard, LeaseGuard, Operation, TimerGuard, Transact,
        WithdrawTimer, guard::Guard as Rule, operation::Operation as Part,
    },
};

/// `emit TYPE SUBJECT [data=<text>]`
pub fn emit(arguments: &mut Arguments) -> Kind {
    Kind::Emit(Box::new(Emit {
        digest: Vec::new(),
        caller: Some(caller(arguments)),
        event: Some(EmittedEvent {
            payload_key: 0,
            r#type: arguments.word(),
            subject: arguments.word(),
            content_type: "text/plain".to_string(),
            data: arguments.text("data").into_bytes(),
            attributes: Vec::new(),
        }),
    }))
}

/// `transact KEY [request=<id>] + guard … + [optional] <command> …`. Guards: `guard checkpoint EXECUTION NAME
/// version=`, `guard timer ID@VERSION`, `guard lease ID token=`, `guard budget ID amount=`.
pub fn transact(mut first: Arguments, parts: &[&str], now: i64) -> Kind {
    let caller = Some(caller(&mut first));
    let partition_key = first.word();
    first.finish();
    let (mut guards, mut operations) = (Vec::new(), Vec::new());
    for part in parts {
        match part.strip_prefix("guard ") {
            Some(rule) => guards.push(guard(Arguments::new(rule))),
            None => operations.push(operation(part, &partition_key, now)),
        }
    }
    let mut command = Transact {
        caller,
        partition_key,
        guards,
        operations,
        digest: Vec::new(),
    };
    command.digest = digest::of_transact(&command);
    Kind::Transact(command)
}

fn guard(mut arguments: Arguments) -> Guard {
    let rule = match arguments.word().as_str() {
        "checkpoint" => Rule::Checkpoint(CheckpointGuard {
            execution: arguments.word(),
            name: arguments.word(),
            version: arguments.number("version").unwrap_or(0),
        }),
        "timer" => {
            let timer = arguments.occurrence("");
            Rule::Timer(TimerGuard {
                id: timer.id,
                version: timer.version,
            })
        }
        "lease" => Rule::Lease(LeaseGuard {
            id: arguments.word(),
            token: arguments.number("token").unwrap_or(0),
        }),
        "budget" => Rule::Budget(BudgetGuard {
            id: arguments.word(),
            amount: arguments.number("amount").unwrap_or(1),
        }),
        kind => panic!("no guard {kind:?}"),
    };
    arguments.finish();
    Guard { guard: Some(rule) }
}

fn operation(line: &str, partition_key: &str, now: i64) -> Operation {
    let (optional, line) = match line.strip_prefix("optional ") {
        Some(line) => (true, line),
        None => (false, line),
    };
    if let Some(line) = line.strip_prefix("withdraw ") {
        let mut arguments = Arguments::new(line);
        let withdraw = WithdrawTimer {
            id: arguments.word(),
            reason: arguments.text("reason"),
        };
        arguments.finish();
        return Operation {
            optional,
            operation: Some(Part::Withdraw(withdraw)),
        };
    }
    let command = super::parse(line, now).command.expect("a command");
    let part = match command {
        Kind::CreateTimers(mut create) => {
            let mut timer = create.timers.remove(0);
            if timer.partition_key.is_empty() && timer.id != partition_key {
                timer.partition_key = partition_key.to_string();
            }
            timer.digest = digest::of_timer(timer.digest_encoding, &timer);
            Part::Create(Box::new(timer))
        }
        Kind::CancelTimer(mut cancel) => {
            cancel.caller = None;
            Part::Cancel(cancel)
        }
        Kind::RescheduleTimer(mut reschedule) => {
            reschedule.caller = None;
            Part::Reschedule(reschedule)
        }
        Kind::PutCheckpoint(mut put) => {
            put.caller = None;
            Part::Put(put)
        }
        Kind::RollBackCheckpoint(mut back) => {
            back.caller = None;
            Part::RollBack(back)
        }
        Kind::Ack(settle) => Part::Settle(settle),
        Kind::SpendBudget(mut spend) => {
            spend.caller = None;
            Part::Spend(spend)
        }
        Kind::Emit(mut event) => {
            event.caller = None;
            Part::Emit(*event)
        }
        other => panic!("no operation: {other:?}"),
    };
    Operation {
        optional,
        operation: Some(part),
    }
}
