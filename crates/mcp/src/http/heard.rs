//! Records request bodies as they are read. If the library rejects one, its sender gets the same error message as on
//! standard input.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body, Frame, Incoming, SizeHint};
use rmcp::model::{ErrorData, ServerJsonRpcMessage};

use super::HttpAnswer;
use crate::limits::MESSAGE_BYTES_MAX;
use crate::stdio::{Line, Read, read};

/// A body that is recorded.
pub(super) struct Heard {
    inner: Incoming,
    seen: Seen,
}

/// The recorded part of a body; `None` if the library did not read it.
#[derive(Clone, Default)]
pub(super) struct Seen(Arc<Mutex<Option<BytesMut>>>);

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
        match &polled {
            Poll::Ready(Some(Ok(frame))) => self.seen.add(frame.data_ref().map_or(&[], |data| data)),
            Poll::Ready(None) => self.seen.add(&[]),
            _ => {}
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
    fn add(&self, data: &[u8]) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = seen.get_or_insert_default();
        // The library itself rejects a larger body.
        if seen.len() + data.len() <= MESSAGE_BYTES_MAX {
            seen.extend_from_slice(data);
        }
    }

    /// The error for a body that the library read and rejected; `None` if it was not read.
    pub(super) fn answer(&self, has_fixtures: bool) -> Option<HttpAnswer> {
        let seen = self.0.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        match read(Line::Whole(seen.to_vec()), has_fixtures) {
            // A byte order mark, or a repeated field.
            Read::Message(_) => {
                let rule = "the message cannot be read: send it without a byte order mark, and each field once";
                refused(&ServerJsonRpcMessage::error(
                    ErrorData::invalid_request(rule, None),
                    None,
                ))
            }
            Read::Refused(refusal) => refused(&refusal),
            Read::Nothing if seen.trim_ascii().is_empty() => {
                let error = ErrorData::parse_error("the body is empty: send one message", None);
                refused(&ServerJsonRpcMessage::error(error, None))
            }
            // A notification that this server does not know.
            Read::Nothing => {
                let mut answer = Response::new(Full::default().boxed());
                *answer.status_mut() = StatusCode::ACCEPTED;
                Some(answer)
            }
        }
    }
}

fn refused(refusal: &ServerJsonRpcMessage) -> Option<HttpAnswer> {
    let body = serde_json::to_vec(refusal).ok()?;
    let mut answer = Response::new(Full::new(Bytes::from(body)).boxed());
    *answer.status_mut() = StatusCode::BAD_REQUEST;
    answer
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Some(answer)
}
