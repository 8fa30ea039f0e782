//! `minoots.checkpoint.v1.CheckpointService`, one file per method.

use crate::{access::Principal, app::App};
use minoots_wire::checkpoint::v1::{
    DeleteCheckpointRequest, DeleteCheckpointResponse, GetCheckpointRequest, GetCheckpointResponse,
    ListCheckpointsRequest, ListCheckpointsResponse, ListExecutionsRequest, ListExecutionsResponse,
    PutCheckpointRequest, PutCheckpointResponse, RollbackCheckpointRequest, RollbackCheckpointResponse,
    VerifyCheckpointRequest, VerifyCheckpointResponse, checkpoint_service_server::CheckpointService,
};
use tonic::{Request, Response, Status};

mod asked;
mod delete;
mod executions;
mod get;
mod list;
mod put;
mod rollback;
mod shown;
mod verify;

pub(super) use rollback::check_readable;
pub(super) use shown::answered;

/// The implementation of the service.
pub(crate) struct CheckpointApi(pub App);

#[tonic::async_trait]
impl CheckpointService for CheckpointApi {
    async fn put_checkpoint(
        &self,
        request: Request<PutCheckpointRequest>,
    ) -> Result<Response<PutCheckpointResponse>, Status> {
        let (who, request) = Principal::unjudged(request)?;
        put::run(&self.0, &who, request).await.map(Response::new)
    }

    async fn get_checkpoint(
        &self,
        request: Request<GetCheckpointRequest>,
    ) -> Result<Response<GetCheckpointResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        get::run(&self.0, &who, request).await.map(Response::new)
    }

    async fn list_checkpoints(
        &self,
        request: Request<ListCheckpointsRequest>,
    ) -> Result<Response<ListCheckpointsResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        list::run(&self.0, &who, request).await.map(Response::new)
    }

    async fn list_executions(
        &self,
        request: Request<ListExecutionsRequest>,
    ) -> Result<Response<ListExecutionsResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        executions::run(&self.0.reader, &who, request).await.map(Response::new)
    }

    async fn verify_checkpoint(
        &self,
        request: Request<VerifyCheckpointRequest>,
    ) -> Result<Response<VerifyCheckpointResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        verify::run(&self.0, &who, request).await.map(Response::new)
    }

    async fn rollback_checkpoint(
        &self,
        request: Request<RollbackCheckpointRequest>,
    ) -> Result<Response<RollbackCheckpointResponse>, Status> {
        let (who, request) = Principal::unjudged(request)?;
        rollback::run(&self.0, &who, request).await.map(Response::new)
    }

    async fn delete_checkpoint(
        &self,
        request: Request<DeleteCheckpointRequest>,
    ) -> Result<Response<DeleteCheckpointResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        delete::run(&self.0.writer, &who, request).await.map(Response::new)
    }
}
