//! Write batching for a connection: responses of calls that end together leave in one system call.
//!
//! HTTP/2 writes as soon as the first of its streams has data. With many calls on one connection that is one write for
//! each response, each through the whole network stack. Here writes go into a buffer.
//! [`Serving`](super::serving::Serving), which drives the connection, flushes the buffer to the socket after all other
//! ready tasks have had a turn.
//!
//! Invariants:
//! - Buffered data is written before the connection waits for anything: a turn of `Serving` that ends with bytes left
//!   has either scheduled another turn or waits for the socket.
//! - A connection with one call in flight writes at once, because no other response can join.
//! - At most [`WAITING_BYTES_MAX`] bytes wait for a peer that does not read.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use super::heard::Heard;

/// The number of buffered bytes above which the protocol must wait.
pub(super) const WAITING_BYTES_MAX: usize = 64 << 10;
/// An empty buffer with a larger capacity is freed, since idle connections are many.
const KEPT_BYTES_MAX: usize = 4 << 10;

/// A socket whose writes go into a buffer.
pub(super) struct Gathered<R = OwnedReadHalf, W = OwnedWriteHalf> {
    reader: R,
    outgoing: Outgoing<W>,
    heard: Heard,
}

/// The buffer, and the writer behind it. Cheap to clone.
pub(super) struct Outgoing<W = OwnedWriteHalf>(Arc<Mutex<Waiting<W>>>);

/// Buffered data, not written yet.
pub(super) struct Waiting<W> {
    writer: W,
    pub(super) bytes: Vec<u8>,
    /// Written data may still be on its way to the socket: TLS buffers what the socket did not accept.
    unflushed: bool,
    /// Counts the bytes that the socket accepted, and each complete flush.
    pub(super) moved: u64,
    /// The last writer waits for the socket, or for its task's next share of a worker.
    pub(super) is_blocked: bool,
}

impl<W> Clone for Outgoing<W> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// Buffers the writes to the second of these halves of a connection, and notes incoming data on the first.
pub(super) fn gathered<R, W>((reader, writer): (R, W), heard: Heard) -> (Gathered<R, W>, Outgoing<W>) {
    let waiting = Waiting {
        writer,
        bytes: Vec::new(),
        unflushed: false,
        moved: 0,
        is_blocked: false,
    };
    let outgoing = Outgoing(Arc::new(Mutex::new(waiting)));
    let gathered = Gathered {
        reader,
        outgoing: outgoing.clone(),
        heard,
    };
    (gathered, outgoing)
}

impl<W> Outgoing<W> {
    pub(super) fn lock(&self) -> MutexGuard<'_, Waiting<W>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<W: AsyncWrite + Unpin> Outgoing<W> {
    /// Returns once buffered data has waited for the peer for `deadline`, and at most twice as long, without progress.
    pub(super) fn stalled(&self, deadline: Duration) -> impl Future<Output = ()> + Send + use<W>
    where
        W: Send,
    {
        let outgoing = self.clone();
        async move {
            let mut before = None;
            loop {
                tokio::time::sleep(deadline).await;
                let now = outgoing.waiting();
                if now.is_some() && now == before {
                    return;
                }
                before = now;
            }
        }
    }

    /// The progress count while data waits.
    fn waiting(&self) -> Option<u64> {
        let waiting = self.lock();
        (!waiting.is_done()).then_some(waiting.moved)
    }
}

impl<W: AsyncWrite + Unpin> Waiting<W> {
    /// Whether nothing is left to write.
    pub(super) fn is_done(&self) -> bool {
        self.bytes.is_empty() && !self.unflushed
    }

    /// Writes everything, or waits for the socket.
    pub(super) fn poll_drain(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut written = 0;
        let drained = loop {
            let left = &self.bytes[written..];
            if left.is_empty() {
                break Pin::new(&mut self.writer).poll_flush(context);
            }
            self.unflushed = true;
            match Pin::new(&mut self.writer).poll_write(context, left) {
                Poll::Ready(Ok(0)) => break Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                Poll::Ready(Ok(some)) => written += some,
                Poll::Ready(Err(error)) => break Poll::Ready(Err(error)),
                Poll::Pending => break Poll::Pending,
            }
        };
        self.unflushed &= !drained.is_ready();
        self.moved = self.moved.wrapping_add(written as u64 + u64::from(drained.is_ready()));
        self.is_blocked = drained.is_pending();
        self.bytes.drain(..written);
        if self.bytes.is_empty() && self.bytes.capacity() > KEPT_BYTES_MAX {
            self.bytes = Vec::new();
        }
        drained
    }

    /// Waits until the buffer has room.
    fn poll_room(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.bytes.len() < WAITING_BYTES_MAX {
            true => Poll::Ready(Ok(())),
            false => self.poll_drain(context),
        }
    }
}

impl<R: AsyncRead + Unpin, W: Unpin> AsyncRead for Gathered<R, W> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = ready!(Pin::new(&mut self.reader).poll_read(context, buffer));
        if buffer.filled().len() > before {
            self.heard.note();
        }
        Poll::Ready(read)
    }
}

impl<R: Unpin, W: AsyncWrite + Unpin> AsyncWrite for Gathered<R, W> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_write_vectored(context, &[IoSlice::new(bytes)])
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let mut waiting = self.outgoing.lock();
        ready!(waiting.poll_room(context))?;
        let asked: usize = slices.iter().map(|slice| slice.len()).sum();
        if waiting.bytes.len() + asked > waiting.bytes.capacity().max(KEPT_BYTES_MAX) {
            // Reserves the maximum at once, because stepwise growth copies the content each time.
            let more = WAITING_BYTES_MAX.saturating_sub(waiting.bytes.len());
            waiting.bytes.reserve_exact(more);
        }
        let mut taken = 0;
        for slice in slices {
            let room = WAITING_BYTES_MAX.saturating_sub(waiting.bytes.len());
            let some = &slice[..slice.len().min(room)];
            waiting.bytes.extend_from_slice(some);
            taken += some.len();
        }
        Poll::Ready(Ok(taken))
    }

    fn is_write_vectored(&self) -> bool {
        true
    }

    /// Does nothing: `Serving` flushes at the end of each of its turns.
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let mut waiting = self.outgoing.lock();
        ready!(waiting.poll_drain(context))?;
        Pin::new(&mut waiting.writer).poll_shutdown(context)
    }
}
