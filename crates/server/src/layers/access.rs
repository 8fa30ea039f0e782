//! The middleware in front of the services. It admits authorised requests, and rejects others in the protocol of the
//! request.

use crate::{
    access::{
        Access, CallerLimits, Principal,
        load::{Kind, Load, Place},
    },
    forward,
    http::{Problem, is_grpc},
    listener, methods,
};
use axum::response::IntoResponse as _;
use bytes::Bytes;
use futures::future::{self, Either, Ready};
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, header::WWW_AUTHENTICATE};
use http_body::{Frame, SizeHint};
use pin_project_lite::pin_project;
use std::{
    convert::Infallible,
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};
use tonic::{Status, body::Body};
use tower::{Layer, Service};

/// Wraps services in [`Guarded`].
#[derive(Clone)]
pub(crate) struct AccessLayer {
    access: Arc<Access>,
    load: Arc<Load>,
}

impl AccessLayer {
    pub fn new(access: Arc<Access>, limits: CallerLimits) -> AccessLayer {
        AccessLayer {
            access,
            load: Load::new(limits),
        }
    }
}

impl<S> Layer<S> for AccessLayer {
    type Service = Guarded<S>;

    fn layer(&self, inner: S) -> Guarded<S> {
        Guarded {
            inner,
            access: self.access.clone(),
            load: self.load.clone(),
        }
    }
}

/// Admits authorised requests only.
#[derive(Clone)]
pub(crate) struct Guarded<S> {
    inner: S,
    access: Arc<Access>,
    load: Arc<Load>,
}

impl<S> Guarded<S> {
    /// Checks a request. Returns its caller, the permit of its key, and the future that ends its response.
    fn enter<R>(&self, request: &Request<R>) -> Result<Entered, Status> {
        let source = forward::source(request);
        let path = request.uri().path();
        let who = self.access.admit(path, request.headers(), source)?;
        let kind = match methods::streams_answers(path) {
            true => Kind::Stream,
            false => Kind::Call,
        };
        // In-process streams have bounds of their own, so a tenant at its limit blocks none of them.
        let is_inside = listener::is_inside(request);
        let is_counted = |who: &&Principal| {
            let has_key = !who.identity().credential.is_empty();
            has_key || (kind == Kind::Stream && !is_inside)
        };
        let place = who.as_ref().filter(is_counted).map(|who| {
            let tenant = if is_inside { "" } else { who.tenant() };
            self.load.enter(&who.identity().credential, tenant, kind)
        });
        let place = place.transpose()?;
        let ended = who.as_ref().filter(|who| kind == Kind::Stream && who.may_end());
        let ended = ended.cloned().map(ended_for);
        Ok(Entered { who, place, ended })
    }
}

/// An admitted request.
struct Entered {
    who: Option<Principal>,
    place: Option<Place>,
    /// Set if its response is a stream and its credential can end.
    ended: Option<Ended>,
}

impl<S, R> Service<Request<R>> for Guarded<S>
where
    S: Service<Request<R>, Response = Response<Body>, Error = Infallible>,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Either<Ready<Result<Response<Body>, Infallible>>, Placed<S::Future>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<R>) -> Self::Future {
        match self.enter(&request) {
            Ok(Entered { who, place, ended }) => {
                if let Some(who) = who {
                    request.extensions_mut().insert(who);
                }
                let inner = self.inner.call(request);
                Either::Right(Placed { inner, place, ended })
            }
            Err(refused) => Either::Left(future::ready(Ok(answer(&refused, is_grpc(request.headers()))))),
        }
    }
}

/// Resolves when the credential of this caller ends.
fn ended_for(who: Principal) -> Ended {
    Box::pin(async move { who.ended().await })
}

type Ended = Pin<Box<dyn Future<Output = Status> + Send>>;

pin_project! {
    /// A pending response, with its permit and the future that ends it.
    pub(crate) struct Placed<F> {
        #[pin]
        inner: F,
        place: Option<Place>,
        ended: Option<Ended>,
    }
}

impl<F> Future for Placed<F>
where
    F: Future<Output = Result<Response<Body>, Infallible>>,
{
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let Ok(answer) = ready!(this.inner.poll(context));
        Poll::Ready(Ok(match (this.place.take(), this.ended.take()) {
            (None, None) => answer,
            // The permit is returned once the response body has been sent.
            (place, ended) => answer.map(|inner| {
                Body::new(Held {
                    inner,
                    _place: place,
                    ended,
                    is_over: false,
                })
            }),
        }))
    }
}

pin_project! {
    /// A response body with its permit. When the credential ends, the stream ends at once, even with data left to send.
    struct Held {
        #[pin]
        inner: Body,
        _place: Option<Place>,
        ended: Option<Ended>,
        is_over: bool,
    }
}

impl http_body::Body for Held {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let this = self.project();
        if *this.is_over {
            return Poll::Ready(None);
        }
        if let Some(ended) = this.ended
            && let Poll::Ready(status) = ended.as_mut().poll(context)
        {
            *this.is_over = true;
            let mut trailers = HeaderMap::new();
            return Poll::Ready(Some(match status.add_header(&mut trailers) {
                Ok(()) => Ok(Frame::trailers(trailers)),
                Err(unsaid) => Err(unsaid),
            }));
        }
        this.inner.poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.is_over || self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        // The body may end early.
        match self.ended {
            Some(_) => SizeHint::default(),
            None => self.inner.size_hint(),
        }
    }
}

/// A rejection in the protocol of the request.
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
