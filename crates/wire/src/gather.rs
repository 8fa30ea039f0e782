//! Write batching for a client's connection: requests that are made together leave in one system call.
//!
//! HTTP/2 writes as soon as the first of its streams has data, and the task scheduler runs a connection directly after
//! the task that woke it. With many callers on one connection each request is then a write of its own through the whole
//! network stack, and on an idle server it wakes a thread. Here a flush first lets all other ready tasks run once. The
//! server does the same with its responses, see `docs/decisions/0030-batched-writes-and-entries.md`.
//!
//! Invariants:
//! - Buffered data is sent before the connection waits for anything: a deferred flush has scheduled another turn.
//! - A connection with one call in flight writes at once, because no other request can join.
//! - At most 64 KiB wait for a peer that does not read.

use std::future::Future;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, ready};

use hyper::rt::{Read, ReadBufCursor, Write};
use tonic::codegen::Service;
use tonic::codegen::http::Uri;

#[cfg(test)]
mod tests;

/// The number of buffered bytes above which the protocol must wait.
const WAITING_BYTES_MAX: usize = 64 << 10;
/// An empty buffer with a larger capacity is freed.
const KEPT_BYTES_MAX: usize = 4 << 10;

/// Counts the unanswered calls of one connection. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Calls(Arc<AtomicUsize>);

/// A counted call; it ends on drop.
#[derive(Debug)]
pub struct Call(Calls);

impl Calls {
    /// Counts a call.
    #[must_use]
    pub fn begin(&self) -> Call {
        self.0.fetch_add(1, Ordering::Relaxed);
        Call(self.clone())
    }

    /// Whether more than one call is in flight.
    #[must_use]
    pub fn are_many(&self) -> bool {
        self.0.load(Ordering::Relaxed) > 1
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A channel that counts each call until its response begins.
#[derive(Clone, Debug)]
pub struct Counted<S> {
    inner: S,
    calls: Calls,
}

impl<S> Counted<S> {
    /// Makes a channel that counts the calls over `inner` in `calls`.
    pub fn new(inner: S, calls: Calls) -> Counted<S> {
        Counted { inner, calls }
    }
}

impl<S, R> Service<R> for Counted<S>
where
    S: Service<R>,
    S::Future: Unpin,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Answer<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: R) -> Self::Future {
        Answer {
            call: Some(self.calls.begin()),
            answer: self.inner.call(request),
        }
    }
}

/// A response future; the call counts until it is ready.
#[derive(Debug)]
pub struct Answer<F> {
    call: Option<Call>,
    answer: F,
}

impl<F: Future + Unpin> Future for Answer<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let answer = ready!(Pin::new(&mut self.answer).poll(context));
        self.call = None;
        Poll::Ready(answer)
    }
}

/// Connects through another connector, and batches writes while several calls are in flight.
#[derive(Clone, Debug)]
pub struct Gathering<C> {
    connector: C,
    calls: Calls,
}

impl<C> Gathering<C> {
    /// Makes a connector; `calls` are those of a [`Counted`] channel over its connections.
    pub fn new(connector: C, calls: Calls) -> Gathering<C> {
        Gathering { connector, calls }
    }
}

impl<C> Service<Uri> for Gathering<C>
where
    C: Service<Uri>,
    C::Future: Send + 'static,
{
    type Response = Gathered<C::Response>;
    type Error = C::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Gathered<C::Response>, C::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), C::Error>> {
        self.connector.poll_ready(context)
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let (connecting, calls) = (self.connector.call(uri), self.calls.clone());
        Box::pin(async move { Ok(Gathered::new(connecting.await?, calls)) })
    }
}

/// A connection whose writes go into a buffer, as the module describes.
#[derive(Debug)]
pub struct Gathered<S> {
    stream: S,
    calls: Calls,
    bytes: Vec<u8>,
    /// Other tasks have had a turn since the first byte was buffered, and since the last read.
    yielded: bool,
}

impl<S> Gathered<S> {
    fn new(stream: S, calls: Calls) -> Gathered<S> {
        Gathered {
            stream,
            calls,
            bytes: Vec::new(),
            yielded: false,
        }
    }
}

impl<S: Write + Unpin> Gathered<S> {
    /// Writes everything, or waits for the socket.
    fn poll_drain(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut written = 0;
        let drained = loop {
            let left = self.bytes.get(written..).unwrap_or_default();
            if left.is_empty() {
                break Poll::Ready(Ok(()));
            }
            match Pin::new(&mut self.stream).poll_write(context, left) {
                Poll::Ready(Ok(0)) => break Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Poll::Ready(Ok(some)) => written += some,
                Poll::Ready(Err(error)) => break Poll::Ready(Err(error)),
                Poll::Pending => break Poll::Pending,
            }
        };
        self.bytes.drain(..written);
        if self.bytes.is_empty() {
            self.bytes.shrink_to(KEPT_BYTES_MAX);
        }
        drained
    }
}

impl<S: Read + Unpin> Read for Gathered<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        // HTTP/2 reads first in each of its turns. All flushes of one turn together yield to other tasks once.
        if self.bytes.is_empty() {
            self.yielded = false;
        }
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: Write + Unpin> Write for Gathered<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_write_vectored(context, &[IoSlice::new(bytes)])
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.bytes.is_empty() && !self.calls.are_many() {
            return Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        }
        if self.bytes.len() >= WAITING_BYTES_MAX {
            ready!(self.poll_drain(context))?;
        }
        let mut taken = 0;
        for slice in slices {
            let room = WAITING_BYTES_MAX.saturating_sub(self.bytes.len());
            let some = slice.get(..slice.len().min(room)).unwrap_or_default();
            self.bytes.extend_from_slice(some);
            taken += some.len();
        }
        Poll::Ready(Ok(taken))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.bytes.is_empty() && !self.yielded && self.calls.are_many() {
            self.yielded = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        ready!(self.poll_drain(context))?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_drain(context))?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
