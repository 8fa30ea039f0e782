//! TLS connections of peers, sorted by their certificates.
//!
//! Invariants:
//! - A connection that comes out as a peer's has a certificate of a node of this cluster. Nothing it sent has been read
//!   yet.
//! - A connection without a certificate comes out separately, for enrolment, in bounded number and for a bounded time.
//! - Handshakes are bounded in number and time. A hanging handshake delays no other until the limit is reached, and
//!   then only briefly.

use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use minoots_tls::{Accepted, PeerTls};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::Sleep;
use tokio_rustls::server::TlsStream;
use tokio_stream::Stream;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::server::Connected;

use super::identity::Proven;

const HANDSHAKE_DEADLINE: Duration = Duration::from_secs(10);
const HANDSHAKES_MAX: usize = 64;
/// The limit of enrolment connections, which are short and few.
const STRANGERS_MAX: usize = 16;
const STRANGER_LIFE: Duration = Duration::from_secs(30);
/// The pause after a failed accept, usually for lack of file descriptors.
const ACCEPT_BACKOFF: Duration = Duration::from_millis(50);

/// Accepted connections: of peers with a certificate, and of nodes that want to enrol.
pub(crate) fn incoming(
    listener: TcpListener,
    tls: PeerTls,
) -> (
    impl Stream<Item = io::Result<ProvenStream>> + Send,
    impl Stream<Item = io::Result<StrangerStream>> + Send,
) {
    let (peers, proven) = mpsc::channel(HANDSHAKES_MAX);
    let (others, strangers) = mpsc::channel(STRANGERS_MAX);
    let strange = Strangers {
        sender: others,
        places: Arc::new(Semaphore::new(STRANGERS_MAX)),
    };
    tokio::spawn(accept(listener, tls, peers, strange));
    (ReceiverStream::new(proven), ReceiverStream::new(strangers))
}

/// The queue of connections without a certificate.
#[derive(Clone)]
struct Strangers {
    sender: mpsc::Sender<io::Result<StrangerStream>>,
    places: Arc<Semaphore>,
}

impl Strangers {
    /// Admits a connection while a permit is free; otherwise closes it.
    async fn admit(self, stream: TlsStream<TcpStream>) {
        let Ok(place) = self.places.try_acquire_owned() else {
            return;
        };
        let source = stream.get_ref().0.peer_addr().ok().map(|peer| peer.ip());
        let stranger = StrangerStream {
            stream,
            source: Stranger(source),
            end: Box::pin(tokio::time::sleep(STRANGER_LIFE)),
            _place: place,
        };
        // The receiver may have been dropped.
        let _ = self.sender.send(Ok(stranger)).await;
    }
}

/// Accepts connections until the receiver is dropped.
async fn accept(
    listener: TcpListener,
    tls: PeerTls,
    sender: mpsc::Sender<io::Result<ProvenStream>>,
    strangers: Strangers,
) {
    let places = Arc::new(Semaphore::new(HANDSHAKES_MAX));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else {
            return;
        };
        let accepted = tokio::select! {
            () = sender.closed() => return,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(ACCEPT_BACKOFF).await;
            continue;
        };
        // Fails only on a dead socket, which the handshake detects.
        let _ = stream.set_nodelay(true);
        let (tls, sender, strangers) = (tls.clone(), sender.clone(), strangers.clone());
        tokio::spawn(async move {
            let _place = place;
            let accepted = tokio::time::timeout(HANDSHAKE_DEADLINE, tls.accept(stream)).await;
            match accepted {
                Ok(Some(Accepted::Peer(stream, name, key))) => {
                    let proven = ProvenStream {
                        stream: *stream,
                        proven: Proven { node: name.node, key },
                    };
                    // The receiver may have been dropped.
                    let _ = sender.send(Ok(proven)).await;
                }
                Ok(Some(Accepted::Stranger(stream))) => strangers.admit(*stream).await,
                Ok(None) | Err(_) => {}
            }
        });
    }
}

/// A connection of a node identified by its certificate.
pub(crate) struct ProvenStream {
    stream: TlsStream<TcpStream>,
    proven: Proven,
}

impl Connected for ProvenStream {
    type ConnectInfo = Proven;

    fn connect_info(&self) -> Proven {
        self.proven
    }
}

impl AsyncRead for ProvenStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for ProvenStream {
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

/// The address of an unauthenticated caller.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stranger(pub(crate) Option<IpAddr>);

/// A connection that ends when its time is up, even if it is in use.
pub(crate) struct StrangerStream {
    stream: TlsStream<TcpStream>,
    source: Stranger,
    end: Pin<Box<Sleep>>,
    _place: OwnedSemaphorePermit,
}

impl StrangerStream {
    fn poll_end(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        match self.end.as_mut().poll(context) {
            Poll::Ready(()) => Err(io::ErrorKind::TimedOut.into()),
            Poll::Pending => Ok(()),
        }
    }
}

impl Connected for StrangerStream {
    type ConnectInfo = Stranger;

    fn connect_info(&self) -> Stranger {
        self.source
    }
}

impl AsyncRead for StrangerStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.poll_end(context)?;
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for StrangerStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_end(context)?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_end(context)?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
