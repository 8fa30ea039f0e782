//! Requests about timers, their deliveries, and schedules.

use minoots_wire::checkpoint::v1::{PutCheckpointRequest, RollbackCheckpointRequest};
use minoots_wire::event::v1::{
    AckRequest, ConsumeOpen, ConsumeRequest, NackRequest, RedriveDeadLettersRequest, RedriveDeadLettersResponse,
    RedriveRequest, consume_request,
};
use minoots_wire::lease::v1::SpendBudgetRequest;
use minoots_wire::schedule::v1::{
    BackfillScheduleRequest, Calendar, CreateScheduleRequest, DeleteScheduleRequest, GetScheduleRequest,
    ListSchedulesRequest, ListSchedulesResponse, PauseScheduleRequest, ResumeScheduleRequest, TimerTemplate,
    TriggerScheduleRequest, UpdateScheduleRequest,
};
use minoots_wire::time::{duration, instant};
use minoots_wire::timer::v1::{
    BatchCreateTimersRequest, CancelTimerRequest, CancelTimersRequest, CancelTimersResponse, CreateTimerRequest,
    GetTimerRequest, ListTimersRequest, ListTimersResponse, RescheduleTimerRequest, SubmitRequest, SubmitResponse,
    Target, TouchRequest, TouchResponse, TouchStreamRequest, TouchStreamResponse, WaitTimerRequest, WatchdogTouch,
    submit_request, submit_response, target, touch_stream_response,
};
use minoots_wire::transaction::v1::{
    BudgetGuard, CheckpointGuard, Guard, LeaseGuard, Operation, TimerGuard, TransactRequest, TransactResponse,
    WithdrawTimer, guard, operation, operation_result,
};
use minoots_wire::well_known::FieldMask;

use super::*;

/// Midnight of the first of January of 2026, nanoseconds since 1970 UTC.
const JANUARY: i64 = 1_767_225_600_000_000_000;

/// A yearly rule, far from any time at which this test may run.
pub fn yearly() -> Calendar {
    Calendar {
        cron: "0 0 1 1 *".to_owned(),
        ..Calendar::default()
    }
}

fn cancel(it: &Object) -> CancelTimerRequest {
    CancelTimerRequest {
        id: it.id(),
        ..CancelTimerRequest::default()
    }
}

fn move_on(it: &Object) -> RescheduleTimerRequest {
    RescheduleTimerRequest {
        id: it.id(),
        delay: Some(duration::to_proto(HOUR_NS)),
        ..RescheduleTimerRequest::default()
    }
}

fn ack(it: &Object) -> AckRequest {
    AckRequest {
        event_id: it.event(),
        fence: it.fence(),
        ..AckRequest::default()
    }
}

fn touch(it: &Object) -> WatchdogTouch {
    WatchdogTouch {
        id: it.id(),
        epoch: 1,
        sequence: 1,
        ..WatchdogTouch::default()
    }
}

fn posted(it: &Object) -> CreateTimerRequest {
    let target = target::Target::Webhook(it.id());
    CreateTimerRequest {
        target: Some(Target { target: Some(target) }),
        ..another(&format!("{}-posted", it.id))
    }
}

fn submitted(write: submit_request::Write) -> Asked {
    encoded(&SubmitRequest {
        sequence: 1,
        write: Some(write),
    })
}

/// Returns the refusal in the responses of a stream.
fn answer_of_submit(told: &[u8]) -> String {
    match decoded::<SubmitResponse>(told).answer {
        Some(submit_response::Answer::Error(error)) => error.reason,
        Some(_) => "done".to_owned(),
        None => "nothing".to_owned(),
    }
}

fn touched(told: &[u8]) -> String {
    let results = decoded::<TouchResponse>(told).results;
    results[0].outcome().as_str_name().to_owned()
}

pub const ABOUT: &[About] = &[
    about("timer.v1.TimerService/CreateTimer", Kind::Timer, |it| {
        encoded(&another(&it.id))
    }),
    about("timer.v1.TimerService/CreateTimer", Kind::Webhook, |it| {
        encoded(&posted(it))
    })
    .by("for an endpoint"),
    about("timer.v1.TimerService/BatchCreateTimers", Kind::Timer, |it| {
        encoded(&BatchCreateTimersRequest {
            requests: vec![another(&it.id)],
        })
    }),
    about("timer.v1.TimerService/Submit", Kind::Timer, |it| {
        submitted(submit_request::Write::Create(Box::new(another(&it.id))))
    })
    .by("a create")
    .telling(answer_of_submit),
    about("timer.v1.TimerService/Submit", Kind::Timer, |it| {
        submitted(submit_request::Write::Reschedule(move_on(it)))
    })
    .by("a reschedule")
    .telling(answer_of_submit),
    about("timer.v1.TimerService/Submit", Kind::Timer, |it| {
        submitted(submit_request::Write::Cancel(cancel(it)))
    })
    .by("a cancel")
    .telling(answer_of_submit),
    about("timer.v1.TimerService/GetTimer", Kind::Timer, |it| {
        encoded(&GetTimerRequest {
            id: it.id(),
            ..GetTimerRequest::default()
        })
    }),
    about("timer.v1.TimerService/ListTimers", Kind::Timer, |it| {
        encoded(&ListTimersRequest {
            id_prefix: it.id(),
            ..ListTimersRequest::default()
        })
    })
    .telling(|told| count(&decoded::<ListTimersResponse>(told).timers)),
    about("timer.v1.TimerService/WaitTimer", Kind::Timer, |it| {
        encoded(&WaitTimerRequest {
            id: it.id(),
            timeout: Some(duration::to_proto(1_000_000)),
            ..WaitTimerRequest::default()
        })
    }),
    about("timer.v1.TimerService/RescheduleTimer", Kind::Timer, |it| {
        encoded(&move_on(it))
    }),
    about("timer.v1.TimerService/CancelTimer", Kind::Timer, |it| {
        encoded(&cancel(it))
    }),
    about("timer.v1.TimerService/CancelTimers", Kind::Timer, |it| {
        encoded(&CancelTimersRequest {
            id_prefix: it.id(),
            ..CancelTimersRequest::default()
        })
    })
    .telling(|told| decoded::<CancelTimersResponse>(told).cancelled.to_string()),
    about("timer.v1.TimerService/Touch", Kind::Watchdog, |it| {
        encoded(&TouchRequest {
            id: it.id(),
            epoch: 1,
            sequence: 1,
            ..TouchRequest::default()
        })
    })
    .telling(touched),
    about("timer.v1.TimerService/Touch", Kind::Watchdog, |it| {
        encoded(&TouchRequest {
            touches: vec![touch(it)],
            ..TouchRequest::default()
        })
    })
    .by("of several")
    .telling(touched),
    about("timer.v1.TimerService/Touch", Kind::Timer, |it| {
        encoded(&TouchRequest {
            touches: vec![touch(it)],
            ..TouchRequest::default()
        })
    })
    .by("of no watchdog")
    .telling(touched),
    about("timer.v1.TimerService/TouchStream", Kind::Watchdog, |it| {
        encoded(&TouchStreamRequest { touch: Some(touch(it)) })
    })
    .telling(|told| match decoded::<TouchStreamResponse>(told).answer {
        Some(touch_stream_response::Answer::Result(result)) => result.outcome().as_str_name().to_owned(),
        Some(touch_stream_response::Answer::Error(error)) => error.reason,
        None => "nothing".to_owned(),
    }),
    about("schedule.v1.ScheduleService/CreateSchedule", Kind::Schedule, |it| {
        encoded(&CreateScheduleRequest {
            id: it.id(),
            calendar: Some(yearly()),
            timer: Some(TimerTemplate {
                name: "another".to_owned(),
                ..TimerTemplate::default()
            }),
            ..CreateScheduleRequest::default()
        })
    }),
    about("schedule.v1.ScheduleService/GetSchedule", Kind::Schedule, |it| {
        encoded(&GetScheduleRequest {
            id: it.id(),
            ..GetScheduleRequest::default()
        })
    }),
    about("schedule.v1.ScheduleService/ListSchedules", Kind::Schedule, |it| {
        encoded(&ListSchedulesRequest {
            id_prefix: it.id(),
            ..ListSchedulesRequest::default()
        })
    })
    .telling(|told| count(&decoded::<ListSchedulesResponse>(told).schedules)),
    about("schedule.v1.ScheduleService/UpdateSchedule", Kind::Schedule, |it| {
        encoded(&UpdateScheduleRequest {
            id: it.id(),
            update_mask: Some(FieldMask {
                paths: vec!["calendar".to_owned()],
            }),
            calendar: Some(Calendar {
                cron: "0 0 2 1 *".to_owned(),
                ..Calendar::default()
            }),
            ..UpdateScheduleRequest::default()
        })
    }),
    about("schedule.v1.ScheduleService/DeleteSchedule", Kind::Schedule, |it| {
        encoded(&DeleteScheduleRequest {
            id: it.id(),
            ..DeleteScheduleRequest::default()
        })
    }),
    about("schedule.v1.ScheduleService/PauseSchedule", Kind::Schedule, |it| {
        encoded(&PauseScheduleRequest {
            id: it.id(),
            ..PauseScheduleRequest::default()
        })
    }),
    about("schedule.v1.ScheduleService/ResumeSchedule", Kind::Schedule, |it| {
        encoded(&ResumeScheduleRequest {
            id: it.id(),
            ..ResumeScheduleRequest::default()
        })
    }),
    about("schedule.v1.ScheduleService/TriggerSchedule", Kind::Schedule, |it| {
        encoded(&TriggerScheduleRequest {
            id: it.id(),
            ..TriggerScheduleRequest::default()
        })
    }),
    about("schedule.v1.ScheduleService/BackfillSchedule", Kind::Schedule, |it| {
        encoded(&BackfillScheduleRequest {
            id: it.id(),
            from: Some(instant::to_proto(JANUARY - HOUR_NS)),
            to: Some(instant::to_proto(JANUARY + HOUR_NS)),
            ..BackfillScheduleRequest::default()
        })
    }),
];

/// Requests about deliveries and dead letters.
pub const SOURCES: &[About] = &[
    about("event.v1.EventService/Ack", Kind::Delivery, |it| encoded(&ack(it))),
    about("event.v1.EventService/Nack", Kind::Delivery, |it| {
        encoded(&NackRequest {
            event_id: it.event(),
            fence: it.fence(),
            ..NackRequest::default()
        })
    }),
    about("event.v1.EventService/Redrive", Kind::DeadLetter, |it| {
        encoded(&RedriveRequest {
            event_id: it.event(),
            ..RedriveRequest::default()
        })
    }),
    about("event.v1.EventService/RedriveDeadLetters", Kind::DeadLetter, |it| {
        encoded(&RedriveDeadLettersRequest {
            queue: it.id(),
            ..RedriveDeadLettersRequest::default()
        })
    })
    .telling(|told| decoded::<RedriveDeadLettersResponse>(told).redriven.to_string()),
    about("event.v1.EventService/Consume", Kind::Queue, |it| {
        encoded(&ConsumeRequest {
            request: Some(consume_request::Request::Open(ConsumeOpen {
                queue: it.id(),
                credits: 1,
                paused: false,
            })),
        })
    })
    .same_because("a queue may be listened to before there is anything in it"),
];

fn guarded(it: &Object, guard: guard::Guard) -> Asked {
    let made = operation::Operation::CreateTimer(another(&format!("{}-made", it.id)));
    encoded(&TransactRequest {
        partition_key: it.id(),
        guards: vec![Guard { guard: Some(guard) }],
        operations: vec![Operation {
            optional: false,
            operation: Some(made),
        }],
        ..TransactRequest::default()
    })
}

fn operated(it: &Object, operation: operation::Operation, optional: bool) -> Asked {
    encoded(&TransactRequest {
        partition_key: it.id(),
        operations: vec![Operation {
            optional,
            operation: Some(operation),
        }],
        ..TransactRequest::default()
    })
}

const TRANSACT: &str = "transaction.v1.TransactionService/Transact";

/// Each guard and operation.
pub const TRANSACTIONS: &[About] = &[
    about(TRANSACT, Kind::Checkpoint, |it| {
        let (execution, name) = (it.id(), "state".to_owned());
        guarded(
            it,
            guard::Guard::Checkpoint(CheckpointGuard {
                execution,
                name,
                version: 2,
            }),
        )
    })
    .by("guarded by a checkpoint"),
    about(TRANSACT, Kind::Timer, |it| {
        let (id, state_version) = (it.id(), it.number);
        guarded(it, guard::Guard::Timer(TimerGuard { id, state_version }))
    })
    .by("guarded by a timer"),
    about(TRANSACT, Kind::Lease, |it| {
        let (id, token) = (it.id(), it.number);
        guarded(it, guard::Guard::Lease(LeaseGuard { id, token }))
    })
    .by("guarded by a lease"),
    about(TRANSACT, Kind::Budget, |it| {
        let id = it.id();
        guarded(it, guard::Guard::Budget(BudgetGuard { id, amount: 1 }))
    })
    .by("guarded by a budget"),
    about(TRANSACT, Kind::Timer, |it| {
        operated(it, operation::Operation::CreateTimer(another(&it.id)), false)
    })
    .by("a create"),
    about(TRANSACT, Kind::Webhook, |it| {
        operated(it, operation::Operation::CreateTimer(posted(it)), false)
    })
    .by("a create for an endpoint"),
    about(TRANSACT, Kind::Timer, |it| {
        operated(it, operation::Operation::CancelTimer(cancel(it)), false)
    })
    .by("a cancel"),
    about(TRANSACT, Kind::Timer, |it| {
        let withdraw = WithdrawTimer {
            id: it.id(),
            ..WithdrawTimer::default()
        };
        operated(it, operation::Operation::WithdrawTimer(withdraw), false)
    })
    .by("a withdrawal")
    .same_because("a timer that is absent is withdrawn already"),
    about(TRANSACT, Kind::Timer, |it| {
        operated(it, operation::Operation::CancelTimer(cancel(it)), true)
    })
    .by("an optional cancel")
    .telling(|told| {
        let results = decoded::<TransactResponse>(told).results;
        match results.into_iter().next().and_then(|result| result.result) {
            Some(operation_result::Result::NotDone(not)) => not.cause,
            _ => "done".to_owned(),
        }
    }),
    about(TRANSACT, Kind::Timer, |it| {
        operated(it, operation::Operation::RescheduleTimer(move_on(it)), false)
    })
    .by("a reschedule"),
    about(TRANSACT, Kind::Checkpoint, |it| {
        let put = PutCheckpointRequest {
            execution: it.id(),
            name: "state".to_owned(),
            expected_version: 2,
            ..PutCheckpointRequest::default()
        };
        operated(it, operation::Operation::PutCheckpoint(put), false)
    })
    .by("a put"),
    about(TRANSACT, Kind::Checkpoint, |it| {
        let back = RollbackCheckpointRequest {
            execution: it.id(),
            name: "state".to_owned(),
            expected_version: 2,
            version: 1,
            ..RollbackCheckpointRequest::default()
        };
        operated(it, operation::Operation::RollbackCheckpoint(back), false)
    })
    .by("a rollback"),
    about(TRANSACT, Kind::Delivery, |it| {
        operated(it, operation::Operation::Settle(ack(it)), false)
    })
    .by("a settle"),
    about(TRANSACT, Kind::Budget, |it| {
        let spend = SpendBudgetRequest {
            id: it.id(),
            amount: 1,
            ..SpendBudgetRequest::default()
        };
        operated(it, operation::Operation::SpendBudget(spend), false)
    })
    .by("a spend"),
];
