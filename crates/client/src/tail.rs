//! The tenant's event log, read continuously.
//!
//! Invariant: a broken stream resumes after the last event yielded, so that no event is lost or repeated.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::SystemTime;

use futures_util::stream::{self, BoxStream, Stream, StreamExt as _};
use minoots_wire::event::v1::tail_request::Position;
use minoots_wire::event::v1::{TailRequest, TailResponse};
use tonic::{Response, Status, Streaming};

use crate::call::{Kind, events};
use crate::client::Client;
use crate::endpoints::Route;
use crate::error::Error;
use crate::events::Event;
use crate::fault::Fault;
use crate::reopen::{Reopener, opening};
use crate::time;

/// The start position of a tail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TailFrom {
    /// The earliest retained event.
    Start,
    /// After the event with this cursor.
    Cursor(String),
    /// The present end of the log.
    End,
}

/// Options of a tail.
#[derive(Debug, Clone, Default)]
#[must_use = "options do nothing until a tail is opened with them"]
pub struct TailOptions {
    unsigned: bool,
    types: Vec<String>,
    subject: String,
    verify: bool,
}

impl TailOptions {
    /// Omits signatures.
    pub fn unsigned(mut self) -> Self {
        self.unsigned = true;
        self
    }

    /// Adds a type of events, such as `timer.fired`, at most 64; without any, all are read.
    pub fn kind(mut self, kind: impl Into<String>) -> Self {
        self.types.push(kind.into());
        self
    }

    /// Selects events of this subject, such as `timers/tea`.
    pub fn subject(mut self, subject: impl Into<String>) -> Self {
        self.subject = subject.into();
        self
    }

    /// Verifies every event. An event that fails yields an [`Error::Unverified`], and the tail continues.
    pub fn verify(mut self) -> Self {
        self.verify = true;
        self
    }
}

/// An event of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogEvent {
    /// The event.
    pub event: Event,
    /// Its sequence number, without gaps within a tenant and shard.
    pub sequence: u64,
    /// The cursor that resumes after this event.
    pub cursor: String,
    /// The fire time of the timer, for timer events.
    pub fire_time: Option<SystemTime>,
}

/// Events in order; from [`Client::tail`]. Ends after an error that a retry cannot fix.
pub struct Tail {
    events: BoxStream<'static, Result<LogEvent, Error>>,
}

impl fmt::Debug for Tail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Tail").finish_non_exhaustive()
    }
}

impl Stream for Tail {
    type Item = Result<LogEvent, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.events.poll_next_unpin(context)
    }
}

impl Client {
    /// Reads the event log, and continues across broken connections and changes of leader. It connects when first
    /// polled.
    ///
    /// # Errors
    /// The stream yields `CursorCompacted` when events after the cursor are no longer retained, and ends. A tail from
    /// [`TailFrom::End`] has no position before its first event. If it breaks before that, events may be missing: it
    /// yields `Unavailable` (`POSITION_UNKNOWN`) and continues from the new end of the log.
    #[must_use]
    pub fn tail(&self, from: TailFrom, options: TailOptions) -> Tail {
        let position = match from {
            TailFrom::Start => Some(Position::Start(true)),
            TailFrom::Cursor(cursor) => Some(Position::Cursor(cursor)),
            TailFrom::End => None,
        };
        let reader = Reader {
            client: self.clone(),
            request: TailRequest {
                position,
                unsigned: options.unsigned,
                types: options.types,
                subject: options.subject,
            },
            verify: options.verify,
            reopener: Reopener::new(self.clone()),
            open: None,
            errors: VecDeque::new(),
            ended: false,
        };
        Tail {
            events: stream::unfold(reader, Reader::next).boxed(),
        }
    }

    /// The present end of the event log. A tail from this cursor yields the later events.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn log_end(&self) -> Result<String, Error> {
        let answer = self.call(Kind::Read, |attempt| {
            let request = attempt.request(TailRequest::default());
            async move {
                let opened = attempt.events().tail(request).await?;
                let cursor = opened
                    .metadata()
                    .get(minoots_wire::TAIL_CURSOR)
                    .and_then(|cursor| cursor.to_str().ok());
                let cursor = cursor.ok_or_else(|| Status::internal("a tail without its cursor"))?;
                Ok(Response::new(cursor.to_owned()))
            }
        });
        answer.await
    }
}

struct Reader {
    client: Client,
    /// Its position is always after the last event handed out.
    request: TailRequest,
    verify: bool,
    reopener: Reopener,
    open: Option<(Route, Streaming<TailResponse>)>,
    errors: VecDeque<Error>,
    ended: bool,
}

impl Reader {
    async fn next(mut self) -> Option<(Result<LogEvent, Error>, Self)> {
        loop {
            if let Some(error) = self.errors.pop_front() {
                return Some((Err(error), self));
            }
            if self.ended {
                return None;
            }
            let Some((_, stream)) = &mut self.open else {
                self.open().await;
                continue;
            };
            match stream.message().await {
                Ok(Some(TailResponse { event: Some(event) })) => {
                    let read = self.read(event).await;
                    return Some((read, self));
                }
                Ok(Some(_)) => {}
                Ok(None) => self.broken(Fault::ended()).await,
                Err(status) => self.broken(Fault::of(&status)).await,
            }
        }
    }

    async fn open(&mut self) {
        let route = match self.client.endpoints().route() {
            Ok(route) => route,
            Err(error) => return self.end(error),
        };
        let mut service = events(route.channel.clone());
        let answer = opening(self.client.patience(), service.tail(self.request.clone())).await;
        match answer {
            Ok(stream) => {
                self.reopener.opened();
                self.open = Some((route, stream));
            }
            Err(fault) => self.recover(&route, fault).await,
        }
    }

    async fn broken(&mut self, fault: Fault) {
        let Some((route, _)) = self.open.take() else { return };
        if self.request.position.is_none() && fault.is_transient() {
            self.errors.push_back(Error::unavailable(
                "POSITION_UNKNOWN",
                "the tail broke before its first event; events since it was opened may be missing",
            ));
        }
        self.recover(&route, fault).await;
    }

    async fn recover(&mut self, route: &Route, fault: Fault) {
        if let Err(error) = self.reopener.recover(route, fault).await {
            self.end(error);
        }
    }

    fn end(&mut self, error: Error) {
        self.errors.push_back(error);
        self.ended = true;
    }

    async fn read(&mut self, event: minoots_wire::event::v1::LogEvent) -> Result<LogEvent, Error> {
        self.request.position = Some(Position::Cursor(event.cursor.clone()));
        let read = LogEvent {
            event: Event::from(event.envelope.unwrap_or_default()),
            sequence: event.sequence,
            cursor: event.cursor,
            fire_time: event.fire_time.as_ref().and_then(time::instant),
        };
        if self.verify {
            self.client.verify(&read.event).await?;
        }
        Ok(read)
    }
}
