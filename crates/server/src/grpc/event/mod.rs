//! `minoots.event.v1.EventService`, one file per method.

use crate::{access::Principal, app::App};
use minoots_wire::event::v1::{
    AckRequest, AckResponse, ConsumeRequest, ConsumeResponse, EmitRequest, EmitResponse, ListVerificationKeysRequest,
    ListVerificationKeysResponse, NackRequest, NackResponse, RedriveDeadLettersRequest, RedriveDeadLettersResponse,
    RedriveRequest, RedriveResponse, TailRequest, TailResponse, event_service_server::EventService,
};
use std::pin::Pin;
use tokio_stream::Stream;
use tonic::{Request, Response, Status, Streaming};

mod answers;
mod consume;
mod emit;
mod keys;
mod redrive;
mod tail;

pub(crate) use keys::verification_keys;

/// The implementation of the service.
pub(crate) struct EventApi(pub App);

type Responses<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

#[tonic::async_trait]
impl EventService for EventApi {
    type TailStream = Responses<TailResponse>;
    type ConsumeStream = Responses<ConsumeResponse>;

    async fn tail(&self, request: Request<TailRequest>) -> Result<Response<Self::TailStream>, Status> {
        let (who, request) = Principal::unjudged(request)?;
        tail::run(&self.0, who, request).await
    }

    async fn consume(
        &self,
        request: Request<Streaming<ConsumeRequest>>,
    ) -> Result<Response<Self::ConsumeStream>, Status> {
        let line = consume::line(request.extensions());
        let (who, requests) = Principal::streaming(request)?;
        Ok(Response::new(consume::run(&self.0, (who, line), requests)))
    }

    async fn ack(&self, request: Request<AckRequest>) -> Result<Response<AckResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        answers::ack(&self.0, &who, &request).await.map(Response::new)
    }

    async fn nack(&self, request: Request<NackRequest>) -> Result<Response<NackResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        answers::nack(&self.0, &who, &request).await.map(Response::new)
    }

    async fn redrive(&self, request: Request<RedriveRequest>) -> Result<Response<RedriveResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        redrive::one(&self.0, &who, request).await.map(Response::new)
    }

    async fn redrive_dead_letters(
        &self,
        request: Request<RedriveDeadLettersRequest>,
    ) -> Result<Response<RedriveDeadLettersResponse>, Status> {
        let (who, request) = Principal::unjudged(request)?;
        redrive::letters(&self.0, &who, request).await.map(Response::new)
    }

    async fn emit(&self, request: Request<EmitRequest>) -> Result<Response<EmitResponse>, Status> {
        emit::run(&self.0, request).await.map(Response::new)
    }

    async fn list_verification_keys(
        &self,
        _: Request<ListVerificationKeysRequest>,
    ) -> Result<Response<ListVerificationKeysResponse>, Status> {
        keys::run(&self.0.reader).await.map(Response::new)
    }
}
