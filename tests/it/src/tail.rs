//! A reader of the event log that requires a log without gaps.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use minoots_wire::event::v1::tail_request::Position;
use minoots_wire::event::v1::{LogEvent, TailRequest, TailResponse};
use minoots_wire::time::instant;
use serde_json::Value;
use tokio::time::timeout;
use tonic::{Status, Streaming};

use crate::client::Client;
use crate::{PATIENCE, clock};

/// A reader's stream.
#[derive(Debug)]
pub struct Tail {
    responses: Streaming<TailResponse>,
    /// Whether the reader gets every event, so that the next sequence is known.
    is_whole: bool,
    last: Option<u64>,
    clock_ahead_ns_max: i64,
}

impl Tail {
    /// Opens a tail with this request.
    ///
    /// # Errors
    /// The server's.
    pub async fn open(client: &Client, request: TailRequest) -> Result<Self, Status> {
        let is_whole = request.types.is_empty() && request.subject.is_empty();
        let last = matches!(request.position, Some(Position::Start(true))).then_some(0);
        let answer = timeout(PATIENCE, client.events.clone().tail(request)).await;
        let answer = answer.map_err(|_| Status::deadline_exceeded("the tail did not open"))??;
        Ok(Self {
            responses: answer.into_inner(),
            is_whole,
            last,
            clock_ahead_ns_max: 0,
        })
    }

    /// Allows the node's clock to be ahead of true time by this much, and events to be early by as much.
    #[must_use]
    pub fn with_clock_ahead(mut self, clock_ahead_ns_max: i64) -> Self {
        self.clock_ahead_ns_max = clock_ahead_ns_max;
        self
    }

    /// Reads all events from the earliest, without signatures.
    ///
    /// # Errors
    /// The server's.
    pub async fn from_start(client: &Client) -> Result<Self, Status> {
        let request = TailRequest {
            position: Some(Position::Start(true)),
            unsigned: true,
            ..TailRequest::default()
        };
        Self::open(client, request).await
    }

    /// Reads all events after a cursor, without signatures.
    ///
    /// # Errors
    /// The server's.
    pub async fn after(client: &Client, cursor: &str) -> Result<Self, Status> {
        let request = TailRequest {
            position: Some(Position::Cursor(cursor.to_owned())),
            unsigned: true,
            ..TailRequest::default()
        };
        Self::open(client, request).await
    }

    /// Returns the next event.
    ///
    /// # Errors
    /// When the stream fails or ends, on a timeout, or when an event is missing or early.
    pub async fn next(&mut self) -> Result<LogEvent> {
        self.next_within(PATIENCE).await?.context("no event in time")
    }

    /// Returns the next event, if one arrives within this time.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub async fn next_within(&mut self, span: Duration) -> Result<Option<LogEvent>> {
        let Ok(message) = timeout(span, self.responses.message()).await else {
            return Ok(None);
        };
        let event = message?
            .ok_or_else(|| Status::unavailable("the server ended the tail"))?
            .event
            .context("an empty event")?;
        let at_ns = clock::now_ns();
        let time = event
            .envelope
            .as_ref()
            .and_then(|envelope| envelope.time)
            .context("an event without a time")?;
        let time_ns = instant::from_proto(&time)?;
        if kind(&event) == "timer.fired" {
            let latest_ns = at_ns.saturating_add(self.clock_ahead_ns_max);
            ensure!(latest_ns >= time_ns, "a tail showed {} before it was due", id(&event));
        }
        if let Some(last) = self.last.filter(|_| self.is_whole) {
            ensure!(
                event.sequence == last + 1,
                "event {} follows event {last}",
                event.sequence
            );
        }
        self.last = Some(event.sequence);
        Ok(Some(event))
    }

    /// Returns the events up to and including the first that is `last`.
    ///
    /// # Errors
    /// As [`next`](Self::next).
    pub async fn until(&mut self, mut last: impl FnMut(&LogEvent) -> bool) -> Result<Vec<LogEvent>> {
        let mut events = Vec::new();
        loop {
            let event = self.next().await?;
            let done = last(&event);
            events.push(event);
            if done {
                return Ok(events);
            }
        }
    }
}

/// Returns the event's id.
#[must_use]
pub fn id(event: &LogEvent) -> &str {
    event.envelope.as_ref().map_or("", |envelope| envelope.id.as_str())
}

/// Returns the event's type.
#[must_use]
pub fn kind(event: &LogEvent) -> &str {
    event.envelope.as_ref().map_or("", |envelope| envelope.r#type.as_str())
}

/// Returns the event's subject, such as `timers/tea`.
#[must_use]
pub fn subject(event: &LogEvent) -> &str {
    event.envelope.as_ref().map_or("", |envelope| envelope.subject.as_str())
}

/// Parses the signed CloudEvent.
///
/// # Errors
/// When it is not JSON.
pub fn cloud_event(event: &LogEvent) -> Result<Value> {
    let envelope = event.envelope.as_ref().context("an event without an envelope")?;
    Ok(serde_json::from_slice(&envelope.payload)?)
}
