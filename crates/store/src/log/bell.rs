//! How the writer hears of work.

use std::sync::{Arc, Condvar};

/// Tells the writer of work.
pub(super) enum Bell {
    /// A thread waits for it.
    Thread(Condvar),
    /// The owner has turns taken.
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
