//! How threads are given work.

use std::{
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// A mailbox that a thread sleeps on.
pub(crate) struct Mailbox<T> {
    waiting: Mutex<(Vec<T>, bool)>,
    wake: Condvar,
}

impl<T> Mailbox<T> {
    pub fn new() -> Mailbox<T> {
        Mailbox {
            waiting: Mutex::new((Vec::new(), false)),
            wake: Condvar::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, (Vec<T>, bool)> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn push(&self, item: T) {
        self.lock().0.push(item);
        self.wake.notify_one();
    }

    pub fn extend(&self, items: impl IntoIterator<Item = T>) {
        self.lock().0.extend(items);
        self.wake.notify_one();
    }

    pub fn stop(&self) {
        self.lock().1 = true;
        self.wake.notify_all();
    }

    /// What has arrived, waiting up to `patience` for it; `None` once stopped.
    pub fn take(&self, patience: Duration) -> Option<Vec<T>> {
        let mut waiting = self.lock();
        if waiting.0.is_empty() && !waiting.1 && !patience.is_zero() {
            waiting = self
                .wake
                .wait_timeout(waiting, patience)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        if waiting.1 {
            None
        } else {
            Some(std::mem::take(&mut waiting.0))
        }
    }
}
