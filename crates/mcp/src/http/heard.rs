//! Bodies of requests, remembered as they are read: if the library makes nothing of one, its sender is told what is wrong with it, in the words
//! that standard input has for it.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body, Frame, Incoming, SizeHint};

use super::Answer;
use crate::limits::MESSAGE_BYTES_MAX;
use crate::stdio::{Line, Read, read};

/// A body that is remembered.
pub(super) struct Heard {
    inner: Incoming,
    seen: Seen,
}

/// As much of a body as was read.
#[derive(Clone, Default)]
pub(super) struct Seen(Arc<Mutex<BytesMut>>);

impl Heard {
    pub(super) fn new(inner: Incoming) -> (Self, Seen) {
        let seen = Seen::default();
        let heard = Self {
            inner,
            seen: seen.clone(),
        };
        (heard, seen)
    }
}

impl Body for Heard {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let polled = Pin::new(&mut self.inner).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &polled
            && let Some(data) = frame.data_ref()
        {
            self.seen.add(data);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

impl Seen {
    fn add(&self, data: &Bytes) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // More than this the library refuses by itself.
        if seen.len() + data.len() <= MESSAGE_BYTES_MAX {
            seen.extend_from_slice(data);
        }
    }

    /// What is wrong with a body that was read and is no message; `None` if none was read, or it is one.
    pub(super) fn refusal(&self, has_fixtures: bool) -> Option<Answer> {
        let seen = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let Read::Refused(refusal) = read(Line::Whole(seen.to_vec()), has_fixtures) else {
            return None;
        };
        let body = serde_json::to_vec(&refusal).ok()?;
        let mut answer = Response::new(Full::new(Bytes::from(body)).boxed());
        *answer.status_mut() = StatusCode::BAD_REQUEST;
        answer
            .headers_mut()
            .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Some(answer)
    }
}
