//! The right of one create to be under way, from its request to its answer.

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
/// The handler is at work.
const TAKEN: u8 = 1;
/// Given back.
const LEFT: u8 = 2;

/// One create's share of what may be under way.
#[derive(Debug)]
pub(crate) struct Place {
    places: Arc<Places>,
    kind: Kind,
    units: AtomicUsize,
    started: Duration,
    /// When it began, itself included.
    under_way: usize,
    /// It would have been given whatever is under way.
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

    /// Goes from one state to another; false if it was not in that one.
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
        // How long a batch takes says how large it is.
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

/// A place on its way to the handler of its request, as an extension of it.
#[derive(Clone, Debug)]
pub(crate) struct Ticket(Arc<Place>);

impl Ticket {
    pub(super) fn new(place: Place) -> Ticket {
        Ticket(Arc::new(place))
    }

    /// The request has arrived. `None` if it took too long.
    pub(super) fn take(self) -> Option<Taken> {
        self.0.moves(ARRIVING, TAKEN).then(|| Taken::new(self.0))
    }

    /// What comes of the request. A caller who is slow to send it loses its place meanwhile, and may find another once it has arrived.
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

/// A place that a handler holds until it has its answer. Dropped before, its caller has given up.
#[derive(Debug)]
pub(crate) struct Taken {
    place: Arc<Place>,
    outcome: Outcome,
}

impl Taken {
    /// Of a request that is here already.
    pub fn at_once(mut place: Place) -> Taken {
        *place.state.get_mut() = TAKEN;
        Taken::new(Arc::new(place))
    }

    fn new(place: Arc<Place>) -> Taken {
        place.places.taken.fetch_add(1, Ordering::Relaxed);
        let outcome = Outcome::GivenUp;
        Taken { place, outcome }
    }

    /// Counts for what a batch of so many timers is. Refused if that is more than there is room for.
    pub fn weigh(&self, timers: usize) -> Result<(), Status> {
        let (place, places) = (&self.place, &self.place.places);
        // More are refused for being too many.
        let more = timers.min(limits::BATCH_MAX).saturating_sub(1) / BATCHED_PER_UNIT;
        let under_way = places.under_way.fetch_add(more, Ordering::SeqCst) + more;
        place.units.fetch_add(more, Ordering::Relaxed);
        if more == 0 || place.is_guaranteed || under_way <= places.limit.load(Ordering::Relaxed) {
            return Ok(());
        }
        places.run_into(places.elapsed());
        Err(places.answers.status(places.next_answer()))
    }

    /// Gives the place back: this is the answer.
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
