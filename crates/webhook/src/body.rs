//! The body of a webhook request: an event's unchanged payload, as CloudEvents in structured mode.
//!
//! The attributes stay in the body and do not become headers, because the payload's detached signature covers these
//! bytes.
//!
//! Invariants:
//! - The bytes are exactly the caller's bytes. They are never parsed and serialised again.
//! - No `Debug` output contains an event's content.
//! - The id in the headers is the id in the body.

use std::fmt;

use bytes::Bytes;
use serde::Deserialize;

use crate::sign::{self, ContentError};

#[cfg(test)]
mod tests;

/// The media type of every request.
pub const CONTENT_TYPE: &str = "application/cloudevents+json; charset=utf-8";
/// Maximum size of a payload, in bytes. A message of the public API holds no more.
pub const PAYLOAD_BYTES_MAX: usize = 1 << 20;

/// Why a payload is rejected.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Larger than [`PAYLOAD_BYTES_MAX`].
    #[error("payload has {0} bytes, more than {PAYLOAD_BYTES_MAX}; send a reference to the data instead")]
    TooLarge(usize),
    /// Not a JSON object with the required attributes of CloudEvents.
    #[error("payload is not CloudEvents JSON: {0}; hand in an event's payload as it was built")]
    Malformed(serde_json::Error),
    /// Another version, or an attribute without a value.
    #[error("payload's {0}; hand in an event's payload as it was built")]
    Attribute(&'static str),
    /// An id or a form that cannot be signed.
    #[error("payload's {0}")]
    Content(ContentError),
}

/// A checked payload. Cheap to clone: all attempts for an event share one.
#[derive(Clone)]
pub struct Body {
    id: String,
    payload: Bytes,
}

/// The required attributes of an event. Duplicates are rejected, because two parsers would read them differently.
#[derive(Deserialize)]
struct Attributes {
    specversion: String,
    id: String,
    source: String,
    #[serde(rename = "type")]
    kind: String,
}

impl Body {
    /// Checks a payload and extracts its id.
    ///
    /// # Errors
    /// The violated rule.
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
