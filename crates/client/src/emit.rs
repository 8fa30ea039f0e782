//! Events of the caller's own.

use bytes::Bytes;
use minoots_wire::event::v1 as proto;
use minoots_wire::timer::v1::Payload;
use uuid::Uuid;

use crate::call::Kind;
use crate::client::Client;
use crate::error::Error;

/// An event to be written into the tenant's event log. Its request id is chosen here, so that repeating it is safe; clones
/// have the same one.
#[derive(Debug, Clone)]
#[must_use = "an event is emitted by a client"]
pub struct Emit {
    request: proto::EmitRequest,
}

impl Emit {
    /// `kind` is words of `[a-z0-9_]` between dots, two at least, such as `order.packed`; `subject` is what it is about,
    /// 1 to 255 bytes.
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

    /// What happened, at most 64 KiB, and its media type.
    pub fn data(mut self, content_type: impl Into<String>, data: impl Into<Bytes>) -> Self {
        self.request.payload = Some(Payload {
            content_type: content_type.into(),
            data: data.into(),
        });
        self
    }

    /// What happened as JSON, as written.
    pub fn json(self, json: impl Into<String>) -> Self {
        self.data("application/json", json.into())
    }

    /// Adds an attribute of the CloudEvent; at most 16, names of 1 to 20 characters `[a-z0-9]`, values of at most 255 bytes.
    pub fn attribute(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.request.attributes.insert(name.into(), value.into());
        self
    }

    /// Makes a repeat in another process answer as the first did, for 24 h.
    pub fn request_id(mut self, request_id: impl Into<String>) -> Self {
        self.request.request_id = request_id.into();
        self
    }

    pub(crate) fn into_request(self) -> proto::EmitRequest {
        self.request
    }
}

impl Client {
    /// Writes an event into the tenant's event log, for readers of the log and webhooks. Answers its id.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn emit(&self, emit: Emit) -> Result<String, Error> {
        let request = emit.into_request();
        let answer = self.call(Kind::Write, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.events().emit(request).await }
        });
        Ok(answer.await?.event_id)
    }
}
