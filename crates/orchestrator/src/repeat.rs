//! Recognition of repeated inputs.
//!
//! After a lost answer, a caller sends its input again. The input has a name: an id that the caller chose, or the fence
//! of an attempt. The state stores the name with a digest of the other fields. The same fields under a known name are a
//! repeat and change nothing. Other fields under a known name are refused, because accepting them would lose them.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// A digest of an input's fields: 16 hexadecimal digits of SHA-256 over their JSON.
pub(crate) fn digest(fields: &Value) -> String {
    hex::encode(&Sha256::digest(fields.to_string())[..8])
}

/// Whether a stored digest may be of this input. Releases that compared only names stored an empty one, which matches
/// each input.
pub(crate) fn matches(stored: &str, digest: &str) -> bool {
    stored.is_empty() || stored == digest
}

/// The stored name of an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Identified {
    /// The form of releases that compared only ids.
    Id(String),
    /// The form with a digest of the fields.
    Digested {
        /// The id that the caller chose.
        id: String,
        /// The digest of the other fields.
        digest: String,
    },
}

impl Identified {
    fn parts(&self) -> (&str, &str) {
        match self {
            Self::Id(id) => (id, ""),
            Self::Digested { id, digest } => (id, digest),
        }
    }
}

/// The relation of an input to the stored ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RepeatOf {
    /// The id is not stored.
    New,
    /// The same fields are stored under the id.
    Repeat,
    /// Other fields are stored under the id.
    Other,
}

/// Looks an input up by its id.
pub(crate) fn look_up(stored: &VecDeque<Identified>, id: &str, digest: &str) -> RepeatOf {
    match stored.iter().map(Identified::parts).find(|(known, _)| *known == id) {
        None => RepeatOf::New,
        Some((_, stored)) if matches(stored, digest) => RepeatOf::Repeat,
        Some(_) => RepeatOf::Other,
    }
}

/// Stores the name of an input. The oldest name leaves when there are more than `most`.
pub(crate) fn remember(stored: &mut VecDeque<Identified>, id: &str, digest: String, most: usize) {
    let id = id.to_owned();
    stored.push_back(Identified::Digested { id, digest });
    while stored.len() > most {
        stored.pop_front();
    }
}
