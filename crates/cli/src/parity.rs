//! The names of fields, for tests that compare flags with the API's descriptors.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use minoots_wire::FILE_DESCRIPTOR_SET;
use prost::Message as _;
use serde::Serialize;

/// The names of a message's fields, as in the proto file.
pub fn fields(package: &str, message: &str) -> BTreeSet<String> {
    let set = prost_types::FileDescriptorSet::decode(FILE_DESCRIPTOR_SET).unwrap();
    let of_package = set.file.iter().filter(|file| file.package() == package);
    let mut messages = of_package.flat_map(|file| &file.message_type);
    let found = messages.find(|found| found.name() == message).unwrap();
    found.field.iter().map(|field| field.name().to_owned()).collect()
}

/// The names of the fields that a message sets, as in the proto file.
pub fn said(message: &impl Serialize) -> BTreeSet<String> {
    let json = serde_json::to_value(message).unwrap();
    let snake = |key: &String| {
        let lower = |character: char| match character.is_ascii_uppercase() {
            true => format!("_{}", character.to_ascii_lowercase()),
            false => character.to_string(),
        };
        key.chars().map(lower).collect()
    };
    json.as_object().unwrap().keys().map(snake).collect()
}
