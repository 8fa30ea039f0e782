//! The messages of a streaming response, as they arrive.

use super::{
    answer::{FRAME_BYTES, length},
    codec::undecodable,
};
use crate::refusal;
use axum::body::Body;
use bytes::{Buf, Bytes, BytesMut};
use http_body_util::BodyExt;
use tonic::{Code, Status};

/// The messages of a response. It reads nothing ahead of its caller beyond the connection's buffer.
pub(super) struct Messages {
    /// `None` after its end.
    body: Option<Body>,
    /// The received part of the next message.
    buffer: BytesMut,
}

impl Messages {
    pub fn of(body: Body) -> Messages {
        Messages {
            body: Some(body),
            buffer: BytesMut::new(),
        }
    }

    /// The next message; `None` once the response has ended successfully. An error is the last item. Cancelling the
    /// future loses no data.
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
                // The response was cut off.
                Some(Err(_)) | None => return self.ended(refusal::no_leader()),
            }
        }
    }

    /// The next message, if it is complete.
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
