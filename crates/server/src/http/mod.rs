//! The node's port beside the API: health, metrics, keys, and the shape of every error.
//!
//! [`routes`] serves plain HTTP; [`finish`] adds the responses for unknown paths and methods to the merged router of a
//! node; [`GrpcErrorsLayer`] and [`CatchPanicLayer`] wrap everything.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderMap, HeaderValue, StatusCode};
use minoots_telemetry::pages;
use prometheus::Registry;

mod catch_panic;
mod grpc_errors;
mod problem;

#[cfg(test)]
mod tests;

pub use catch_panic::{CatchPanic, CatchPanicLayer};
pub use grpc_errors::{GrpcErrors, GrpcErrorsLayer};
pub use problem::Problem;

const JWKS: HeaderValue = HeaderValue::from_static("application/jwk-set+json");
const JWKS_CACHE: HeaderValue = HeaderValue::from_static("max-age=300");
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");

/// Returns whether the node is ready, with a notice for its operator, or the reason why not. Called for each `/readyz`;
/// must not block.
pub type ReadyCheck = Arc<dyn Fn() -> Result<Option<String>, String> + Send + Sync>;

/// Returns the JWKS document, or the reason why there is none now. Called for each `/.well-known/jwks.json`.
pub type JwksSource = Arc<dyn Fn() -> JwksFuture + Send + Sync>;

/// The response future of a [`JwksSource`].
pub type JwksFuture = Pin<Box<dyn Future<Output = Result<Bytes, String>> + Send>>;

/// The data sources of the routes.
#[derive(Clone)]
pub struct HttpSources {
    /// For `/readyz`.
    pub ready: ReadyCheck,
    /// For `/.well-known/jwks.json`.
    pub jwks: JwksSource,
    /// For `/metrics`.
    pub registry: Registry,
}

/// The routes `/livez`, `/healthz`, `/readyz`, `/metrics` and `/.well-known/jwks.json`. No fallback, so that they merge
/// with any router.
pub fn routes(sources: HttpSources) -> Router {
    Router::new()
        .route("/livez", get(livez))
        .route("/healthz", get(livez))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .route("/.well-known/jwks.json", get(jwks))
        .with_state(sources)
}

/// Completes a node's router: an unknown path is a JSON 404 (`UNIMPLEMENTED` to a gRPC client), a wrong method on a
/// known path a JSON 405. Replaces the fallback of tonic's router.
pub fn finish(router: Router) -> Router {
    router.fallback(unknown_path).method_not_allowed_fallback(wrong_method)
}

/// Whether these are the headers of a gRPC message.
pub(crate) fn is_grpc(headers: &HeaderMap) -> bool {
    headers
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"application/grpc"))
}

/// Reports liveness: any response means that the process is alive.
async fn livez() -> Response {
    pages::live().into_response()
}

async fn readyz(State(sources): State<HttpSources>) -> Response {
    pages::ready((sources.ready)()).into_response()
}

async fn metrics(State(sources): State<HttpSources>) -> Response {
    pages::metrics(&sources.registry).map_or_else(
        |error| {
            tracing::error!(%error, "metrics do not encode");
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", "metrics do not encode").into_response()
        },
        IntoResponse::into_response,
    )
}

async fn jwks(State(sources): State<HttpSources>) -> Response {
    match (sources.jwks)().await {
        Ok(document) => {
            let headers = [
                (CONTENT_TYPE, JWKS),
                (CACHE_CONTROL, JWKS_CACHE),
                (X_CONTENT_TYPE_OPTIONS, NOSNIFF),
            ];
            (headers, document).into_response()
        }
        Err(reason) => Problem::new(StatusCode::SERVICE_UNAVAILABLE, "KEYS_UNAVAILABLE", reason).into_response(),
    }
}

async fn unknown_path(headers: HeaderMap) -> Response {
    if is_grpc(&headers) {
        return tonic::Status::unimplemented("no such method").into_http();
    }
    Problem::new(StatusCode::NOT_FOUND, "PATH", "there is nothing at this path").into_response()
}

async fn wrong_method() -> Response {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD", "this path has no such method").into_response()
}
