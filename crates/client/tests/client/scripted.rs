//! A scripted server: it stores creates, offers events, and fails on cue.

use std::collections::{BTreeMap, VecDeque};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use futures::{Stream, StreamExt as _, stream};
use minoots_wire::error::{Details, Reason, status};
use minoots_wire::event::v1::consume_request::Request as Said;
use minoots_wire::event::v1::consume_response::Response as Told;
use minoots_wire::event::v1::consume_result::Result as Outcome;
use minoots_wire::event::v1::event_service_server::{EventService, EventServiceServer};
use minoots_wire::event::v1::tail_request::Position;
use minoots_wire::event::v1::*;
use minoots_wire::timer::v1::submit_request::Write;
use minoots_wire::timer::v1::submit_response::Answer;
use minoots_wire::timer::v1::timer_service_server::{TimerService, TimerServiceServer};
use minoots_wire::timer::v1::*;
use minoots_wire::well_known::Timestamp;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot};
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Code, Request, Response, Status, Streaming};

use super::proxy::{Cut, Proxy};

/// The fault of the next write.
pub enum Fault {
    /// Rejected; the leader is at this URL, if given.
    NotLeader(Option<String>),
    /// Rejected with this status.
    Refuse(Status),
    /// The write happens, and the connection is cut before the answer.
    CutAfter,
    /// The connection is cut before the write happens.
    CutBefore,
    /// The write happens, but gets no answer.
    Silence,
}

/// The record of the server's calls, and its script.
#[derive(Default)]
pub struct Script {
    pub faults: VecDeque<Fault>,
    /// Completed creates, by id.
    pub timers: BTreeMap<String, CreateTimerRequest>,
    /// The id of every create that arrived, repeats included.
    pub arrivals: Vec<String>,
    /// Submit streams opened.
    pub submits: usize,
    /// Request ids of cancels that arrived.
    pub cancels: Vec<String>,
    /// Acks that arrived, on streams and in calls: event id and fence.
    pub acks: Vec<(String, String)>,
    /// Consume streams opened, by their credits; 0 for a paused one.
    pub opened: Vec<u32>,
    /// The number of requests for zero credits.
    pub pauses: usize,
    /// Streams that the client closed cleanly.
    pub goodbyes: usize,
    /// The start position of each tail.
    pub tails: Vec<Option<Position>>,
    /// The number of events in the log.
    pub log: u32,
    /// Events sent on one tail before it is cut; 0 means all.
    pub tail_cut_after: u32,
    /// The oldest retained event.
    pub earliest: u32,
    /// Deliveries of each later consume stream.
    pub deliveries: VecDeque<Vec<u32>>,
    /// The keys that verify events.
    pub keys: Vec<VerificationKey>,
    pub key_fetches: usize,
    /// The number of acks to answer by cutting the connection.
    pub acks_lost: u32,
    /// The number of touches in each batch call.
    pub touches: Vec<usize>,
}

/// A running server behind a proxy. It ends when dropped.
pub struct Scripted {
    pub proxy: Proxy,
    service: Service,
    _stop: oneshot::Sender<()>,
}

#[derive(Clone)]
struct Service {
    script: Arc<Mutex<Script>>,
    cut: Cut,
}

impl Scripted {
    pub async fn start(faults: impl IntoIterator<Item = Fault>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Proxy::to(listener.local_addr().unwrap()).await;
        let script = Script {
            faults: faults.into_iter().collect(),
            ..Script::default()
        };
        let service = Service {
            script: Arc::new(Mutex::new(script)),
            cut: proxy.cut(),
        };
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = Server::builder()
            .add_service(TimerServiceServer::new(service.clone()))
            .add_service(EventServiceServer::new(service.clone()))
            .serve_with_incoming(TcpIncoming::from(listener));
        tokio::spawn(async move {
            tokio::select! {
                served = serving => served.unwrap(),
                _ = stopped => {}
            }
        });
        Self {
            proxy,
            service,
            _stop: stop,
        }
    }

    pub fn endpoint(&self) -> String {
        self.proxy.endpoint()
    }

    pub fn script(&self) -> MutexGuard<'_, Script> {
        self.service.script.lock().unwrap()
    }
}

pub fn not_leader(leader: Option<&str>) -> Status {
    let mut refusal = status(Code::Unavailable, Reason::NotLeader, "not the leader")
        .retry_after(Duration::from_millis(20))
        .build();
    if let Some(leader) = leader {
        refusal.metadata_mut().insert("minoots-leader", leader.parse().unwrap());
    }
    refusal
}

impl Service {
    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap()
    }

    /// Applies the script to a write.
    async fn written<T>(&self, done: impl FnOnce(&mut Script) -> T) -> Result<T, Status> {
        let fault = self.script().faults.pop_front();
        match fault {
            None => Ok(done(&mut self.script())),
            Some(Fault::NotLeader(leader)) => Err(not_leader(leader.as_deref())),
            Some(Fault::Refuse(refusal)) => Err(refusal),
            Some(silent) => {
                if !matches!(silent, Fault::CutBefore) {
                    done(&mut self.script());
                }
                if !matches!(silent, Fault::Silence) {
                    self.cut.now();
                }
                std::future::pending().await
            }
        }
    }

    async fn create(&self, request: CreateTimerRequest) -> Result<CreateTimerResponse, Status> {
        self.script().arrivals.push(request.id.clone());
        self.written(|script| {
            let existing = script.timers.insert(request.id.clone(), request.clone()).is_some();
            let timer = Timer {
                id: request.id,
                name: request.name,
                status: TimerStatus::Scheduled.into(),
                create_time: Some(Timestamp::default()),
                fire_time: Some(Timestamp::default()),
                ..Timer::default()
            };
            CreateTimerResponse {
                timer: Some(timer),
                existing,
                ..CreateTimerResponse::default()
            }
        })
        .await
    }

    fn cancel(&self, request: CancelTimerRequest) -> impl Future<Output = Result<CancelTimerResponse, Status>> + Send {
        self.script().cancels.push(request.request_id);
        let service = self.clone();
        async move {
            let answer = service.written(|_| CancelTimerResponse {
                outcome: CancelOutcome::Cancelled.into(),
                ..CancelTimerResponse::default()
            });
            answer.await
        }
    }
}

type Answers<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

#[tonic::async_trait]
impl TimerService for Service {
    type SubmitStream = Answers<SubmitResponse>;

    async fn create_timer(
        &self,
        request: Request<CreateTimerRequest>,
    ) -> Result<Response<CreateTimerResponse>, Status> {
        self.create(request.into_inner()).await.map(Response::new)
    }

    async fn cancel_timer(
        &self,
        request: Request<CancelTimerRequest>,
    ) -> Result<Response<CancelTimerResponse>, Status> {
        self.cancel(request.into_inner()).await.map(Response::new)
    }

    async fn submit(&self, request: Request<Streaming<SubmitRequest>>) -> Result<Response<Self::SubmitStream>, Status> {
        self.script().submits += 1;
        let (mut requests, service) = (request.into_inner(), self.clone());
        let (sender, receiver) = mpsc::channel(64);
        tokio::spawn(async move {
            while let Ok(Some(SubmitRequest { sequence, write })) = requests.message().await {
                let (service, sender) = (service.clone(), sender.clone());
                tokio::spawn(async move {
                    let answer = match write {
                        Some(Write::Create(request)) => {
                            service.create(*request).await.map(Box::new).map(Answer::Create)
                        }
                        Some(Write::Cancel(request)) => service.cancel(request).await.map(Answer::Cancel),
                        _ => Err(Status::unimplemented("not in the script")),
                    };
                    let answer = Some(answer.unwrap_or_else(|refusal| Answer::Error(refused(&refusal))));
                    drop(sender.send(Ok(SubmitResponse { sequence, answer })).await);
                });
            }
        });
        Ok(Response::new(ReceiverStream::new(receiver).boxed()))
    }

    async fn batch_create_timers(
        &self,
        _: Request<BatchCreateTimersRequest>,
    ) -> Result<Response<BatchCreateTimersResponse>, Status> {
        Err(Status::unimplemented("not in the script"))
    }

    async fn get_timer(&self, _: Request<GetTimerRequest>) -> Result<Response<GetTimerResponse>, Status> {
        self.written(|_| ()).await?;
        Err(Status::unimplemented("not in the script"))
    }

    async fn cancel_timers(&self, _: Request<CancelTimersRequest>) -> Result<Response<CancelTimersResponse>, Status> {
        Err(Status::unimplemented("not in the script"))
    }

    async fn touch(&self, request: Request<TouchRequest>) -> Result<Response<TouchResponse>, Status> {
        let touches = request.into_inner().touches;
        self.script().touches.push(touches.len());
        let cancelled = |touch: WatchdogTouch| TouchResult {
            id: touch.id,
            outcome: TouchOutcome::Cancelled.into(),
            ..TouchResult::default()
        };
        Ok(Response::new(TouchResponse {
            results: touches.into_iter().map(cancelled).collect(),
            shard: 0,
        }))
    }

    type TouchStreamStream = Answers<TouchStreamResponse>;

    async fn touch_stream(
        &self,
        _: Request<Streaming<TouchStreamRequest>>,
    ) -> Result<Response<Self::TouchStreamStream>, Status> {
        Err(Status::unimplemented("not in the script"))
    }

    async fn wait_timer(&self, _: Request<WaitTimerRequest>) -> Result<Response<WaitTimerResponse>, Status> {
        Err(Status::unimplemented("not in the script"))
    }

    async fn list_timers(&self, _: Request<ListTimersRequest>) -> Result<Response<ListTimersResponse>, Status> {
        Err(Status::unimplemented("not in the script"))
    }

    async fn reschedule_timer(
        &self,
        _: Request<RescheduleTimerRequest>,
    ) -> Result<Response<RescheduleTimerResponse>, Status> {
        Err(Status::unimplemented("not in the script"))
    }
}

fn refused(refusal: &Status) -> SubmitError {
    let details = Details::of(refusal);
    SubmitError {
        code: refusal.code() as i32,
        message: refusal.message().to_owned(),
        retry_delay: details
            .retry_delay
            .map(|delay| i64::try_from(delay.as_nanos()).unwrap().into()),
        reason: details.reason_text,
        metadata: details.metadata.into_iter().collect(),
        fields: Vec::new(),
    }
}

fn envelope(number: u32) -> Envelope {
    Envelope {
        id: format!("event-{number}"),
        r#type: "timer.fired".to_owned(),
        ..Envelope::default()
    }
}

#[tonic::async_trait]
impl EventService for Service {
    type TailStream = Answers<TailResponse>;
    type ConsumeStream = Answers<ConsumeResponse>;

    async fn tail(&self, request: Request<TailRequest>) -> Result<Response<Self::TailStream>, Status> {
        let position = request.into_inner().position;
        let mut script = self.script();
        script.tails.push(position.clone());
        let first = match position {
            Some(Position::Cursor(cursor)) => cursor.trim_start_matches("after-").parse::<u32>().unwrap() + 1,
            Some(Position::Start(_)) => script.earliest,
            None => script.log,
        };
        if first < script.earliest {
            let earliest = format!("after-{}", script.earliest - 1);
            let refusal = status(Code::OutOfRange, Reason::CursorCompacted, "compacted");
            return Err(refusal.metadata("earliest_cursor", earliest).build());
        }
        let until = match script.tail_cut_after {
            0 => script.log,
            after => script.log.min(first + after),
        };
        let all_sent = until == script.log && first < until;
        let events = stream::iter(first..until).map(|number| {
            let event = LogEvent {
                envelope: Some(envelope(number)),
                sequence: number.into(),
                cursor: format!("after-{number}"),
                fire_time: None,
            };
            Ok(TailResponse { event: Some(event) })
        });
        if all_sent {
            return Ok(Response::new(events.chain(stream::pending()).boxed()));
        }
        let broken = stream::iter([Err(not_leader(None))]);
        Ok(Response::new(events.chain(broken).boxed()))
    }

    async fn consume(
        &self,
        request: Request<Streaming<ConsumeRequest>>,
    ) -> Result<Response<Self::ConsumeStream>, Status> {
        let (requests, service) = (request.into_inner(), self.clone());
        let (sender, receiver) = mpsc::channel(64);
        tokio::spawn(service.converse(requests, sender));
        Ok(Response::new(ReceiverStream::new(receiver).boxed()))
    }

    async fn ack(&self, request: Request<AckRequest>) -> Result<Response<AckResponse>, Status> {
        let request = request.into_inner();
        self.script().acks.push((request.event_id, request.fence));
        Ok(Response::new(settled()))
    }

    async fn nack(&self, _: Request<NackRequest>) -> Result<Response<NackResponse>, Status> {
        Err(Status::unimplemented("not in the script"))
    }

    async fn emit(&self, _: Request<EmitRequest>) -> Result<Response<EmitResponse>, Status> {
        Err(Status::unimplemented("not in the script"))
    }

    async fn redrive(&self, _: Request<RedriveRequest>) -> Result<Response<RedriveResponse>, Status> {
        Err(Status::unimplemented("not in the script"))
    }

    async fn redrive_dead_letters(
        &self,
        _: Request<RedriveDeadLettersRequest>,
    ) -> Result<Response<RedriveDeadLettersResponse>, Status> {
        Err(Status::unimplemented("not in the script"))
    }

    async fn list_verification_keys(
        &self,
        _: Request<ListVerificationKeysRequest>,
    ) -> Result<Response<ListVerificationKeysResponse>, Status> {
        let mut script = self.script();
        script.key_fetches += 1;
        let keys = script.keys.clone();
        Ok(Response::new(ListVerificationKeysResponse { keys }))
    }
}

fn settled() -> AckResponse {
    AckResponse {
        outcome: AckOutcome::Settled.into(),
        ..AckResponse::default()
    }
}

impl Service {
    /// Serves one consumer's stream.
    async fn converse(
        self,
        mut requests: Streaming<ConsumeRequest>,
        sender: mpsc::Sender<Result<ConsumeResponse, Status>>,
    ) {
        let tell = async |told| {
            let response = Some(told);
            drop(sender.send(Ok(ConsumeResponse { response })).await);
        };
        loop {
            match requests.message().await {
                Ok(Some(ConsumeRequest {
                    request: Some(Said::Open(open)),
                })) => {
                    let stream = self.script().opened.len();
                    let credits = if open.paused { 0 } else { open.credits };
                    self.script().opened.push(credits);
                    let opened = ConsumeOpened {
                        queue: open.queue,
                        credits: open.credits,
                    };
                    tell(Told::Opened(opened)).await;
                    let numbers = self.script().deliveries.pop_front().unwrap_or_default();
                    for number in numbers {
                        let delivery = Delivery {
                            envelope: Some(envelope(number)),
                            fence: format!("fence-{stream}-{number}"),
                            attempt: 1,
                            ..Delivery::default()
                        };
                        tell(Told::Delivery(delivery)).await;
                    }
                }
                Ok(Some(ConsumeRequest {
                    request: Some(Said::Ack(ack)),
                })) => {
                    self.script().acks.push((ack.event_id.clone(), ack.fence.clone()));
                    let left = self.script().acks_lost;
                    if left > 0 {
                        self.script().acks_lost = left - 1;
                        self.cut.now();
                        return;
                    }
                    let result = ConsumeResult {
                        event_id: ack.event_id,
                        fence: ack.fence,
                        result: Some(Outcome::Ack(settled())),
                    };
                    tell(Told::Result(result)).await;
                }
                Ok(Some(ConsumeRequest {
                    request: Some(Said::Credits(ConsumeCredits { credits: 0 })),
                })) => self.script().pauses += 1,
                Ok(Some(_)) => {}
                Ok(None) => {
                    self.script().goodbyes += 1;
                    return;
                }
                Err(_) => return,
            }
        }
    }
}
