//! JSON objects from untrusted bytes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use minoots_wire::json::check_json;
use serde_json::{Map, Value};

pub(crate) type Object = Map<String, Value>;

/// Parses an object. Rejects documents that two parsers could read differently.
pub(crate) fn object(bytes: &[u8]) -> Option<Object> {
    check_json(bytes).ok()?;
    serde_json::from_slice(bytes).ok()
}

/// Decodes base64url without padding, in its one canonical form.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
