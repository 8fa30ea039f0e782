//! The messages of an answer that has several, as they come.

use super::{
    answer::{FRAME_BYTES, length},
    codec::undecodable,
};
use crate::refusal;
use axum::body::Body;
use bytes::{Buf, Bytes, BytesMut};
use http_body_util::BodyExt;
use tonic::{Code, Status};

/// Nothing is read ahead of who asks but what the connection holds.
pub(super) struct Messages {
    /// Until its end.
    body: Option<Body>,
    /// What came of the next message.
    buffer: BytesMut,
}

impl Messages {
    pub fn of(body: Body) -> Messages {
        Messages {
            body: Some(body),
            buffer: BytesMut::new(),
        }
    }

    /// The next one; `None` once the answer has ended well. An error is the last. Whoever stops waiting has lost nothing.
    pub async fn next(&mut self) -> Option<Result<Bytes, Status>> {
        loop {
            match self.taken() {
                Ok(None) => {}
                Ok(Some(message)) => return Some(Ok(message)),
                Err(status) => return self.ended(status),
            }
            match self.body.as_mut()?.frame().await {
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => self.buffer.extend_from_slice(&data),
                    Err(frame) => {
                        let status = Status::from_header_map(&frame.into_trailers().unwrap_or_default());
                        return self.ended(status.unwrap_or_else(refusal::no_leader));
                    }
                },
                // It was cut off.
                Some(Err(_)) | None => return self.ended(refusal::no_leader()),
            }
        }
    }

    /// The message that is complete, if one is.
    fn taken(&mut self) -> Result<Option<Bytes>, Status> {
        let Some(frame) = self.buffer.get(..FRAME_BYTES) else {
            return Ok(None);
        };
        let length = length(frame).ok_or_else(undecodable)?;
        if self.buffer.len() < FRAME_BYTES + length {
            return Ok(None);
        }
        self.buffer.advance(FRAME_BYTES);
        Ok(Some(self.buffer.split_to(length).freeze()))
    }

    fn ended(&mut self, status: Status) -> Option<Result<Bytes, Status>> {
        self.body = None;
        self.buffer.clear();
        (status.code() != Code::Ok).then_some(Err(status))
    }
}
