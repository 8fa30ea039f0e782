//! `minoots.timer.v1.TimerService`, one file per method.

use crate::{access::Principal, app::App};
use minoots_wire::timer::v1::{
    BatchCreateTimersRequest, BatchCreateTimersResponse, CancelTimerRequest, CancelTimerResponse, CancelTimersRequest,
    CancelTimersResponse, CreateTimerRequest, CreateTimerResponse, GetTimerRequest, GetTimerResponse,
    ListTimersRequest, ListTimersResponse, RescheduleTimerRequest, RescheduleTimerResponse, SubmitRequest,
    TouchRequest, TouchResponse, TouchStreamRequest, WaitTimerRequest, WaitTimerResponse,
    timer_service_server::TimerService,
};
use tonic::{Request, Response, Status, Streaming};

mod batch_create;
mod cancel;
mod cancel_many;
mod create;
mod get;
mod list;
mod pace;
mod reschedule;
mod submit;
mod touch;
mod wait;

/// The implementation of the service.
pub(crate) struct TimerApi(pub App);

#[tonic::async_trait]
impl TimerService for TimerApi {
    type SubmitStream = submit::Answers;

    async fn submit(&self, request: Request<Streaming<SubmitRequest>>) -> Result<Response<Self::SubmitStream>, Status> {
        let (who, requests) = Principal::streaming(request)?;
        Ok(Response::new(submit::run(&self.0, who, requests)))
    }

    async fn create_timer(
        &self,
        request: Request<CreateTimerRequest>,
    ) -> Result<Response<CreateTimerResponse>, Status> {
        create::run(&self.0, request).await.map(Response::new)
    }

    async fn batch_create_timers(
        &self,
        request: Request<BatchCreateTimersRequest>,
    ) -> Result<Response<BatchCreateTimersResponse>, Status> {
        batch_create::run(&self.0, request).await.map(Response::new)
    }

    async fn get_timer(&self, request: Request<GetTimerRequest>) -> Result<Response<GetTimerResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        get::run(&self.0, &who, request).await.map(Response::new)
    }

    async fn list_timers(&self, request: Request<ListTimersRequest>) -> Result<Response<ListTimersResponse>, Status> {
        let (who, request) = Principal::unjudged(request)?;
        list::run(&self.0, &who, request).await.map(Response::new)
    }

    async fn reschedule_timer(
        &self,
        request: Request<RescheduleTimerRequest>,
    ) -> Result<Response<RescheduleTimerResponse>, Status> {
        let (who, request) = Principal::unjudged(request)?;
        reschedule::run(&self.0, &who, request).await.map(Response::new)
    }

    async fn cancel_timer(
        &self,
        request: Request<CancelTimerRequest>,
    ) -> Result<Response<CancelTimerResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        cancel::run(&self.0, &who, request).await.map(Response::new)
    }

    async fn cancel_timers(
        &self,
        request: Request<CancelTimersRequest>,
    ) -> Result<Response<CancelTimersResponse>, Status> {
        let (who, request) = Principal::unjudged(request)?;
        cancel_many::run(&self.0, &who, request).await.map(Response::new)
    }

    async fn touch(&self, request: Request<TouchRequest>) -> Result<Response<TouchResponse>, Status> {
        let (who, request) = Principal::unjudged(request)?;
        touch::run(&self.0.writer, &who, request).await.map(Response::new)
    }

    type TouchStreamStream = touch::Answers;

    async fn touch_stream(
        &self,
        request: Request<Streaming<TouchStreamRequest>>,
    ) -> Result<Response<Self::TouchStreamStream>, Status> {
        let (who, requests) = Principal::streaming(request)?;
        Ok(Response::new(touch::stream(&self.0, who, requests)))
    }

    async fn wait_timer(&self, request: Request<WaitTimerRequest>) -> Result<Response<WaitTimerResponse>, Status> {
        wait::run(&self.0, request).await.map(Response::new)
    }
}
