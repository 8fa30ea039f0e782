//! The dashboard on the node's port. Its files need no credential, and contain nothing about the node. The page calls
//! the API with the credential of its user.

use axum::body::Body;
use http::{Request, Response};

/// Whether this build serves the dashboard.
pub(crate) const IS_SERVED: bool = cfg!(feature = "ui");

/// The response to a request for the dashboard. `None` for all other requests.
#[cfg(feature = "ui")]
pub(crate) fn response<R>(request: &Request<R>) -> Option<Response<Body>> {
    let served = minoots_ui::response(request.method(), request.uri().path(), request.headers())?;
    Some(served.map(Body::from))
}

/// A build without the dashboard has no such response.
#[cfg(not(feature = "ui"))]
pub(crate) fn response<R>(_: &Request<R>) -> Option<Response<Body>> {
    None
}
