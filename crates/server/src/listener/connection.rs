//! One connection, from its first byte to its end.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures::future::{Either, ready};
use futures::{FutureExt as _, TryFutureExt as _};
use http::{Request, Response, Version};
use http_body_util::Either as Shown;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use minoots_tls::ServerTls;
use minoots_wire::gather::Calls;
use minoots_wire::method::Method;
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::{Sleep, sleep, timeout};
use tower::{BoxError, Service};

use super::IN_FLIGHT_MAX;
use super::counters::ListenerCounters;
use super::fault::Fault;
use super::gather::gathered;
use super::heard::Heard;
use super::lane;
use super::options::ListenerOptions;
use super::paced::Paced;
use super::secure;
use super::serving::Serving;
use super::taken::{Place, Tasks, Watched, arrived};
use super::transfers::{Arrival, Transfers};
use crate::methods;
use crate::node_headers::FORWARDED;
use crate::overload::{Door, Entry};

/// The flow-control window of a connection, in bytes. The protocol counts a small frame as 256 bytes, and treats frames
/// that fill more than half of the window as a flood. This size allows as many small messages on one stream
/// ([`IN_FLIGHT_MAX`]).
const CONNECTION_WINDOW_BYTES: u32 = 2 * 256 * IN_FLIGHT_MAX as u32;

/// A service for the requests of a connection. It is cloned for each connection, and always ready.
pub(crate) trait Serve: Clone + Send + Sync + 'static {
    /// The body of a response.
    type Body: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static;

    /// Answers a request.
    fn answer(
        &mut self,
        request: Request<Paced>,
    ) -> impl Future<Output = Result<Response<Self::Body>, Infallible>> + Send + 'static + use<Self>;
}

impl<S, B> Serve for S
where
    S: Service<Request<Paced>, Response = Response<B>, Error = Infallible, Future: Send + 'static>,
    S: Clone + Send + Sync + 'static,
    B: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Send + 'static,
{
    type Body = B;

    fn answer(
        &mut self,
        request: Request<Paced>,
    ) -> impl Future<Output = Result<Response<B>, Infallible>> + Send + 'static + use<S, B> {
        self.call(request)
    }
}

/// The state that all connections of a listener share.
pub(super) struct Shared<S> {
    pub(super) options: ListenerOptions,
    pub(super) counters: Arc<ListenerCounters>,
    pub(super) protocol: auto::Builder<Tasks>,
    pub(super) surface: S,
    pub(super) door: Option<Door>,
    pub(super) tls: Option<ServerTls>,
}

/// The transport of a connection.
#[derive(Debug)]
pub(super) enum Stream {
    Socket(TcpStream),
    /// An in-process connection.
    Inside(DuplexStream),
}

/// One accepted connection.
#[derive(Debug)]
pub(super) struct Connection {
    pub(super) stream: Stream,
    pub(super) peer: SocketAddr,
    pub(super) age_max: Duration,
    /// Set once the connection has a consumer.
    pub(super) has_consumer: Arc<AtomicBool>,
}

/// The properties of a connection beside its bytes.
pub(super) struct About {
    peer: SocketAddr,
    age_max: Duration,
    has_consumer: Arc<AtomicBool>,
    /// Ends at the deadline of the first request.
    pub(super) first_request: Sleep,
}

/// The protocol settings for these options.
pub(super) fn protocol(
    options: &ListenerOptions,
    counters: &Arc<ListenerCounters>,
    lane: &Handle,
) -> auto::Builder<Tasks> {
    let tasks = Tasks {
        deadline: options.answer_deadline,
        counters: Arc::clone(counters),
        lane: lane.clone(),
        elsewhere: Handle::current(),
    };
    let mut builder = auto::Builder::new(tasks);
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(options.header_read_timeout)
        .max_buf_size(usize::try_from(options.header_list_bytes_max).unwrap_or(usize::MAX));
    builder
        .http2()
        .timer(TokioTimer::new())
        .initial_connection_window_size(CONNECTION_WINDOW_BYTES)
        .max_header_list_size(options.header_list_bytes_max)
        .max_concurrent_streams(options.streams_per_connection_max)
        .max_pending_accept_reset_streams(options.accept_resets_pending_max)
        .max_local_error_reset_streams(options.local_error_resets_max)
        .keep_alive_interval(options.keepalive_interval)
        .keep_alive_timeout(options.keepalive_timeout);
    builder
}

impl Connection {
    /// Serves requests; on a TLS port, after the handshake.
    pub(super) async fn serve<S: Serve>(self, shared: Arc<Shared<S>>, stop: watch::Receiver<bool>) {
        let Self {
            stream,
            peer,
            age_max,
            has_consumer,
        } = self;
        let about = About {
            peer,
            age_max,
            has_consumer,
            first_request: sleep(shared.options.first_request_deadline),
        };
        match (stream, shared.tls.clone()) {
            (Stream::Socket(stream), None) => about.serve(stream.into_split(), shared, stop).await,
            // Boxed, so that connections without TLS do not reserve room for it.
            (Stream::Socket(stream), Some(tls)) => Box::pin(secure::serve(tls, stream, about, shared, stop)).await,
            (Stream::Inside(stream), _) => Box::pin(about.serve(tokio::io::split(stream), shared, stop)).await,
        }
    }
}

impl About {
    /// Serves requests until the peer leaves, a limit is passed, the connection exceeds its age or the listener stops.
    /// The age limit waits for [`Transfers`]. A connection error needs no further handling, since peers vanish all the
    /// time.
    pub(super) async fn serve<S: Serve, R, W>(
        self,
        halves: (R, W),
        shared: Arc<Shared<S>>,
        mut stop: watch::Receiver<bool>,
    ) where
        R: AsyncRead + Send + Unpin + 'static,
        W: AsyncWrite + Send + Unpin + 'static,
    {
        let request_seen = Arc::new(AtomicBool::new(false));
        let transfers = Transfers::default();
        let arrival = Arrival {
            peer: self.peer,
            transfers: transfers.clone(),
            heard: Heard::default(),
        };
        let under_way = Calls::default();
        // The lock is never contended, because requests of a connection begin one after another. A clone of the layers
        // for each request would cost more than the lock.
        let surface = Mutex::new(shared.surface.clone());
        let service = service_fn(|mut request: Request<Incoming>| {
            request_seen.store(true, Ordering::Relaxed);
            let method = methods::of(request.uri().path());
            let is_watched = !method.is_some_and(|method| method.streams_answers);
            arrived(place_of(method, &request, &self.has_consumer));
            let entry = shared
                .door
                .as_ref()
                .map_or(Entry::Free, |door| door.enter(&mut request));
            let call = under_way.begin();
            let answer = match entry {
                Entry::Refused(answer) => Either::Left(ready(Ok(answer.map(Shown::Left)))),
                entry => {
                    request.extensions_mut().insert(arrival.clone());
                    let request = Paced::of(request, shared.options.message_deadline, &shared.counters);
                    let answer = surface.lock().unwrap_or_else(PoisonError::into_inner).answer(request);
                    let answer = answer.map_ok(|answer| answer.map(Shown::Right));
                    Either::Right(match entry {
                        Entry::Placed(ticket) => Either::Left(ticket.until_answered(answer)),
                        _ => Either::Right(answer),
                    })
                }
            };
            answer
                .map_ok(move |answer| answer.map(|body| Watched::new(body, is_watched)))
                .inspect(move |_| drop(call))
        });
        let (io, outgoing) = gathered(halves, arrival.heard.clone());
        let connection = shared.protocol.serve_connection(TokioIo::new(io), service);
        let stalled = outgoing.stalled(shared.options.answer_deadline);
        let mut serving = Serving::new(connection, outgoing, under_way.clone());
        let is_old = tokio::select! {
            ended = &mut serving => {
                if let Some(Err(error)) = ended
                    && let Some(fault) = Fault::of(&*error)
                {
                    shared.counters.ended_for(fault);
                }
                return;
            }
            () = stalled => {
                shared.counters.slow_reader();
                return;
            }
            () = missed(self.first_request, &request_seen) => {
                shared.counters.first_request_missed();
                return;
            }
            () = sleep(self.age_max) => {
                shared.counters.aged_out();
                true
            }
            () = stopped(&mut stop) => false,
        };
        serving.connection().graceful_shutdown();
        let mut grace = shared.options.drain_time_max;
        if is_old {
            tokio::select! {
                _ = &mut serving => return,
                () = transfers.ended() => grace = shared.options.connection_age_grace,
                () = stopped(&mut stop) => {}
            }
        }
        if timeout(grace, serving).await.is_err() {
            shared.counters.cut(1);
        }
    }
}

/// Returns where a call runs. Notes a connection with a consumer.
fn place_of<B>(method: Option<&'static Method>, request: &Request<B>, has_consumer: &AtomicBool) -> Place {
    match method {
        Some(method) if lane::takes(method) => {
            has_consumer.store(true, Ordering::Relaxed);
            Place::Lane
        }
        Some(method) if method.short && runs(request, has_consumer) => Place::Connection,
        _ => Place::Elsewhere,
    }
}

/// Whether short calls like this one run in their connection's task. Excluded are connections with a consumer, whose
/// deliveries have priority over other calls; connections of forwarding nodes, which serve many callers; and HTTP/1,
/// where the connection takes no calls.
fn runs<B>(request: &Request<B>, has_consumer: &AtomicBool) -> bool {
    request.version() == Version::HTTP_2
        && !has_consumer.load(Ordering::Relaxed)
        && !request.headers().contains_key(FORWARDED)
}

/// Returns when the listener must stop, by the signal or a dropped sender.
pub(super) async fn stopped(stop: &mut watch::Receiver<bool>) {
    // An error means that the sender was dropped.
    let _ = stop.wait_for(|stop| *stop).await;
}

/// Returns at the deadline if no request was seen by then, else never.
async fn missed(deadline: Sleep, request_seen: &AtomicBool) {
    deadline.await;
    if request_seen.load(Ordering::Relaxed) {
        std::future::pending::<()>().await;
    }
}
