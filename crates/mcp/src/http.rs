//! The protocol over streamable HTTP, at `/mcp`.
//!
//! Invariants:
//! - Beyond loopback the server requires a token.
//! - The server rejects a request with a foreign `Host` or `Origin` before reading it. So a page in a browser cannot
//!   reach it through a name that resolves to this machine.
//! - Connections, sessions and bodies are bounded.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use futures::future::BoxFuture;
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::{Request, Response, StatusCode};
use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use minoots_client::Client;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService};
use subtle::ConstantTimeEq as _;
use tokio_util::sync::CancellationToken;

mod heard;
mod listener;
mod sessions;

use crate::limits::{ANSWERS_GRACE, MESSAGE_BYTES_MAX};
use crate::metrics::McpMetrics;
use crate::server::McpServer;
use crate::settings::Settings;
use heard::Heard;
use sessions::Sessions;

/// The only path.
const PATH: &str = "/mcp";
/// The shortest token. A shorter one can be guessed.
const TOKEN_BYTES_MIN: usize = 16;

/// Settings of the HTTP server and its access control.
#[derive(Clone)]
pub struct HttpSettings {
    /// The address to bind.
    pub listen: SocketAddr,
    /// The token that clients send as `Authorization: Bearer`.
    pub token: Option<String>,
    /// Host names of this server, besides loopback and its address.
    pub hosts: Vec<String>,
    /// Origins of pages that may call it, besides its own.
    pub origins: Vec<String>,
}

impl std::fmt::Debug for HttpSettings {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Without the token.
        formatter
            .debug_struct("HttpSettings")
            .field("listen", &self.listen)
            .finish_non_exhaustive()
    }
}

/// The reason why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// Other machines could call it.
    #[error(
        "{0} can be reached from other machines, and there is no token: set MINOOTS_MCP_TOKEN, or listen on 127.0.0.1"
    )]
    NoToken(SocketAddr),
    /// The token could be guessed.
    #[error("the token has {0} bytes, and needs {TOKEN_BYTES_MIN}: make one with `openssl rand -hex 32`")]
    ShortToken(usize),
    /// The built-in fixtures cannot be read.
    #[error("{0}")]
    Fixtures(String),
    /// The address is in use, or not of this machine.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
}

/// The checks and limits in front of the protocol.
struct Door {
    service: StreamableHttpService<McpServer, Sessions>,
    token: Option<String>,
    has_fixtures: bool,
    metrics: McpMetrics,
}

type HttpAnswer = Response<BoxBody<Bytes, Infallible>>;

/// The callback for the bound address.
pub type Listening = Box<dyn FnOnce(SocketAddr) + Send>;

/// Serves until `stop` is cancelled; calls `ready` once it listens. Returns a boxed future, so that the protocol is
/// compiled in this crate and not in each of its users.
///
/// # Errors
/// The settings would admit unauthenticated callers, or the address cannot be bound.
pub fn serve_http(
    client: Client,
    (settings, metrics): (Settings, McpMetrics),
    http: HttpSettings,
    ready: Listening,
    stop: CancellationToken,
) -> BoxFuture<'static, Result<(), HttpError>> {
    Box::pin(serve(client, (settings, metrics), http, ready, stop))
}

async fn serve(
    client: Client,
    (settings, metrics): (Settings, McpMetrics),
    http: HttpSettings,
    ready: Listening,
    stop: CancellationToken,
) -> Result<(), HttpError> {
    match &http.token {
        None if !http.listen.ip().is_loopback() => return Err(HttpError::NoToken(http.listen)),
        Some(token) if token.len() < TOKEN_BYTES_MIN => return Err(HttpError::ShortToken(token.len())),
        _ => {}
    }
    let refused = |error| HttpError::Listen(http.listen, error);
    let listener = tokio::net::TcpListener::bind(http.listen).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    let server = McpServer::start(client, settings, metrics.clone()).map_err(HttpError::Fixtures)?;
    let ending = server.clone();
    // Sessions end after their calls have been answered.
    let over = CancellationToken::new();
    let config = config(&http, address).with_cancellation_token(over.clone());
    let has_fixtures = server.has_fixtures();
    let door = Arc::new(Door {
        service: StreamableHttpService::new(move || Ok(server.for_session()), Arc::new(Sessions::new()), config),
        token: http.token.clone(),
        has_fixtures,
        metrics,
    });
    ready(address);
    let end_sessions = async {
        ending.stopped(&stop).await;
        tokio::time::sleep(ANSWERS_GRACE).await;
        over.cancel();
        // Wakes are returned no matter how long a client takes to send the rest of its request.
        ending.end().await;
    };
    tokio::join!(listener::accept(listener, door, stop.clone()), end_sessions);
    Ok(())
}

fn config(http: &HttpSettings, address: SocketAddr) -> StreamableHttpServerConfig {
    let mut hosts = http.hosts.clone();
    hosts.extend([
        "localhost".to_owned(),
        "127.0.0.1".to_owned(),
        "::1".to_owned(),
        address.ip().to_string(),
    ]);
    let own = ["localhost".to_owned(), "127.0.0.1".to_owned(), "[::1]".to_owned()];
    let mut origins: Vec<String> = own
        .iter()
        .map(|host| format!("http://{host}:{}", address.port()))
        .collect();
    origins.extend(http.origins.iter().cloned());
    StreamableHttpServerConfig::default()
        .with_allowed_hosts(hosts)
        .with_allowed_origins(origins)
        .enforce_origin_validation()
        .with_max_request_body_bytes(MESSAGE_BYTES_MAX)
}

impl Door {
    async fn answer(&self, request: Request<Incoming>) -> HttpAnswer {
        if request.uri().path() != PATH {
            return plain(
                StatusCode::NOT_FOUND,
                "there is nothing here: the protocol is at /mcp\n",
            );
        }
        if !self.knows(&request) {
            self.metrics.unauthorized();
            let mut answer = plain(
                StatusCode::UNAUTHORIZED,
                "this needs `Authorization: Bearer` with the server's token\n",
            );
            answer
                .headers_mut()
                .insert(WWW_AUTHENTICATE, http::HeaderValue::from_static("Bearer"));
            return answer;
        }
        let full = || {
            let told = "there are as many sessions as this server holds: end one, or try again in ten minutes\n";
            plain(StatusCode::SERVICE_UNAVAILABLE, told)
        };
        let (parts, body) = request.into_parts();
        let (body, seen) = Heard::new(body);
        let request = Request::from_parts(parts, body);
        let answer = sessions::unless_full(self.service.handle(request))
            .await
            .unwrap_or_else(full);
        match answer.status() {
            // The library's answer to a body that is not a message, too.
            StatusCode::UNSUPPORTED_MEDIA_TYPE => seen.answer(self.has_fixtures).unwrap_or(answer),
            _ => answer,
        }
    }

    /// Whether the request has the token, if one is required.
    fn knows(&self, request: &Request<Incoming>) -> bool {
        let Some(token) = &self.token else { return true };
        let shown = request
            .headers()
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok());
        let shown = shown.and_then(|value| value.split_once(' '));
        shown.is_some_and(|(scheme, shown)| {
            scheme.eq_ignore_ascii_case("bearer") && bool::from(shown.trim().as_bytes().ct_eq(token.as_bytes()))
        })
    }
}

fn plain(status: StatusCode, text: &'static str) -> HttpAnswer {
    let mut answer = Response::new(Full::new(Bytes::from_static(text.as_bytes())).boxed());
    *answer.status_mut() = status;
    answer
}
