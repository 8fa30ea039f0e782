//! Connections to a server, and calls on them.

use std::future::Future;
use std::time::Duration;

use clap::Args;
use minoots_wire::admin::v1::cluster_service_client::ClusterServiceClient;
use minoots_wire::error::Details;
use minoots_wire::event::v1::event_service_client::EventServiceClient;
use minoots_wire::timer::v1::timer_service_client::TimerServiceClient;
use minoots_wire::webhook::v1::webhook_service_client::WebhookServiceClient;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Response, Status};

use crate::errors::{Exit, Failure, START_HINT, is_connection_refused};
use crate::output::COMMON_OPTIONS;
use crate::settings::{Endpoints, FileArguments, Sources, endpoints};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long one unary call may take before it is given up.
const CALL_TIMEOUT: Duration = Duration::from_secs(30);
/// How often a call is made, the first included.
const ATTEMPTS_MAX: u32 = 5;
/// A server that asks for more patience than this is not waited for.
const RETRY_DELAY_MAX: Duration = Duration::from_secs(5);
/// A page of timers with large payloads is larger than the transport's default of 4 MiB.
const ANSWER_BYTES_MAX: usize = 512 << 20;

/// What every command that calls a server takes.
#[derive(Args, Clone, Debug)]
pub struct ClientArguments {
    /// The server; of several, repeated or between commas, the first that answers [env: MINOOTS_ENDPOINT] [default: http://127.0.0.1:7411]
    #[arg(long, global = true, value_name = "URL", help_heading = COMMON_OPTIONS)]
    pub endpoint: Vec<String>,
    #[command(flatten)]
    pub file: FileArguments,
}

impl ClientArguments {
    /// Connects to the first reachable server of those that these arguments, the environment or the settings file name.
    pub async fn connect(&self) -> Result<Channel, Failure> {
        let sources = Sources::load(&self.file)?;
        connect_to_first(&endpoints(&sources, self.endpoint.clone())?.value).await
    }

    /// A client of the timer service.
    pub async fn timers(&self) -> Result<TimerServiceClient<Channel>, Failure> {
        Ok(timers(self.connect().await?))
    }

    /// A client of the cluster service.
    pub async fn cluster(&self) -> Result<ClusterServiceClient<Channel>, Failure> {
        Ok(ClusterServiceClient::new(self.connect().await?))
    }

    /// A client of the webhook service.
    pub async fn webhooks(&self) -> Result<WebhookServiceClient<Channel>, Failure> {
        Ok(WebhookServiceClient::new(self.connect().await?))
    }

    /// A client of the event service.
    pub async fn events(&self) -> Result<EventServiceClient<Channel>, Failure> {
        Ok(events(self.connect().await?))
    }
}

/// A client of the timer service over `channel`.
pub fn timers(channel: Channel) -> TimerServiceClient<Channel> {
    TimerServiceClient::new(channel).max_decoding_message_size(ANSWER_BYTES_MAX)
}

/// A client of the event service over `channel`.
pub fn events(channel: Channel) -> EventServiceClient<Channel> {
    EventServiceClient::new(channel).max_decoding_message_size(ANSWER_BYTES_MAX)
}

/// Connects to the first of several that can be reached. What is no endpoint at all is refused at once.
async fn connect_to_first(endpoints: &Endpoints) -> Result<Channel, Failure> {
    let mut unreachable = Vec::new();
    for url in &endpoints.0 {
        match connect(url).await {
            Err(failure) if failure.exit == Exit::Unavailable => unreachable.push(failure),
            connected => return connected,
        }
    }
    let messages: Vec<&str> = unreachable.iter().map(|failure| failure.message.as_str()).collect();
    Err(Failure::new(Exit::Unavailable, messages.join("; ")).hint(START_HINT))
}

/// Connects, so that an unreachable server is told apart from a refused request.
pub async fn connect(url: &str) -> Result<Channel, Failure> {
    let connected = transport(url)?.connect().await;
    connected.map_err(|error| unreachable(url, &error))
}

/// A connection that is made when it is needed, and again after it was lost.
pub fn lazy(url: &str) -> Result<Channel, Failure> {
    Ok(transport(url)?.connect_lazy())
}

fn transport(url: &str) -> Result<Endpoint, Failure> {
    let endpoint = Endpoint::from_shared(url.to_owned())
        .map_err(|error| Failure::usage(format!("endpoint {url}: {error}")).hint(URL_HINT))?
        .connect_timeout(CONNECT_TIMEOUT)
        .http2_keep_alive_interval(Duration::from_secs(20))
        .tcp_nodelay(true);
    if endpoint.uri().scheme_str() != Some("http") || endpoint.uri().host().is_none() {
        return Err(Failure::usage(format!("endpoint {url}: not an http:// URL")).hint(URL_HINT));
    }
    Ok(endpoint)
}

const URL_HINT: &str = "an endpoint looks like http://127.0.0.1:7411";

fn unreachable(url: &str, error: &tonic::transport::Error) -> Failure {
    if is_connection_refused(error) {
        return Failure::new(
            Exit::Unavailable,
            format!("nothing listens at {url}: connection refused"),
        )
        .hint(START_HINT);
    }
    let mut message = format!("cannot connect to {url}: {error}");
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        message = format!("{message}: {error}");
        cause = error.source();
    }
    Failure::new(Exit::Unavailable, message).hint(START_HINT)
}

/// Makes a unary call, again when the server says that helps.
///
/// `call` must be safe to repeat: a read, or a write that carries an id or a request id.
pub async fn unary<T, F>(mut call: impl FnMut() -> F) -> Result<T, Failure>
where
    F: Future<Output = Result<Response<T>, Status>>,
{
    Ok(retried(&mut call, CALL_TIMEOUT).await?.into_inner())
}

/// As [`unary`], with the server's own refusal, for callers that look at it.
pub async fn retried<T, F>(call: &mut impl FnMut() -> F, timeout: Duration) -> Result<Response<T>, Status>
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
        match wait_before_retry(&status) {
            Some(delay) if attempt < ATTEMPTS_MAX => tokio::time::sleep(delay).await,
            _ => return Err(status),
        }
        attempt += 1;
    }
}

/// Only what the server says was not done, or may be repeated, and soon.
fn wait_before_retry(status: &Status) -> Option<Duration> {
    let transient = matches!(status.code(), Code::Unavailable | Code::ResourceExhausted);
    Details::of(status)
        .retry_delay
        .filter(|delay| transient && *delay <= RETRY_DELAY_MAX)
}

#[cfg(test)]
mod tests;
