//! The answers of `/livez`, `/readyz` and `/metrics`, alike in every process.

use http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, Response, StatusCode};
use prometheus::{Registry, TextEncoder};

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const NO_CACHE: HeaderValue = HeaderValue::from_static("no-store");
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");

/// Reports liveness: any response means that the process is alive.
#[must_use]
pub fn live() -> Response<String> {
    text(StatusCode::OK, "ok".to_owned())
}

/// Reports readiness, with a notice for the operator, or 503 with the reason why the process is not ready.
#[must_use]
pub fn ready(state: Result<Option<String>, String>) -> Response<String> {
    match state {
        Ok(None) => text(StatusCode::OK, "ready".to_owned()),
        Ok(Some(notice)) => text(StatusCode::OK, format!("ready\n{notice}")),
        Err(reason) => text(StatusCode::SERVICE_UNAVAILABLE, reason),
    }
}

/// Prints all metrics in the text format of Prometheus.
///
/// # Errors
/// Two instruments of one name differ, which is a defect of the process.
pub fn metrics(registry: &Registry) -> Result<Response<String>, prometheus::Error> {
    let mut response = Response::new(TextEncoder::new().encode_to_string(&registry.gather())?);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(prometheus::TEXT_FORMAT));
    headers.insert(X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    Ok(response)
}

/// A text that no cache stores.
pub(crate) fn text(status: StatusCode, body: String) -> Response<String> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, TEXT);
    headers.insert(CACHE_CONTROL, NO_CACHE);
    headers.insert(X_CONTENT_TYPE_OPTIONS, NOSNIFF);
    response
}
