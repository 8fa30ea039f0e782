//! `minoots.schedule.v1.ScheduleService`, one file per method or two.

use crate::{access::Principal, app::App};
use minoots_wire::schedule::v1::{
    BackfillScheduleRequest, BackfillScheduleResponse, CreateScheduleRequest, CreateScheduleResponse,
    DeleteScheduleRequest, DeleteScheduleResponse, GetScheduleRequest, GetScheduleResponse, ListSchedulesRequest,
    ListSchedulesResponse, PauseScheduleRequest, PauseScheduleResponse, PreviewScheduleRequest,
    PreviewScheduleResponse, ResumeScheduleRequest, ResumeScheduleResponse, TriggerScheduleRequest,
    TriggerScheduleResponse, UpdateScheduleRequest, UpdateScheduleResponse, schedule_service_server::ScheduleService,
};
use tonic::{Request, Response, Status};

mod backfill;
mod create;
mod delete;
mod get;
mod list;
mod never;
mod pause;
mod preview;
mod shown;
mod trigger;
mod update;

/// The implementation of the service.
pub(crate) struct ScheduleApi(pub App);

#[tonic::async_trait]
impl ScheduleService for ScheduleApi {
    async fn create_schedule(
        &self,
        request: Request<CreateScheduleRequest>,
    ) -> Result<Response<CreateScheduleResponse>, Status> {
        let (who, request) = Principal::unjudged(request)?;
        create::run(&self.0, &who, request).await.map(Response::new)
    }

    async fn get_schedule(
        &self,
        request: Request<GetScheduleRequest>,
    ) -> Result<Response<GetScheduleResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        get::run(&self.0, &who, request).await.map(Response::new)
    }

    async fn list_schedules(
        &self,
        request: Request<ListSchedulesRequest>,
    ) -> Result<Response<ListSchedulesResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        list::run(&self.0, &who, request).await.map(Response::new)
    }

    async fn update_schedule(
        &self,
        request: Request<UpdateScheduleRequest>,
    ) -> Result<Response<UpdateScheduleResponse>, Status> {
        let (who, request) = Principal::unjudged(request)?;
        update::run(&self.0, &who, request).await.map(Response::new)
    }

    async fn delete_schedule(
        &self,
        request: Request<DeleteScheduleRequest>,
    ) -> Result<Response<DeleteScheduleResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        delete::run(&self.0, &who, request).await.map(Response::new)
    }

    async fn pause_schedule(
        &self,
        request: Request<PauseScheduleRequest>,
    ) -> Result<Response<PauseScheduleResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        pause::pause(&self.0, &who, request).await.map(Response::new)
    }

    async fn resume_schedule(
        &self,
        request: Request<ResumeScheduleRequest>,
    ) -> Result<Response<ResumeScheduleResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        pause::resume(&self.0, &who, request).await.map(Response::new)
    }

    async fn trigger_schedule(
        &self,
        request: Request<TriggerScheduleRequest>,
    ) -> Result<Response<TriggerScheduleResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        trigger::run(&self.0, &who, request).await.map(Response::new)
    }

    async fn backfill_schedule(
        &self,
        request: Request<BackfillScheduleRequest>,
    ) -> Result<Response<BackfillScheduleResponse>, Status> {
        let (who, request) = Principal::unjudged(request)?;
        backfill::run(&self.0, &who, request).await.map(Response::new)
    }

    async fn preview_schedule(
        &self,
        request: Request<PreviewScheduleRequest>,
    ) -> Result<Response<PreviewScheduleResponse>, Status> {
        let (_, request) = Principal::unjudged(request)?;
        preview::run(&self.0, request).await.map(Response::new)
    }
}
