//! Answers that may take longer than a connection lasts, such as a backup read slowly.
//!
//! A connection that has come of age takes no more requests, but its grace begins only once such answers have ended. Who begins one
//! sees to it that there are few: nothing else bounds how long they hold the connection, apart from keepalive and the end of the node.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::watch;

use super::heard::Heard;

/// The transfers of a connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Transfers(Arc<watch::Sender<usize>>);

/// How a request came. Each one has this as an extension.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    /// Who sent it, or passed it on.
    pub peer: SocketAddr,
    /// Of its connection.
    pub transfers: Transfers,
    /// Of its connection.
    pub heard: Heard,
}

/// A transfer, until it is dropped.
#[derive(Debug)]
pub(crate) struct Transfer(Transfers);

impl Transfers {
    /// Begins a transfer.
    pub(crate) fn begin(&self) -> Transfer {
        self.0.send_modify(|count| *count += 1);
        Transfer(self.clone())
    }

    /// Returns once none is under way.
    pub(super) async fn ended(&self) {
        // The sender is part of this very handle.
        let _ = self.0.subscribe().wait_for(|count| *count == 0).await;
    }
}

impl Drop for Transfer {
    fn drop(&mut self) {
        self.0.0.send_modify(|count| *count -= 1);
    }
}
