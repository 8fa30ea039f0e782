//! One HTTP request and response on an established connection.

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::header::{HOST, LOCATION, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, Uri, Version};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::client::conn::{http1, http2};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::task::JoinSet;

use super::{Failure, Limits, Phase, Post, Seen};
use crate::connector::{Connection, Stream, Wire};
use crate::shown;
use crate::url::EndpointUrl;

/// Maximum number of response headers over HTTP/1.
const HEADERS_MAX: usize = 100;
/// The smallest buffer with which hyper reads HTTP/1.
const HTTP_1_BUFFER_BYTES_MIN: usize = 8 << 10;
/// Maximum stored length of `location`, in bytes.
const LOCATION_BYTES_MAX: usize = 512;
/// Maximum stored length of `retry-after`, in bytes.
const RETRY_AFTER_BYTES_MAX: usize = 64;

/// A request, independent of the protocol version.
pub(super) struct Outgoing<'a> {
    pub(super) method: Method,
    pub(super) url: &'a EndpointUrl,
    pub(super) headers: &'a HeaderMap,
    pub(super) body: Bytes,
}

impl<'a> From<&'a Post> for Outgoing<'a> {
    fn from(post: &'a Post) -> Self {
        Self {
            method: Method::POST,
            url: post.url(),
            headers: post.headers(),
            body: post.body().clone(),
        }
    }
}

/// Sends the request by the protocol that the connection negotiated.
pub(super) async fn over(
    connection: Connection,
    outgoing: &Outgoing<'_>,
    limits: &Limits,
    seen: &mut Seen,
) -> Result<(), Failure> {
    match connection.stream {
        Stream::Plain(stream) => http_1(stream, outgoing, limits, seen).await,
        Stream::Tls(stream) if connection.is_http2 => http_2(*stream, outgoing, limits, seen).await,
        Stream::Tls(stream) => http_1(*stream, outgoing, limits, seen).await,
    }
}

async fn http_1(stream: impl Wire, outgoing: &Outgoing<'_>, limits: &Limits, seen: &mut Seen) -> Result<(), Failure> {
    let mut builder = http1::Builder::new();
    builder
        .max_buf_size(limits.head_bytes.max(HTTP_1_BUFFER_BYTES_MIN))
        .max_headers(HEADERS_MAX);
    let handshake = builder.handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(|error| Failure::http(&error, Phase::Answer))?;
    let request = request(outgoing, outgoing.url.path_and_query(), true)?;
    let exchange = async { finish(sender.send_request(request).await, limits, seen).await };
    alongside(connection, exchange).await
}

async fn http_2(stream: impl Wire, outgoing: &Outgoing<'_>, limits: &Limits, seen: &mut Seen) -> Result<(), Failure> {
    let stop = Stop(Tasks::default());
    let bytes = |size: usize| u32::try_from(size).unwrap_or(u32::MAX);
    let mut builder = http2::Builder::new(stop.0.clone());
    builder
        .timer(TokioTimer::new())
        .max_header_list_size(bytes(limits.head_bytes))
        .initial_stream_window_size(bytes(limits.body_bytes))
        .initial_connection_window_size(bytes(limits.body_bytes));
    let handshake = builder.handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(|error| Failure::http(&error, Phase::Answer))?;
    let request = request(outgoing, outgoing.url.as_str(), false)?;
    let exchange = async { finish(sender.send_request(request).await, limits, seen).await };
    alongside(connection, exchange).await
}

fn request(outgoing: &Outgoing<'_>, target: &str, with_host: bool) -> Result<Request<Full<Bytes>>, Failure> {
    let unusable = |_| Failure::Protocol("the URL is no target of a request".to_owned());
    let mut request = Request::new(Full::new(outgoing.body.clone()));
    *request.method_mut() = outgoing.method.clone();
    *request.uri_mut() = target.parse::<Uri>().map_err(unusable)?;
    *request.headers_mut() = outgoing.headers.clone();
    if with_host {
        let host = HeaderValue::from_str(outgoing.url.authority());
        let host = host.map_err(|_| Failure::Protocol("the URL's host is no header".to_owned()))?;
        request.headers_mut().insert(HOST, host);
    } else {
        *request.version_mut() = Version::HTTP_2;
    }
    Ok(request)
}

/// Drives the connection while the exchange waits, and drops both together. A connection that has ended may have
/// delivered a response.
async fn alongside(
    connection: impl Future<Output = hyper::Result<()>>,
    exchange: impl Future<Output = Result<(), Failure>>,
) -> Result<(), Failure> {
    let mut exchange = pin!(exchange);
    tokio::select! {
        biased;
        result = &mut exchange => return result,
        _ = connection => {}
    }
    exchange.await
}

async fn finish(response: hyper::Result<Response<Incoming>>, limits: &Limits, seen: &mut Seen) -> Result<(), Failure> {
    let response = response.map_err(|error| Failure::http(&error, Phase::Answer))?;
    let header = |headers: &HeaderMap, name: &HeaderName, bytes_max| {
        headers.get(name).map(|value| shown::text(value.as_bytes(), bytes_max))
    };
    seen.status = Some(response.status().as_u16());
    seen.location = header(response.headers(), &LOCATION, LOCATION_BYTES_MAX);
    seen.retry_after = header(response.headers(), &RETRY_AFTER, RETRY_AFTER_BYTES_MAX);
    let mut body = response.into_body();
    let mut read = 0_usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| Failure::http(&error, Phase::Body))?;
        let Some(data) = frame.data_ref() else { continue };
        let wanted = limits.answer_bytes.saturating_sub(seen.body.len()).min(data.len());
        seen.body.extend_from_slice(&data[..wanted]);
        read = read.saturating_add(data.len());
        if read >= limits.body_bytes {
            break;
        }
    }
    Ok(())
}

/// Runs the background tasks of HTTP/2 for as long as the attempt lasts.
#[derive(Clone, Default)]
struct Tasks(Arc<Mutex<JoinSet<()>>>);

impl<F> hyper::rt::Executor<F> for Tasks
where
    F: Future<Output: Send> + Send + 'static,
{
    fn execute(&self, future: F) {
        let mut tasks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.spawn(async {
            future.await;
        });
    }
}

/// Aborts the tasks when dropped. The tasks hold their own set, so dropping the last outside handle would not stop
/// them.
struct Stop(Tasks);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner).abort_all();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use hyper::rt::Executor as _;

    use super::{Stop, Tasks};

    #[tokio::test]
    async fn spawned_tasks_end_with_the_attempt() {
        let (alive, mut ended) = tokio::sync::mpsc::channel::<()>(1);
        let stop = Stop(Tasks::default());
        stop.0.execute(async move {
            std::future::pending::<()>().await;
            drop(alive);
        });
        drop(stop);
        let ended = tokio::time::timeout(Duration::from_secs(5), ended.recv()).await;
        assert_eq!(ended, Ok(None));
    }
}
