//! The cache of verification keys.

use std::sync::{Arc, Mutex, PoisonError};

use minoots_wire::envelope::Verifier;
use tokio::time::Instant;

use crate::clock;

/// The keys last fetched.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    fetched: Mutex<Option<(Arc<Verifier>, Instant)>>,
}

impl Keys {
    /// The cached keys, if any, and the time of their fetch.
    pub fn known(&self) -> Option<(Arc<Verifier>, Instant)> {
        let fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        fetched.clone()
    }

    /// Caches keys that were fetched just now.
    pub fn keep(&self, verifier: Arc<Verifier>) {
        let mut fetched = self.fetched.lock().unwrap_or_else(PoisonError::into_inner);
        *fetched = Some((verifier, clock::now()));
    }
}
