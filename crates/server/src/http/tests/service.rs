//! A service that misbehaves on request.

use std::pin::Pin;

use axum::Router;
use futures::{Stream, StreamExt, stream};
use minoots_wire::event::v1::event_service_server::{EventService, EventServiceServer};
use minoots_wire::event::v1::{
    AckRequest, AckResponse, ConsumeRequest, ConsumeResponse, EmitRequest, EmitResponse, ListVerificationKeysRequest,
    ListVerificationKeysResponse, LogEvent, NackRequest, NackResponse, RedriveDeadLettersRequest,
    RedriveDeadLettersResponse, RedriveRequest, RedriveResponse, TailRequest, TailResponse,
};
use tonic::codec::CompressionEncoding;
use tonic::service::Routes;
use tonic::{Request, Response, Status, Streaming};

/// The limit in both directions.
pub const MESSAGE_BYTES_MAX: usize = 1024;

/// `Tail` with this type panics before it answers.
pub const PANIC_AT_ONCE: &str = "panic";
/// `Tail` with this type panics within the stream.
pub const PANIC_LATER: &str = "panic later";
/// `Tail` with this type sends a message over the limit.
pub const TOO_LARGE: &str = "too large";

type Answers<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

struct Misbehaving;

pub fn routes() -> Router {
    let service = EventServiceServer::new(Misbehaving)
        .max_decoding_message_size(MESSAGE_BYTES_MAX)
        .max_encoding_message_size(MESSAGE_BYTES_MAX)
        .accept_compressed(CompressionEncoding::Gzip);
    Routes::new(service).into_axum_router()
}

#[tonic::async_trait]
impl EventService for Misbehaving {
    type TailStream = Answers<TailResponse>;

    async fn tail(&self, request: Request<TailRequest>) -> Result<Response<Self::TailStream>, Status> {
        let first = stream::iter([Ok(TailResponse::default())]);
        let answers: Self::TailStream = match request.into_inner().types.first().map(String::as_str) {
            Some(PANIC_AT_ONCE) => panic!("asked to"),
            Some(PANIC_LATER) => first.chain(stream::once(panicking())).boxed(),
            Some(TOO_LARGE) => {
                let cursor = "x".repeat(2 * MESSAGE_BYTES_MAX);
                let event = LogEvent {
                    cursor,
                    ..LogEvent::default()
                };
                stream::iter([Ok(TailResponse { event: Some(event) })]).boxed()
            }
            _ => first.boxed(),
        };
        Ok(Response::new(answers))
    }

    type ConsumeStream = Answers<ConsumeResponse>;

    /// Answers once the caller's stream has ended, with the same outcome.
    async fn consume(
        &self,
        request: Request<Streaming<ConsumeRequest>>,
    ) -> Result<Response<Self::ConsumeStream>, Status> {
        let answers = request
            .into_inner()
            .filter_map(|request| async { request.err().map(Err) });
        Ok(Response::new(answers.boxed()))
    }

    async fn emit(&self, _request: Request<EmitRequest>) -> Result<Response<EmitResponse>, Status> {
        Ok(Response::new(EmitResponse::default()))
    }

    async fn ack(&self, _request: Request<AckRequest>) -> Result<Response<AckResponse>, Status> {
        Ok(Response::new(AckResponse::default()))
    }

    async fn nack(&self, _request: Request<NackRequest>) -> Result<Response<NackResponse>, Status> {
        Err(Status::out_of_range("of the service's own"))
    }

    async fn redrive(&self, _: Request<RedriveRequest>) -> Result<Response<RedriveResponse>, Status> {
        Err(Status::unimplemented("of the service's own"))
    }

    async fn redrive_dead_letters(
        &self,
        _: Request<RedriveDeadLettersRequest>,
    ) -> Result<Response<RedriveDeadLettersResponse>, Status> {
        Err(Status::unimplemented("of the service's own"))
    }

    async fn list_verification_keys(
        &self,
        _request: Request<ListVerificationKeysRequest>,
    ) -> Result<Response<ListVerificationKeysResponse>, Status> {
        Ok(Response::new(ListVerificationKeysResponse::default()))
    }
}

async fn panicking<T>() -> T {
    // Lets earlier messages leave first.
    tokio::task::yield_now().await;
    panic!("asked to")
}
