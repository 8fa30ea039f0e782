//! Everything that the node's port speaks, and who answers what.
//!
//! A call goes from its connection to its method with no router between: the layers around [`Services`] are of known types, and the
//! service is found by the first part of the path. Invariants:
//! - [`Services`] names every service of the API; what it does not name is for the router of everything else.
//! - A page of the API over plain HTTP becomes a call, which then goes the way of every other.

use crate::{
    grpc::{
        AuditApi, CheckpointApi, ClusterApi, EventApi, KeyApi, LeaseApi, QueueApi, ScheduleApi, SystemApi, TenantApi,
        TimerApi, TransactionApi, WebhookApi,
    },
    rest,
};
use axum::{Router, body::Body};
use bytes::Bytes;
use futures::{
    TryFutureExt as _,
    future::{self, MapOk},
};
use http::{Request, Response};
use http_body_util::Either;
use minoots_wire::{
    admin::v1::{
        audit_service_server::AuditServiceServer, cluster_service_server::ClusterServiceServer,
        key_service_server::KeyServiceServer, system_service_server::SystemServiceServer,
        tenant_service_server::TenantServiceServer,
    },
    checkpoint::v1::checkpoint_service_server::CheckpointServiceServer,
    event::v1::event_service_server::EventServiceServer,
    lease::v1::lease_service_server::LeaseServiceServer,
    queue::v1::queue_service_server::QueueServiceServer,
    schedule::v1::schedule_service_server::ScheduleServiceServer,
    timer::v1::timer_service_server::TimerServiceServer,
    transaction::v1::transaction_service_server::TransactionServiceServer,
    webhook::v1::webhook_service_server::WebhookServiceServer,
};
use std::{
    convert::Infallible,
    future::Future,
    pin::Pin,
    task::{Context, Poll},
};
use tower::{BoxError, Service};

/// The answer of a service that is found by its path.
pub(crate) type Answering = Pin<Box<dyn Future<Output = Result<Response<tonic::body::Body>, Infallible>> + Send>>;

/// The services of the API, and a router for everything else.
#[derive(Clone)]
pub(crate) struct Services {
    pub timer: TimerServiceServer<TimerApi>,
    pub event: EventServiceServer<EventApi>,
    pub system: SystemServiceServer<SystemApi>,
    pub cluster: ClusterServiceServer<ClusterApi>,
    pub queue: QueueServiceServer<QueueApi>,
    pub keys: KeyServiceServer<KeyApi>,
    pub webhooks: WebhookServiceServer<WebhookApi>,
    pub schedules: ScheduleServiceServer<ScheduleApi>,
    pub checkpoints: CheckpointServiceServer<CheckpointApi>,
    pub leases: LeaseServiceServer<LeaseApi>,
    pub transactions: TransactionServiceServer<TransactionApi>,
    pub tenants: TenantServiceServer<TenantApi>,
    pub audit: AuditServiceServer<AuditApi>,
    pub others: Router,
}

impl<R> Service<Request<R>> for Services
where
    R: http_body::Body<Data = Bytes> + Send + 'static,
    R::Error: Into<BoxError> + Send,
{
    type Response = Response<tonic::body::Body>;
    type Error = Infallible;
    type Future = Answering;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // None of them ever has to be waited for.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<R>) -> Answering {
        match service_of(request.uri().path()) {
            "minoots.timer.v1.TimerService" => self.timer.call(request),
            "minoots.event.v1.EventService" => self.event.call(request),
            "minoots.admin.v1.SystemService" => self.system.call(request),
            "minoots.admin.v1.ClusterService" => self.cluster.call(request),
            "minoots.queue.v1.QueueService" => self.queue.call(request),
            "minoots.webhook.v1.WebhookService" => self.webhooks.call(request),
            "minoots.schedule.v1.ScheduleService" => self.schedules.call(request),
            "minoots.checkpoint.v1.CheckpointService" => self.checkpoints.call(request),
            "minoots.lease.v1.LeaseService" => self.leases.call(request),
            "minoots.transaction.v1.TransactionService" => self.transactions.call(request),
            "minoots.admin.v1.KeyService" => self.keys.call(request),
            "minoots.admin.v1.TenantService" => self.tenants.call(request),
            "minoots.admin.v1.AuditService" => self.audit.call(request),
            _ => {
                let answer = self.others.call(request.map(Body::new));
                Box::pin(answer.map_ok(|response| response.map(tonic::body::Body::new)))
            }
        }
    }
}

/// The name of the service that a path is for, if it is for one.
fn service_of(path: &str) -> &str {
    let parts = path.strip_prefix('/').and_then(|path| path.split_once('/'));
    parts.map_or("", |(service, _)| service)
}

/// The calls, and beside them the pages of the same API.
#[derive(Clone)]
pub(crate) struct Surface<C, P> {
    pub calls: C,
    pub pages: P,
}

type Joined<F, T, B, D> = MapOk<F, fn(Response<T>) -> Response<Either<B, D>>>;

impl<C, P, R, B, D> Service<Request<R>> for Surface<C, P>
where
    C: Service<Request<R>, Response = Response<B>, Error = Infallible>,
    P: Service<Request<Body>, Response = Response<D>, Error = Infallible>,
    R: http_body::Body<Data = Bytes> + Send + 'static,
    R::Error: Into<BoxError>,
{
    type Response = Response<Either<B, D>>;
    type Error = Infallible;
    type Future = future::Either<Joined<C::Future, B, B, D>, Joined<P::Future, D, B, D>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        if self.calls.poll_ready(context)?.is_pending() {
            return Poll::Pending;
        }
        self.pages.poll_ready(context)
    }

    fn call(&mut self, request: Request<R>) -> Self::Future {
        if rest::is_page(request.uri().path()) {
            let page = self.pages.call(request.map(Body::new));
            future::Either::Right(page.map_ok(|response| response.map(Either::Right)))
        } else {
            let call = self.calls.call(request);
            future::Either::Left(call.map_ok(|response| response.map(Either::Left)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_the_first_of_two_parts_of_a_path() {
        assert_eq!(
            service_of("/minoots.timer.v1.TimerService/CreateTimer"),
            "minoots.timer.v1.TimerService"
        );
        assert_eq!(service_of("/readyz"), "");
        assert_eq!(service_of("*"), "");
        assert_eq!(service_of("//x"), "");
    }
}
