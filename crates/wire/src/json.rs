//! Checks that bytes are one unambiguous JSON value.
//!
//! JSON payloads are passed on verbatim and read by many parsers. The check rejects content on which parsers disagree:
//! duplicate keys, numbers outside a double (`1e400`), `NaN`, lone surrogates, text that is not UTF-8, anything after
//! the value, and nesting so deep that a recursive parser overflows.

use std::cell::Cell;
use std::collections::HashSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

#[cfg(test)]
mod tests;

/// The deepest accepted nesting of arrays and objects. A scalar has depth 0, `[]` has depth 1. Common parsers stop at
/// 127, and a payload is nested within its event.
pub const JSON_DEPTH_MAX: usize = 100;

/// The reason for which bytes were rejected, and the position. Its text never repeats the bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind} at line {line} column {column}")]
pub struct JsonError {
    /// The problem.
    pub kind: JsonErrorKind,
    /// The line, from 1.
    pub line: usize,
    /// The column in bytes, from 1; 0 if the line is empty.
    pub column: usize,
    /// The duplicate key, if that is the problem.
    pub key: Option<String>,
}

/// A problem with a JSON text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonErrorKind {
    /// Not JSON, or not UTF-8, or a number outside a double.
    Syntax,
    /// The text ends before the value.
    Truncated,
    /// An object has a key twice, in any escaping.
    DuplicateKey,
    /// Nested deeper than [`JSON_DEPTH_MAX`].
    TooDeep,
}

impl fmt::Display for JsonErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax => formatter.write_str("not valid JSON"),
            Self::Truncated => formatter.write_str("JSON ends too early"),
            Self::DuplicateKey => formatter.write_str("duplicate key in a JSON object"),
            Self::TooDeep => write!(formatter, "JSON nested deeper than {JSON_DEPTH_MAX}"),
        }
    }
}

/// Accepts exactly one JSON value, with white space around it.
///
/// # Errors
/// The first problem, with its position.
pub fn check_json(bytes: &[u8]) -> Result<(), JsonError> {
    let found = Cell::new(None);
    let twice = Cell::new(None);
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    // Our own limit is exact and safe for a thread's stack; that of serde_json cannot be changed.
    deserializer.disable_recursion_limit();
    Value {
        depth: 0,
        found: &found,
        twice: &twice,
    }
    .deserialize(&mut deserializer)
    .and_then(|()| deserializer.end())
    .map_err(|error| JsonError {
        kind: found.get().unwrap_or(if error.is_eof() {
            JsonErrorKind::Truncated
        } else {
            JsonErrorKind::Syntax
        }),
        line: error.line(),
        column: error.column(),
        key: twice.take(),
    })
}

/// Visits one value at `depth` enclosing containers. Stores in `found` the problems that serde_json cannot express.
#[derive(Clone, Copy)]
struct Value<'a> {
    depth: usize,
    found: &'a Cell<Option<JsonErrorKind>>,
    twice: &'a Cell<Option<String>>,
}

impl Value<'_> {
    fn inside<E: serde::de::Error>(self) -> Result<Self, E> {
        if self.depth == JSON_DEPTH_MAX {
            return Err(self.refuse(JsonErrorKind::TooDeep));
        }
        Ok(Self {
            depth: self.depth + 1,
            ..self
        })
    }

    fn refuse<E: serde::de::Error>(self, kind: JsonErrorKind) -> E {
        self.found.set(Some(kind));
        E::custom(kind)
    }
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<(), E> {
        if number.is_finite() {
            Ok(())
        } else {
            Err(E::custom("number out of range"))
        }
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let item = self.inside::<A::Error>()?;
        while items.next_element_seed(item)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let value = self.inside::<A::Error>()?;
        let mut keys = HashSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            if keys.contains(&key) {
                self.twice.set(Some(key));
                return Err(self.refuse(JsonErrorKind::DuplicateKey));
            }
            keys.insert(key);
            entries.next_value_seed(value)?;
        }
        Ok(())
    }
}
