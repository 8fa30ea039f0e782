//! `minoots.webhook.v1.WebhookService`, one file per method.

use crate::{access::Principal, app::App};
use minoots_wire::webhook::v1::{
    CreateWebhookRequest, CreateWebhookResponse, DeleteWebhookRequest, DeleteWebhookResponse, GetWebhookRequest,
    GetWebhookResponse, ListWebhookAttemptsRequest, ListWebhookAttemptsResponse, ListWebhooksRequest,
    ListWebhooksResponse, TestWebhookRequest, TestWebhookResponse, UpdateWebhookRequest, UpdateWebhookResponse,
    webhook_service_server::WebhookService,
};
use tonic::{Request, Response, Status};

mod attempts;
mod create;
mod delete;
mod get;
mod list;
mod shown;
mod test;
mod update;

/// The implementation of the service.
pub(crate) struct WebhookApi(pub App);

#[tonic::async_trait]
impl WebhookService for WebhookApi {
    async fn create_webhook(
        &self,
        request: Request<CreateWebhookRequest>,
    ) -> Result<Response<CreateWebhookResponse>, Status> {
        let (who, request) = Principal::unjudged(request)?;
        create::run(&self.0, &who, request).await.map(Response::new)
    }

    async fn get_webhook(&self, request: Request<GetWebhookRequest>) -> Result<Response<GetWebhookResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        get::run(&self.0, &who, request).await.map(Response::new)
    }

    async fn list_webhooks(
        &self,
        request: Request<ListWebhooksRequest>,
    ) -> Result<Response<ListWebhooksResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        list::run(&self.0, &who, request).await.map(Response::new)
    }

    async fn update_webhook(
        &self,
        request: Request<UpdateWebhookRequest>,
    ) -> Result<Response<UpdateWebhookResponse>, Status> {
        let (who, request) = Principal::unjudged(request)?;
        update::run(&self.0, &who, request).await.map(Response::new)
    }

    async fn delete_webhook(
        &self,
        request: Request<DeleteWebhookRequest>,
    ) -> Result<Response<DeleteWebhookResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        delete::run(&self.0.writer, &who, request).await.map(Response::new)
    }

    async fn test_webhook(
        &self,
        request: Request<TestWebhookRequest>,
    ) -> Result<Response<TestWebhookResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        test::run(&self.0, &who, request).await.map(Response::new)
    }

    async fn list_webhook_attempts(
        &self,
        request: Request<ListWebhookAttemptsRequest>,
    ) -> Result<Response<ListWebhookAttemptsResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        attempts::run(&self.0, &who, request).await.map(Response::new)
    }
}
