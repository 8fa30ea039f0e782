//! Forwards requests to the leader: browsers and curl cannot follow a hint, and a client should need the address of one
//! node only.
//!
//! A request that only the leader can answer is forwarded unchanged over HTTP/2, including its body, and the response
//! returns the same way; streams stay streams. A request is forwarded once: a node that receives a forwarded request
//! and does not lead rejects it (`marks`). Responses carry the leader's address (`minoots-leader`), so that capable
//! clients can connect to it directly.

use crate::{
    access::Access, hand_over::MOVED_WITHIN, methods, node_headers::LEADER, part::Part, refusal, telemetry, tls::Reach,
};
use axum::body::Body;
use bytes::Bytes;
use futures::future::Either;
use http::{HeaderValue, Request, Response, Uri, uri};
use hyper_util::{
    client::legacy::{Client, ResponseFuture, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use minoots_tls::Connector;
use std::{
    convert::Infallible,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};
use tokio::sync::{oneshot, watch};
use tonic::Status;
use tower::{BoxError, Layer, Service};

use bodies::{Asked, Forwarded};
use marks::Stays;

mod bodies;
mod marks;
mod unreached;

pub use marks::client_address;
pub(crate) use marks::{Marks, PassedOn, source};

/// The time limit for connecting to the leader.
const CONNECT_WITHIN: Duration = Duration::from_millis(500);

/// The time for which a request waits for a leader.
const LEADER_WITHIN: Duration = Duration::from_millis(100);
/// The time within which a leader that handed over ends its forwarded requests itself, with a reason.
const PLANNED_END_WITHIN: Duration = MOVED_WITHIN.saturating_mul(2);

/// The destination of requests for the leader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Leader {
    /// This node.
    Here,
    /// Another node: its id, and its address as `host:port`.
    At(u64, String),
    /// No leader is known.
    Unknown,
}

/// Returns the current leader.
pub(crate) type WhoLeads = Arc<dyn Fn() -> Leader + Send + Sync>;

/// Returns whether a planned transfer moved the leadership just now.
pub(crate) type Planned = Arc<dyn Fn() -> bool + Send + Sync>;

/// Wraps the node's router in [`Forward`].
#[derive(Clone)]
pub(crate) struct ForwardLayer {
    way: Arc<Way>,
}

/// The means to find the leader and to send requests to it.
struct Way {
    leader: WhoLeads,
    part: watch::Receiver<Part>,
    planned: Planned,
    stopping: watch::Receiver<bool>,
    reach: Reach,
    client: Asker,
    access: Arc<Access>,
    marks: Marks,
}

/// An HTTP client for the leader; it uses TLS if nodes have certificates for clients.
#[derive(Clone)]
enum Asker {
    Plain(Client<HttpConnector, Body>),
    Secured(Client<Connector, Body>),
}

impl Asker {
    fn new(reach: &Reach) -> Asker {
        let mut builder = Client::builder(TokioExecutor::new());
        builder
            .http2_only(true)
            .timer(TokioTimer::new())
            .http2_keep_alive_interval(Duration::from_secs(1))
            .http2_keep_alive_timeout(Duration::from_secs(1));
        match reach.connector() {
            Some(connector) => Asker::Secured(builder.build(connector.clone().within(CONNECT_WITHIN))),
            None => {
                let mut connector = HttpConnector::new();
                connector.set_nodelay(true);
                connector.set_connect_timeout(Some(CONNECT_WITHIN));
                Asker::Plain(builder.build(connector))
            }
        }
    }

    fn request(&self, request: Request<Body>) -> ResponseFuture {
        match self {
            Asker::Plain(client) => client.request(request),
            Asker::Secured(client) => client.request(request),
        }
    }
}

impl ForwardLayer {
    pub fn new(
        leader: WhoLeads,
        part: watch::Receiver<Part>,
        planned: Planned,
        stopping: watch::Receiver<bool>,
        reach: Reach,
        access: Arc<Access>,
        marks: Marks,
    ) -> ForwardLayer {
        let client = Asker::new(&reach);
        let way = Way {
            leader,
            part,
            planned,
            stopping,
            reach,
            client,
            access,
            marks,
        };
        ForwardLayer { way: Arc::new(way) }
    }
}

impl Way {
    /// Whether a request goes to the leader. That is a request that only the leader can answer, and one that access
    /// control would reject here: only the leader can record the denial, and its tables may be newer. A request that
    /// was forwarded already is rejected here.
    fn takes<R>(&self, request: &Request<R>) -> bool {
        let path = request.uri().path();
        let is_known = || matches!((self.leader)(), Leader::At(..));
        let is_first = || !is_passed_on(request);
        methods::of(path).is_some_and(|method| method.leader)
            || (is_first() && is_known() && self.access.refuses(path, request.headers()))
    }

    /// Whether this node may forward the request: once, and not if the client asked for the leader's address instead. A
    /// request that access control rejects is forwarded in any case, so that the leader records it.
    fn goes_on<R>(&self, request: &Request<R>) -> bool {
        let stays = request.extensions().get::<Stays>().is_some();
        !is_passed_on(request) && (!stays || self.access.refuses(request.uri().path(), request.headers()))
    }

    /// Returns the leader. While leadership moves there is none for a moment; the request then waits instead of being
    /// rejected.
    async fn leader(&self) -> Leader {
        let mut part = self.part.clone();
        // After the time limit or a dropped sender, the caller learns that no leader is known.
        let _ = tokio::time::timeout(LEADER_WITHIN, part.wait_for(|part| *part != Part::None)).await;
        (self.leader)()
    }
}

impl<S> Layer<S> for ForwardLayer {
    type Service = Forward<S>;

    fn layer(&self, inner: S) -> Forward<S> {
        Forward {
            inner,
            way: self.way.clone(),
        }
    }
}

/// Answers locally if this node can, and forwards other requests to the leader.
#[derive(Clone)]
pub(crate) struct Forward<S> {
    inner: S,
    way: Arc<Way>,
}

type Answered = Result<Response<tonic::body::Body>, Infallible>;
type Answer = Pin<Box<dyn Future<Output = Answered> + Send>>;

impl<S, R> Service<Request<R>> for Forward<S>
where
    S: Service<Request<R>, Response = Response<tonic::body::Body>, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send + 'static,
    R: http_body::Body<Data = Bytes> + Send + 'static,
    R::Error: Into<BoxError>,
{
    type Response = Response<tonic::body::Body>;
    type Error = Infallible;
    type Future = Either<S::Future, Answer>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<R>) -> Self::Future {
        self.way.marks.read(&mut request);
        if (self.way.leader)() == Leader::Here || !self.way.takes(&request) {
            return Either::Left(self.inner.call(request));
        }
        let way = self.way.clone();
        // The future takes the service that was polled ready, and leaves the clone.
        let next = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, next);
        Either::Right(Box::pin(async move {
            match way.leader().await {
                Leader::Here => inner.call(request).await,
                Leader::At(node, address) if way.goes_on(&request) => {
                    let gone = deposed(way.part.clone(), node, way.planned.clone());
                    let source = source(&request);
                    let mut request = request.map(Body::new);
                    way.marks.put(request.headers_mut(), node, source);
                    forward(&way, request, &address, gone).await
                }
                Leader::At(node, address) => {
                    let leader = way.reach.url(&address);
                    refuse(refusal::not_leader(Some(node)), Some(&leader)).await
                }
                Leader::Unknown => refuse(refusal::no_leader(), None).await,
            }
        }))
    }
}

/// Whether another node forwarded the request. This node must not forward it again.
fn is_passed_on<R>(request: &Request<R>) -> bool {
    request.extensions().get::<PassedOn>().is_some()
}

async fn refuse(status: Status, leader: Option<&str>) -> Answered {
    let mut response = status.into_http();
    hint(&mut response, leader);
    Ok(response)
}

/// Adds the leader's URL to a rejection.
pub(crate) fn directed(mut status: Status, leader: &str) -> Status {
    if let Ok(value) = leader.parse() {
        status.metadata_mut().insert(LEADER, value);
    }
    status
}

/// Adds the leader's URL to a response, unless the responder has set it.
fn hint<B>(response: &mut Response<B>, leader: Option<&str>) {
    if response.headers().contains_key(LEADER) {
        return;
    }
    if let Some(value) = leader.and_then(|leader| HeaderValue::from_str(leader).ok()) {
        response.headers_mut().insert(LEADER, value);
    }
}

/// Resolves when this node learns of a leader other than `node`. A hung leader neither answers nor closes connections,
/// so its pending calls must end here. A leader that handed over as planned ends its calls itself, within
/// [`PLANNED_END_WITHIN`].
fn deposed(mut part: watch::Receiver<Part>, node: u64, planned: Planned) -> Gone {
    Box::pin(async move {
        // A dropped sender means that the node stops.
        let _ = part
            .wait_for(|part| *part != Part::None && *part != Part::Follows(node))
            .await;
        if planned() {
            tokio::time::sleep(PLANNED_END_WITHIN).await;
        }
    })
}

type Gone = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The rejection of a call whose response the leader did not complete.
fn unanswered(is_read: bool) -> Status {
    match is_read {
        true => refusal::unanswered_read(),
        false => refusal::outcome_unknown(),
    }
}

async fn forward(way: &Way, mut request: Request<Body>, leader: &str, mut gone: Gone) -> Answered {
    let is_read = methods::of(request.uri().path()).is_some_and(|method| method.reads);
    let mut parts = uri::Parts::default();
    parts.scheme = way.reach.scheme().parse().ok();
    parts.authority = leader.parse().ok();
    parts.path_and_query = request.uri().path_and_query().cloned();
    let Ok(target) = Uri::from_parts(parts) else {
        return refuse(refusal::no_leader(), None).await;
    };
    *request.uri_mut() = target;
    *request.version_mut() = http::Version::HTTP_2;
    request.headers_mut().remove(http::header::HOST);
    telemetry::continue_trace(request.headers_mut());
    let (answered, until_answered) = oneshot::channel();
    let request = request.map(|inner| {
        Body::new(Asked {
            inner: Some(inner),
            until_answered,
        })
    });
    let answer = tokio::select! {
        answer = way.client.request(request) => answer,
        () = &mut gone => return refuse(unanswered(is_read), None).await,
    };
    match answer {
        Ok(response) if unreached::wants_tls(&response) => {
            refuse(unreached::without_tls(&way.reach.url(leader)), None).await
        }
        Ok(response) if unreached::has_too_large_headers(&response) => {
            refuse(unreached::with_too_large_headers(), Some(&way.reach.url(leader))).await
        }
        Ok(response) => {
            let mut response = response.map(|inner| {
                tonic::body::Body::new(Forwarded {
                    inner: Some(Body::new(inner)),
                    gone: gone_or_stopping(gone, way.stopping.clone()),
                    is_read,
                    _answered: answered,
                })
            });
            hint(&mut response, Some(&way.reach.url(leader)));
            Ok(response)
        }
        // The connection failed, so nothing was sent, or the leader processed nothing.
        Err(error) if error.is_connect() || unreached::is_unprocessed(&error) => {
            refuse(unreached::by(&way.reach.url(leader), &error), None).await
        }
        Err(error) => {
            tracing::debug!(?error, "a request that was passed on had no answer");
            refuse(unanswered(is_read), None).await
        }
    }
}

/// Resolves when the leader is deposed or this node stops: a response that has begun can end in no other way.
fn gone_or_stopping(gone: Gone, mut stopping: watch::Receiver<bool>) -> Gone {
    Box::pin(async move {
        tokio::select! {
            () = gone => {}
            // A dropped sender means that the node stops.
            _ = stopping.wait_for(|stopping| *stopping) => {}
        }
    })
}
