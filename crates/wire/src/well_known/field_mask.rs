//! The protobuf field mask and its JSON: names in camel case with commas between them. It also reads the names of the
//! `.proto` files.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{self, Serialize, Serializer};

/// `google.protobuf.FieldMask`: names of fields, as in the `.proto` files.
#[derive(Clone, PartialEq, Eq, Hash, prost::Message)]
pub struct FieldMask {
    /// The names; a dot separates a field from an inner field.
    #[prost(string, repeated, tag = "1")]
    pub paths: Vec<String>,
}

impl Serialize for FieldMask {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let names: Option<Vec<String>> = self.paths.iter().map(|path| camel(path)).collect();
        let names = names.ok_or_else(|| ser::Error::custom("a path of the mask has no JSON form"))?;
        serializer.serialize_str(&names.join(","))
    }
}

impl<'de> Deserialize<'de> for FieldMask {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(MaskVisitor)
    }
}

struct MaskVisitor;

impl Visitor<'_> for MaskVisitor {
    type Value = FieldMask;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("names of fields with commas between them, such as url,eventTypes")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<FieldMask, E> {
        let names = text.split(',').filter(|_| !text.is_empty());
        let paths: Option<Vec<String>> = names.map(snake).collect();
        let paths = paths.ok_or_else(|| E::custom("holds what is no name of a field, such as url or eventTypes"))?;
        Ok(FieldMask { paths })
    }
}

/// Converts `event_types` to `eventTypes`; `None` if the conversion back would differ.
fn camel(path: &str) -> Option<String> {
    let mut name = String::with_capacity(path.len());
    let mut raised = false;
    for character in path.chars() {
        match character {
            '_' => raised = true,
            _ if raised => {
                name.push(character.to_ascii_uppercase());
                raised = false;
            }
            _ => name.push(character),
        }
    }
    snake(&name).filter(|back| back == path).map(|_| name)
}

/// Converts `eventTypes` to `event_types`, and keeps the latter as it is.
fn snake(name: &str) -> Option<String> {
    let mut path = String::with_capacity(name.len() + 4);
    for character in name.chars() {
        match character {
            'a'..='z' | '0'..='9' | '.' | '_' => path.push(character),
            'A'..='Z' if !path.is_empty() && !path.ends_with('.') => {
                path.push('_');
                path.push(character.to_ascii_lowercase());
            }
            _ => return None,
        }
    }
    (!path.is_empty()).then_some(path)
}
