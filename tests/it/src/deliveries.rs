//! The deliveries of consumers, recorded for checks: duplicates by dedupe key, fences in order, payloads unchanged.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use bytes::Bytes;
use minoots_wire::envelope::Verifier;

use crate::consumer::Received;

/// The deliveries of one event.
#[derive(Clone, Debug)]
pub struct History {
    /// The fences in the order of arrival.
    pub fences: Vec<String>,
    /// The due instant, in nanoseconds since 1970 UTC.
    pub due_ns: i64,
    /// For each fence, its stream and the instant of its release, in nanoseconds since 1970 UTC.
    releases: Vec<(u64, i64)>,
    payload: Bytes,
}

/// A delivery relative to the earlier ones of its event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// The first of its event.
    First,
    /// A later attempt, or an earlier one whose lease ended before the release of the next.
    Again,
    /// An earlier attempt than one that another stream has brought, whose lease had not ended by then. So the node had
    /// given up this stream: deliveries in transit arrive, and then the stream ends.
    Overtaken,
}

/// Deliveries by event id.
#[derive(Clone, Debug, Default)]
pub struct Deliveries {
    events: BTreeMap<String, History>,
    /// The first delivery of each term.
    first_of_term: BTreeMap<u64, i64>,
}

impl Deliveries {
    /// Records a delivery, where no stream is given up with deliveries in transit. Returns true the first time its
    /// dedupe key is seen.
    ///
    /// # Errors
    /// As [`take_of_many`](Self::take_of_many), or when it was overtaken.
    pub fn take(&mut self, received: &Received, verifier: &Verifier) -> Result<bool> {
        let taken = self.take_of_many(received, verifier)?;
        let (id, fence) = (received.id(), received.fence());
        ensure!(taken != Taken::Overtaken, "{id}: fence {fence} was overtaken");
        Ok(taken == Taken::First)
    }

    /// Records a delivery of a stream that may end with deliveries in transit. The caller must check that a stream with
    /// an overtaken delivery ends.
    ///
    /// # Errors
    /// When its signature does not verify, its fence is not above those of its stream, or its payload differs from
    /// theirs.
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

    /// Returns the number of distinct events.
    #[must_use]
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether there was no event.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// Returns the number of deliveries beyond each event's first.
    #[must_use]
    pub fn redeliveries(&self) -> usize {
        self.events.values().map(|history| history.fences.len() - 1).sum()
    }

    /// Returns the deliveries of this event, if any.
    #[must_use]
    pub fn get(&self, event_id: &str) -> Option<&History> {
        self.events.get(event_id)
    }

    /// Returns the ids of the delivered events of this timer, in any version.
    pub fn of_timer<'a>(&'a self, timer_id: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let prefix = format!("timer:dev:{timer_id}:");
        let found = self.events.range(prefix.clone()..);
        found
            .map(|(id, _)| id.as_str())
            .take_while(move |id| id.starts_with(&prefix))
    }

    /// Returns the arrival of the first delivery from a later term than this, in nanoseconds since 1970 UTC.
    #[must_use]
    pub fn first_after_term(&self, term: u64) -> Option<i64> {
        let later = self.first_of_term.range(term + 1..);
        later.map(|(_, at_ns)| *at_ns).min()
    }

    /// Returns the events due after this instant that this term delivered.
    pub fn due_after_of_term(&self, instant_ns: i64, term: u64) -> impl Iterator<Item = &str> {
        let of_term = move |history: &History| history.fences.iter().any(|fence| self::term(fence) == Some(term));
        let found = self.events.iter();
        found
            .filter(move |(_, history)| history.due_ns > instant_ns && of_term(history))
            .map(|(id, _)| id.as_str())
    }

    /// Returns every event's id.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.events.keys().map(String::as_str)
    }
}

/// Returns the term in a fence.
fn term(fence: &str) -> Option<u64> {
    u64::from_str_radix(fence.split('-').nth(2)?, 16).ok()
}
