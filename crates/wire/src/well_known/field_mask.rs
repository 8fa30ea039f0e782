//! Names of fields, and their JSON: one text, in which names are camelCase and parted by commas.

use serde::de::{self, Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

/// `google.protobuf.FieldMask`: which fields a request is about, by the names that `.proto` files give them.
#[derive(Clone, PartialEq, Eq, Hash, prost::Message)]
pub struct FieldMask {
    /// As in `.proto` files: `retry_policy`.
    #[prost(string, repeated, tag = "1")]
    pub paths: Vec<String>,
}

impl Serialize for FieldMask {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let names: Vec<String> = self.paths.iter().map(|path| camel_case(path)).collect();
        serializer.serialize_str(&names.join(","))
    }
}

impl<'de> Deserialize<'de> for FieldMask {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text.contains('_') {
            let message = "a field mask names fields as JSON does, such as ackDeadline,maxAge";
            return Err(de::Error::custom(message));
        }
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        Ok(FieldMask {
            paths: names.map(snake_case).collect(),
        })
    }
}

fn camel_case(path: &str) -> String {
    let mut name = String::with_capacity(path.len());
    let mut upper = false;
    for character in path.chars() {
        match character {
            '_' => upper = true,
            other if upper => {
                name.extend(other.to_uppercase());
                upper = false;
            }
            other => name.push(other),
        }
    }
    name
}

fn snake_case(name: &str) -> String {
    let mut path = String::with_capacity(name.len() + 4);
    for character in name.chars() {
        if character.is_ascii_uppercase() {
            path.push('_');
        }
        path.push(character.to_ascii_lowercase());
    }
    path
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_mask_is_one_text_of_json_names() {
        let mask = FieldMask {
            paths: vec!["ack_deadline".to_owned(), "description".to_owned()],
        };
        let text = serde_json::to_string(&mask).unwrap();
        assert_eq!(text, r#""ackDeadline,description""#);
        assert_eq!(serde_json::from_str::<FieldMask>(&text).unwrap(), mask);
        assert_eq!(
            serde_json::from_str::<FieldMask>(r#""""#).unwrap(),
            FieldMask::default()
        );
        assert!(serde_json::from_str::<FieldMask>(r#""ack_deadline""#).is_err());
        assert!(serde_json::from_str::<FieldMask>("7").is_err());
    }
}
