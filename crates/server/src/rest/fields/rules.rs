//! The rule for a field's value, in terms of the request, independent of the parser.

use super::{Fields, bare};
use prost_types::{DescriptorProto, FieldDescriptorProto, field_descriptor_proto as field};

pub(super) const INSTANT: &str = "google.protobuf.Timestamp";
pub(super) const LENGTH: &str = "google.protobuf.Duration";
const MASK: &str = "google.protobuf.FieldMask";

/// The field at a path such as `requests[3].delay`.
struct Place<'a> {
    /// The message that contains the field.
    message: &'a DescriptorProto,
    field: &'a FieldDescriptorProto,
    /// Whether the path names one item of a list.
    is_item: bool,
}

impl Fields {
    fn place(&self, message: &str, path: &str) -> Option<Place<'_>> {
        let (first, rest) = match path.split_once('.') {
            Some((first, rest)) => (first, Some(rest)),
            None => (path, None),
        };
        let (name, is_item) = match first.split_once('[') {
            Some((name, _)) => (name, true),
            None => (first, false),
        };
        let field = self.field(message, name)?;
        let message = self.messages.get(message)?;
        let inner = bare(field.type_name());
        match rest {
            // The rest is a map key, whatever it contains.
            Some(_) if self.is_entry(inner) => self.place(inner, "value"),
            Some(rest) => self.place(inner, rest),
            None => Some(Place {
                message,
                field,
                is_item,
            }),
        }
    }

    /// The type of the field at a path, by full name, if it is a message.
    pub fn type_at(&self, message: &str, path: &str) -> Option<&str> {
        self.place(message, path).map(|place| bare(place.field.type_name()))
    }

    /// The rule for the value at a path; `None` if none is known.
    pub fn rule_at(&self, message: &str, path: &str) -> Option<String> {
        let place = self.place(message, path)?;
        let name = bare(place.field.type_name());
        if self.is_entry(name) {
            return Some("must be an object of texts by key".to_owned());
        }
        let one = self.one(place.field, name);
        let is_list = place.field.label() == field::Label::Repeated && !place.is_item;
        Some(if is_list {
            format!("must be a list, each item of it {one}")
        } else {
            format!("must be {one}")
        })
    }

    fn one(&self, of: &FieldDescriptorProto, name: &str) -> String {
        match of.r#type() {
            field::Type::Double | field::Type::Float => "a number".to_owned(),
            field::Type::Int64 | field::Type::Sint64 | field::Type::Sfixed64 => whole(i64::MIN, i64::MAX),
            field::Type::Uint64 | field::Type::Fixed64 => whole(0, u64::MAX),
            field::Type::Int32 | field::Type::Sint32 | field::Type::Sfixed32 => whole(i32::MIN, i32::MAX),
            field::Type::Uint32 | field::Type::Fixed32 => whole(0, u32::MAX),
            field::Type::Bool => "true or false".to_owned(),
            field::Type::String => "a text".to_owned(),
            field::Type::Bytes => "a text of bytes in base64".to_owned(),
            field::Type::Enum => {
                let names = self.enums.get(name).map_or(&[][..], Vec::as_slice);
                let names = names.iter().filter(|name| !name.ends_with("_UNSPECIFIED"));
                format!("one of {}", names.map(String::as_str).collect::<Vec<_>>().join(", "))
            }
            field::Type::Message | field::Type::Group => match name {
                INSTANT => {
                    "an RFC 3339 instant such as 2030-01-02T03:04:05Z, or a whole number of milliseconds since 1970"
                        .to_owned()
                }
                LENGTH => "a duration such as 25s or 1h30m, or a whole number of milliseconds".to_owned(),
                MASK => "names of fields with commas between them".to_owned(),
                name => format!("an object with {}", self.names(name)),
            },
        }
    }

    /// The error text for an unknown field.
    pub fn unknown_at(&self, message: &str, path: &str) -> String {
        let parent = path.rsplit_once('.').map(|(parent, _)| parent);
        let inner = match parent {
            Some(parent) => self.type_at(message, parent),
            None => Some(message),
        };
        let names = inner.map(|inner| self.names(inner)).unwrap_or_default();
        match names.as_str() {
            "" => "there is no such field".to_owned(),
            names => format!("there is no such field; there are {names}"),
        }
    }

    /// The error text for a field that occurs twice, or beside a field that excludes it. The path is that of its
    /// message; empty for the whole.
    pub fn twice_at(&self, message: &str, path: &str, name: &str) -> Option<String> {
        let inner = match path {
            "" => message,
            path => self.type_at(message, path)?,
        };
        let place = self.place(inner, name)?;
        let choice = place.field.oneof_index.filter(|_| !place.field.proto3_optional());
        let Some(choice) = choice else {
            return Some(format!(
                "has {} twice, under both of its names",
                place.field.json_name()
            ));
        };
        let of_it = place
            .message
            .field
            .iter()
            .filter(|field| field.oneof_index == Some(choice));
        let names: Vec<&str> = of_it.map(FieldDescriptorProto::json_name).collect();
        Some(format!("must have only one of {}", names.join(", ")))
    }

    pub(super) fn names(&self, message: &str) -> String {
        let fields = self.messages.get(message).map_or(&[][..], |message| &message.field);
        let names: Vec<&str> = fields.iter().map(FieldDescriptorProto::json_name).collect();
        names.join(", ")
    }
}

fn whole(min: impl std::fmt::Display, max: impl std::fmt::Display) -> String {
    format!("a whole number from {min} to {max}")
}
