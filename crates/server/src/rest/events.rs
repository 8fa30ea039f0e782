//! A tail as server-sent events.
//!
//! - `id` is the event's cursor, `event` its type, `data` its JSON, in one line.
//! - First comes an id alone: where the tail begins. Whoever loses the connection before the first event resumes there.
//! - The last block is `event: end`, without an id: why the tail ends, as a problem document. Then the answer ends.
//! - Nothing is read ahead of the reader but what the connection holds: the tail is asked for more when this was taken.

use super::{
    answer::{FRAME_BYTES, length},
    codec::{json, undecodable},
};
use crate::{http::Problem, refusal};
use axum::body::Body;
use bytes::{Buf, Bytes, BytesMut};
use futures::stream;
use http_body_util::BodyExt;
use minoots_wire::{error::Details, event::v1::TailResponse};
use prost::Message;
use std::{convert::Infallible, fmt::Write as _, time::Duration};
use tonic::{Code, Status};

/// A comment is sent when nothing else was for this long, so that whatever stands between does not take the connection for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How long a browser waits before it comes back.
const RETRY: Duration = Duration::from_secs(1);

/// The body of an answer that begins at this cursor.
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
        tail: Some(tail),
        buffer: BytesMut::new(),
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
    /// Until its end.
    tail: Option<Body>,
    /// What came of the next message.
    buffer: BytesMut,
    keep_alive: Duration,
}

impl Events {
    /// The next block; `None` after the last.
    async fn next(&mut self) -> Option<String> {
        if let Some(begin) = self.begin.take() {
            return Some(begin);
        }
        loop {
            match self.taken() {
                Ok(None) => {}
                Ok(Some(block)) => return Some(block),
                Err(status) => return Some(self.end(&status)),
            }
            let tail = self.tail.as_mut()?;
            let Ok(frame) = tokio::time::timeout(self.keep_alive, tail.frame()).await else {
                return Some(": keep-alive\n\n".to_owned());
            };
            match frame {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => self.buffer.extend_from_slice(&data),
                    Err(frame) => {
                        let trailers = frame.into_trailers().unwrap_or_default();
                        let status = Status::from_header_map(&trailers).filter(|status| status.code() != Code::Ok);
                        let status = status.unwrap_or_else(refusal::no_leader);
                        return Some(self.end(&status));
                    }
                },
                // It was cut off.
                Some(Err(_)) | None => return Some(self.end(&refusal::no_leader())),
            }
        }
    }

    /// The block of the message that is complete, if one is.
    fn taken(&mut self) -> Result<Option<String>, Status> {
        let Some(frame) = self.buffer.get(..FRAME_BYTES) else {
            return Ok(None);
        };
        let length = length(frame).ok_or_else(undecodable)?;
        if self.buffer.len() < FRAME_BYTES + length {
            return Ok(None);
        }
        self.buffer.advance(FRAME_BYTES);
        let message = self.buffer.split_to(length).freeze();
        let response = TailResponse::decode(message).map_err(|_| undecodable())?;
        let event = response.event.ok_or_else(undecodable)?;
        let kind = event.envelope.as_ref().map_or("", |envelope| &envelope.r#type);
        let data = json(&event)?;
        Ok(Some(format!("id: {}\nevent: {kind}\ndata: {data}\n\n", event.cursor)))
    }

    fn end(&mut self, status: &Status) -> String {
        self.tail = None;
        self.buffer.clear();
        let retry = Details::of(status).retry_delay.unwrap_or(RETRY).as_millis();
        format!(
            "event: end\nretry: {retry}\ndata: {}\n\n",
            Problem::of(status).document()
        )
    }
}

#[cfg(test)]
mod tests;
