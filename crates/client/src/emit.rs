//! Custom events.

use bytes::Bytes;
use minoots_wire::event::v1 as proto;
use minoots_wire::timer::v1::Payload;
use uuid::Uuid;

use crate::client::Client;
use crate::error::Error;

/// An event for the tenant's event log. It contains a request id, so that a repeat is safe; clones share the id.
#[derive(Debug, Clone)]
#[must_use = "an event is emitted by a client"]
pub struct Emit {
    request: proto::EmitRequest,
}

impl Emit {
    /// `kind` consists of at least two words of `[a-z0-9_]`, separated by dots, such as `order.packed`. `subject` names
    /// the event's subject, 1 to 255 bytes.
    pub fn new(kind: impl Into<String>, subject: impl Into<String>) -> Self {
        Self {
            request: proto::EmitRequest {
                request_id: Uuid::now_v7().to_string(),
                r#type: kind.into(),
                subject: subject.into(),
                ..proto::EmitRequest::default()
            },
        }
    }

    /// Sets the data, at most 64 KiB, and its media type.
    pub fn data(mut self, content_type: impl Into<String>, data: impl Into<Bytes>) -> Self {
        self.request.payload = Some(Payload {
            content_type: content_type.into(),
            data: data.into(),
        });
        self
    }

    /// Sets JSON data, sent as given.
    pub fn json(self, json: impl Into<String>) -> Self {
        self.data("application/json", json.into())
    }

    /// Adds an attribute of the CloudEvent; at most 16, names of 1 to 20 characters `[a-z0-9]`, values of at most 255
    /// bytes.
    pub fn attribute(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.request.attributes.insert(name.into(), value.into());
        self
    }

    /// Sets the request id. A repeat from another process then returns the first answer, for 24 h.
    pub fn request_id(mut self, request_id: impl Into<String>) -> Self {
        self.request.request_id = request_id.into();
        self
    }

    pub(crate) fn into_request(self) -> proto::EmitRequest {
        self.request
    }
}

impl Client {
    /// Writes an event into the tenant's event log, for its readers and for webhooks. Returns the event id.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn emit(&self, emit: Emit) -> Result<String, Error> {
        let request = emit.into_request();
        Ok(self.unary(request).await?.event_id)
    }
}
