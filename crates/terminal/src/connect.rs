//! Connections to a server, and calls with retries.

use std::error::Error;
use std::future::Future;
use std::path::PathBuf;
use std::time::Duration;

use hyper_util::client::legacy::connect::HttpConnector;
use minoots_tls::{ConnectError, Connector, Trust};
use minoots_wire::call::{self, ANSWER_BYTES_MAX, Paged, Unary};
use minoots_wire::credential::{Credential, Showing};
use minoots_wire::error::{Details, Reason};
use minoots_wire::event::v1::event_service_client::EventServiceClient;
use minoots_wire::gather::{Calls, Counted, Gathering};
use minoots_wire::shown_url::shown_url;
use minoots_wire::timer::v1::timer_service_client::TimerServiceClient;
use tonic::transport::{self, Endpoint};
use tonic::{Code, Request, Response, Status};

use crate::errors::{Exit, Failure, START_HINT, is_connection_refused};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Timeout of one unary call.
const CALL_TIMEOUT: Duration = Duration::from_secs(30);
/// Maximum number of attempts of a call, including the first.
const ATTEMPTS_MAX: u32 = 5;
/// Maximum retry delay. If a server asks for a longer one, the call fails.
const RETRY_DELAY_MAX: Duration = Duration::from_secs(5);

/// The interval of pings, and the time for a response to one. A stream at a hung server thus ends within 20 s.
const KEEP_ALIVE: Duration = Duration::from_secs(10);

/// A connection that sends the caller's credential, if there is one.
pub type Channel = Showing<Counted<transport::Channel>>;

/// A client of the timer service over `channel`.
pub fn timers(channel: Channel) -> TimerServiceClient<Channel> {
    TimerServiceClient::new(channel).max_decoding_message_size(ANSWER_BYTES_MAX)
}

/// A client of the event service over `channel`.
pub fn events(channel: Channel) -> EventServiceClient<Channel> {
    EventServiceClient::new(channel).max_decoding_message_size(ANSWER_BYTES_MAX)
}

/// Connects at once, so that an unreachable server differs from a rejected request.
pub async fn connect(url: &str) -> Result<Channel, Failure> {
    Shown::default().connect(url).await
}

/// The credential of a connection, and the authorities that it trusts.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// The API key, if there is one.
    pub credential: Option<Credential>,
    /// The authorities of https:// servers; the system's if `None`.
    pub ca_file: Option<PathBuf>,
}

impl Shown {
    /// Connects to the first reachable server. An invalid URL fails at once.
    ///
    /// # Errors
    /// No server is reachable, or a URL is invalid.
    pub async fn connect_to_first(&self, urls: &[String]) -> Result<Channel, Failure> {
        let mut unreachable = Vec::new();
        for url in urls {
            match self.connect(url).await {
                Err(failure) if failure.exit == Exit::Unavailable => unreachable.push(failure),
                connected => return connected,
            }
        }
        let messages: Vec<&str> = unreachable.iter().map(|failure| failure.message.as_str()).collect();
        let hint = unreachable.iter().find_map(|failure| failure.hint.clone());
        Err(Failure::new(Exit::Unavailable, messages.join("; ")).hint(hint.unwrap_or_else(|| START_HINT.to_owned())))
    }

    /// Connects at once, so that an unreachable server differs from a rejected request.
    pub async fn connect(&self, url: &str) -> Result<Channel, Failure> {
        let endpoint = transport(url)?;
        let calls = Calls::default();
        let connected = match endpoint.uri().scheme_str() {
            Some("https") => {
                let trust = self.ca_file.as_deref().map_or_else(Trust::system, Trust::file);
                let trust = trust.map_err(|error| Failure::usage(format!("ca-file: {error}")).hint(CA_HINT))?;
                let connector = Gathering::new(Connector::new(trust).within(CONNECT_TIMEOUT), calls.clone());
                endpoint.connect_with_connector(connector).await
            }
            _ => endpoint.connect_with_connector(plain(calls.clone())).await,
        };
        let channel = connected.map_err(|error| unreachable(url, &error))?;
        Ok(Showing::new(Counted::new(channel, calls), self.credential.clone()))
    }
}

/// A connection without TLS that opens on first use, and reopens after it was lost.
pub fn lazy(url: &str) -> Result<Channel, Failure> {
    let calls = Calls::default();
    let channel = transport(url)?.connect_with_connector_lazy(plain(calls.clone()));
    Ok(Showing::new(Counted::new(channel, calls), None))
}

/// Creates a connector without TLS that batches the writes of these calls.
fn plain(calls: Calls) -> Gathering<HttpConnector> {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    // All addresses of a name share this timeout.
    connector.set_connect_timeout(Some(CONNECT_TIMEOUT));
    Gathering::new(connector, calls)
}

fn transport(url: &str) -> Result<Endpoint, Failure> {
    let endpoint = Endpoint::from_shared(url.to_owned())
        .map_err(|error| Failure::usage(format!("endpoint {}: {error}", shown_url(url))).hint(URL_HINT))?
        .http2_keep_alive_interval(KEEP_ALIVE)
        .keep_alive_timeout(KEEP_ALIVE)
        .tcp_nodelay(true);
    if !matches!(endpoint.uri().scheme_str(), Some("http" | "https")) || endpoint.uri().host().is_none() {
        return Err(
            Failure::usage(format!("endpoint {}: not an http:// or https:// URL", shown_url(url))).hint(URL_HINT),
        );
    }
    Ok(endpoint)
}

const URL_HINT: &str = "an endpoint looks like http://127.0.0.1:7411 or https://timers.example.com:7411";
const CA_HINT: &str = "name the certificate of the server's authority with --ca-file or MINOOTS_CA_FILE";

fn unreachable(url: &str, error: &tonic::transport::Error) -> Failure {
    let url = shown_url(url);
    if is_connection_refused(error) {
        return Failure::new(
            Exit::Unavailable,
            format!("nothing listens at {url}: connection refused"),
        )
        .hint(START_HINT);
    }
    if let Some(secure) = cause_of::<ConnectError>(error) {
        if secure.is_refused() {
            return Failure::new(
                Exit::Unavailable,
                format!("nothing listens at {url}: connection refused"),
            )
            .hint(START_HINT);
        }
        let failure = Failure::new(Exit::Unavailable, secure.to_string());
        return match secure.is_untrusted() {
            true => failure.hint(CA_HINT),
            false => failure,
        };
    }
    let mut message = format!("cannot connect to {url}: {error}");
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        message = format!("{message}: {error}");
        cause = error.source();
    }
    Failure::new(Exit::Unavailable, message).hint(START_HINT)
}

/// The first error of this type in the chain of causes.
fn cause_of<'a, E: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a E> {
    std::iter::successors(Some(error), |error| (*error).source()).find_map(|error| error.downcast_ref())
}

/// Makes a unary call, with retries if the server says that a retry can help.
///
/// `call` must be safe to repeat: a read, or a write with an id or a request id.
async fn unary<T, F>(mut call: impl FnMut() -> F) -> Result<T, Failure>
where
    F: Future<Output = Result<Response<T>, Status>>,
{
    Ok(retried(&mut call, CALL_TIMEOUT).await?.into_inner())
}

/// Makes a unary call, with retries if the server says that a retry can help. The call must be safe to repeat: a read,
/// or a write with an id or a request id.
pub async fn call<R: Unary>(channel: &Channel, request: &R) -> Result<R::Answer, Failure> {
    unary(|| attempt(channel, request)).await
}

/// Makes a unary call that must not be done twice. It retries only if the server says that the call had no effect.
pub async fn call_once<R: Unary>(channel: &Channel, request: &R) -> Result<R::Answer, Failure> {
    let mut call = || attempt(channel, request);
    let answer = repeated(&mut call, CALL_TIMEOUT, wait_before_retry_of_undone).await?;
    Ok(answer.into_inner())
}

fn attempt<R: Unary>(
    channel: &Channel,
    request: &R,
) -> impl Future<Output = Result<Response<R::Answer>, Status>> + use<R> {
    call::unary(channel.clone(), Request::new(request.clone()))
}

/// Reads the rows of a list, starting at the page with token `first`, up to the end or only that page. Also returns the
/// token of the next page, empty after the last.
pub async fn pages<R: Paged>(
    channel: &Channel,
    request: &R,
    first: Option<String>,
    to_the_end: bool,
) -> Result<(Vec<R::Row>, String), Failure> {
    let (mut rows, mut token) = (Vec::new(), first.unwrap_or_default());
    loop {
        let answer = call(channel, &request.clone().at(token)).await?;
        let (page, next) = R::page(answer);
        rows.extend(page);
        if !to_the_end || next.is_empty() {
            return Ok((rows, next));
        }
        token = next;
    }
}

/// Works like `call`, but returns the server's status for callers that inspect it.
pub async fn retried<T, F>(call: &mut impl FnMut() -> F, timeout: Duration) -> Result<Response<T>, Status>
where
    F: Future<Output = Result<Response<T>, Status>>,
{
    repeated(call, timeout, wait_before_retry).await
}

async fn repeated<T, F>(
    call: &mut impl FnMut() -> F,
    timeout: Duration,
    wait: impl Fn(&Status) -> Option<Duration>,
) -> Result<Response<T>, Status>
where
    F: Future<Output = Result<Response<T>, Status>>,
{
    let mut attempt = 1;
    loop {
        let answer = tokio::time::timeout(timeout, call()).await;
        let status = match answer {
            Ok(Ok(response)) => return Ok(response),
            Ok(Err(status)) => status,
            Err(_) => return Err(Status::deadline_exceeded(format!("no answer within {timeout:?}"))),
        };
        match wait(&status) {
            Some(delay) if attempt < ATTEMPTS_MAX => tokio::time::sleep(delay).await,
            _ => return Err(status),
        }
        attempt += 1;
    }
}

/// The delay before a retry. `None` unless the server says that the call had no effect or may be repeated, and the
/// delay is short.
fn wait_before_retry(status: &Status) -> Option<Duration> {
    let transient = matches!(status.code(), Code::Unavailable | Code::ResourceExhausted);
    let details = Details::of(status);
    // A spent budget is an answer. The caller decides whether to wait.
    let spent = details.reason() == Some(Reason::BudgetSpent);
    details
        .retry_delay
        .filter(|delay| transient && !spent && *delay <= RETRY_DELAY_MAX)
}

/// The delay before a retry of a call that had no effect. `None` if the outcome is unknown, or if some nodes may have
/// received the call.
fn wait_before_retry_of_undone(status: &Status) -> Option<Duration> {
    match Details::of(status).reason() {
        Some(Reason::OutcomeUnknown | Reason::NodeUnreachable) => None,
        _ => wait_before_retry(status),
    }
}

#[cfg(test)]
mod tests;
