//! Limits the effect of a panic in a handler to its request.
//!
//! The caller gets `INTERNAL` (gRPC) or 500, whether the handler panicked before its response or within a stream. The
//! panic's message stays in the log and never reaches a response. Code that changes state must not rely on this: a
//! panic there aborts the process where it happens.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode};
use http_body::{Body, Frame, SizeHint};
use minoots_wire::error::{self, Reason};
use opentelemetry::metrics::Counter;
use pin_project_lite::pin_project;
use tonic::{Code, Status};
use tower::{BoxError, Layer, Service};

use super::is_grpc;
use super::problem::Problem;

const MESSAGE: &str = "the request failed within the server";

/// Wraps a service in [`CatchPanic`].
#[derive(Debug, Clone)]
pub struct CatchPanicLayer {
    panics: Counter<u64>,
}

impl CatchPanicLayer {
    /// Makes a layer that adds one to `panics` for each caught panic.
    #[must_use]
    pub fn new(panics: Counter<u64>) -> Self {
        Self { panics }
    }
}

impl<S> Layer<S> for CatchPanicLayer {
    type Service = CatchPanic<S>;

    fn layer(&self, inner: S) -> CatchPanic<S> {
        CatchPanic {
            inner,
            panics: self.panics.clone(),
        }
    }
}

/// Answers for a service that panics.
#[derive(Debug, Clone)]
pub struct CatchPanic<S> {
    inner: S,
    panics: Counter<u64>,
}

impl<S, R, B> Service<Request<R>> for CatchPanic<S>
where
    S: Service<Request<R>, Response = Response<B>>,
    B: Body<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    type Response = Response<GuardedBody<B>>;
    type Error = S::Error;
    type Future = GuardedFuture<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<R>) -> Self::Future {
        let guard = Guard {
            grpc: is_grpc(request.headers()),
            panics: self.panics.clone(),
        };
        let inner = guard.run(|| self.inner.call(request));
        GuardedFuture { inner, guard }
    }
}

/// Runs a piece of a handler.
#[derive(Debug, Clone)]
struct Guard {
    grpc: bool,
    panics: Counter<u64>,
}

impl Guard {
    /// Runs a piece; `None` if it panicked, and then its data must not be used again.
    fn run<T>(&self, piece: impl FnOnce() -> T) -> Option<T> {
        catch_unwind(AssertUnwindSafe(piece))
            .map_err(|panic| self.caught(panic))
            .ok()
    }

    fn caught(&self, panic: Box<dyn Any + Send>) {
        self.panics.add(1, &[]);
        tracing::error!("a handler panicked");
        // A payload whose own drop panics must not unwind further.
        if let Err(again) = catch_unwind(AssertUnwindSafe(|| drop(panic))) {
            std::mem::forget(again);
        }
    }

    fn answer<B>(&self) -> Response<GuardedBody<B>> {
        if self.grpc {
            return internal().into_http::<()>().map(|()| GuardedBody::Told {
                text: None,
                error: false,
            });
        }
        let problem = Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL", MESSAGE);
        let text = Some(Bytes::from(problem.document()));
        let mut response = Response::new(GuardedBody::Told { text, error: false });
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        let content_type = HeaderValue::from_static("application/problem+json");
        response.headers_mut().insert(CONTENT_TYPE, content_type);
        response
    }
}

fn internal() -> Status {
    error::status(Code::Internal, Reason::Internal, MESSAGE).build()
}

pin_project! {
    /// The response future of [`CatchPanic`].
    #[derive(Debug)]
    pub struct GuardedFuture<F> {
        #[pin]
        inner: Option<F>,
        guard: Guard,
    }
}

impl<F, B, E> Future for GuardedFuture<F>
where
    F: Future<Output = Result<Response<B>, E>>,
{
    type Output = Result<Response<GuardedBody<B>>, E>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let polled = match this.inner.as_mut().as_pin_mut() {
            Some(inner) => this.guard.run(|| inner.poll(context)),
            None => None,
        };
        let Some(poll) = polled else {
            this.guard.run(|| this.inner.set(None));
            return Poll::Ready(Ok(this.guard.answer()));
        };
        let guard = &*this.guard;
        poll.map_ok(|response| {
            response.map(|inner| GuardedBody::Running {
                inner,
                guard: guard.clone(),
            })
        })
    }
}

pin_project! {
    /// A body that may panic while it is produced.
    #[derive(Debug)]
    #[project = GuardedBodyProjection]
    pub enum GuardedBody<B> {
        /// The handler's own body.
        Running {
            #[pin]
            inner: B,
            guard: Guard,
        },
        /// The rest of the response after a panic.
        Told {
            text: Option<Bytes>,
            error: bool,
        },
    }
}

impl<B> Body for GuardedBody<B>
where
    B: Body<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        match self.as_mut().project() {
            GuardedBodyProjection::Running { inner, guard } => {
                if let Some(poll) = guard.run(|| inner.poll_frame(context)) {
                    return poll.map_err(Into::into);
                }
                let guard = guard.clone();
                let grpc = guard.grpc;
                guard.run(|| {
                    self.as_mut().set(Self::Told {
                        text: None,
                        error: !grpc,
                    })
                });
                if grpc {
                    Poll::Ready(Some(trailers()))
                } else {
                    self.poll_frame(context)
                }
            }
            GuardedBodyProjection::Told { text, error } => Poll::Ready(if std::mem::take(error) {
                // The response has begun and has no trailers, so it can only be cut short.
                Some(Err(MESSAGE.into()))
            } else {
                text.take().map(|text| Ok(Frame::data(text)))
            }),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Running { inner, .. } => inner.is_end_stream(),
            Self::Told { text, error } => text.is_none() && !error,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Running { inner, .. } => inner.size_hint(),
            Self::Told { text, .. } => SizeHint::with_exact(text.as_ref().map_or(0, |text| text.len() as u64)),
        }
    }
}

fn trailers() -> Result<Frame<Bytes>, BoxError> {
    let mut trailers = HeaderMap::new();
    internal().add_header(&mut trailers)?;
    Ok(Frame::trailers(trailers))
}
