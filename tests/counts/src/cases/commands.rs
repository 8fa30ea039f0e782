//! The applied commands, of realistic sizes.

use minoots_kernel::{
    digest,
    internal::{
        Ack, ArmTimers, Caller, CancelTimer, Command, CreateTimers, Fence, Grant, Grants, Label, NewTimer,
        RescheduleTimer, TimerGrant, TimerKey, command::Command as Kind,
    },
    limits::SECOND,
};

pub const TENANT: &str = "acme";
const QUEUE: &str = "work";
const ACTOR: &str = "billing";
const TERM: u64 = 1;

/// Returns an id in the style of callers.
pub fn id(number: usize) -> String {
    format!("order-{number:012}-reminder")
}

fn caller(request_id: String) -> Caller {
    Caller {
        tenant: TENANT.to_string(),
        actor: ACTOR.to_string(),
        request_id,
        ..Caller::default()
    }
}

/// Builds a timer with a payload of 64 bytes, two labels and a queue.
pub fn timer(now: i64, id: String, fire_time: i64) -> NewTimer {
    let label = |key: &str, value: &str| Label {
        key: key.to_string(),
        value: value.to_string(),
    };
    let mut timer = NewTimer {
        id,
        name: "payment reminder".to_string(),
        create_time: now,
        fire_time,
        content_type: "application/octet-stream".to_string(),
        payload: vec![7; 64],
        labels: vec![label("region", "eu-central"), label("tier", "gold")],
        queue: QUEUE.to_string(),
        digest_encoding: digest::ENCODING,
        ..NewTimer::default()
    };
    timer.digest = digest::of_timer(digest::ENCODING, &timer);
    timer
}

pub fn create_of(timers: Vec<NewTimer>) -> Kind {
    let caller = Some(caller(String::new()));
    Kind::CreateTimers(CreateTimers { caller, timers })
}

/// Builds the creates of timers that are due in an hour.
pub fn create(now: i64, numbers: &[usize]) -> Kind {
    let timers = numbers.iter().map(|number| {
        let fire_time = now + 3_600 * SECOND + *number as i64;
        timer(now, id(*number), fire_time)
    });
    create_of(timers.collect())
}

pub fn arm(timer: &TimerKey) -> Kind {
    Kind::ArmTimers(ArmTimers {
        timers: vec![timer.clone()],
    })
}

fn fence(arm: u64) -> Fence {
    Fence {
        epoch: 1,
        arm,
        term: TERM,
        number: 1,
    }
}

/// Builds the record that a timer's event is out for delivery.
pub fn grant(now: i64, timer: &TimerKey, arm: u64) -> Kind {
    let grant = Grant {
        fence: Some(fence(arm)),
        deadline: now + 30 * SECOND,
        released: now,
    };
    Kind::Grants(Grants {
        grants: vec![TimerGrant {
            timer: Some(timer.clone()),
            grant: Some(grant),
        }],
    })
}

pub fn ack(now: i64, timer: &TimerKey, arm: u64) -> Kind {
    Kind::Ack(Ack {
        timer: Some(timer.clone()),
        fence: Some(fence(arm)),
        actor: ACTOR.to_string(),
        released: now,
        ..Ack::default()
    })
}

/// Builds the reschedule of a created timer by an hour, under a request id.
pub fn reschedule(now: i64, number: usize) -> Kind {
    let mut command = RescheduleTimer {
        caller: Some(caller(format!("request-{number:08}"))),
        id: id(number),
        create_time: now,
        fire_time: now + 7_200 * SECOND,
        ..RescheduleTimer::default()
    };
    command.digest = digest::of_reschedule(&command);
    Kind::RescheduleTimer(command)
}

pub fn cancel(number: usize) -> Kind {
    Kind::CancelTimer(CancelTimer {
        caller: Some(caller(String::new())),
        id: id(number),
        reason: "paid".to_string(),
        ..CancelTimer::default()
    })
}

/// Builds the same under a request id, which the tables remember.
pub fn cancel_by_request(number: usize) -> Kind {
    let mut command = CancelTimer {
        caller: Some(caller(format!("cancel-{number:08}"))),
        id: id(number),
        reason: "paid".to_string(),
        ..CancelTimer::default()
    };
    command.digest = digest::of_cancel(&command);
    Kind::CancelTimer(command)
}

pub fn command(kind: Kind) -> Command {
    Command { command: Some(kind) }
}
