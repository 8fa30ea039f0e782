//! `minoots.lease.v1.LeaseService`: leases and budgets.

use crate::{access::Principal, app::App};
use minoots_wire::lease::v1::{
    AcquireLeaseRequest, AcquireLeaseResponse, DeleteBudgetRequest, DeleteBudgetResponse, GetBudgetRequest,
    GetBudgetResponse, GetLeaseRequest, GetLeaseResponse, ListBudgetsRequest, ListBudgetsResponse, ListLeasesRequest,
    ListLeasesResponse, ReleaseLeaseRequest, ReleaseLeaseResponse, RenewLeaseRequest, RenewLeaseResponse,
    SetBudgetRequest, SetBudgetResponse, SpendBudgetRequest, SpendBudgetResponse, lease_service_server::LeaseService,
};
use tonic::{Request, Response, Status};

mod budget;
mod hold;
mod read;
mod shown;

/// The implementation of the service.
pub(crate) struct LeaseApi(pub App);

#[tonic::async_trait]
impl LeaseService for LeaseApi {
    async fn acquire_lease(
        &self,
        request: Request<AcquireLeaseRequest>,
    ) -> Result<Response<AcquireLeaseResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        hold::acquire(&self.0.writer, &who, request).await.map(Response::new)
    }

    async fn renew_lease(&self, request: Request<RenewLeaseRequest>) -> Result<Response<RenewLeaseResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        hold::renew(&self.0.writer, &who, request).await.map(Response::new)
    }

    async fn release_lease(
        &self,
        request: Request<ReleaseLeaseRequest>,
    ) -> Result<Response<ReleaseLeaseResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        hold::release(&self.0.writer, &who, request).await.map(Response::new)
    }

    async fn get_lease(&self, request: Request<GetLeaseRequest>) -> Result<Response<GetLeaseResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        read::get(&self.0.reader, &who, request).await.map(Response::new)
    }

    async fn list_leases(&self, request: Request<ListLeasesRequest>) -> Result<Response<ListLeasesResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        read::list(&self.0.reader, &who, request).await.map(Response::new)
    }

    async fn set_budget(&self, request: Request<SetBudgetRequest>) -> Result<Response<SetBudgetResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        budget::set(&self.0, &who, request).await.map(Response::new)
    }

    async fn spend_budget(
        &self,
        request: Request<SpendBudgetRequest>,
    ) -> Result<Response<SpendBudgetResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        budget::spend(&self.0.writer, &who, request).await.map(Response::new)
    }

    async fn get_budget(&self, request: Request<GetBudgetRequest>) -> Result<Response<GetBudgetResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        budget::get(&self.0, &who, request).await.map(Response::new)
    }

    async fn list_budgets(
        &self,
        request: Request<ListBudgetsRequest>,
    ) -> Result<Response<ListBudgetsResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        budget::list(&self.0, &who, request).await.map(Response::new)
    }

    async fn delete_budget(
        &self,
        request: Request<DeleteBudgetRequest>,
    ) -> Result<Response<DeleteBudgetResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        budget::delete(&self.0.writer, &who, request).await.map(Response::new)
    }
}
