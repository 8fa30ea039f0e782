//! Slots that tenants share, with a maximum for the node and a maximum for each tenant.
//!
//! Invariants: a tenant holds at most its maximum of slots. It takes one only while it holds fewer than are free, so
//! that some remain for other tenants. Waiting tenants are served round-robin, one slot each.

use std::{
    collections::{BTreeMap, VecDeque},
    ops::Bound,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::oneshot;

/// The slots of one kind.
pub(crate) struct FairSlots(Arc<Mutex<Held>>);

impl FairSlots {
    /// Makes slots with a maximum for the node and for a tenant; each is at least one.
    pub fn new(all_max: usize, tenant_max: usize) -> FairSlots {
        FairSlots(Arc::new(Mutex::new(Held {
            all_max: all_max.max(1),
            tenant_max: tenant_max.max(1),
            all: 0,
            tenants: BTreeMap::new(),
            turn: String::new(),
        })))
    }

    /// The number of held slots.
    pub fn held(&self) -> u64 {
        lock(&self.0).all as u64
    }

    /// Waits for a slot. `None` means that the slots were dropped, and the node with them.
    pub async fn take(&self, tenant: &str) -> Option<Place> {
        let taken = lock(&self.0).take(tenant, &self.0);
        match taken {
            Ok(place) => Some(place),
            Err(waiting) => waiting.await.ok(),
        }
    }
}

/// The held slots, and the queues of waiting callers.
struct Held {
    all_max: usize,
    tenant_max: usize,
    all: usize,
    tenants: BTreeMap<String, OfTenant>,
    /// The tenant that was served last.
    turn: String,
}

#[derive(Default)]
struct OfTenant {
    held: usize,
    waiting: VecDeque<oneshot::Sender<Place>>,
}

/// A slot. Dropping it frees it.
pub(crate) struct Place {
    /// `None` once it was freed otherwise.
    of: Option<Arc<Mutex<Held>>>,
    tenant: String,
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(of) = self.of.take() {
            let mut held = lock(&of);
            held.give_back(&self.tenant);
            held.serve(&of);
        }
    }
}

fn lock(held: &Mutex<Held>) -> MutexGuard<'_, Held> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Held {
    fn may_take(&self, of_tenant: usize) -> bool {
        of_tenant < self.tenant_max.min(self.all_max.saturating_sub(self.all))
    }

    /// Takes a slot for a tenant, or a place in its queue.
    fn take(&mut self, tenant: &str, slots: &Arc<Mutex<Held>>) -> Result<Place, oneshot::Receiver<Place>> {
        let of_tenant = self.tenants.get(tenant).map_or(0, |of| of.held);
        let nobody_waits = self.tenants.get(tenant).is_none_or(|of| of.waiting.is_empty());
        if nobody_waits && self.may_take(of_tenant) {
            return Ok(self.give(tenant.to_owned(), slots));
        }
        let (sender, receiver) = oneshot::channel();
        let of = self.tenants.entry(tenant.to_owned()).or_default();
        of.waiting.push_back(sender);
        Err(receiver)
    }

    fn give(&mut self, tenant: String, slots: &Arc<Mutex<Held>>) -> Place {
        self.all += 1;
        self.tenants.entry(tenant.clone()).or_default().held += 1;
        Place {
            of: Some(slots.clone()),
            tenant,
        }
    }

    fn give_back(&mut self, tenant: &str) {
        self.all = self.all.saturating_sub(1);
        if let Some(of) = self.tenants.get_mut(tenant) {
            of.held = of.held.saturating_sub(1);
            if of.held == 0 && of.waiting.is_empty() {
                self.tenants.remove(tenant);
            }
        }
    }

    /// The next waiting tenant that may take a slot, round-robin.
    fn next(&self) -> Option<String> {
        let may = |(_, of): &(&String, &OfTenant)| !of.waiting.is_empty() && self.may_take(of.held);
        let behind = (Bound::Excluded(&self.turn), Bound::Unbounded);
        let next = self.tenants.range::<String, _>(behind).find(may);
        next.or_else(|| self.tenants.iter().find(may))
            .map(|(tenant, _)| tenant.clone())
    }

    /// Gives free slots to waiting callers.
    fn serve(&mut self, slots: &Arc<Mutex<Held>>) {
        while let Some(tenant) = self.next() {
            let Some(waiting) = self.tenants.get_mut(&tenant).and_then(|of| of.waiting.pop_front()) else {
                return;
            };
            self.turn.clone_from(&tenant);
            let place = self.give(tenant, slots);
            if let Err(mut place) = waiting.send(place) {
                // The waiting caller was dropped. Frees the slot here, because the lock that its drop would take is
                // already held.
                place.of = None;
                self.give_back(&place.tenant);
            }
        }
    }
}

#[cfg(test)]
mod tests;
