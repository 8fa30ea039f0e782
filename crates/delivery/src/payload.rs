//! Payloads: the CloudEvents 1.0 JSON that is delivered and signed.
//!
//! Invariants:
//! - The bytes are a pure function of the builder's number and its input. Every attempt, on every node, after any
//!   upgrade, makes the same bytes.
//! - A number's bytes never change. A different form gets a new number, and the old builders stay.
//! - Attributes have a fixed order. Values that differ between attempts (fence, attempt, lateness) are not included.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::value::RawValue;

#[cfg(test)]
mod tests;
mod time;
pub(crate) use time::rfc3339;

/// The newest builder, which new records name.
pub const BUILDER_LATEST: u32 = 1;

/// The content type of bytes without one.
const CONTENT_TYPE_DEFAULT: &str = "application/octet-stream";

/// The approximate size of an event without its data.
const ATTRIBUTES_BYTES: usize = 512;

/// The content of an event.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// The number of the builder in the event's record.
    pub builder: u32,
    /// Unique for ever; for `timer.fired` the dedupe key.
    pub id: &'a str,
    /// `/clusters/<id>/tenants/<tenant>`.
    pub source: &'a str,
    /// `timer.fired` and the like.
    pub kind: &'a str,
    /// `timers/<id>`.
    pub subject: &'a str,
    /// The time attribute, in nanoseconds since the Unix epoch; for `timer.fired` the due instant.
    pub time_ns: i64,
    /// The tenant of the event.
    pub tenant: &'a str,
    /// The W3C trace context of the request that caused it.
    pub traceparent: Option<&'a str>,
    /// Further attributes, for an event that a caller emitted.
    pub attributes: &'a [(&'a str, &'a str)],
    /// The caller's bytes, or those of the event's own message.
    pub data: Data<'a>,
}

/// Bytes and their media type.
#[derive(Debug, Clone, Copy)]
pub struct Data<'a> {
    /// A media type; empty means `application/octet-stream`.
    pub content_type: &'a str,
    /// The bytes; empty bytes are no data.
    pub bytes: &'a [u8],
}

/// An error: the event's record names a builder that this version does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("payload builder {0} is not known to this version")]
pub struct UnknownBuilder(pub u32);

/// Builds the payload's exact bytes.
///
/// # Errors
/// The builder is unknown: the record was written by a newer version.
pub fn build(event: &Event<'_>) -> Result<Vec<u8>, UnknownBuilder> {
    match event.builder {
        1 => Ok(build_1(event)),
        unknown => Err(UnknownBuilder(unknown)),
    }
}

fn build_1(event: &Event<'_>) -> Vec<u8> {
    let content_type = if event.data.content_type.is_empty() {
        CONTENT_TYPE_DEFAULT
    } else {
        event.data.content_type
    };
    let time = time::rfc3339(event.time_ns);
    let attributes = [
        ("id", event.id),
        ("source", event.source),
        ("type", event.kind),
        ("subject", event.subject),
        ("time", time.as_str()),
        ("datacontenttype", content_type),
        ("tenant", event.tenant),
    ];
    let data = (!event.data.bytes.is_empty()).then(|| data_member(content_type, event.data.bytes));
    let data_bytes = data.as_ref().map_or(0, Member::json_bytes);
    // Events stay in memory in this buffer, so it gets no more than the needed capacity.
    let mut json = String::with_capacity(ATTRIBUTES_BYTES + data_bytes);
    json.push_str(r#"{"specversion":"1.0""#);
    for (name, value) in attributes
        .into_iter()
        .chain(event.traceparent.map(|value| ("traceparent", value)))
        .chain(event.attributes.iter().copied())
    {
        begin_member(&mut json, name);
        push_quoted(&mut json, value);
    }
    match data {
        None => {}
        Some(Member::Text(text)) => {
            begin_member(&mut json, "data");
            push_quoted(&mut json, text);
        }
        Some(Member::Json(value)) => {
            begin_member(&mut json, "data");
            json.push_str(value);
        }
        Some(Member::Base64(bytes)) => {
            begin_member(&mut json, "data_base64");
            json.push('"');
            STANDARD.encode_string(bytes, &mut json);
            json.push('"');
        }
    }
    json.push('}');
    json.into_bytes()
}

fn begin_member(json: &mut String, name: &str) {
    json.push_str(",\"");
    json.push_str(name);
    json.push_str("\":");
}

/// A content type without its parameters, in lower case.
pub fn media_type(content_type: &str) -> String {
    let media_type = content_type.split(';').next().unwrap_or_default();
    media_type.trim().to_ascii_lowercase()
}

/// Whether data of this media type goes into the payload as JSON. Callers that accept such data validate it by the same
/// rule.
pub fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || media_type.ends_with("+json")
}

/// The caller's data as a member of the event.
enum Member<'a> {
    Text(&'a str),
    Json(&'a str),
    Base64(&'a [u8]),
}

impl Member<'_> {
    /// The approximate number of bytes of the value. Text with escapes takes more.
    fn json_bytes(&self) -> usize {
        match self {
            Self::Text(text) | Self::Json(text) => text.len(),
            Self::Base64(bytes) => bytes.len().div_ceil(3) * 4,
        }
    }
}

/// Encodes text as a string, JSON unchanged, and everything else in base64. A reader gets exactly the caller's bytes,
/// or the caller's value.
fn data_member<'a>(content_type: &str, bytes: &'a [u8]) -> Member<'a> {
    let media_type = media_type(content_type);
    if media_type.starts_with("text/") {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return Member::Text(text);
        }
    } else if is_json(&media_type)
        && let Ok(value) = serde_json::from_slice::<&RawValue>(bytes)
    {
        return Member::Json(value.get());
    }
    Member::Base64(bytes)
}

/// Writes a quoted string. Most text needs no escape, and is copied unchanged.
fn push_quoted(json: &mut String, text: &str) {
    let is_plain = text.bytes().all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\');
    if is_plain {
        json.push('"');
        json.push_str(text);
        json.push('"');
    } else {
        json.push_str(&serde_json::Value::from(text).to_string());
    }
}
