//! Connections without TLS: only those that begin as HTTP/2, in bounded number.
//!
//! Invariants:
//! - A connection that comes out has sent the HTTP/2 preface in time. Any other is closed and counted.
//! - A connection holds its permit until it ends. One above the limit is closed at once.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio_stream::Stream;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::server::Connected;

/// The client preface of HTTP/2.
const PREFACE: &[u8; 24] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const PREFACE_DEADLINE: Duration = Duration::from_secs(10);
/// Nodes have a few connections to each other, and no other process connects.
const CONNECTIONS_MAX: usize = 256;
const WAITING_MAX: usize = 64;
/// The pause after a failed accept, usually for lack of file descriptors.
const ACCEPT_BACKOFF: Duration = Duration::from_millis(50);

/// Accepted connections that may belong to peers.
pub(crate) fn incoming(
    listener: TcpListener,
    refused: Arc<AtomicU64>,
) -> impl Stream<Item = io::Result<SpokenStream>> + Send {
    let (sender, receiver) = mpsc::channel(WAITING_MAX);
    tokio::spawn(accept(listener, refused, sender));
    ReceiverStream::new(receiver)
}

/// Accepts connections until the receiver is dropped.
async fn accept(listener: TcpListener, refused: Arc<AtomicU64>, sender: mpsc::Sender<io::Result<SpokenStream>>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let accepted = tokio::select! {
            () = sender.closed() => return,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(ACCEPT_BACKOFF).await;
            continue;
        };
        let Ok(place) = places.clone().try_acquire_owned() else {
            refused.fetch_add(1, Ordering::Relaxed);
            continue;
        };
        let (refused, sender) = (refused.clone(), sender.clone());
        tokio::spawn(async move {
            match begun(stream, place).await {
                // The receiver may have been dropped.
                Some(spoken) => drop(sender.send(Ok(spoken)).await),
                None => {
                    refused.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
    }
}

async fn begun(mut stream: TcpStream, place: OwnedSemaphorePermit) -> Option<SpokenStream> {
    // Fails only on a dead socket, which the read detects.
    let _ = stream.set_nodelay(true);
    let read = async {
        for expected in PREFACE {
            if stream.read_u8().await.ok()? != *expected {
                return None;
            }
        }
        Some(())
    };
    tokio::time::timeout(PREFACE_DEADLINE, read).await.ok()??;
    Some(SpokenStream {
        stream,
        repeated: 0,
        _place: place,
    })
}

/// A connection whose preface was read and is replayed to its reader.
pub(crate) struct SpokenStream {
    stream: TcpStream,
    /// Bytes of the preface replayed so far.
    repeated: usize,
    _place: OwnedSemaphorePermit,
}

impl Connected for SpokenStream {
    type ConnectInfo = ();

    fn connect_info(&self) {}
}

impl AsyncRead for SpokenStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let left = &PREFACE[self.repeated..];
        if left.is_empty() {
            return Pin::new(&mut self.stream).poll_read(context, buffer);
        }
        let some = left.len().min(buffer.remaining());
        buffer.put_slice(&left[..some]);
        self.repeated += some;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for SpokenStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
