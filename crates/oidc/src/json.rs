//! JSON objects out of untrusted bytes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use minoots_wire::json::check_json;
use serde_json::{Map, Value};

pub(crate) type Object = Map<String, Value>;

/// The object that these bytes are, if no two readers could see different ones in them.
pub(crate) fn object(bytes: &[u8]) -> Option<Object> {
    check_json(bytes).ok()?;
    serde_json::from_slice(bytes).ok()
}

/// Base64url without padding, in its one canonical form.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}
