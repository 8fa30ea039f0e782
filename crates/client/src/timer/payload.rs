//! Payloads: bytes to deliver, and shredded ones that cannot be read.

use bytes::Bytes;
use minoots_wire::error::Reason;
use minoots_wire::timer::v1 as proto;

use crate::error::Error;

/// Bytes attached to a timer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Payload {
    /// A media type.
    pub content_type: String,
    /// The bytes.
    pub data: Bytes,
}

impl From<proto::Payload> for Payload {
    fn from(payload: proto::Payload) -> Self {
        Self {
            content_type: payload.content_type,
            data: payload.data,
        }
    }
}

/// The payload of a stored timer.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TimerPayload {
    /// The payload as given; empty if none was.
    Readable(Payload),
    /// The key that sealed it was shredded, so it can no longer be read.
    Shredded {
        /// The media type of the shredded bytes.
        content_type: String,
    },
}

impl TimerPayload {
    pub(crate) fn read(payload: Option<proto::Payload>, is_shredded: bool) -> Self {
        let payload = payload.map(Payload::from).unwrap_or_default();
        match is_shredded {
            true => Self::Shredded {
                content_type: payload.content_type,
            },
            false => Self::Readable(payload),
        }
    }

    /// The payload, if it can be read.
    ///
    /// # Errors
    /// `Conflict` (`PAYLOAD_SHREDDED`) when its key was shredded.
    pub fn get(&self) -> Result<&Payload, Error> {
        match self {
            Self::Readable(payload) => Ok(payload),
            Self::Shredded { .. } => Err(shredded()),
        }
    }

    /// Whether its key was shredded.
    #[must_use]
    pub fn is_shredded(&self) -> bool {
        matches!(self, Self::Shredded { .. })
    }
}

/// The error for reading a payload whose key was shredded.
pub(crate) fn shredded() -> Error {
    Error::Conflict {
        reason: Reason::PayloadShredded.text().to_owned(),
        message: "the payload key was shredded, and nobody can read this payload any more: treat it as lost".to_owned(),
        retry_after: None,
        metadata: std::collections::BTreeMap::new(),
    }
}
