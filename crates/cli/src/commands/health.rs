//! `minoots health`: the health check of containers, which contain no other HTTP client.

use std::future::poll_fn;
use std::time::Duration;

use clap::Args;
use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Limited};
use minoots_terminal::connect::Channel;
use minoots_terminal::errors::{Exit, Failure};
use minoots_terminal::output::{Output, OutputArguments};
use tonic::body::Body;
use tonic::codegen::Service;

use crate::client_arguments::ClientArguments;

const PATH: &str = "/readyz";
const TIMEOUT: Duration = Duration::from_secs(4);
const BODY_BYTES_MAX: usize = 64 << 10;

/// Arguments of `minoots health`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    client: ClientArguments,
    #[command(flatten)]
    output: OutputArguments,
}

/// Succeeds if the node reports that it is ready, and prints its response.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let output = Output::new(arguments.output);
    let text = of_node(arguments.client.connect()).await?;
    if output.is_json() {
        return output.json(&serde_json::json!({ "ready": true, "response": text }));
    }
    output.line(&text)
}

/// Returns the response of a node that is ready.
///
/// # Errors
/// The node is not ready, or does not answer within [`TIMEOUT`].
pub async fn of_node(connecting: impl Future<Output = Result<Channel, Failure>>) -> Result<String, Failure> {
    let checked = tokio::time::timeout(TIMEOUT, check(connecting)).await;
    let (status, text) = checked.unwrap_or_else(|_| Err(unavailable(format!("no response within {TIMEOUT:?}"))))?;
    if status != StatusCode::OK {
        return Err(unavailable(format!("the node is not ready: {text}")));
    }
    Ok(text)
}

async fn check(connecting: impl Future<Output = Result<Channel, Failure>>) -> Result<(StatusCode, String), Failure> {
    let mut channel = connecting.await?;
    let failed = |error: &dyn std::fmt::Display| unavailable(format!("{PATH}: {error}"));
    let response = get(&mut channel).await.map_err(|error| failed(&error))?;
    let status = response.status();
    let body = Limited::new(response.into_body(), BODY_BYTES_MAX).collect().await;
    let body = body.map_err(|error| failed(&error))?.to_bytes();
    Ok((status, String::from_utf8_lossy(&body).trim_end().to_owned()))
}

async fn get(channel: &mut Channel) -> Result<Response<Body>, tonic::transport::Error> {
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = http::Uri::from_static(PATH);
    poll_fn(|context| Service::<Request<Body>>::poll_ready(channel, context)).await?;
    channel.call(request).await
}

fn unavailable(message: String) -> Failure {
    Failure::new(Exit::Unavailable, message)
}
