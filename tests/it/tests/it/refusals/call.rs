//! Invalid requests and how to make them.

use std::collections::BTreeMap;
use std::time::Duration;

use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::{SECOND, now_ns};
use minoots_it::consumer::Consumer;
use minoots_it::tail::Tail;
use minoots_wire::event::v1::{AckRequest, NackRequest, TailRequest};
use minoots_wire::time::duration;
use minoots_wire::timer::v1::{
    BatchCreateTimersRequest, CancelTimerRequest, CancelTimersRequest, CreateTimerRequest, ListTimersRequest,
    RescheduleTimerRequest, RetryPolicy, WaitTimerRequest,
};
use minoots_wire::well_known::{Duration as Span, Timestamp};
use tonic::{Code, Status};

pub const HOUR: Duration = Duration::from_secs(3_600);
pub const DAY: i64 = 86_400 * SECOND;
/// A well-formed fence of no delivery.
pub const SOME_FENCE: &str = "0000001-0000000000000001-000000000001-000001";

pub enum Call {
    Create(Box<CreateTimerRequest>),
    Batch(Vec<CreateTimerRequest>),
    Get(&'static str),
    List(ListTimersRequest),
    Cancel(CancelTimerRequest),
    CancelMany(CancelTimersRequest),
    Reschedule(RescheduleTimerRequest),
    Wait(WaitTimerRequest),
    Ack(&'static str, &'static str),
    Nack(NackRequest),
    Tail(TailRequest),
    Consume(&'static str, u32),
}

impl Call {
    pub async fn send(self, client: &Client) -> Result<(), Status> {
        let (mut timers, mut events) = (client.timers.clone(), client.events.clone());
        match self {
            Self::Create(request) => client.create(*request).await.map(drop),
            Self::Batch(requests) => timers
                .batch_create_timers(BatchCreateTimersRequest { requests })
                .await
                .map(drop),
            Self::Get(id) => client.get(id).await.map(drop),
            Self::List(request) => timers.list_timers(request).await.map(drop),
            Self::Cancel(request) => client.cancel_with(request).await.map(drop),
            Self::CancelMany(request) => client.cancel_many(request).await.map(drop),
            Self::Reschedule(request) => client.reschedule_with(request).await.map(drop),
            Self::Wait(request) => timers.wait_timer(request).await.map(drop),
            Self::Ack(event_id, fence) => {
                let (event_id, fence) = (event_id.to_owned(), fence.to_owned());
                let partition_key = String::new();
                events
                    .ack(AckRequest {
                        event_id,
                        fence,
                        partition_key,
                    })
                    .await
                    .map(drop)
            }
            Self::Nack(request) => events.nack(request).await.map(drop),
            Self::Tail(request) => Tail::open(client, request).await.map(drop),
            Self::Consume(queue, credits) => Consumer::open(client, queue, credits).await.map(drop),
        }
    }
}

/// A request, and its response: `field` and a part of its description if a field is wrong.
pub struct Row {
    pub number: &'static str,
    pub call: Call,
    pub code: Code,
    pub reason: &'static str,
    pub field: &'static str,
    pub says: &'static str,
}

pub fn invalid(number: &'static str, call: Call, reason: &'static str, field: &'static str, says: &'static str) -> Row {
    let code = Code::InvalidArgument;
    Row {
        number,
        call,
        code,
        reason,
        field,
        says,
    }
}

pub fn create(change: impl FnOnce(&mut CreateTimerRequest)) -> Call {
    let mut request = timer("new").fire_after(HOUR);
    change(&mut request);
    Call::Create(Box::new(request))
}

pub fn at(change: impl FnOnce(i64) -> Timestamp) -> Call {
    create(|request| (request.delay, request.fire_time) = (None, Some(change(now_ns()))))
}

pub fn after(seconds: i64, nanos: i32) -> Call {
    create(|request| request.delay = Some(Span { seconds, nanos }))
}

pub fn labelled(labels: impl IntoIterator<Item = (String, String)>) -> Call {
    create(|request| request.labels = labels.into_iter().collect::<BTreeMap<_, _>>())
}

pub fn retried(change: impl FnOnce(&mut RetryPolicy)) -> Call {
    create(|request| change(request.retry_policy.get_or_insert_default()))
}

pub fn listed(change: impl FnOnce(&mut ListTimersRequest)) -> Call {
    let mut request = ListTimersRequest::default();
    change(&mut request);
    Call::List(request)
}

pub fn cancel(id: &str, change: impl FnOnce(&mut CancelTimerRequest)) -> Call {
    let mut request = CancelTimerRequest {
        id: id.to_owned(),
        ..CancelTimerRequest::default()
    };
    change(&mut request);
    Call::Cancel(request)
}

pub fn cancel_many(change: impl FnOnce(&mut CancelTimersRequest)) -> Call {
    let mut request = CancelTimersRequest {
        id_prefix: "t".to_owned(),
        ..CancelTimersRequest::default()
    };
    change(&mut request);
    Call::CancelMany(request)
}

pub fn wait(id: &str, change: impl FnOnce(&mut WaitTimerRequest)) -> Call {
    let mut request = WaitTimerRequest {
        id: id.to_owned(),
        timeout: Some(duration::to_proto(0)),
        ..WaitTimerRequest::default()
    };
    change(&mut request);
    Call::Wait(request)
}

pub fn reschedule(id: &str, change: impl FnOnce(&mut RescheduleTimerRequest)) -> Call {
    let delay = Some(duration::to_proto(SECOND));
    let mut request = RescheduleTimerRequest {
        id: id.to_owned(),
        delay,
        ..RescheduleTimerRequest::default()
    };
    change(&mut request);
    Call::Reschedule(request)
}
