//! Slots that tenants share: so many of a node, so many of a tenant.
//!
//! Invariants: a tenant holds at most its maximum of slots, and takes one only while it holds fewer than are free, so that some are left for
//! others. Tenants that wait are served in turn, one slot each.

use std::{
    collections::{BTreeMap, VecDeque},
    ops::Bound,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::oneshot;

/// The slots of one kind.
pub(crate) struct FairSlots(Arc<Mutex<Held>>);

impl FairSlots {
    /// So many of the node, and of a tenant; at least one.
    pub fn new(all_max: usize, tenant_max: usize) -> FairSlots {
        FairSlots(Arc::new(Mutex::new(Held {
            all_max: all_max.max(1),
            tenant_max: tenant_max.max(1),
            all: 0,
            tenants: BTreeMap::new(),
            turn: String::new(),
        })))
    }

    /// Slots that are held.
    pub fn held(&self) -> u64 {
        lock(&self.0).all as u64
    }

    /// Waits for a slot. Without one the slots are gone, and with them the node.
    pub async fn take(&self, tenant: &str) -> Option<Place> {
        let taken = lock(&self.0).take(tenant, &self.0);
        match taken {
            Ok(place) => Some(place),
            Err(waiting) => waiting.await.ok(),
        }
    }
}

/// Who holds slots, and who waits for one.
struct Held {
    all_max: usize,
    tenant_max: usize,
    all: usize,
    tenants: BTreeMap<String, OfTenant>,
    /// Who was served last.
    turn: String,
}

#[derive(Default)]
struct OfTenant {
    held: usize,
    waiting: VecDeque<oneshot::Sender<Place>>,
}

/// A slot. It is free again once this is dropped.
pub(crate) struct Place {
    /// `None` once somebody else gave it back.
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

    /// A slot for a tenant, or the place in the queue for one.
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

    /// The next that waits and may have one, in turn.
    fn next(&self) -> Option<String> {
        let may = |(_, of): &(&String, &OfTenant)| !of.waiting.is_empty() && self.may_take(of.held);
        let behind = (Bound::Excluded(&self.turn), Bound::Unbounded);
        let next = self.tenants.range::<String, _>(behind).find(may);
        next.or_else(|| self.tenants.iter().find(may))
            .map(|(tenant, _)| tenant.clone())
    }

    /// Gives what is free to those who wait.
    fn serve(&mut self, slots: &Arc<Mutex<Held>>) {
        while let Some(tenant) = self.next() {
            let Some(waiting) = self.tenants.get_mut(&tenant).and_then(|of| of.waiting.pop_front()) else {
                return;
            };
            self.turn.clone_from(&tenant);
            let place = self.give(tenant, slots);
            if let Err(mut place) = waiting.send(place) {
                // Who waited has gone. It is given back here, under the lock that its own end would take.
                place.of = None;
                self.give_back(&place.tenant);
            }
        }
    }
}

#[cfg(test)]
mod tests;
