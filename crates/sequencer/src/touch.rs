//! A touch on its way to the leader's memory, or to the log.

use crate::consensus::Position;
use minoots_kernel::{Touched, internal::Touch};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::sync::oneshot;

/// What became of a touch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TouchAnswer {
    /// It was judged: by the entry that stands there, or from memory.
    Judged(Option<Position>, Touched),
    /// It was not judged, because this node does not lead.
    NotLeader {
        /// Who does, if known.
        leader: Option<u64>,
    },
    /// It may have counted, or may yet.
    OutcomeUnknown,
}

/// A touch, and who waits for its answer.
pub struct TouchWaiting {
    pub(crate) touch: Touch,
    answer: oneshot::Sender<TouchAnswer>,
    _place: Place,
}

impl TouchWaiting {
    /// A touch that has a place.
    pub(crate) fn new(touch: Touch, place: Place) -> (TouchWaiting, oneshot::Receiver<TouchAnswer>) {
        let (answer, receiver) = oneshot::channel();
        let waiting = TouchWaiting {
            touch,
            answer,
            _place: place,
        };
        (waiting, receiver)
    }

    /// A touch that nothing limits, for a simulation.
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

    /// Tells whoever waits. Who stopped waiting needs no answer.
    pub(crate) fn answer(self, answer: TouchAnswer) {
        let _ = self.answer.send(answer);
    }
}

/// Places of touches that wait, by tenant.
#[derive(Clone, Default)]
pub(crate) struct Places(Arc<Mutex<Taken>>);

#[derive(Default)]
struct Taken {
    all: usize,
    /// Of tenants that have any.
    of: BTreeMap<Arc<str>, usize>,
}

impl Places {
    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// One of so many touches that may wait.
pub(crate) struct Place {
    places: Places,
    tenant: Arc<str>,
}

impl Place {
    /// So many of `max`, if they are free; and a tenant has no more than stay free, so that whatever one asks for, others find room.
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
