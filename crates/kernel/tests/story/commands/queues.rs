//! Commands about queues.

use super::{super::arguments::Arguments, caller};
use minoots_kernel::{
    internal::{
        FailureKind, PauseQueue, PurgeQueue, PutQueue, QueueOptions, RedriveLetters, Retry, command::Command as Kind,
    },
    tables::dead,
};

pub fn put(arguments: &mut Arguments) -> Kind {
    let retry = arguments.number("attempts").map(|max_attempts| Retry {
        max_attempts: max_attempts as u32,
        ..Retry::default()
    });
    Kind::PutQueue(PutQueue {
        caller: Some(caller(arguments)),
        queue: arguments.word(),
        options: Some(QueueOptions {
            description: arguments.text("description"),
            ack_deadline: arguments.instant("ack-deadline").unwrap_or(0) as u64,
            age_max: arguments.instant("age").unwrap_or(0) as u64,
            retry,
            key_concurrency: arguments.number("key-concurrency").unwrap_or(0),
        }),
        version: arguments.number("version").unwrap_or(0),
    })
}

pub fn pause(arguments: &mut Arguments, resume: bool) -> Kind {
    Kind::PauseQueue(PauseQueue {
        caller: Some(caller(arguments)),
        queue: arguments.word(),
        resume,
        reason: arguments.text("reason"),
    })
}

/// `letters` continues with the dead letters, if the previous portion's answer says that they are next.
pub fn purge(arguments: &mut Arguments) -> Kind {
    let (caller, queue) = (caller(arguments), arguments.word());
    let from = match arguments.flag("letters") {
        true => dead::range(&caller.tenant, &queue).0,
        false => Vec::new(),
    };
    Kind::PurgeQueue(PurgeQueue {
        dead_letters: arguments.flag("dead-letters") || !from.is_empty(),
        caller: Some(caller),
        queue,
        from,
        reason: arguments.text("reason"),
    })
}

/// `arms=` is the answer of the previous portion.
pub fn redrive(arguments: &mut Arguments) -> Kind {
    let reason = match arguments.text("reason").as_str() {
        "expired" => FailureKind::Expired,
        "spent" => FailureKind::AttemptsSpent,
        "missed" => FailureKind::Missed,
        "refused" => FailureKind::Refused,
        _ => FailureKind::Unspecified,
    };
    Kind::RedriveLetters(RedriveLetters {
        caller: Some(caller(arguments)),
        queue: arguments.text("queue"),
        reason: reason as u32,
        since: arguments.instant("since").unwrap_or(i64::MIN),
        from: Vec::new(),
        limit: arguments.number("limit").unwrap_or(1_000) as u32,
        arm_max_plus_one: arguments.number("arms").unwrap_or(0),
    })
}
