//! What consumers were given, kept for judgement: duplicates by dedupe key, fences in order, payloads unchanged.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use bytes::Bytes;
use minoots_wire::envelope::Verifier;

use crate::consumer::Received;

/// Every delivery of one event.
#[derive(Clone, Debug)]
pub struct History {
    /// In the order of arrival.
    pub fences: Vec<String>,
    /// When it was due, nanoseconds since 1970 UTC.
    pub due_ns: i64,
    /// The stream that each of the fences came on, and when it was released, nanoseconds since 1970 UTC.
    releases: Vec<(u64, i64)>,
    payload: Bytes,
}

/// A delivery beside those that came before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// The first of its event.
    First,
    /// A later attempt, or an earlier one whose time to be acknowledged was up before the next was released.
    Again,
    /// An earlier attempt than one that another stream has brought, whose own time was not up by then. So the node had
    /// given this stream up: what was on its way arrives, and then the stream ends.
    Overtaken,
}

/// Deliveries by event id.
#[derive(Clone, Debug, Default)]
pub struct Deliveries {
    events: BTreeMap<String, History>,
    /// When each term was first heard of.
    first_of_term: BTreeMap<u64, i64>,
}

impl Deliveries {
    /// Takes one down where no stream is given up with deliveries on their way; true the first time its dedupe key is
    /// seen.
    ///
    /// # Errors
    /// As [`take_of_many`](Self::take_of_many), or when it was overtaken.
    pub fn take(&mut self, received: &Received, verifier: &Verifier) -> Result<bool> {
        let taken = self.take_of_many(received, verifier)?;
        let (id, fence) = (received.id(), received.fence());
        ensure!(taken != Taken::Overtaken, "{id}: fence {fence} was overtaken");
        Ok(taken == Taken::First)
    }

    /// Takes one down of streams that may end with deliveries on their way: the caller sees to it that a stream ends
    /// whose delivery was overtaken.
    ///
    /// # Errors
    /// When its signature does not verify, its fence is not above those of its stream, or its payload differs from theirs.
    pub fn take_of_many(&mut self, received: &Received, verifier: &Verifier) -> Result<Taken> {
        let envelope = received.envelope()?;
        verifier.verify(&envelope.payload, &envelope.signature)?;
        let fence = received.fence().to_owned();
        if let Some(term) = term(&fence) {
            self.first_of_term.entry(term).or_insert(received.at_ns);
        }
        let Some(history) = self.events.get_mut(received.id()) else {
            let history = History {
                fences: vec![fence],
                due_ns: received.due_ns()?,
                releases: vec![(received.stream, received.release_ns()?)],
                payload: envelope.payload.clone(),
            };
            self.events.insert(received.id().to_owned(), history);
            return Ok(Taken::First);
        };
        let mut taken = Taken::Again;
        for (before, (stream, release_ns)) in history.fences.iter().zip(&history.releases) {
            if *before < fence {
                continue;
            }
            ensure!(
                *stream != received.stream && fence < *before,
                "{}: fence {fence} came after {before}",
                received.id()
            );
            if *release_ns < received.ack_deadline_ns()? {
                taken = Taken::Overtaken;
            }
        }
        ensure!(
            history.payload == envelope.payload,
            "{}: the payload changed",
            received.id()
        );
        history.fences.push(fence);
        history.releases.push((received.stream, received.release_ns()?));
        Ok(taken)
    }

    /// Distinct events seen.
    #[must_use]
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// None was seen.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// Deliveries beyond each event's first.
    #[must_use]
    pub fn redeliveries(&self) -> usize {
        self.events.values().map(|history| history.fences.len() - 1).sum()
    }

    /// What was delivered of this event, if anything.
    #[must_use]
    pub fn get(&self, event_id: &str) -> Option<&History> {
        self.events.get(event_id)
    }

    /// The ids of the events of this timer, in any version, that were delivered.
    pub fn of_timer<'a>(&'a self, timer_id: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let prefix = format!("timer:dev:{timer_id}:");
        let found = self.events.range(prefix.clone()..);
        found
            .map(|(id, _)| id.as_str())
            .take_while(move |id| id.starts_with(&prefix))
    }

    /// When the first delivery arrived that was given in a later term than this, nanoseconds since 1970 UTC.
    #[must_use]
    pub fn first_after_term(&self, term: u64) -> Option<i64> {
        let later = self.first_of_term.range(term + 1..);
        later.map(|(_, at_ns)| *at_ns).min()
    }

    /// The events due after this instant of which this term gave a delivery.
    pub fn due_after_of_term(&self, instant_ns: i64, term: u64) -> impl Iterator<Item = &str> {
        let of_term = move |history: &History| history.fences.iter().any(|fence| self::term(fence) == Some(term));
        let found = self.events.iter();
        found
            .filter(move |(_, history)| history.due_ns > instant_ns && of_term(history))
            .map(|(id, _)| id.as_str())
    }

    /// Every event's id.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.events.keys().map(String::as_str)
    }
}

/// The part of a fence that says in which term of leadership it was given.
fn term(fence: &str) -> Option<u64> {
    u64::from_str_radix(fence.split('-').nth(2)?, 16).ok()
}
