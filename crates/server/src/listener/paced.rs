//! Request bodies with a deadline: a client that sends one byte a second would hold a permit and buffered data for
//! long.
//!
//! Invariants:
//! - A call without a request stream, and a plain HTTP request, has one body, which is complete within the deadline.
//! - A stream may pause between messages without limit, but not within one.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body::{Body, Frame, SizeHint};
use hyper::body::Incoming;
use minoots_wire::error::{Reason, status};
use tokio::time::{Sleep, sleep};
use tonic::{Code, Status};
use tower::BoxError;

use super::counters::ListenerCounters;
use crate::http::is_grpc;
use crate::methods;

/// The header of a message: the compression flag and the length.
const HEAD_BYTES: usize = 5;

/// The body of a request.
pub(crate) struct Paced {
    inner: Incoming,
    deadline: Duration,
    counters: Arc<ListenerCounters>,
    /// The position within a stream's messages; `None` for a body that is a single unit.
    framing: Option<Framing>,
    /// Runs while a message has begun and is incomplete.
    left: Option<Pin<Box<Sleep>>>,
}

impl Paced {
    pub(super) fn of(
        request: Request<Incoming>,
        deadline: Duration,
        counters: &Arc<ListenerCounters>,
    ) -> Request<Paced> {
        let sends = is_grpc(request.headers())
            && methods::of(request.uri().path()).is_some_and(|method| method.streams_requests);
        request.map(|inner| Paced {
            inner,
            deadline,
            counters: Arc::clone(counters),
            framing: sends.then(Framing::default),
            left: None,
        })
    }

    fn is_between_messages(&self) -> bool {
        self.framing.as_ref().is_some_and(Framing::is_between_messages)
    }
}

impl Body for Paced {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        if let Poll::Ready(frame) = Pin::new(&mut this.inner).poll_frame(context) {
            if let (Some(framing), Some(Ok(frame))) = (&mut this.framing, &frame)
                && let Some(data) = frame.data_ref()
                && framing.feed(data)
            {
                this.left = None;
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(Into::into)));
        }
        if this.is_between_messages() {
            return Poll::Pending;
        }
        let deadline = this.deadline;
        let left = this.left.get_or_insert_with(|| Box::pin(sleep(deadline)));
        ready!(left.as_mut().poll(context));
        this.counters.slow_request();
        Poll::Ready(Some(Err(Box::new(slow(deadline)))))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}

fn slow(deadline: Duration) -> Status {
    let message = format!(
        "the message was not whole within {} ms of its beginning: send it faster, or in smaller parts",
        deadline.as_millis()
    );
    status(Code::InvalidArgument, Reason::MessageTooSlow, message)
        .metadata("messageTimeoutMs", deadline.as_millis().to_string())
        .build()
}

/// The received part of the present message.
#[derive(Default)]
struct Framing {
    head: [u8; HEAD_BYTES],
    head_bytes: usize,
    /// The remaining bytes of the message, once its header is complete.
    left: usize,
}

impl Framing {
    fn is_between_messages(&self) -> bool {
        self.head_bytes == 0
    }

    /// Processes received bytes. Returns whether a message ended within them.
    fn feed(&mut self, mut data: &[u8]) -> bool {
        let mut has_ended = false;
        while !data.is_empty() {
            if self.head_bytes < HEAD_BYTES {
                let some = data.len().min(HEAD_BYTES - self.head_bytes);
                self.head[self.head_bytes..self.head_bytes + some].copy_from_slice(&data[..some]);
                self.head_bytes += some;
                data = &data[some..];
                if self.head_bytes < HEAD_BYTES {
                    break;
                }
                let [_, length @ ..] = self.head;
                self.left = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
            }
            let some = data.len().min(self.left);
            self.left -= some;
            data = &data[some..];
            if self.left == 0 {
                self.head_bytes = 0;
                has_ended = true;
            }
        }
        has_ended
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_told_apart_however_they_are_cut() {
        let message = |length: u32| [&[0_u8][..], &length.to_be_bytes(), &vec![b'x'; length as usize]].concat();
        let all = [message(3), message(0), message(300)].concat();
        for size in [1, 2, 3, 7, 64, all.len()] {
            let mut framing = Framing::default();
            let mut ends = Vec::new();
            let mut at = 0;
            for part in all.chunks(size) {
                at += part.len();
                let has_ended = framing.feed(part);
                if has_ended && framing.is_between_messages() {
                    ends.push(at);
                }
            }
            assert!(framing.is_between_messages());
            assert_eq!(ends.last(), Some(&all.len()), "in parts of {size}");
        }
        let mut framing = Framing::default();
        assert!(!framing.feed(&[0, 0]));
        assert!(!framing.is_between_messages());
        assert!(framing.feed(&[0, 0, 1, b'x', 0]));
        assert!(!framing.is_between_messages(), "the next has begun");
    }
}
