//! The services of the node's port, and the dispatch to them.
//!
//! A call reaches its method without a router: the types of the layers around [`Services`] are known, and the first
//! part of the path selects the service. Invariants:
//! - [`Services`] contains every service of the API; the fallback router serves all other paths.
//! - A request of the API over plain HTTP or of gRPC-Web becomes a gRPC call, which is then processed like any other.

use crate::{
    browser_hosts::BrowserHosts,
    dashboard,
    grpc::{
        AuditApi, CheckpointApi, ClusterApi, EventApi, KeyApi, LeaseApi, QueueApi, ScheduleApi, SystemApi, TenantApi,
        TimerApi, TransactionApi, WebhookApi,
    },
    http::{Problem, is_grpc},
    options::Options,
    origins::{self, Origins},
    rest,
    telemetry::Metrics,
    web,
};
use axum::{Router, body::Body, response::IntoResponse as _};
use bytes::Bytes;
use futures::{
    TryFutureExt as _,
    future::{self, MapOk},
};
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, Version, header::CONTENT_TYPE};
use http_body_util::Either;
use minoots_wire::{
    admin::v1::{
        audit_service_server::AuditServiceServer, cluster_service_server::ClusterServiceServer,
        key_service_server::KeyServiceServer, system_service_server::SystemServiceServer,
        tenant_service_server::TenantServiceServer,
    },
    checkpoint::v1::checkpoint_service_server::CheckpointServiceServer,
    error::{Reason, status},
    event::v1::event_service_server::EventServiceServer,
    lease::v1::lease_service_server::LeaseServiceServer,
    method::{
        audit_service, checkpoint_service, cluster_service, event_service, key_service, lease_service, queue_service,
        schedule_service, system_service, tenant_service, timer_service, transaction_service, webhook_service,
    },
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
    sync::Arc,
    task::{Context, Poll},
};
use tonic::{Code, Status};
use tower::{BoxError, Service};

/// The response future of a service.
pub(crate) type Answering = Pin<Box<dyn Future<Output = Result<Response<tonic::body::Body>, Infallible>> + Send>>;

/// The services of the API, and the fallback router.
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
        // All services are always ready.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<R>) -> Answering {
        match service_of(request.uri().path()) {
            timer_service::NAME => self.timer.call(request),
            event_service::NAME => self.event.call(request),
            system_service::NAME => self.system.call(request),
            cluster_service::NAME => self.cluster.call(request),
            queue_service::NAME => self.queue.call(request),
            webhook_service::NAME => self.webhooks.call(request),
            schedule_service::NAME => self.schedules.call(request),
            checkpoint_service::NAME => self.checkpoints.call(request),
            lease_service::NAME => self.leases.call(request),
            transaction_service::NAME => self.transactions.call(request),
            key_service::NAME => self.keys.call(request),
            tenant_service::NAME => self.tenants.call(request),
            audit_service::NAME => self.audit.call(request),
            _ => {
                let answer = self.others.call(request.map(Body::new));
                Box::pin(answer.map_ok(|response| response.map(tonic::body::Body::new)))
            }
        }
    }
}

/// The service name in a path; empty if there is none.
fn service_of(path: &str) -> &str {
    let parts = path.strip_prefix('/').and_then(|path| path.split_once('/'));
    parts.map_or("", |(service, _)| service)
}

/// Checks each request before dispatch: no foreign web page sent it, and a call is a gRPC call.
///
/// A page can send any body as `text/plain` without a preflight. It cannot read the response, but the call would have
/// happened. So a service path accepts only what a page cannot send without a preflight: `application/grpc` over
/// HTTP/2.
#[derive(Clone)]
pub(crate) struct Guard {
    origins: Arc<Origins>,
    /// The node requires no credential, so only host names of this machine may lead here.
    for_this_machine: bool,
    /// The node requires a credential of all callers.
    requires_credential: bool,
    hosts: Arc<BrowserHosts>,
    metrics: Metrics,
}

impl Guard {
    pub(crate) fn new(options: &Options, metrics: Metrics) -> Self {
        Self {
            origins: Arc::new(options.cors_origins.clone()),
            for_this_machine: options.is_for_this_machine(),
            requires_credential: options.root_key_file.is_some(),
            hosts: Arc::new(BrowserHosts::of(options)),
            metrics,
        }
    }

    /// The rejection of a request, if it fails a check.
    fn refusal<R>(&self, request: &Request<R>) -> Option<Response<Body>> {
        let by_name = match (self.for_this_machine, self.requires_credential) {
            (true, _) => origins::by_a_name_of_this_machine(request),
            (false, true) => Ok(()),
            (false, false) if self.origins.admitted(request.headers()).is_some() => Ok(()),
            (false, false) => self.hosts.check(request),
        };
        let by_page = || match self.is_dashboard(request) {
            true => Ok(()),
            false => self.origins.check(request.headers()),
        };
        if let Err(refused) = by_name.and_then(|()| by_page()) {
            let mut response = self.refused(&refused, is_grpc(request.headers()));
            self.origins.tell(None, &mut response);
            return Some(response);
        }
        if !is_method(request.uri().path()) || web::is_call(request) {
            return None;
        }
        if !is_call(request.headers()) {
            let message = "a call of gRPC is sent with content-type: application/grpc, one of gRPC-Web with application/grpc-web; over plain HTTP the same is below /v1/";
            let refused = status(Code::InvalidArgument, Reason::MediaType, message).build();
            return Some(self.refused(&refused, false));
        }
        if request.version() < Version::HTTP_2 {
            let message =
                "a call of gRPC is sent over HTTP/2; over HTTP/1.1 gRPC-Web is understood, and the same is below /v1/";
            let status = StatusCode::HTTP_VERSION_NOT_SUPPORTED;
            return Some(Problem::new(status, "HTTP_VERSION", message).into_response());
        }
        None
    }

    /// Whether the dashboard of this node sent a request. A domain name may belong to another page whose name resolves
    /// to this node. Such a page has no credential, so it is refused only by nodes that require none.
    fn is_dashboard<R>(&self, request: &Request<R>) -> bool {
        let is_trusted = self.requires_credential || self.hosts.lead_here(request);
        dashboard::IS_SERVED && is_trusted && origins::is_of_the_same(request)
    }

    fn refused(&self, refused: &Status, as_grpc: bool) -> Response<Body> {
        if let Some(reason) = Reason::of(refused) {
            self.metrics.refused(reason);
        }
        match as_grpc {
            true => refused.clone().into_http(),
            false => Problem::of(refused).into_response(),
        }
    }
}

/// Whether these are the headers of a gRPC call, as opposed to gRPC-Web.
fn is_call(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let rest = kind.and_then(|kind| kind.strip_prefix(b"application/grpc"));
    rest.is_some_and(|rest| matches!(rest.first(), None | Some(b'+' | b';')))
}

/// Whether a path has the form of a method: a service name contains a package, so it has a dot, and not at its start.
fn is_method(path: &str) -> bool {
    let service = service_of(path);
    service.contains('.') && !service.starts_with('.')
}

/// The gRPC services, with plain HTTP, gRPC-Web and the dashboard beside them, all behind the guard.
#[derive(Clone)]
pub(crate) struct Surface<C, P> {
    pub guard: Guard,
    pub calls: C,
    pub pages: P,
}

/// The translators to gRPC: the API over plain HTTP, and gRPC-Web.
#[derive(Clone)]
pub(crate) struct Pages<T, W> {
    pub rest: T,
    pub web: W,
}

impl<T, W, B> Service<Request<Body>> for Pages<T, W>
where
    T: Service<Request<Body>, Response = Response<B>, Error = Infallible>,
    W: Service<Request<Body>, Response = Response<B>, Error = Infallible>,
{
    type Response = Response<B>;
    type Error = Infallible;
    type Future = future::Either<T::Future, W::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        if self.rest.poll_ready(context)?.is_pending() {
            return Poll::Pending;
        }
        self.web.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        match rest::is_page(request.uri().path()) {
            true => future::Either::Left(self.rest.call(request)),
            false => future::Either::Right(self.web.call(request)),
        }
    }
}

/// Whether a request must first be translated to a gRPC call.
fn is_for_pages<R>(request: &Request<R>) -> bool {
    let path = request.uri().path();
    rest::is_page(path) || is_method(path) && web::is_call(request)
}

/// A rejection by the guard, a file of the dashboard, or the response of a call or a translator.
type Answer<B, D> = Response<Either<Body, Either<B, D>>>;

type Joined<F, T, B, D> = MapOk<F, fn(Response<T>) -> Answer<B, D>>;

/// A response that needs no call.
type Immediate<B, D> = future::Ready<Result<Answer<B, D>, Infallible>>;

impl<C, P, R, B, D> Service<Request<R>> for Surface<C, P>
where
    C: Service<Request<R>, Response = Response<B>, Error = Infallible>,
    P: Service<Request<Body>, Response = Response<D>, Error = Infallible>,
    R: http_body::Body<Data = Bytes> + Send + 'static,
    R::Error: Into<BoxError>,
{
    type Response = Answer<B, D>;
    type Error = Infallible;
    type Future =
        future::Either<Immediate<B, D>, future::Either<Joined<C::Future, B, B, D>, Joined<P::Future, D, B, D>>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        if self.calls.poll_ready(context)?.is_pending() {
            return Poll::Pending;
        }
        self.pages.poll_ready(context)
    }

    fn call(&mut self, request: Request<R>) -> Self::Future {
        if let Some(refusal) = self.guard.refusal(&request) {
            return future::Either::Left(future::ready(Ok(refusal.map(Either::Left))));
        }
        if let Some(page) = dashboard::response(&request) {
            return future::Either::Left(future::ready(Ok(page.map(Either::Left))));
        }
        future::Either::Right(if is_for_pages(&request) {
            let page = self.pages.call(request.map(Body::new));
            future::Either::Right(page.map_ok(|response| response.map(|body| Either::Right(Either::Right(body)))))
        } else {
            let call = self.calls.call(request);
            future::Either::Left(call.map_ok(|response| response.map(|body| Either::Right(Either::Left(body)))))
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_service_is_the_first_of_two_parts_of_a_path() {
        assert_eq!(service_of(timer_service::CREATE_TIMER.path), timer_service::NAME);
        assert_eq!(service_of("/readyz"), "");
        assert_eq!(service_of("*"), "");
        assert_eq!(service_of("//x"), "");
        assert!(is_method(timer_service::CREATE_TIMER.path));
        assert!(!is_method("/.well-known/jwks.json") && !is_method("/openapi.json") && !is_method("/v1/timers"));
    }

    #[test]
    fn a_call_says_so_by_its_content_type_and_nothing_that_a_page_may_send_does() {
        let headers = |kind: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, kind.parse().unwrap());
            headers
        };
        for call in [
            "application/grpc",
            "application/grpc+proto",
            "application/grpc;charset=utf-8",
        ] {
            assert!(is_call(&headers(call)), "{call}");
        }
        for other in [
            "text/plain",
            "application/grpc-web",
            "application/grpc-web+proto",
            "application/json",
            "",
        ] {
            assert!(!is_call(&headers(other)), "{other}");
        }
        assert!(!is_call(&HeaderMap::new()));
    }
}
