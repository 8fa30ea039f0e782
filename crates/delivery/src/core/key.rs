//! Names of queues, and the set of queues with pending work.

use super::Core;
use std::{borrow::Borrow, cmp::Ordering, collections::BTreeSet, sync::Arc};

/// A queue's name within the shard. Each delivery in flight has one; a copy allocates no memory.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueueKey {
    /// The tenant.
    pub tenant: Arc<str>,
    /// The queue.
    pub queue: Arc<str>,
}

impl QueueKey {
    /// Creates the key of a queue.
    pub fn new(tenant: impl Into<Arc<str>>, queue: impl Into<Arc<str>>) -> QueueKey {
        QueueKey {
            tenant: tenant.into(),
            queue: queue.into(),
        }
    }
}

/// A lookup key for a queue that needs no allocated [`QueueKey`].
pub(super) trait Named {
    /// The tenant and the name, which define the order of keys.
    fn names(&self) -> (&str, &str);
}

impl Named for QueueKey {
    fn names(&self) -> (&str, &str) {
        (&self.tenant, &self.queue)
    }
}

impl Named for (&str, &str) {
    fn names(&self) -> (&str, &str) {
        *self
    }
}

impl<'n> Borrow<dyn Named + 'n> for QueueKey {
    fn borrow(&self) -> &(dyn Named + 'n) {
        self
    }
}

impl PartialEq for dyn Named + '_ {
    fn eq(&self, other: &Self) -> bool {
        self.names() == other.names()
    }
}

impl Eq for dyn Named + '_ {}

impl PartialOrd for dyn Named + '_ {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for dyn Named + '_ {
    fn cmp(&self, other: &Self) -> Ordering {
        self.names().cmp(&other.names())
    }
}

/// Marks a queue for the next poll. Usually it is marked already.
pub(super) fn mark(dirty: &mut BTreeSet<QueueKey>, key: &QueueKey) {
    if !dirty.contains(key) {
        dirty.insert(key.clone());
    }
}

impl Core {
    /// Marks a queue for the next poll, if it is held.
    pub(super) fn touch(&mut self, name: &dyn Named) {
        if !self.dirty.contains(name)
            && let Some((key, _)) = self.queues.get_key_value(name)
        {
            self.dirty.insert(key.clone());
        }
    }
}
