//! The echo: the same API over the same transport, without a node behind it.
//!
//! It runs in a process of its own, as the node does, and ends with the process that started it.

use std::process::Stdio;

use minoots_terminal::clock;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments};
use minoots_wire::timer::v1::submit_request::Write;
use minoots_wire::timer::v1::submit_response::Answer;
use minoots_wire::timer::v1::timer_service_server::{TimerService, TimerServiceServer};
use minoots_wire::timer::v1::{
    BatchCreateTimersRequest, BatchCreateTimersResponse, CancelTimerRequest, CancelTimerResponse, CancelTimersRequest,
    CancelTimersResponse, CreateTimerRequest, CreateTimerResponse, GetTimerRequest, GetTimerResponse,
    ListTimersRequest, ListTimersResponse, RescheduleTimerRequest, RescheduleTimerResponse, RetryPolicy, SubmitRequest,
    SubmitResponse, Target, Timer, TimerKind, TimerStatus, TouchRequest, TouchResponse, TouchStreamRequest,
    TouchStreamResponse, WaitTimerRequest, WaitTimerResponse, target::Target as Kind,
};
use minoots_wire::{time::instant, well_known::Duration};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::net::TcpListener;
use tokio::process::{Child, Command};
use tokio_stream::{Stream, StreamExt as _};
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status, Streaming};

use super::program::own_path;

/// Serves until standard input ends; the first line of standard output is the URL.
pub async fn serve() -> Result<(), Failure> {
    let failed = |error| Failure::io("cannot serve the echo", &error);
    let listener = TcpListener::bind("127.0.0.1:0").await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Output::new(OutputArguments { output: None }).line(&format!("http://{address}"))?;
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let server = Server::builder().add_service(TimerServiceServer::new(Echo));
    let served = server
        .serve_with_incoming_shutdown(incoming, standard_input_ends())
        .await;
    served.map_err(|error| Failure::failed(format!("the echo failed: {error}")))
}

async fn standard_input_ends() {
    let mut bytes = [0; 64];
    let mut input = tokio::io::stdin();
    while input.read(&mut bytes).await.is_ok_and(|count| count > 0) {}
}

/// A running echo; it ends when this is dropped.
pub struct EchoProcess {
    /// Its URL.
    pub endpoint: String,
    _process: Child,
}

impl EchoProcess {
    /// Starts it and waits until it listens.
    pub async fn start() -> Result<Self, Failure> {
        let failed = |error| Failure::io("cannot start the echo", &error);
        let mut process = Command::new(own_path()?)
            .arg("echo")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(failed)?;
        let mut endpoint = String::new();
        if let Some(output) = process.stdout.take() {
            BufReader::new(output).read_line(&mut endpoint).await.map_err(failed)?;
        }
        Ok(Self {
            endpoint: endpoint.trim().to_owned(),
            _process: process,
        })
    }
}

struct Echo;

#[tonic::async_trait]
impl TimerService for Echo {
    type SubmitStream = std::pin::Pin<Box<dyn Stream<Item = Result<SubmitResponse, Status>> + Send>>;

    async fn submit(&self, request: Request<Streaming<SubmitRequest>>) -> Result<Response<Self::SubmitStream>, Status> {
        let answers = request.into_inner().map(|request| {
            let SubmitRequest { sequence, write } = request?;
            let Some(Write::Create(create)) = write else {
                return Err(only_creates());
            };
            Ok(SubmitResponse {
                sequence,
                answer: Some(Answer::Create(Box::new(created(*create)))),
            })
        });
        Ok(Response::new(Box::pin(answers)))
    }

    async fn create_timer(
        &self,
        request: Request<CreateTimerRequest>,
    ) -> Result<Response<CreateTimerResponse>, Status> {
        Ok(Response::new(created(request.into_inner())))
    }

    async fn batch_create_timers(
        &self,
        _: Request<BatchCreateTimersRequest>,
    ) -> Result<Response<BatchCreateTimersResponse>, Status> {
        Err(only_creates())
    }

    async fn get_timer(&self, _: Request<GetTimerRequest>) -> Result<Response<GetTimerResponse>, Status> {
        Err(only_creates())
    }

    async fn list_timers(&self, _: Request<ListTimersRequest>) -> Result<Response<ListTimersResponse>, Status> {
        Err(only_creates())
    }

    async fn reschedule_timer(
        &self,
        _: Request<RescheduleTimerRequest>,
    ) -> Result<Response<RescheduleTimerResponse>, Status> {
        Err(only_creates())
    }

    async fn cancel_timer(&self, _: Request<CancelTimerRequest>) -> Result<Response<CancelTimerResponse>, Status> {
        Err(only_creates())
    }

    async fn cancel_timers(&self, _: Request<CancelTimersRequest>) -> Result<Response<CancelTimersResponse>, Status> {
        Err(only_creates())
    }

    async fn touch(&self, _: Request<TouchRequest>) -> Result<Response<TouchResponse>, Status> {
        Err(only_creates())
    }

    type TouchStreamStream = std::pin::Pin<Box<dyn Stream<Item = Result<TouchStreamResponse, Status>> + Send>>;

    async fn touch_stream(
        &self,
        _: Request<Streaming<TouchStreamRequest>>,
    ) -> Result<Response<Self::TouchStreamStream>, Status> {
        Err(only_creates())
    }

    async fn wait_timer(&self, _: Request<WaitTimerRequest>) -> Result<Response<WaitTimerResponse>, Status> {
        Err(only_creates())
    }
}

/// A node's answer to such a create, with every field filled in, so that the messages are the same.
fn created(request: CreateTimerRequest) -> CreateTimerResponse {
    let seconds = |seconds| Some(Duration { seconds, nanos: 0 });
    let queue = Kind::Queue("default".to_owned());
    let timer = Timer {
        partition_key: request.id.clone(),
        id: request.id,
        tenant: "dev".to_owned(),
        name: request.name,
        status: TimerStatus::Scheduled.into(),
        create_time: Some(instant::to_proto(clock::wall_ns())),
        fire_time: request.fire_time,
        payload: request.payload,
        target: Some(Target { target: Some(queue) }),
        retry_policy: Some(RetryPolicy {
            max_attempts: 20,
            initial_backoff: seconds(1),
            max_backoff: seconds(3_600),
            multiplier: Some(2.0),
            jitter: Some(1.0),
        }),
        ack_deadline: seconds(60),
        created_by: "dev".to_owned(),
        state_version: 1,
        kind: TimerKind::OneShot.into(),
        ..Timer::default()
    };
    CreateTimerResponse {
        timer: Some(timer),
        commit_index: 1,
        ..Default::default()
    }
}

fn only_creates() -> Status {
    Status::unimplemented("the echo answers creates only")
}
