//! A touch on its way to the leader's memory, or to the log.

use crate::consensus::Position;
use minoots_kernel::{Touched, internal::Touch};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::oneshot;

/// The outcome of a touch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TouchAnswer {
    /// The touch was judged by the entry at this position, or from memory.
    Judged(Option<Position>, Touched),
    /// The touch was not judged, because this node does not lead.
    NotLeader {
        /// The leader, if known.
        leader: Option<u64>,
    },
    /// The touch may have counted, or may yet count.
    OutcomeUnknown,
}

/// A touch, and the receiver of its answer.
pub struct TouchWaiting {
    pub(crate) touch: Touch,
    answer: oneshot::Sender<TouchAnswer>,
    _place: Place,
}

impl TouchWaiting {
    /// Creates a touch that holds a permit.
    pub(crate) fn new(touch: Touch, place: Place) -> (TouchWaiting, oneshot::Receiver<TouchAnswer>) {
        let (answer, receiver) = oneshot::channel();
        let waiting = TouchWaiting {
            touch,
            answer,
            _place: place,
        };
        (waiting, receiver)
    }

    /// Creates a touch without a limit, for a simulation.
    pub fn unlimited(touch: Touch) -> (TouchWaiting, oneshot::Receiver<TouchAnswer>) {
        let (answer, receiver) = oneshot::channel();
        let place = Place {
            places: Places::default(),
            tenant: "".into(),
        };
        let waiting = TouchWaiting {
            touch,
            answer,
            _place: place,
        };
        (waiting, receiver)
    }

    /// Sends the answer. A receiver that stopped waiting needs none.
    pub(crate) fn answer(self, answer: TouchAnswer) {
        let _ = self.answer.send(answer);
    }
}

/// The permits of waiting touches, by tenant.
#[derive(Clone, Default)]
pub(crate) struct Places(Arc<Mutex<Taken>>);

#[derive(Default)]
struct Taken {
    all: usize,
    /// The counts of tenants that hold any.
    of: BTreeMap<Arc<str>, usize>,
}

impl Places {
    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A permit for one waiting touch.
pub(crate) struct Place {
    places: Places,
    tenant: Arc<str>,
}

impl Place {
    /// Acquires `count` of `max` permits, if they are free. A tenant may hold no more than remain free, so that other
    /// tenants always find some.
    pub fn take(places: &Places, tenant: &str, count: usize, max: usize) -> Option<Vec<Place>> {
        let mut taken = places.taken();
        let (before, all) = (taken.of.get(tenant).copied().unwrap_or(0), taken.all + count);
        let free = max.checked_sub(all)?;
        if before + count > free {
            return None;
        }
        let known = taken.of.get_key_value(tenant).map(|(tenant, _)| tenant.clone());
        let tenant = known.unwrap_or_else(|| tenant.into());
        taken.all = all;
        if count > 0 {
            taken.of.insert(tenant.clone(), before + count);
        }
        let place = || Place {
            places: places.clone(),
            tenant: tenant.clone(),
        };
        Some((0..count).map(|_| place()).collect())
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken();
        taken.all = taken.all.saturating_sub(1);
        let left = taken.of.get(&self.tenant).map_or(0, |count| count.saturating_sub(1));
        if left == 0 {
            taken.of.remove(&self.tenant);
        } else {
            taken.of.insert(self.tenant.clone(), left);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    #[test]
    fn one_tenant_leaves_room_for_others_and_none_is_lost() {
        let places = Places::default();
        let mut held = Place::take(&places, "loud", 50, 100).expect("as many as stay free");
        assert!(Place::take(&places, "loud", 1, 100).is_none());
        held.extend(Place::take(&places, "quiet", 20, 100).expect("there is room for another"));
        assert!(Place::take(&places, "quiet", 11, 100).is_none());
        assert!(Place::take(&places, "third", 16, 100).is_none());
        held.extend(Place::take(&places, "third", 15, 100).expect("and for one more"));
        drop(held);
        let taken = places.taken();
        assert_eq!((taken.all, taken.of.len()), (0, 0));
    }
}
