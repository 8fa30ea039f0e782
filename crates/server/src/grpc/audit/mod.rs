//! `minoots.admin.v1.AuditService`: records of changes and of denials.

mod export;
mod list;

use super::keys::tenant_of_reader;
use crate::{access::Principal, app::App, listener::Arrival};
use futures::Stream;
use minoots_kernel::internal;
use minoots_wire::admin::v1::{
    AuditChain, ExportAuditRequest, ExportAuditResponse, ListAuditRecordsRequest, ListAuditRecordsResponse,
    audit_service_server::AuditService,
};
use std::pin::Pin;
use tonic::{Request, Response, Status};

/// The implementation of the service.
#[derive(Clone)]
pub(crate) struct AuditApi(pub App);

#[tonic::async_trait]
impl AuditService for AuditApi {
    async fn list_audit_records(
        &self,
        request: Request<ListAuditRecordsRequest>,
    ) -> Result<Response<ListAuditRecordsResponse>, Status> {
        let (who, request) = Principal::unjudged(request)?;
        let (request, violations) = request.judge();
        let tenant = tenant_of_reader(&who, &request.tenant)?;
        list::run(&self.0.reader, &tenant, (&request, violations))
            .await
            .map(Response::new)
    }

    type ExportAuditStream = Pin<Box<dyn Stream<Item = Result<ExportAuditResponse, Status>> + Send>>;

    async fn export_audit(
        &self,
        request: Request<ExportAuditRequest>,
    ) -> Result<Response<Self::ExportAuditStream>, Status> {
        let arrival = request.extensions().get::<Arrival>();
        let connection = arrival.map(|arrival| arrival.transfers.clone());
        let (who, request) = Principal::admitted(request)?;
        let tenant = tenant_of_reader(&who, &request.tenant)?;
        let lines = export::run(&self.0, tenant, stored(request.chain()), connection).await?;
        Ok(Response::new(Box::pin(lines)))
    }
}

fn stored(chain: AuditChain) -> internal::AuditChain {
    match chain {
        AuditChain::Denials => internal::AuditChain::Denials,
        AuditChain::Events | AuditChain::Unspecified => internal::AuditChain::Events,
    }
}
