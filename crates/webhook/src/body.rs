//! What is posted: an event's payload as it is, CloudEvents in structured mode.
//!
//! The attributes stay inside the body, and not in headers of their own: the payload's detached signature is over these bytes.
//!
//! Invariants:
//! - The bytes are those that were handed in. Nothing is parsed and written again.
//! - What an event carries is in no `Debug`.
//! - The id that headers carry is the one in the body.

use std::fmt;

use bytes::Bytes;
use serde::Deserialize;

use crate::sign::{self, ContentError};

#[cfg(test)]
mod tests;

/// The media type of every request.
pub const CONTENT_TYPE: &str = "application/cloudevents+json; charset=utf-8";
/// Largest payload, bytes: a message of the public API holds no more.
pub const PAYLOAD_BYTES_MAX: usize = 1 << 20;

/// Why a payload is not sent.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Larger than [`PAYLOAD_BYTES_MAX`].
    #[error("payload has {0} bytes, more than {PAYLOAD_BYTES_MAX}; send a reference to the data instead")]
    TooLarge(usize),
    /// Not a JSON object with the attributes that CloudEvents asks for.
    #[error("payload is not CloudEvents JSON: {0}; hand in an event's payload as it was built")]
    Malformed(serde_json::Error),
    /// Another version, or an attribute without a value.
    #[error("payload's {0}; hand in an event's payload as it was built")]
    Attribute(&'static str),
    /// An id or a form that cannot be signed.
    #[error("payload's {0}")]
    Content(ContentError),
}

/// A payload that was checked. Cheap to clone: one is made for an event and used in all its attempts.
#[derive(Clone)]
pub struct Body {
    id: String,
    payload: Bytes,
}

/// The attributes an event must have. A second one of the same name is refused, since two parsers would read it differently.
#[derive(Deserialize)]
struct Attributes {
    specversion: String,
    id: String,
    source: String,
    #[serde(rename = "type")]
    kind: String,
}

impl Body {
    /// Checks a payload and takes its id.
    ///
    /// # Errors
    /// The rule it breaks.
    pub fn new(payload: Bytes) -> Result<Self, Error> {
        if payload.len() > PAYLOAD_BYTES_MAX {
            return Err(Error::TooLarge(payload.len()));
        }
        let attributes: Attributes = serde_json::from_slice(&payload).map_err(Error::Malformed)?;
        if attributes.specversion != "1.0" {
            return Err(Error::Attribute("specversion is not 1.0"));
        }
        if attributes.source.is_empty() {
            return Err(Error::Attribute("source is empty"));
        }
        if attributes.kind.is_empty() {
            return Err(Error::Attribute("type is empty"));
        }
        sign::check(&attributes.id, &payload).map_err(Error::Content)?;
        Ok(Self {
            id: attributes.id,
            payload,
        })
    }

    /// The event's id, which is its dedupe key.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The exact bytes.
    #[must_use]
    pub fn payload(&self) -> &Bytes {
        &self.payload
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}, {} bytes", self.id, self.payload.len())
    }
}
