//! Responses that may take longer than a connection lasts, such as a backup that is read slowly.
//!
//! A connection past its age takes no more requests, but its grace period begins only once such responses have ended.
//! The code that begins one must limit their number: apart from keepalive and the end of the node, nothing bounds how
//! long they hold the connection.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::watch;

use super::heard::Heard;

/// The transfers of a connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Transfers(Arc<watch::Sender<usize>>);

/// The facts of a request's connection. Each request has this as an extension.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    /// The address of the sender, or of the forwarding node.
    pub peer: SocketAddr,
    /// The transfers of its connection.
    pub transfers: Transfers,
    /// The read counter of its connection.
    pub heard: Heard,
}

/// A transfer, which ends on drop.
#[derive(Debug)]
pub(crate) struct Transfer(Transfers);

impl Transfers {
    /// Begins a transfer.
    pub(crate) fn begin(&self) -> Transfer {
        self.0.send_modify(|count| *count += 1);
        Transfer(self.clone())
    }

    /// Returns once no transfer is in progress.
    pub(super) async fn ended(&self) {
        // This handle contains the sender, so it cannot be dropped.
        let _ = self.0.subscribe().wait_for(|count| *count == 0).await;
    }
}

impl Drop for Transfer {
    fn drop(&mut self) {
        self.0.0.send_modify(|count| *count -= 1);
    }
}
