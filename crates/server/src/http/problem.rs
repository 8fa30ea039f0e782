use std::collections::BTreeMap;

use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderValue, StatusCode};
use minoots_wire::error::{Details, FieldViolation, QuotaViolation, Reason};
use serde::Serialize;
use tonic::{Code, Status};

const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");
const NOSNIFF: HeaderValue = HeaderValue::from_static("nosniff");
/// The page of errors, with a section for every reason.
const PAGE: &str = "https://github.com/minoots/minoots/blob/main/docs/errors.md";

/// An error in the form of RFC 9457, with the reason for programs.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// The URL of its section.
    #[serde(rename = "type")]
    kind: String,
    title: &'static str,
    status: u16,
    reason: String,
    detail: String,
    /// The invalid fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    violations: Vec<Violation>,
    /// The retry delay, in the form of proto JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    quotas: Vec<Quota>,
    /// Facts for programs.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    facts: BTreeMap<String, String>,
    /// The retry delay in whole seconds, for the header.
    #[serde(skip)]
    retry_after_s: Option<u64>,
}

#[derive(Debug, Clone, Serialize)]
struct Violation {
    field: String,
    reason: String,
    description: String,
}

#[derive(Debug, Clone, Serialize)]
struct Quota {
    subject: String,
    description: String,
}

impl Problem {
    /// Makes a problem. `detail` is for people and never contains a payload or a secret.
    pub fn new(status: StatusCode, reason: &str, detail: impl Into<String>) -> Self {
        Self {
            kind: page(reason),
            title: status.canonical_reason().unwrap_or("Error"),
            status: status.as_u16(),
            reason: reason.to_owned(),
            detail: detail.into(),
            violations: Vec::new(),
            retry_after: None,
            quotas: Vec::new(),
            facts: BTreeMap::new(),
            retry_after_s: None,
        }
    }

    /// Converts a rejection to the HTTP form.
    #[must_use]
    pub fn of(status: &Status) -> Self {
        let details = Details::of(status);
        let reason = match details.reason_text.as_str() {
            "" => Reason::Internal.text(),
            text => text,
        };
        let mut problem = Self::new(
            http_status(status.code(), details.reason()),
            reason,
            detail(status, &details),
        );
        problem.violations = details.fields.iter().map(Violation::from).collect();
        problem.quotas = details.quotas.iter().map(Quota::from).collect();
        problem.facts = details.metadata;
        if let Some(delay) = details.retry_delay {
            let seconds = delay.as_secs() + u64::from(delay.subsec_nanos() > 0);
            problem.retry_after_s = Some(seconds.max(1));
            let delay = minoots_wire::time::duration::to_proto(i64::try_from(delay.as_nanos()).unwrap_or(i64::MAX));
            problem.retry_after = serde_json::to_value(delay)
                .ok()
                .and_then(|text| text.as_str().map(str::to_owned));
        }
        problem
    }

    /// The document's bytes.
    pub(crate) fn document(&self) -> String {
        // Strings and a number always serialize.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl From<&FieldViolation> for Violation {
    fn from(violation: &FieldViolation) -> Self {
        Self {
            field: camel(&violation.path),
            reason: violation.reason.clone(),
            description: violation.description.clone(),
        }
    }
}

impl From<&QuotaViolation> for Quota {
    fn from(violation: &QuotaViolation) -> Self {
        Self {
            subject: violation.subject.clone(),
            description: violation.description.clone(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = [(CONTENT_TYPE, PROBLEM_JSON), (X_CONTENT_TYPE_OPTIONS, NOSNIFF)];
        let retry_after_s = self.retry_after_s;
        let mut response = (status, headers, self.document()).into_response();
        if let Some(seconds) = retry_after_s {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(WWW_AUTHENTICATE, scheme);
        }
        response
    }
}

/// The URL of a reason's section; `about:blank` for an unknown reason.
fn page(reason: &str) -> String {
    match Reason::parse(reason) {
        Some(_) => format!("{PAGE}#{}", reason.to_ascii_lowercase().replace('_', "-")),
        None => "about:blank".to_owned(),
    }
}

/// The message, with the field at its start in its JSON name.
fn detail(status: &Status, details: &Details) -> String {
    let text = status.message();
    let of_first = details
        .fields
        .first()
        .and_then(|field| Some((camel(&field.path), text.strip_prefix(&*field.path)?)));
    match of_first {
        Some((field, rest)) => format!("{field}{rest}"),
        None => text.to_owned(),
    }
}

/// The HTTP status of a code, with exceptions for some reasons.
fn http_status(code: Code, reason: Option<Reason>) -> StatusCode {
    match (code, reason) {
        (_, Some(Reason::IdempotencyMismatch)) => StatusCode::CONFLICT,
        (_, Some(Reason::MessageTooLarge)) => StatusCode::PAYLOAD_TOO_LARGE,
        (_, Some(Reason::Method)) => StatusCode::METHOD_NOT_ALLOWED,
        (_, Some(Reason::MediaType)) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        (Code::Ok, _) => StatusCode::OK,
        (Code::InvalidArgument | Code::FailedPrecondition | Code::OutOfRange, _) => StatusCode::BAD_REQUEST,
        (Code::Unauthenticated, _) => StatusCode::UNAUTHORIZED,
        (Code::PermissionDenied, _) => StatusCode::FORBIDDEN,
        (Code::NotFound, _) => StatusCode::NOT_FOUND,
        (Code::AlreadyExists | Code::Aborted, _) => StatusCode::CONFLICT,
        (Code::ResourceExhausted, _) => StatusCode::TOO_MANY_REQUESTS,
        (Code::Unimplemented, _) => StatusCode::NOT_IMPLEMENTED,
        (Code::Unavailable, _) => StatusCode::SERVICE_UNAVAILABLE,
        (Code::DeadlineExceeded, _) => StatusCode::GATEWAY_TIMEOUT,
        (Code::Cancelled | Code::Unknown | Code::Internal | Code::DataLoss, _) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The JSON name of a field's path. A key in brackets is the caller's, and stays as it is.
fn camel(path: &str) -> String {
    let mut name = String::with_capacity(path.len());
    let (mut is_upper, mut is_quoted) = (false, false);
    for character in path.chars() {
        match character {
            '[' => is_quoted = true,
            ']' => is_quoted = false,
            '_' if !is_quoted => {
                is_upper = true;
                continue;
            }
            _ => {}
        }
        name.push(if is_upper {
            character.to_ascii_uppercase()
        } else {
            character
        });
        is_upper = false;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_have_their_json_names() {
        assert_eq!(camel("requests[3].fire_time"), "requests[3].fireTime");
        assert_eq!(camel("labels[a_b]"), "labels[a_b]");
        assert_eq!(camel("retry_policy.initial_backoff"), "retryPolicy.initialBackoff");
    }

    #[test]
    fn a_wait_is_a_whole_second_at_least_in_the_header_and_exact_in_the_document() {
        let refusal = crate::refusal::not_leader(Some(2));
        let response = Problem::of(&refusal).into_response();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(response.headers()[RETRY_AFTER], "1");
        let problem: serde_json::Value = serde_json::from_str(&Problem::of(&refusal).document()).unwrap_or_default();
        assert_eq!(problem["retryAfter"], "0.200s");
        assert_eq!(problem["reason"], "NOT_LEADER");
        assert_eq!(problem["facts"]["leader"], "2");
        assert_eq!(problem["type"], format!("{PAGE}#not-leader"));
    }
}
