//! A scripted server: `count` events, numbered from zero, in one queue and one log.
//!
//! It honours credits exactly: it sends as much as a client permits, and counts the deliveries.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::thread;

use futures::{Stream, StreamExt, stream};
use minoots_wire::event::v1::consume_request::Request as ConsumeCommand;
use minoots_wire::event::v1::consume_response::Response as ConsumeAnswer;
use minoots_wire::event::v1::consume_result::Result as AckAnswer;
use minoots_wire::event::v1::event_service_server::{EventService, EventServiceServer};
use minoots_wire::event::v1::tail_request::Position;
use minoots_wire::event::v1::*;
use minoots_wire::time::instant;
use tokio::sync::oneshot;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status, Streaming};

/// 2030-01-02T03:04:05Z.
const DUE_NS: i64 = 1_893_553_445_000_000_000;

#[derive(Default)]
struct Seen {
    acks: Vec<(String, String)>,
    sent: u32,
    queue: String,
}

/// A running server. Dropping it stops the server.
pub struct Scripted {
    endpoint: String,
    seen: Arc<Mutex<Seen>>,
    _stop: oneshot::Sender<()>,
}

impl Scripted {
    /// Serves `count` events, and refuses to settle the ids in `refused`.
    pub fn start(count: u32, refused: &[&str]) -> Self {
        let seen = Arc::new(Mutex::new(Seen::default()));
        let refused = refused.iter().map(|id| (*id).to_owned()).collect();
        let service = Service {
            count,
            refused,
            seen: Arc::clone(&seen),
        };
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let incoming = TcpIncoming::from(tokio::net::TcpListener::from_std(listener).unwrap());
                let serving = Server::builder()
                    .add_service(EventServiceServer::new(service))
                    .serve_with_incoming(incoming);
                tokio::select! {
                    served = serving => served.unwrap(),
                    _ = stopped => {}
                }
            });
        });
        Self {
            endpoint,
            seen,
            _stop: stop,
        }
    }

    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    pub fn acks(&self) -> Vec<(String, String)> {
        self.seen.lock().unwrap().acks.clone()
    }

    /// The number of deliveries sent to consumers.
    pub fn sent(&self) -> u32 {
        self.seen.lock().unwrap().sent
    }

    /// The queue opened last.
    pub fn queue(&self) -> String {
        self.seen.lock().unwrap().queue.clone()
    }
}

struct Service {
    count: u32,
    refused: Vec<String>,
    seen: Arc<Mutex<Seen>>,
}

fn envelope(index: u32) -> Envelope {
    let id = format!("timer:dev:t{index}:1");
    let payload = format!(
        r#"{{"specversion":"1.0","id":"{id}","source":"/test","type":"timer.fired","subject":"timers/t{index}","time":"2030-01-02T03:04:05Z"}}"#
    );
    Envelope {
        payload: payload.into_bytes().into(),
        signature: "e30..AA".to_owned(),
        id,
        r#type: "timer.fired".to_owned(),
        subject: format!("timers/t{index}"),
        time: Some(instant::to_proto(DUE_NS)),
    }
}

fn delivery(index: u32) -> Delivery {
    Delivery {
        envelope: Some(envelope(index)),
        fence: format!("f{index}"),
        attempt: 1,
        ..Delivery::default()
    }
}

/// One consumer's stream.
struct Session {
    commands: Streaming<ConsumeRequest>,
    pending: VecDeque<ConsumeAnswer>,
    next: u32,
    count: u32,
    credits: u32,
    outstanding: u32,
    refused: Vec<String>,
    seen: Arc<Mutex<Seen>>,
}

impl Session {
    async fn answer(mut self) -> Option<(Result<ConsumeResponse, Status>, Self)> {
        loop {
            if let Some(answer) = self.pending.pop_front() {
                return Some((Ok(ConsumeResponse { response: Some(answer) }), self));
            }
            if self.next < self.count && self.outstanding < self.credits {
                self.pending.push_back(ConsumeAnswer::Delivery(delivery(self.next)));
                self.next += 1;
                self.outstanding += 1;
                self.seen.lock().unwrap().sent += 1;
                continue;
            }
            let command = self.commands.message().await.ok()??;
            self.obey(command.request?);
        }
    }

    fn obey(&mut self, command: ConsumeCommand) {
        match command {
            ConsumeCommand::Open(open) => {
                self.credits = open.credits;
                self.seen.lock().unwrap().queue.clone_from(&open.queue);
                self.pending.push_back(ConsumeAnswer::Opened(ConsumeOpened {
                    queue: open.queue,
                    credits: open.credits,
                }));
            }
            ConsumeCommand::Credits(credits) => self.credits = credits.credits,
            ConsumeCommand::Ack(ack) => {
                self.outstanding -= 1;
                self.seen
                    .lock()
                    .unwrap()
                    .acks
                    .push((ack.event_id.clone(), ack.fence.clone()));
                let result = Some(self.settle(&ack.event_id));
                let result = ConsumeResult {
                    event_id: ack.event_id,
                    fence: ack.fence,
                    result,
                };
                self.pending.push_back(ConsumeAnswer::Result(result));
            }
            other => panic!("not in the script: {other:?}"),
        }
    }

    fn settle(&self, event_id: &str) -> AckAnswer {
        if self.refused.iter().any(|refused| refused == event_id) {
            let message = "a newer delivery exists".to_owned();
            return AckAnswer::Error(ConsumeError {
                code: 9,
                reason: "STALE_FENCE".to_owned(),
                message,
            });
        }
        AckAnswer::Ack(AckResponse {
            outcome: AckOutcome::Settled.into(),
            shard: 0,
            commit_index: 1,
        })
    }
}

type Answers<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

#[tonic::async_trait]
impl EventService for Service {
    type TailStream = Answers<TailResponse>;
    type ConsumeStream = Answers<ConsumeResponse>;

    async fn tail(&self, request: Request<TailRequest>) -> Result<Response<Self::TailStream>, Status> {
        let first = match request.into_inner().position {
            Some(Position::Cursor(cursor)) => cursor.trim_start_matches("after-").parse::<u32>().unwrap() + 1,
            Some(Position::Start(_)) => 0,
            None => self.count,
        };
        let event = |index: u32| {
            let cursor = format!("after-{index}");
            let event = LogEvent {
                envelope: Some(envelope(index)),
                sequence: index.into(),
                cursor,
                fire_time: None,
            };
            Ok(TailResponse { event: Some(event) })
        };
        Ok(Response::new(
            stream::iter((first..self.count).map(event))
                .chain(stream::pending())
                .boxed(),
        ))
    }

    async fn consume(
        &self,
        request: Request<Streaming<ConsumeRequest>>,
    ) -> Result<Response<Self::ConsumeStream>, Status> {
        let session = Session {
            commands: request.into_inner(),
            pending: VecDeque::new(),
            next: 0,
            count: self.count,
            credits: 0,
            outstanding: 0,
            refused: self.refused.clone(),
            seen: Arc::clone(&self.seen),
        };
        Ok(Response::new(stream::unfold(session, Session::answer).boxed()))
    }

    async fn ack(&self, _: Request<AckRequest>) -> Result<Response<AckResponse>, Status> {
        Err(Status::unimplemented("not in the script"))
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
        Err(Status::unimplemented("not in the script"))
    }
}
