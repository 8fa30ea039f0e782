//! The mailboxes through which threads receive work.

use std::{
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// The capacity that a taken vector keeps.
const KEPT: usize = 4_096;

/// A mailbox on which one thread waits.
pub(crate) struct Mailbox<T> {
    waiting: Mutex<Waiting<T>>,
    wake: Condvar,
}

struct Waiting<T> {
    items: Vec<T>,
    /// Whether the thread sleeps. Waking a running thread would cost a system call for nothing.
    asleep: bool,
    stopped: bool,
}

impl<T> Mailbox<T> {
    pub fn new() -> Mailbox<T> {
        Mailbox {
            waiting: Mutex::new(Waiting {
                items: Vec::new(),
                asleep: false,
                stopped: false,
            }),
            wake: Condvar::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting<T>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with(&self, change: impl FnOnce(&mut Waiting<T>)) {
        let mut waiting = self.lock();
        change(&mut waiting);
        let asleep = waiting.asleep;
        drop(waiting);
        if asleep {
            self.wake.notify_one();
        }
    }

    pub fn push(&self, item: T) {
        self.with(|waiting| waiting.items.push(item));
    }

    /// Appends all items at once. Without items, wakes no thread.
    pub fn append(&self, items: &mut Vec<T>) {
        if !items.is_empty() {
            self.with(|waiting| waiting.items.append(items));
        }
    }

    pub fn stop(&self) {
        self.with(|waiting| waiting.stopped = true);
    }

    /// Takes all items, and waits up to `patience` for one; `None` once stopped. `taken`, the vector from the previous
    /// call, becomes the next buffer: growing a new one each time costs as much as its content.
    pub fn take(&self, patience: Duration, mut taken: Vec<T>) -> Option<Vec<T>> {
        taken.clear();
        taken.shrink_to(KEPT);
        let mut waiting = self.lock();
        if waiting.items.is_empty() && !waiting.stopped && !patience.is_zero() {
            waiting.asleep = true;
            waiting = self
                .wake
                .wait_timeout(waiting, patience)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
            waiting.asleep = false;
        }
        (!waiting.stopped).then(|| std::mem::replace(&mut waiting.items, taken))
    }
}
