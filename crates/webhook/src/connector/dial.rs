//! Opens connections.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;

use tokio::net::TcpStream;

/// A pending connection.
pub type Dialed<'a> = Pin<Box<dyn Future<Output = io::Result<TcpStream>> + Send + 'a>>;

/// Opens connections to checked addresses.
pub trait Dial: Send + Sync + 'static {
    /// Connects to exactly this address.
    fn dial(&self, address: SocketAddr) -> Dialed<'_>;
}

/// Connects by the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemDialer;

impl Dial for SystemDialer {
    fn dial(&self, address: SocketAddr) -> Dialed<'_> {
        Box::pin(async move {
            let stream = TcpStream::connect(address).await?;
            stream.set_nodelay(true)?;
            Ok(stream)
        })
    }
}
