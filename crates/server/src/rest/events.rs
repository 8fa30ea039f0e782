//! A tail as server-sent events.
//!
//! - `id` is the event's cursor, `event` its type, `data` its JSON, in one line.
//! - The first block is only an id: the start of the tail. A client that loses the connection before the first event
//!   resumes there.
//! - The last block is `event: end`, without an id: the reason for the end of the tail, as a problem document. Then the
//!   response ends.
//! - There is no read-ahead beyond the connection's buffer: the tail is polled again once the client has read the last
//!   block.

use super::{
    codec::{json, undecodable},
    messages::Messages,
};
use crate::{http::Problem, refusal};
use axum::body::Body;
use bytes::Bytes;
use futures::stream;
use minoots_wire::{error::Details, event::v1::TailResponse};
use prost::Message;
use std::{convert::Infallible, fmt::Write as _, time::Duration};
use tonic::Status;

/// The silence after which a comment is sent, so that proxies do not consider the connection dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// The time after which a browser reconnects.
const RETRY: Duration = Duration::from_secs(1);

/// The body of a response that begins at this cursor.
pub(super) fn body(tail: Body, cursor: &str) -> Body {
    body_within(tail, cursor, KEEP_ALIVE)
}

fn body_within(tail: Body, cursor: &str, keep_alive: Duration) -> Body {
    let mut begin = format!("retry: {}\n", RETRY.as_millis());
    if !cursor.is_empty() {
        let _ = writeln!(begin, "id: {cursor}");
    }
    begin.push('\n');
    let events = Events {
        begin: Some(begin),
        tail: Some(Messages::of(tail)),
        keep_alive,
    };
    let blocks = stream::unfold(events, |mut events| async move {
        let block = events.next().await?;
        Some((Ok::<Bytes, Infallible>(block.into()), events))
    });
    Body::from_stream(blocks)
}

struct Events {
    begin: Option<String>,
    /// `None` after its end.
    tail: Option<Messages>,
    keep_alive: Duration,
}

impl Events {
    /// The next block; `None` after the last.
    async fn next(&mut self) -> Option<String> {
        if let Some(begin) = self.begin.take() {
            return Some(begin);
        }
        let tail = self.tail.as_mut()?;
        let Ok(message) = tokio::time::timeout(self.keep_alive, tail.next()).await else {
            return Some(": keep-alive\n\n".to_owned());
        };
        // A tail never ends by itself.
        let message = message.unwrap_or_else(|| Err(refusal::no_leader()));
        Some(match message.and_then(block) {
            Ok(block) => block,
            Err(status) => self.end(&status),
        })
    }

    fn end(&mut self, status: &Status) -> String {
        self.tail = None;
        let retry = Details::of(status).retry_delay.unwrap_or(RETRY).as_millis();
        format!(
            "event: end\nretry: {retry}\ndata: {}\n\n",
            Problem::of(status).document()
        )
    }
}

/// The block of an event.
fn block(message: Bytes) -> Result<String, Status> {
    let response = TailResponse::decode(message).map_err(|_| undecodable())?;
    let event = response.event.ok_or_else(undecodable)?;
    let kind = event.envelope.as_ref().map_or("", |envelope| &envelope.r#type);
    let data = json(&event)?;
    Ok(format!("id: {}\nevent: {kind}\ndata: {data}\n\n", event.cursor))
}

#[cfg(test)]
mod tests;
