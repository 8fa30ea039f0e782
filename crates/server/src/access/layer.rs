//! The layer in front of the services: whoever may goes on, whoever may not hears why in the protocol that was asked in.

use super::Access;
use crate::{
    http::{Problem, is_grpc},
    listener::Arrival,
};
use axum::response::IntoResponse as _;
use futures::future::{Either, Ready, ready};
use http::{HeaderValue, Request, Response, StatusCode, header::WWW_AUTHENTICATE};
use std::{
    convert::Infallible,
    sync::Arc,
    task::{Context, Poll},
};
use tonic::{Status, body::Body};
use tower::{Layer, Service};

/// Puts [`Guarded`] around the services.
#[derive(Clone)]
pub(crate) struct AccessLayer(pub Arc<Access>);

impl<S> Layer<S> for AccessLayer {
    type Service = Guarded<S>;

    fn layer(&self, inner: S) -> Guarded<S> {
        Guarded {
            inner,
            access: self.0.clone(),
        }
    }
}

/// Lets through who may.
#[derive(Clone)]
pub(crate) struct Guarded<S> {
    inner: S,
    access: Arc<Access>,
}

impl<S, R> Service<Request<R>> for Guarded<S>
where
    S: Service<Request<R>, Response = Response<Body>, Error = Infallible>,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Either<Ready<Result<Response<Body>, Infallible>>, S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<R>) -> Self::Future {
        let source = request.extensions().get::<Arrival>().map(|arrival| arrival.peer.ip());
        match self.access.admit(request.uri().path(), request.headers(), source) {
            Ok(who) => {
                if let Some(who) = who {
                    request.extensions_mut().insert(who);
                }
                Either::Right(self.inner.call(request))
            }
            Err(refused) => Either::Left(ready(Ok(answer(&refused, is_grpc(request.headers()))))),
        }
    }
}

/// A refusal in the protocol that was asked in.
fn answer(refused: &Status, grpc: bool) -> Response<Body> {
    if grpc {
        return refused.clone().into_http();
    }
    let mut response = Problem::of(refused).into_response();
    if response.status() == StatusCode::UNAUTHORIZED {
        let scheme = HeaderValue::from_static("Bearer");
        response.headers_mut().insert(WWW_AUTHENTICATE, scheme);
    }
    response.map(Body::new)
}
