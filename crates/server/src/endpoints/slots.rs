//! The limits on webhook attempts: by endpoint, by tenant and by node.
//!
//! Invariant: a tenant holds at most [`TENANT_MAX`] slots, shared fairly by [`FairSlots`]: the more tenants have hung
//! receivers, the fewer slots each may hold.

use crate::fair_slots::{FairSlots, Place};
use minoots_sequencer::clock::Clock;
use minoots_webhook::rate::{Limiter, Limits, Refusal};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

#[cfg(test)]
mod tests;

/// The maximum number of attempts in flight at this node. Each holds a connection, and little of the response.
const NODE_MAX: usize = 1_024;
/// The maximum number of attempts in flight of one tenant, so that its hung receivers do not take other tenants' slots.
const TENANT_MAX: usize = 256;

/// The slots of all endpoints.
pub(crate) struct Slots(FairSlots);

impl Default for Slots {
    fn default() -> Slots {
        Slots(FairSlots::new(NODE_MAX, TENANT_MAX))
    }
}

/// The limits and counters of one endpoint; it outlives changes of the endpoint.
pub(crate) struct Pace {
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

    /// Sets the endpoint's new limits.
    pub fn set(&self, limits: Limits) {
        self.limiter().set(limits);
        self.ended.notify_one();
    }

    fn limiter(&self) -> MutexGuard<'_, Limiter> {
        self.limiter.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A slot for an attempt. Dropping it ends the attempt.
pub(crate) struct Slot {
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
    /// The number of attempts in flight.
    pub fn under_way(&self) -> u64 {
        self.0.held()
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
        let place = self.0.take(tenant).await;
        Slot {
            _begun: begun,
            _place: place,
        }
    }
}
