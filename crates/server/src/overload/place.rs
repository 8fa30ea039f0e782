//! The permit of one create to be in flight, from its request to its response.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};
use std::time::Duration;

use minoots_kernel::limits;
use tokio::time::timeout;
use tonic::Status;

use super::limit::Outcome;
use super::tunables::{ARRIVES_WITHIN, BATCHED_PER_UNIT};
use super::{Kind, Places};

/// The request is on its way to its handler.
const ARRIVING: u8 = 0;
/// The handler runs.
const TAKEN: u8 = 1;
/// The permit was returned.
const LEFT: u8 = 2;

/// One create's permit.
#[derive(Debug)]
pub(crate) struct Place {
    places: Arc<Places>,
    kind: Kind,
    units: AtomicUsize,
    started: Duration,
    /// The number in flight when the create began, itself included.
    under_way: usize,
    /// The permit is within the guaranteed minimum, so it needs no room below the limit.
    is_guaranteed: bool,
    state: AtomicU8,
}

impl Place {
    pub(super) fn new(
        places: Arc<Places>,
        kind: Kind,
        started: Duration,
        under_way: usize,
        is_guaranteed: bool,
    ) -> Place {
        Place {
            places,
            kind,
            units: AtomicUsize::new(1),
            started,
            under_way,
            is_guaranteed,
            state: AtomicU8::new(ARRIVING),
        }
    }

    /// Moves from one state to another; returns false if the state was a different one.
    fn moves(&self, from: u8, to: u8) -> bool {
        let moved = self
            .state
            .compare_exchange(from, to, Ordering::AcqRel, Ordering::Acquire);
        moved.is_ok()
    }

    fn leave(&self, outcome: Outcome) {
        match self.state.swap(LEFT, Ordering::AcqRel) {
            LEFT => return,
            TAKEN => drop(self.places.taken.fetch_sub(1, Ordering::Relaxed)),
            _ => {}
        }
        let units = self.units.load(Ordering::Relaxed);
        // The latency of a batch depends on its size, so it says nothing about load.
        let outcome = if units == 1 { outcome } else { Outcome::Other };
        self.places.ended(self.started, self.under_way, outcome);
        self.places.give_back(self.kind, units);
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.leave(Outcome::GivenUp);
    }
}

/// A permit on its way to the handler, as an extension of the request.
#[derive(Clone, Debug)]
pub(crate) struct Ticket(Arc<Place>);

impl Ticket {
    pub(super) fn new(place: Place) -> Ticket {
        Ticket(Arc::new(place))
    }

    /// Takes the permit once the request has arrived. `None` if the request took too long.
    pub(super) fn take(self) -> Option<Taken> {
        self.0.moves(ARRIVING, TAKEN).then(|| Taken::new(self.0))
    }

    /// Awaits the response. A caller that sends its body too slowly loses its permit meanwhile, and may get another one
    /// when the body has arrived.
    pub async fn until_answered<A: Future>(self, answer: A) -> A::Output {
        self.arriving_within(ARRIVES_WITHIN, answer).await
    }

    pub(super) async fn arriving_within<A: Future>(self, span: Duration, answer: A) -> A::Output {
        let mut answer = pin!(answer);
        if let Ok(answer) = timeout(span, &mut answer).await {
            return answer;
        }
        if self.0.moves(ARRIVING, LEFT) {
            self.0.places.give_back(self.0.kind, 1);
        }
        answer.await
    }
}

/// A permit that a handler holds until it has its response. Dropping it earlier means that the caller has given up.
#[derive(Debug)]
pub(crate) struct Taken {
    place: Arc<Place>,
    outcome: Outcome,
}

impl Taken {
    /// The permit of a request that has arrived completely.
    pub fn at_once(mut place: Place) -> Taken {
        *place.state.get_mut() = TAKEN;
        Taken::new(Arc::new(place))
    }

    fn new(place: Arc<Place>) -> Taken {
        place.places.taken.fetch_add(1, Ordering::Relaxed);
        let outcome = Outcome::GivenUp;
        Taken { place, outcome }
    }

    /// Weighs the permit by the number of timers in a batch. Rejects the batch if that exceeds the limit.
    pub fn weigh(&self, timers: usize) -> Result<(), Status> {
        let (place, places) = (&self.place, &self.place.places);
        // Larger batches are rejected for their size, so the weight is capped.
        let more = timers.min(limits::BATCH_MAX).saturating_sub(1) / BATCHED_PER_UNIT;
        let under_way = places.under_way.fetch_add(more, Ordering::SeqCst) + more;
        place.units.fetch_add(more, Ordering::Relaxed);
        if more == 0 || place.is_guaranteed || under_way <= places.limit.load(Ordering::Relaxed) {
            return Ok(());
        }
        places.run_into(places.elapsed());
        Err(places.answers.status(places.next_answer()))
    }

    /// Returns the permit with the outcome of the create.
    pub fn answered<T>(mut self, answer: &Result<T, Status>) {
        self.outcome = match answer {
            Ok(_) => Outcome::Answered,
            Err(_) => Outcome::Other,
        };
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.place.leave(self.outcome);
    }
}
