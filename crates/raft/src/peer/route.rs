//! The route of a call to a peer: a connection, or a wire within the process.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tonic::Status;
use tonic::body::Body;
use tonic::codegen::{Service, http};
use tonic::transport::Channel;
use tonic::transport::channel::ResponseFuture;

use crate::platform::{Boxed, Wire};

/// The route to one peer. Cheap to clone.
#[derive(Clone)]
pub(crate) enum Route {
    Connection(Channel),
    Wire(Wire),
}

/// A call in flight.
pub(crate) enum Call {
    Connection(ResponseFuture),
    Wire(Boxed<Result<http::Response<Body>, Status>>),
}

impl Service<http::Request<Body>> for Route {
    type Response = http::Response<Body>;
    type Error = tonic::codegen::StdError;
    type Future = Call;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        match self {
            Self::Connection(channel) => channel.poll_ready(context).map_err(Into::into),
            Self::Wire(_) => Poll::Ready(Ok(())),
        }
    }

    fn call(&mut self, request: http::Request<Body>) -> Call {
        match self {
            Self::Connection(channel) => Call::Connection(channel.call(request)),
            Self::Wire(wire) => Call::Wire(wire(request)),
        }
    }
}

impl Future for Call {
    type Output = Result<http::Response<Body>, tonic::codegen::StdError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = match &mut *self {
            Self::Connection(call) => ready!(Pin::new(call).poll(context)).map_err(Into::into),
            Self::Wire(call) => ready!(call.as_mut().poll(context)).map_err(Into::into),
        };
        Poll::Ready(answer)
    }
}
