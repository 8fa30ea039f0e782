//! What waits for the preparing thread: each tenant's in the order in which it came, and tenants in turn.
//!
//! A signature takes some 30 us, and a queue may want tens of thousands at once. Who wants few waits for a portion of each other tenant, and
//! not for all that came before.

use crate::core::Action;
use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

/// Pieces of work of one turn: some 2 ms.
const PORTION: usize = 64;

/// See the module.
#[derive(Default)]
pub(crate) struct Waiting {
    tenants: BTreeMap<Arc<str>, VecDeque<Action>>,
    /// Who had the last turn.
    last: Arc<str>,
}

/// What a tenant may have done in its turn.
pub(crate) struct Turn<'w> {
    pub tenant: Arc<str>,
    waiting: &'w mut Waiting,
    left: usize,
}

impl Waiting {
    /// Adds what came.
    pub fn extend(&mut self, actions: impl IntoIterator<Item = Action>) {
        for action in actions {
            let (Action::Prepare { queue, .. } | Action::Refill { queue, .. }) = &action else {
                continue;
            };
            match self.tenants.get_mut(&queue.tenant) {
                Some(waiting) => waiting.push_back(action),
                None => drop(self.tenants.insert(queue.tenant.clone(), VecDeque::from([action]))),
            }
        }
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.tenants.is_empty()
    }

    /// The next tenant's turn; `None` if nothing waits.
    pub fn turn(&mut self) -> Option<Turn<'_>> {
        let behind = (std::ops::Bound::Excluded(&self.last), std::ops::Bound::Unbounded);
        let next = self.tenants.range::<Arc<str>, _>(behind).next();
        let (tenant, _) = next.or_else(|| self.tenants.first_key_value())?;
        let tenant = tenant.clone();
        self.last.clone_from(&tenant);
        Some(Turn {
            tenant,
            waiting: self,
            left: PORTION,
        })
    }
}

impl Iterator for Turn<'_> {
    type Item = Action;

    fn next(&mut self) -> Option<Action> {
        self.left = self.left.checked_sub(1)?;
        self.waiting.tenants.get_mut(&self.tenant)?.pop_front()
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if self.waiting.tenants.get(&self.tenant).is_some_and(VecDeque::is_empty) {
            self.waiting.tenants.remove(&self.tenant);
        }
    }
}

#[cfg(test)]
mod tests;
