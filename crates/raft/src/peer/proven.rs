//! Connections of peers that have shown whose they are.
//!
//! Invariants:
//! - What comes out has a certificate of a node of this cluster; nothing of what it says has been read.
//! - Handshakes are bounded in number and time; one that hangs keeps nobody else out until there are too many, and then not for long.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use minoots_tls::PeerTls;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio_rustls::server::TlsStream;
use tokio_stream::Stream;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::server::Connected;

use super::identity::Proven;

const HANDSHAKE_DEADLINE: Duration = Duration::from_secs(10);
const HANDSHAKES_MAX: usize = 64;
/// After an accept that failed, for want of file descriptors as a rule.
const ACCEPT_BACKOFF: Duration = Duration::from_millis(50);

/// Peers that proved who they are, as they come.
pub(super) fn incoming(listener: TcpListener, tls: PeerTls) -> impl Stream<Item = io::Result<ProvenStream>> + Send {
    let (sender, receiver) = mpsc::channel(HANDSHAKES_MAX);
    tokio::spawn(accept(listener, tls, sender));
    ReceiverStream::new(receiver)
}

/// Ends when nobody takes what comes any more.
async fn accept(listener: TcpListener, tls: PeerTls, sender: mpsc::Sender<io::Result<ProvenStream>>) {
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
        // Fails only on a socket that is already dead, which the handshake will find out.
        let _ = stream.set_nodelay(true);
        let (tls, sender) = (tls.clone(), sender.clone());
        tokio::spawn(async move {
            let _place = place;
            let accepted = tokio::time::timeout(HANDSHAKE_DEADLINE, tls.accept(stream)).await;
            if let Ok(Some((stream, name))) = accepted {
                let proven = ProvenStream {
                    stream,
                    node: Proven(name.node),
                };
                // A listener that is gone takes nobody.
                let _ = sender.send(Ok(proven)).await;
            }
        });
    }
}

/// A connection of a node that is known by its certificate.
pub(super) struct ProvenStream {
    stream: TlsStream<TcpStream>,
    node: Proven,
}

impl Connected for ProvenStream {
    type ConnectInfo = Proven;

    fn connect_info(&self) -> Proven {
        self.node
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
