//! A node that takes itself out of service for good, because what it holds is not what the others agreed on (G16).
//!
//! Invariants:
//! - It is noted on disk before anything else happens, and stays so over restarts.
//! - From then on the node takes part in nothing: its consensus is shut down, peers are refused, and whoever asks is told why.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use crate::directory::DataDirectory;
use crate::error::StartError;

/// Whether the node is out of service. Cheap to clone; every clone is the same.
#[derive(Clone)]
pub(crate) struct Quarantine {
    directory: Arc<DataDirectory>,
    why: Arc<watch::Sender<Option<String>>>,
    /// Held while the reason is noted, so that the one on disk is the one that is told.
    entering: Arc<Mutex<()>>,
}

impl Quarantine {
    /// As an earlier process left it.
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

    /// Why the node is out of service, if it is.
    pub(crate) fn why(&self) -> Option<String> {
        self.why.borrow().clone()
    }

    /// Takes the node out of service. The first reason is kept.
    pub(crate) fn enter(&self, why: String) {
        let _entering = self.entering.lock().unwrap_or_else(PoisonError::into_inner);
        if self.why.borrow().is_some() {
            return;
        }
        tracing::error!(why, "this node takes itself out of service");
        if let Err(error) = self.directory.set_quarantine(&why) {
            // It is out of service all the same; the next process finds the difference again at its next comparison.
            tracing::error!(%error, "that this node is out of service could not be noted");
        }
        self.why.send_replace(Some(why));
    }

    /// Resolves once the node is out of service.
    pub(crate) async fn entered(&self) {
        // A sender is part of this very handle.
        let _ = self.why.subscribe().wait_for(Option::is_some).await;
    }
}
