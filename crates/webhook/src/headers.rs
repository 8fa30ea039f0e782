//! Additional headers of an endpoint's owner, such as `authorization`.
//!
//! Invariants:
//! - No custom header repeats a header of this crate, and none controls the connection.
//! - Values count as secrets: `Debug` shows names only.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue};

#[cfg(test)]
mod tests;

/// Maximum number of headers per endpoint.
pub const HEADERS_MAX: usize = 16;
/// Maximum length of a name, in bytes.
pub const NAME_BYTES_MAX: usize = 128;
/// Maximum length of a value, in bytes.
pub const VALUE_BYTES_MAX: usize = 1024;

/// Headers that this crate sets, or that control the connection.
const RESERVED: [&str; 16] = [
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "http2-settings",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
];
const RESERVED_PREFIXES: [&str; 3] = ["webhook-", "minoots-", "ce-"];

/// Why headers are rejected. Each message names the field, the rule and the remedy. None contains a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// More than [`HEADERS_MAX`].
    #[error("headers: {0}, more than {HEADERS_MAX}; remove some")]
    TooMany(usize),
    /// An invalid header name, or a name longer than [`NAME_BYTES_MAX`].
    #[error(
        "headers: the name of number {0} must be 1 to {NAME_BYTES_MAX} letters, digits and -_ and the like; correct it"
    )]
    Name(usize),
    /// An invalid header value, or a value longer than [`VALUE_BYTES_MAX`].
    #[error(
        "headers: the value of {0} must be at most {VALUE_BYTES_MAX} visible ASCII characters and spaces, without line breaks; correct it"
    )]
    Value(HeaderName),
    /// A duplicate name.
    #[error("headers: {0} is there twice; keep one")]
    Duplicate(HeaderName),
    /// A reserved name.
    #[error("headers: {0} is set by the sender; remove it")]
    Reserved(HeaderName),
}

impl Error {
    /// The stable reason code, for programs.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        match self {
            Self::TooMany(_) => "HEADERS_TOO_MANY",
            Self::Name(_) | Self::Value(_) | Self::Duplicate(_) => "HEADER_INVALID",
            Self::Reserved(_) => "HEADER_RESERVED",
        }
    }
}

/// Checked headers.
#[derive(Clone, Default)]
pub struct EndpointHeaders(HeaderMap);

impl EndpointHeaders {
    /// Checks names and values.
    ///
    /// # Errors
    /// The first violated rule.
    pub fn new<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Error> {
        let mut headers = HeaderMap::new();
        for (index, (name, value)) in pairs.into_iter().enumerate() {
            let name = checked_name(index, name)?;
            let value = checked_value(&name, value)?;
            if headers.insert(name.clone(), value).is_some() {
                return Err(Error::Duplicate(name));
            }
        }
        if headers.len() > HEADERS_MAX {
            return Err(Error::TooMany(headers.len()));
        }
        Ok(Self(headers))
    }

    /// Names and values. The values may be secret.
    pub fn iter(&self) -> impl Iterator<Item = (&HeaderName, &HeaderValue)> {
        self.0.iter()
    }
}

impl fmt::Debug for EndpointHeaders {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}

fn checked_name(index: usize, name: &str) -> Result<HeaderName, Error> {
    if name.len() > NAME_BYTES_MAX {
        return Err(Error::Name(index + 1));
    }
    let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| Error::Name(index + 1))?;
    let is_reserved =
        RESERVED.contains(&name.as_str()) || RESERVED_PREFIXES.iter().any(|prefix| name.as_str().starts_with(prefix));
    if is_reserved {
        Err(Error::Reserved(name))
    } else {
        Ok(name)
    }
}

fn checked_value(name: &HeaderName, value: &str) -> Result<HeaderValue, Error> {
    let is_plain = value.len() <= VALUE_BYTES_MAX && value.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    let mut value = match HeaderValue::from_str(value.trim_matches(' ')) {
        Ok(value) if is_plain => value,
        _ => return Err(Error::Value(name.clone())),
    };
    value.set_sensitive(true);
    Ok(value)
}
