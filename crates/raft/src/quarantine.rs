//! A node that takes itself out of service for good, because its state differs from the majority's (G16).
//!
//! Invariants:
//! - The quarantine is recorded on disk before anything else happens, and survives restarts.
//! - From then on the node takes part in nothing: its consensus is shut down, it refuses peers, and it returns the
//!   reason to every caller.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use crate::directory::DataDirectory;
use crate::error::StartError;

/// Whether the node is out of service. Cheap to clone; clones share state.
#[derive(Clone)]
pub(crate) struct Quarantine {
    directory: Arc<DataDirectory>,
    why: Arc<watch::Sender<Option<String>>>,
    /// Held while the reason is written, so that the file and the handle name the same reason.
    entering: Arc<Mutex<()>>,
}

impl Quarantine {
    /// Opens the state that an earlier process left.
    pub(crate) fn open(directory: &Arc<DataDirectory>) -> Result<Self, StartError> {
        let why = directory.quarantine()?;
        if let Some(why) = &why {
            tracing::error!(why, "this node took itself out of service, and stays so");
        }
        Ok(Self {
            directory: Arc::clone(directory),
            why: Arc::new(watch::Sender::new(why)),
            entering: Arc::default(),
        })
    }

    /// The reason why the node is out of service, if it is.
    pub(crate) fn why(&self) -> Option<String> {
        self.why.borrow().clone()
    }

    /// Takes the node out of service. The first reason stays.
    pub(crate) fn enter(&self, why: String) {
        let _entering = self.entering.lock().unwrap_or_else(PoisonError::into_inner);
        if self.why.borrow().is_some() {
            return;
        }
        tracing::error!(why, "this node takes itself out of service");
        if let Err(error) = self.directory.set_quarantine(&why) {
            // The node is out of service in any case. The next process finds the difference again at its next
            // comparison.
            tracing::error!(%error, "that this node is out of service could not be noted");
        }
        self.why.send_replace(Some(why));
    }

    /// Resolves once the node is out of service.
    pub(crate) async fn entered(&self) {
        // The handle contains a sender, so the channel stays open.
        let _ = self.why.subscribe().wait_for(Option::is_some).await;
    }
}
