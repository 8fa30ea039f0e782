//! Work that waits for the preparing thread. Each tenant's work keeps its order, and tenants take turns.
//!
//! A signature takes some 30 µs, and a queue may need tens of thousands at once. A tenant with little work waits for a
//! portion of each other tenant, and not for all earlier work.

use crate::core::Action;
use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

/// The pieces of work in one turn: some 2 ms.
const PORTION: usize = 64;

/// See the module.
#[derive(Default)]
pub(crate) struct Waiting {
    tenants: BTreeMap<Arc<str>, VecDeque<Action>>,
    /// The tenant that had the last turn.
    last: Arc<str>,
}

/// The work of one tenant's turn.
pub(crate) struct Turn<'w> {
    pub tenant: Arc<str>,
    waiting: &'w mut Waiting,
    left: usize,
}

impl Waiting {
    /// Adds work.
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

    /// Whether there is no work.
    pub fn is_empty(&self) -> bool {
        self.tenants.is_empty()
    }

    /// The next tenant's turn; `None` if there is no work.
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
