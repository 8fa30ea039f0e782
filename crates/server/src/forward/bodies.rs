//! Bodies of forwarded requests and of their responses, on their way through this node.

use super::{Gone, unanswered};
use axum::body::Body;
use bytes::Bytes;
use http::HeaderMap;
use http_body::{Frame, SizeHint};
use std::{
    pin::Pin,
    task::{Context, Poll, ready},
};
use tokio::sync::oneshot;

/// The body of the leader's response. It ends with a status of this node if the leader is deposed, its connection
/// breaks or this node stops.
pub(super) struct Forwarded {
    pub inner: Option<Body>,
    pub gone: Gone,
    /// Whether the call changes nothing.
    pub is_read: bool,
    /// Dropping it ends the request's body.
    pub _answered: oneshot::Sender<()>,
}

/// The body of a forwarded request. It ends with the response: a client may never end its stream, and the connection
/// would wait for that.
pub(super) struct Asked {
    pub inner: Option<Body>,
    pub until_answered: oneshot::Receiver<()>,
}

impl http_body::Body for Asked {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        if Pin::new(&mut this.until_answered).poll(context).is_ready() {
            this.inner = None;
        }
        match &mut this.inner {
            Some(inner) => Pin::new(inner).poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.inner.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.as_ref().map_or_else(SizeHint::default, Body::size_hint)
    }
}

impl http_body::Body for Forwarded {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let this = &mut *self;
        let Some(inner) = &mut this.inner else {
            return Poll::Ready(None);
        };
        match Pin::new(inner).poll_frame(context) {
            Poll::Ready(Some(Err(error))) => {
                tracing::debug!(?error, "the leader's answer broke off");
            }
            Poll::Ready(frame) => return Poll::Ready(frame),
            Poll::Pending => ready!(this.gone.as_mut().poll(context)),
        }
        this.inner = None;
        let mut trailers = HeaderMap::new();
        // This fails only for a status that no header can represent, and ours can be; without trailers the stream just
        // ends.
        let written = unanswered(this.is_read).add_header(&mut trailers);
        Poll::Ready(written.ok().map(|()| Ok(Frame::trailers(trailers))))
    }

    // A headers-only response ends with its headers: gRPC treats it as malformed if an empty part follows.
    fn is_end_stream(&self) -> bool {
        self.inner.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.as_ref().map_or_else(SizeHint::default, Body::size_hint)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use http_body_util::{BodyExt as _, StreamBody};
    use minoots_wire::error::Reason;
    use tonic::Status;

    /// The status with which a node ends a response that breaks off after its first bytes.
    async fn end_of_broken(is_read: bool) -> Status {
        let broken = || std::io::Error::from(std::io::ErrorKind::ConnectionReset);
        let frames = [Ok(Frame::data(Bytes::from_static(b"begun"))), Err(broken())];
        let (answered, _) = oneshot::channel();
        let mut body = Forwarded {
            inner: Some(Body::new(StreamBody::new(futures::stream::iter(frames)))),
            gone: Box::pin(std::future::pending()),
            is_read,
            _answered: answered,
        };
        let first = body.frame().await.unwrap().unwrap();
        assert_eq!(first.into_data().unwrap(), "begun");
        let last = body.frame().await.unwrap().unwrap();
        let trailers = last.into_trailers().unwrap();
        assert!(body.frame().await.is_none());
        Status::from_header_map(&trailers).unwrap()
    }

    #[tokio::test]
    async fn an_answer_that_breaks_off_ends_with_a_status() {
        let write = end_of_broken(false).await;
        assert_eq!(Reason::of(&write), Some(Reason::OutcomeUnknown), "{write:?}");
        let read = end_of_broken(true).await;
        assert_eq!(Reason::of(&read), Some(Reason::NoQuorum), "{read:?}");
    }
}
