//! Rich errors: builds them on a server, and reads them on a client.
//!
//! A rejection is a `google.rpc.Status` with an `ErrorInfo` (reason, domain `minoots`) and, where they help, a
//! `BadRequest` naming each wrong field, a `RetryInfo` and a `QuotaFailure`. Equal rejections have equal bytes
//! (metadata is sorted), so that an error does not distinguish another tenant's object from an absent one.

use std::collections::BTreeMap;
use std::time::Duration;

use prost::Message;
use prost_types::Any;
use tonic::{Code, Status};
use tonic_types::{BadRequest, ErrorInfo, QuotaFailure, RetryInfo, StatusExt, pb};

mod code;
#[cfg(test)]
mod tests;

pub use crate::admin::v1::Reason;
pub use code::code_name;

/// The domain of every `ErrorInfo` of this API.
pub const DOMAIN: &str = "minoots";

/// The maximum number of field violations in one rejection; more would not fit the headers of a response. The first
/// ones are kept.
pub const FIELD_VIOLATIONS_MAX: usize = 32;

const REASON_PREFIX: &str = "REASON_";

impl Reason {
    /// The text in `ErrorInfo.reason`: the enum value's name without its prefix, such as `NAME_EMPTY`.
    #[must_use]
    pub fn text(self) -> &'static str {
        let name = self.as_str_name();
        name.strip_prefix(REASON_PREFIX).unwrap_or(name)
    }

    /// The reason with this text, if this version knows it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::from_str_name(&format!("{REASON_PREFIX}{text}"))
    }

    /// The reason in a status; `None` if the status contains none of this API, or one that this version does not know
    /// (see [`Details::reason_text`]).
    #[must_use]
    pub fn of(status: &Status) -> Option<Self> {
        Details::of(status).reason()
    }
}

/// Starts a rejection. `message` is for people, in English, and never contains a payload or a secret.
pub fn status(code: Code, reason: Reason, message: impl Into<String>) -> StatusBuilder {
    StatusBuilder {
        code,
        reason,
        message: message.into(),
        metadata: BTreeMap::new(),
        fields: Vec::new(),
        quotas: Vec::new(),
        retry_delay: None,
    }
}

/// A rejection in the making; see [`status`].
#[derive(Debug, Clone)]
#[must_use = "a refusal does nothing until it is built and returned"]
pub struct StatusBuilder {
    code: Code,
    reason: Reason,
    message: String,
    metadata: BTreeMap<String, String>,
    fields: Vec<FieldViolation>,
    quotas: Vec<QuotaViolation>,
    retry_delay: Option<Duration>,
}

impl StatusBuilder {
    /// Adds a fact for programs to the `ErrorInfo`, such as the exceeded limit (`payloadBytesMax`, `262144`).
    pub fn metadata(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.metadata.insert(key.into(), value.into());
        self
    }

    /// Adds a wrong field by its path in the request, such as `requests[3].labels`, with the request's reason.
    pub fn field(self, path: impl Into<String>, description: impl Into<String>) -> Self {
        let reason = self.reason;
        self.field_because(path, reason, description)
    }

    /// Adds a wrong field with a reason of its own. The description may begin with `PATH: `, as messages do: the path
    /// is dropped there, since surfaces spell it in their own way. Beyond [`FIELD_VIOLATIONS_MAX`] fields nothing is
    /// added.
    pub fn field_because(mut self, path: impl Into<String>, reason: Reason, description: impl Into<String>) -> Self {
        if self.fields.len() < FIELD_VIOLATIONS_MAX {
            let (path, description) = (path.into(), description.into());
            let rule = description
                .strip_prefix(path.as_str())
                .and_then(|rest| rest.strip_prefix(": "));
            self.fields.push(FieldViolation {
                reason: reason.text().to_owned(),
                description: rule.unwrap_or(&description).to_owned(),
                path,
            });
        }
        self
    }

    /// Sets the delay after which a repeat may succeed.
    pub fn retry_after(mut self, delay: Duration) -> Self {
        self.retry_delay = Some(delay);
        self
    }

    /// Adds an exhausted quota by its name and its limit, in the quota's unit: for people, and as the facts `quota` and
    /// `limit` for programs.
    pub fn exhausted(self, name: &str, limit: impl std::fmt::Display) -> Self {
        self.metadata("quota", name)
            .metadata("limit", limit.to_string())
            .quota(name, format!("limit {limit}"))
    }

    /// Adds an exhausted quota: `subject` is its owner (`tenant:dev`), the description names the quota and its limit.
    pub fn quota(mut self, subject: impl Into<String>, description: impl Into<String>) -> Self {
        self.quotas.push(QuotaViolation {
            subject: subject.into(),
            description: description.into(),
        });
        self
    }

    /// Returns the finished rejection.
    #[must_use]
    pub fn build(self) -> Status {
        let details = self.details();
        let encoded = pb::Status {
            code: self.code as i32,
            message: self.message.clone(),
            details,
        };
        Status::with_details(self.code, self.message, encoded.encode_to_vec().into())
    }

    fn details(&self) -> Vec<Any> {
        let info = SortedErrorInfo {
            reason: self.reason.text().to_owned(),
            domain: DOMAIN.to_owned(),
            metadata: self.metadata.clone(),
        };
        let mut details = vec![any(ErrorInfo::TYPE_URL, &info)];
        if !self.fields.is_empty() {
            let field_violations = self.fields.iter().map(FieldViolation::encoded).collect();
            details.push(any(BadRequest::TYPE_URL, &pb::BadRequest { field_violations }));
        }
        if let Some(delay) = self.retry_delay {
            // A delay above protobuf's maximum is as good as for ever.
            let retry_delay = prost_types::Duration::try_from(delay.min(RetryInfo::MAX_RETRY_DELAY)).ok();
            details.push(any(RetryInfo::TYPE_URL, &pb::RetryInfo { retry_delay }));
        }
        if !self.quotas.is_empty() {
            let violations = self.quotas.iter().map(QuotaViolation::encoded).collect();
            details.push(any(QuotaFailure::TYPE_URL, &pb::QuotaFailure { violations }));
        }
        details
    }
}

impl From<StatusBuilder> for Status {
    fn from(builder: StatusBuilder) -> Self {
        builder.build()
    }
}

/// A rejected field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldViolation {
    /// Path in the request, in proto names.
    pub path: String,
    /// The text of a [`Reason`].
    pub reason: String,
    /// For people.
    pub description: String,
}

impl FieldViolation {
    fn encoded(&self) -> pb::bad_request::FieldViolation {
        pb::bad_request::FieldViolation {
            field: self.path.clone(),
            description: self.description.clone(),
            reason: self.reason.clone(),
            localized_message: None,
        }
    }
}

/// An exhausted quota.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotaViolation {
    /// The owner of the quota.
    pub subject: String,
    /// The quota and its limit.
    pub description: String,
}

impl QuotaViolation {
    fn encoded(&self) -> pb::quota_failure::Violation {
        pb::quota_failure::Violation {
            subject: self.subject.clone(),
            description: self.description.clone(),
            ..Default::default()
        }
    }
}

/// The details of a rejection beyond code and message. Empty for a status from another source, such as a proxy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// The reason as sent, known to this version or not; empty if there is none.
    pub reason_text: String,
    /// Facts for programs.
    pub metadata: BTreeMap<String, String>,
    /// The wrong fields.
    pub fields: Vec<FieldViolation>,
    /// The delay before a repeat.
    pub retry_delay: Option<Duration>,
    /// The exhausted quotas.
    pub quotas: Vec<QuotaViolation>,
}

impl Details {
    /// Reads a status. Details that do not decode, and an `ErrorInfo` of another domain, count as absent.
    #[must_use]
    pub fn of(status: &Status) -> Self {
        let details = status.get_error_details();
        let info = details.error_info().filter(|info| info.domain == DOMAIN);
        let fields = details
            .bad_request()
            .map_or(&[][..], |request| &request.field_violations);
        let quotas = details.quota_failure().map_or(&[][..], |failure| &failure.violations);
        Self {
            reason_text: info.map(|info| info.reason.clone()).unwrap_or_default(),
            metadata: info
                .map(|info| info.metadata.clone().into_iter().collect())
                .unwrap_or_default(),
            fields: fields.iter().map(FieldViolation::from).collect(),
            retry_delay: details.retry_info().and_then(|info| info.retry_delay),
            quotas: quotas.iter().map(QuotaViolation::from).collect(),
        }
    }

    /// The reason, if this version knows it.
    #[must_use]
    pub fn reason(&self) -> Option<Reason> {
        Reason::parse(&self.reason_text)
    }
}

impl From<&tonic_types::FieldViolation> for FieldViolation {
    fn from(violation: &tonic_types::FieldViolation) -> Self {
        Self {
            path: violation.field.clone(),
            reason: violation.reason.clone(),
            description: violation.description.clone(),
        }
    }
}

impl From<&tonic_types::QuotaViolation> for QuotaViolation {
    fn from(violation: &tonic_types::QuotaViolation) -> Self {
        Self {
            subject: violation.subject.clone(),
            description: violation.description.clone(),
        }
    }
}

fn any(type_url: &str, message: &impl Message) -> Any {
    Any {
        type_url: type_url.to_owned(),
        value: message.encode_to_vec(),
    }
}

/// `google.rpc.ErrorInfo` with a sorted map: the stock type's hash map encodes differently each time.
#[derive(Clone, PartialEq, Message)]
struct SortedErrorInfo {
    #[prost(string, tag = "1")]
    reason: String,
    #[prost(string, tag = "2")]
    domain: String,
    #[prost(btree_map = "string, string", tag = "3")]
    metadata: BTreeMap<String, String>,
}
