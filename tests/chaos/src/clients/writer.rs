//! Clients that create, cancel, reschedule and read. Each of them may change a timer of any other.

use std::time::Duration;

use minoots_check::record::{Call, Create, Get, List, Outcome, Reschedule, Status as State, Withdraw};
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::{MS, SECOND, now_ns};
use minoots_wire::time::{duration, instant};
use minoots_wire::timer::v1::{
    BatchCreateTimersRequest, CancelTimerRequest, Consistency, CreateTimerRequest, GetTimerRequest, ListTimersRequest,
    ReadOptions, RescheduleTimerRequest, TimerStatus, target,
};
use tokio::time::sleep;

use super::{Caller, soon_again};
use crate::wire::{self, TENANT};

/// The largest number of repeats of a call with an unknown outcome, under the same ids.
const REPEATS_MAX: usize = 3;

/// Writes while writing is allowed, and waits otherwise.
pub(super) async fn run(mut caller: Caller) {
    let mut made = 0;
    loop {
        let pause_ms = caller.random.below(40);
        sleep(Duration::from_millis(5 + pause_ms)).await;
        if !caller.ground.may_write() {
            continue;
        }
        match caller.random.below(100) {
            0..=44 => {
                made += 1;
                let id = format!("w{}-{made}", caller.client);
                let request = draw_timer(&mut caller, &id);
                create(&mut caller, request).await;
            }
            45..=48 => {
                made += 1;
                batch(&mut caller, made).await;
            }
            49..=52 => create_again(&mut caller).await,
            53..=69 => cancel(&mut caller).await,
            70..=84 => reschedule(&mut caller).await,
            85..=98 => get(&mut caller).await,
            _ => list(&mut caller).await,
        }
    }
}

fn draw_timer(caller: &mut Caller, id: &str) -> CreateTimerRequest {
    let random = &mut caller.random;
    let mut request = timer(id).with_payload("text/plain", id.as_bytes().to_vec());
    request.retry_policy = Some(soon_again());
    let request = request.ack_within(Duration::from_millis(1_000 + random.below(2_000)));
    let request = match random.below(10) {
        0..=5 => request.fire_at(now_ns() + random.between(-100 * MS, 3 * SECOND)),
        6..=8 => request.fire_after(Duration::from_millis(random.below(2_000))),
        _ => request.fire_at(now_ns() + 3_600 * SECOND),
    };
    if random.percent(15) {
        request.to_nobody()
    } else {
        request
    }
}

/// Returns a create in the form of histories.
pub(super) fn recorded(request: &CreateTimerRequest) -> Create {
    let target = request.target.as_ref().and_then(|target| target.target.clone());
    let queue = match target {
        Some(target::Target::None(_)) => None,
        Some(target::Target::Queue(queue)) => Some(queue),
        Some(target::Target::Webhook(webhook)) => Some(format!("webhook:{webhook}")),
        None => Some("default".to_owned()),
    };
    Create {
        tenant: TENANT.to_owned(),
        id: Some(request.id.clone()),
        request_id: None,
        fire_time: wire::nanoseconds(request.fire_time.as_ref()),
        delay: request
            .delay
            .as_ref()
            .and_then(|delay| duration::from_proto(delay).ok()),
        queue,
        digest: wire::hash(format!("{request:?}").as_bytes()),
    }
}

async fn create(caller: &mut Caller, request: CreateTimerRequest) {
    let mut version = 0;
    for _ in 0..=REPEATS_MAX {
        let call = Call::Create(recorded(&request));
        let send = async |client: minoots_it::client::Client| client.create(request.clone()).await;
        let (outcome, answer) = caller.ask(call, send, wire::created).await;
        version = answer
            .and_then(|answer| answer.timer)
            .map_or(0, |timer| timer.state_version);
        if outcome != Outcome::Unknown {
            break;
        }
    }
    caller.ground.know(request, version);
}

async fn create_again(caller: &mut Caller) {
    let Some(known) = caller.ground.some_timer(&mut caller.random) else {
        return;
    };
    let mut request = known.request;
    if caller.random.percent(30) {
        request.name = "another".to_owned();
    }
    let call = Call::Create(recorded(&request));
    let send = async |client: minoots_it::client::Client| client.create(request).await;
    caller.ask(call, send, wire::created).await;
}

async fn batch(caller: &mut Caller, number: u64) {
    let count = 2 + caller.random.below(6);
    let name = format!("b{}-{number}", caller.client);
    let requests: Vec<_> = (0..count)
        .map(|at| draw_timer(caller, &format!("{name}-{at}")))
        .collect();
    let call = Call::BatchCreate(requests.iter().map(recorded).collect());
    let request = BatchCreateTimersRequest {
        requests: requests.clone(),
    };
    let send = async |client: minoots_it::client::Client| client.create_batch(request.requests).await;
    let (_, answer) = caller.ask(call, send, wire::batch_created).await;
    let versions = answer.map(|answer| answer.results).unwrap_or_default();
    for (at, request) in requests.into_iter().enumerate() {
        let version = versions.get(at).map_or(0, |result| result.state_version);
        caller.ground.know(request, version);
    }
}

async fn cancel(caller: &mut Caller) {
    let Some(known) = caller.ground.some_timer(&mut caller.random) else {
        return;
    };
    let version = if caller.random.percent(60) { 0 } else { known.version };
    let request = CancelTimerRequest {
        id: known.request.id.clone(),
        state_version: version,
        ..CancelTimerRequest::default()
    };
    for _ in 0..=REPEATS_MAX {
        let call = Call::Cancel(Withdraw {
            tenant: TENANT.to_owned(),
            id: known.request.id.clone(),
            version,
        });
        let send = async |client: minoots_it::client::Client| client.cancel_with(request.clone()).await;
        if caller.ask(call, send, wire::cancelled).await.0 != Outcome::Unknown {
            return;
        }
    }
}

async fn reschedule(caller: &mut Caller) {
    let Some(known) = caller.ground.some_timer(&mut caller.random) else {
        return;
    };
    let random = &mut caller.random;
    let (fire_time, delay) = match random.below(3) {
        0 => (None, Some(random.between(0, 2 * SECOND))),
        _ => (Some(now_ns() + random.between(0, 3 * SECOND)), None),
    };
    let request = RescheduleTimerRequest {
        request_id: if random.percent(50) {
            format!("{:016x}", random.draw())
        } else {
            String::new()
        },
        id: known.request.id,
        state_version: if random.percent(60) { 0 } else { known.version },
        fire_time: fire_time.map(instant::to_proto),
        delay: delay.map(duration::to_proto),
        ..RescheduleTimerRequest::default()
    };
    let repeats = if request.request_id.is_empty() { 0 } else { REPEATS_MAX };
    for _ in 0..=repeats {
        let call = Call::Reschedule(Reschedule {
            tenant: TENANT.to_owned(),
            id: request.id.clone(),
            version: request.state_version,
            request_id: (!request.request_id.is_empty()).then(|| request.request_id.clone()),
            fire_time,
            delay,
            digest: wire::hash(format!("{request:?}").as_bytes()),
        });
        let send = async |client: minoots_it::client::Client| client.reschedule_with(request.clone()).await;
        if caller.ask(call, send, wire::rescheduled).await.0 != Outcome::Unknown {
            return;
        }
    }
}

async fn get(caller: &mut Caller) {
    let Some(known) = caller.ground.some_timer(&mut caller.random) else {
        return;
    };
    let local = caller.random.percent(30);
    let call = Call::Get(Get {
        tenant: TENANT.to_owned(),
        id: known.request.id.clone(),
        local,
        min_index: 0,
    });
    let request = GetTimerRequest {
        id: known.request.id,
        read: local.then(|| ReadOptions {
            consistency: Consistency::Local.into(),
            min_index: 0,
        }),
        ..GetTimerRequest::default()
    };
    let send = async |mut client: minoots_it::client::Client| {
        let answer = client.timers.get_timer(request).await?;
        Ok(answer.into_inner())
    };
    caller.ask(call, send, wire::read).await;
}

async fn list(caller: &mut Caller) {
    let call = Call::List(List {
        tenant: TENANT.to_owned(),
        statuses: vec![State::Scheduled],
        first_page: true,
        ..List::default()
    });
    let request = ListTimersRequest {
        page_size: 1_000,
        statuses: vec![TimerStatus::Scheduled.into()],
        ..ListTimersRequest::default()
    };
    let send = async |mut client: minoots_it::client::Client| {
        let answer = client.timers.list_timers(request).await?;
        Ok(answer.into_inner())
    };
    caller.ask(call, send, wire::listed).await;
}
