//! Bodies of requests to the leader and of its answers, on their way through this node.

use super::Gone;
use crate::refusal;
use axum::body::Body;
use bytes::Bytes;
use http::HeaderMap;
use http_body::{Frame, SizeHint};
use std::{
    pin::Pin,
    task::{Context, Poll},
};
use tokio::sync::oneshot;

/// The leader's answer, cut short when it leads no longer or this node stops.
pub(super) struct Forwarded {
    pub inner: Option<Body>,
    pub gone: Gone,
    /// Goes with this.
    pub _answered: oneshot::Sender<()>,
}

/// What is asked of the leader, until it is answered: whoever asks over a stream may never end it, and the connection waits for that.
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
        if let Poll::Ready(frame) = Pin::new(inner).poll_frame(context) {
            return Poll::Ready(frame);
        }
        match this.gone.as_mut().poll(context) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) => {
                this.inner = None;
                let mut trailers = HeaderMap::new();
                // Fails only for a status that no header can hold, and ours can be held; without trailers the stream just ends.
                let written = refusal::outcome_unknown().add_header(&mut trailers);
                Poll::Ready(written.ok().map(|()| Ok(Frame::trailers(trailers))))
            }
        }
    }

    // An answer that is headers alone ends with them: for gRPC it is malformed if an empty part follows.
    fn is_end_stream(&self) -> bool {
        self.inner.as_ref().is_none_or(Body::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.as_ref().map_or_else(SizeHint::default, Body::size_hint)
    }
}
