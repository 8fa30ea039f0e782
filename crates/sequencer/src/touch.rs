//! A touch on its way to the leader's memory, or to the log.

use crate::consensus::Position;
use minoots_kernel::{Touched, internal::Touch};
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
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
        let place = Place(Arc::new(AtomicUsize::new(1)));
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

/// One of so many touches that may wait.
pub(crate) struct Place(Arc<AtomicUsize>);

impl Place {
    /// One of `max`, if one is free.
    pub fn take(taken: &Arc<AtomicUsize>, max: usize) -> Option<Place> {
        let one_more = |taken: usize| (taken < max).then_some(taken + 1);
        let got = taken.fetch_update(Ordering::AcqRel, Ordering::Acquire, one_more);
        got.ok().map(|_| Place(taken.clone()))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}
