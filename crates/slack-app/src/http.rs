//! The HTTP endpoints that Slack calls: `/slack/commands` and `/slack/interactions`.
//!
//! Invariants:
//! - A body is verified as it arrived, before any of it is parsed.
//! - A refused request receives a machine-readable reason and has no effect.

use std::convert::Infallible;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use minoots_slack::interaction::Interaction;
use minoots_slack::limits::BODY_BYTES_MAX;
use minoots_slack::slash::{Request as Asked, Slash};
use minoots_slack::verify::{Genuine, Refused, SIGNATURE, TIMESTAMP};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::app::App;
use crate::clock::now_ns;
use crate::limits::REQUEST_PATIENCE;
use crate::{commands, presses};

mod listener;

pub use listener::accept;

type SlackResponse = Response<Full<Bytes>>;

/// A request that is refused, and has no effect.
struct Refusal {
    status: StatusCode,
    reason: &'static str,
    message: String,
}

impl Refusal {
    fn new(status: StatusCode, reason: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            reason,
            message: message.into(),
        }
    }

    /// Counts the refusal, and builds its answer.
    fn answer(self, app: &App) -> SlackResponse {
        let Self {
            status,
            reason,
            message,
        } = self;
        app.metrics.refused(reason);
        tracing::info!(status = status.as_u16(), reason, "a request was refused");
        json_answer(status, &json!({"reason": reason, "message": message}))
    }
}

/// The endpoint of a path.
#[derive(Clone, Copy)]
enum Route {
    Commands,
    Interactions,
}

async fn answer(app: &Arc<App>, request: Request<Incoming>) -> Result<SlackResponse, Infallible> {
    let route = match (request.uri().path(), request.method()) {
        ("/slack/commands", &Method::POST) => Route::Commands,
        ("/slack/interactions", &Method::POST) => Route::Interactions,
        ("/slack/commands" | "/slack/interactions", _) => {
            let told = "only POST is served here, as Slack makes it";
            let mut answer = Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", told).answer(app);
            answer.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
            return Ok(answer);
        }
        ("/healthz", &Method::GET) => return Ok(Response::new(Full::new(Bytes::from_static(b"ok\n")))),
        _ => {
            let told = "there is nothing here: Slack's requests go to /slack/commands and /slack/interactions";
            return Ok(Refusal::new(StatusCode::NOT_FOUND, "NOT_FOUND", told).answer(app));
        }
    };
    let answered = genuine(app, route, request).await;
    Ok(answered.unwrap_or_else(|refusal| refusal.answer(app)))
}

/// Verifies a request and answers it.
///
/// # Errors
/// The refusal of a request that Slack did not sign, or that is malformed.
async fn genuine(app: &Arc<App>, route: Route, request: Request<Incoming>) -> Result<SlackResponse, Refusal> {
    let (head, body) = request.into_parts();
    let header = |name: &str| head.headers.get(name).and_then(|value| value.to_str().ok());
    let body = read(body).await?;
    let now_s = u64::try_from(now_ns() / 1_000_000_000).unwrap_or(0);
    let verified = app.secrets.verify(header(TIMESTAMP), header(SIGNATURE), &body, now_s);
    let genuine = verified.map_err(|refused| unverified(&refused))?;
    match route {
        Route::Commands => command(app, genuine).await,
        Route::Interactions => interaction(app, genuine).await,
    }
}

async fn command(app: &Arc<App>, genuine: Genuine<'_>) -> Result<SlackResponse, Refusal> {
    match Slash::decode(genuine).map_err(|error| malformed(&error.to_string()))? {
        Asked::SslCheck => Ok(empty()),
        Asked::Slash(slash) => Ok(json_answer(
            StatusCode::OK,
            &commands::run(app, *slash).await.response(),
        )),
    }
}

async fn interaction(app: &Arc<App>, genuine: Genuine<'_>) -> Result<SlackResponse, Refusal> {
    let interaction = Interaction::decode(genuine).map_err(|error| malformed(&error.to_string()))?;
    if let Interaction::Pressed(pressed) = interaction
        && !presses::run(app, *pressed).await
    {
        let told = "as much is being worked on as may be; press it again in a minute";
        return Err(Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "OVERLOADED", told));
    }
    Ok(empty())
}

async fn read(body: Incoming) -> Result<Bytes, Refusal> {
    let reading = timeout(REQUEST_PATIENCE, Limited::new(body, BODY_BYTES_MAX).collect()).await;
    match reading {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(unverified(&Refused::BodyTooLarge)),
        Ok(Err(_)) => Err(malformed("the body broke off")),
        Err(_) => Err(Refusal::new(
            StatusCode::REQUEST_TIMEOUT,
            "MESSAGE_TIMEOUT",
            "the body did not come in time",
        )),
    }
}

fn unverified(refused: &Refused) -> Refusal {
    let status = match refused {
        Refused::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::UNAUTHORIZED,
    };
    Refusal::new(status, refused.reason(), refused.to_string())
}

fn malformed(message: &str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "MALFORMED", message)
}

fn json_answer(status: StatusCode, body: &Value) -> SlackResponse {
    let mut answer = Response::new(Full::new(Bytes::from(body.to_string())));
    *answer.status_mut() = status;
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    answer.headers_mut().insert(CONTENT_TYPE, json);
    answer
}

fn empty() -> SlackResponse {
    Response::new(Full::default())
}
