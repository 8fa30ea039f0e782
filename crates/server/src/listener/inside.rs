//! Connections from within the process, for services that are mounted on the node: they reach it whatever certificate its port has, and
//! are checked as any other caller is.

use std::io;

use tokio::io::DuplexStream;
use tokio::sync::mpsc;

/// Connections that were made and not taken yet.
const WAITING_MAX: usize = 16;
/// What is on its way each way.
const BUFFER_BYTES: usize = 64 * 1024;

/// Makes connections to a node in this process. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Inside(mpsc::Sender<DuplexStream>);

/// Connections that were made.
pub(crate) type Dialled = mpsc::Receiver<DuplexStream>;

impl Inside {
    pub(crate) fn new() -> (Self, Dialled) {
        let (sender, receiver) = mpsc::channel(WAITING_MAX);
        (Self(sender), receiver)
    }

    /// A connection to the node, which speaks HTTP/2 without TLS.
    ///
    /// # Errors
    /// `ConnectionRefused` once the node does not serve any more.
    pub async fn dial(&self) -> io::Result<DuplexStream> {
        let (ours, theirs) = tokio::io::duplex(BUFFER_BYTES);
        let taken = self.0.send(theirs).await;
        taken.map_err(|_| io::ErrorKind::ConnectionRefused)?;
        Ok(ours)
    }
}
