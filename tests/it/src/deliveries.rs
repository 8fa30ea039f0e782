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
    payload: Bytes,
}

/// Deliveries by event id.
#[derive(Clone, Debug, Default)]
pub struct Deliveries {
    events: BTreeMap<String, History>,
    has_sleepers: bool,
}

impl Deliveries {
    /// Of a cluster whose leaders may sleep: what one had in its hands may arrive after its successor has delivered.
    #[must_use]
    pub fn with_sleepers() -> Self {
        Self {
            events: BTreeMap::new(),
            has_sleepers: true,
        }
    }

    /// Takes one down; true the first time its dedupe key is seen.
    ///
    /// # Errors
    /// When its signature does not verify, its fence is not above those before it and not an earlier leader's, or its
    /// payload differs from theirs.
    pub fn take(&mut self, received: &Received, verifier: &Verifier) -> Result<bool> {
        let envelope = received.envelope()?;
        verifier.verify(&envelope.payload, &envelope.signature)?;
        let fence = received.fence().to_owned();
        let Some(history) = self.events.get_mut(received.id()) else {
            let history = History {
                fences: vec![fence],
                due_ns: received.due_ns()?,
                payload: envelope.payload.clone(),
            };
            self.events.insert(received.id().to_owned(), history);
            return Ok(true);
        };
        for before in &history.fences {
            let is_late = self.has_sleepers && term(&fence) < term(before) && fence < *before;
            ensure!(
                is_late || *before < fence,
                "{}: fence {fence} came after {before}",
                received.id()
            );
        }
        ensure!(
            history.payload == envelope.payload,
            "{}: the payload changed",
            received.id()
        );
        history.fences.push(fence);
        Ok(false)
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

    /// Every event's id.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.events.keys().map(String::as_str)
    }
}

/// The part of a fence that says in which term of leadership it was given.
fn term(fence: &str) -> Option<&str> {
    fence.split('-').nth(2)
}
