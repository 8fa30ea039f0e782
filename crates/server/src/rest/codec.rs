//! Converts between the JSON of a message and its bytes.

use minoots_wire::error::{Reason, status};
use prost::Message;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::fmt;
use tonic::{Code, Status};

/// The maximum length of a path or a problem in an error, because both may repeat text of an unauthenticated caller.
const TOLD_CHARACTERS_MAX: usize = 200;

/// Encodes the request and decodes the response of one method.
pub(super) struct Codec {
    /// Encodes the JSON of a request.
    pub encode: fn(Value) -> Result<Vec<u8>, Misfit>,
    /// Decodes the bytes of a response to JSON.
    pub decode: fn(&[u8]) -> Result<String, Status>,
}

impl Codec {
    pub const fn of<Q, R>() -> Codec
    where
        Q: Message + DeserializeOwned,
        R: Message + Default + Serialize,
    {
        Codec {
            encode: encode::<Q>,
            decode: decode::<R>,
        }
    }
}

impl fmt::Debug for Codec {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Codec")
    }
}

/// JSON that does not match the message.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    /// The path of the value; empty for the whole.
    pub path: String,
    /// The problem with it.
    pub problem: Problem,
}

/// A problem with a value.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// There is no field of this name.
    Unknown,
    /// This field occurs twice, or beside a field that excludes it.
    Twice(String),
    /// The value has another JSON type.
    Kind,
    /// The value is invalid: the reason, for people, if the field's parser gives one. Never repeats a value whole.
    Value(String),
}

fn encode<Q: Message + DeserializeOwned>(value: Value) -> Result<Vec<u8>, Misfit> {
    let request: Q = serde_path_to_error::deserialize(value).map_err(|error| Misfit {
        path: path(error.path()),
        problem: problem(&error.inner().to_string()),
    })?;
    Ok(request.encode_to_vec())
}

fn decode<R: Message + Default + Serialize>(bytes: &[u8]) -> Result<String, Status> {
    let answer = R::decode(bytes).map_err(|_| undecodable())?;
    json(&answer)
}

/// The JSON of one of our messages.
pub(super) fn json(message: &impl Serialize) -> Result<String, Status> {
    serde_json::to_string(message).map_err(|_| undecodable())
}

/// The node returned an invalid response.
pub(super) fn undecodable() -> Status {
    status(Code::Internal, Reason::Internal, "the answer is not what was asked for").build()
}

fn path(path: &serde_path_to_error::Path) -> String {
    let text = path.to_string();
    if text == "." { String::new() } else { shortened(&text) }
}

/// Classifies the parser's error text.
fn problem(text: &str) -> Problem {
    if text.starts_with("unknown field ") {
        return Problem::Unknown;
    }
    if let Some(name) = text.strip_prefix("duplicate field `") {
        return Problem::Twice(shortened(name.trim_end_matches('`')));
    }
    if text.starts_with("invalid type: ") || text.starts_with("invalid value: ") {
        return Problem::Kind;
    }
    Problem::Value(shortened(text))
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(TOLD_CHARACTERS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
