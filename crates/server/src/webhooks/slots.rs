//! How many attempts there may be: of an endpoint, of a tenant, of the node.
//!
//! Invariants: a tenant holds at most [`TENANT_MAX`] slots, and takes one only while it holds fewer than are free: so the more there are whose
//! receivers hang, the less each may hold, and some are left for whoever comes. Who waits is served in turn, tenant by tenant.

use minoots_sequencer::clock::Clock;
use minoots_webhook::rate::{Limiter, Limits, Refusal};
use std::{
    collections::{BTreeMap, VecDeque},
    ops::Bound,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::{Notify, oneshot};

#[cfg(test)]
mod tests;

/// Attempts of this node that may be under way. Each holds a connection, and of the answer little.
const NODE_MAX: usize = 1_024;
/// Attempts of one tenant: receivers that hang cannot take the slots of others.
const TENANT_MAX: usize = 256;

/// Slots of all endpoints.
#[derive(Default)]
pub(super) struct Slots(Arc<Mutex<Held>>);

/// Who holds slots, and who waits for one.
#[derive(Default)]
struct Held {
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
struct Place {
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
        of_tenant < TENANT_MAX.min(NODE_MAX.saturating_sub(self.all))
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

/// The limits of one endpoint and where it stands; it outlives changes of the endpoint.
pub(super) struct Pace {
    limiter: Mutex<Limiter>,
    ended: Notify,
}

impl Pace {
    pub fn new(limits: Limits) -> Pace {
        Pace {
            limiter: Mutex::new(Limiter::new(limits)),
            ended: Notify::new(),
        }
    }

    /// The endpoint has other limits now.
    pub fn set(&self, limits: Limits) {
        self.limiter().set(limits);
        self.ended.notify_one();
    }

    fn limiter(&self) -> MutexGuard<'_, Limiter> {
        self.limiter.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An attempt that may be made. Dropping it says that it has ended.
pub(super) struct Slot {
    _begun: Begun,
    _place: Option<Place>,
}

struct Begun(Arc<Pace>);

impl Drop for Begun {
    fn drop(&mut self) {
        self.0.limiter().end();
        self.0.ended.notify_one();
    }
}

impl Slots {
    /// Attempts that are under way.
    pub fn under_way(&self) -> u64 {
        lock(&self.0).all as u64
    }

    /// Waits until an attempt to the endpoint may begin.
    pub async fn take(&self, tenant: &str, pace: &Arc<Pace>, clock: &Clock) -> Slot {
        loop {
            let now = u64::try_from(clock.now()).unwrap_or(0);
            let refusal = pace.limiter().begin(now).err();
            match refusal {
                None => break,
                Some(Refusal::Concurrency) => pace.ended.notified().await,
                Some(Refusal::Rate(wait)) => tokio::time::sleep(wait).await,
            }
        }
        let begun = Begun(pace.clone());
        let taken = lock(&self.0).take(tenant, &self.0);
        let place = match taken {
            Ok(place) => Some(place),
            // Who gives it lives as long as this does.
            Err(waiting) => waiting.await.ok(),
        };
        Slot {
            _begun: begun,
            _place: place,
        }
    }
}
