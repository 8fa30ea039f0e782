//! The notifier that wakes the writer.

use std::sync::{Arc, Condvar};

/// Notifies the writer of work.
pub(super) enum Bell {
    /// Wakes the log thread, which waits on this condition.
    Thread(Condvar),
    /// Calls the owner, which then runs a turn.
    Owner(Arc<dyn Fn() + Send + Sync>),
}

impl Bell {
    pub fn new(work_arrived: Option<Arc<dyn Fn() + Send + Sync>>) -> Self {
        work_arrived.map_or_else(|| Self::Thread(Condvar::new()), Self::Owner)
    }

    pub fn ring(&self) {
        match self {
            Self::Thread(waiting) => waiting.notify_one(),
            Self::Owner(work_arrived) => work_arrived(),
        }
    }
}
