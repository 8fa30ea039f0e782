//! Finds the resources that a request names, in any of its messages, by the descriptors of the API.

mod table;
#[cfg(test)]
mod tests;

use super::asked::of_resource;
use bytes::Buf;
use minoots_policy::facts::{Facts, ResourceKind, Verb};
use minoots_wire::executions;
use prost::{
    Message as _,
    encoding::{DecodeContext, WireType, decode_key, decode_varint, skip_field},
};
use prost_types::{
    DescriptorProto, FileDescriptorSet,
    field_descriptor_proto::{Label, Type},
};
use std::collections::{BTreeMap, HashMap};
use table::Part;

/// The deepest nesting of messages, equal to that of the decoder.
const DEPTH_MAX: usize = 100;

/// A message, reduced to the fields that matter.
#[derive(Debug, Default)]
struct Shape {
    asks: Option<(Verb, ResourceKind)>,
    parts: HashMap<u32, Part>,
    /// Inner messages by field number: their index, and whether the field is repeated.
    inner: HashMap<u32, (usize, bool)>,
}

/// The requests that name resources.
#[derive(Debug)]
pub(crate) struct Names {
    shapes: Vec<Shape>,
    /// The request shape of each method that names resources, by the path of the method.
    requests: HashMap<String, usize>,
}

impl Names {
    /// Builds the table from the API's descriptors. A set that does not decode has no requests.
    pub(crate) fn of(descriptors: &[u8]) -> Names {
        let set = FileDescriptorSet::decode(descriptors).unwrap_or_default();
        let mut messages = BTreeMap::new();
        for file in &set.file {
            add(&mut messages, file.package(), &file.message_type);
        }
        let index: HashMap<&str, usize> = messages.keys().map(String::as_str).zip(0..).collect();
        let shapes = messages.iter().map(|(name, message)| shape(name, message, &index));
        let mut names = Names {
            shapes: shapes.collect(),
            requests: HashMap::new(),
        };
        for file in &set.file {
            for service in &file.service {
                for method in service.method.iter().filter(|method| !method.client_streaming()) {
                    let path = format!("/{}.{}/{}", file.package(), service.name(), method.name());
                    let request = index.get(bare(method.input_type())).copied();
                    let request = request.filter(|request| names.asks(*request, &mut Vec::new()));
                    names.requests.extend(request.map(|request| (path, request)));
                }
            }
        }
        names
    }

    /// Whether a message or one of its inner messages names a resource.
    fn asks(&self, message: usize, seen: &mut Vec<usize>) -> bool {
        if seen.contains(&message) {
            return false;
        }
        seen.push(message);
        let Some(shape) = self.shapes.get(message) else {
            return false;
        };
        shape.asks.is_some() || shape.inner.values().any(|(inner, _)| self.asks(*inner, seen))
    }

    /// The request of a method, if it may name a resource.
    pub(crate) fn request(&self, path: &str) -> Option<usize> {
        self.requests.get(path).copied()
    }

    /// Returns the facts of all resources that an encoded request names; `None` if the bytes are no such message.
    pub(crate) fn named(&self, request: usize, message: &[u8]) -> Option<Vec<Facts>> {
        let mut facts = Vec::new();
        self.walk(request, message, DEPTH_MAX, &mut facts)?;
        Some(facts)
    }

    fn walk(&self, message: usize, mut bytes: &[u8], depth: usize, facts: &mut Vec<Facts>) -> Option<()> {
        let shape = self.shapes.get(message)?;
        let (mut own, mut first, mut second) = (Vec::new(), Vec::new(), Vec::new());
        // Repeated encodings of one message field are concatenated, which merges them as a decoder does.
        let mut merged: BTreeMap<u32, (usize, Vec<u8>)> = BTreeMap::new();
        while bytes.has_remaining() {
            let (tag, wire_type) = decode_key(&mut bytes).ok()?;
            let (part, inner) = (shape.parts.get(&tag), shape.inner.get(&tag));
            if wire_type != WireType::LengthDelimited || (part.is_none() && inner.is_none()) {
                skip_field(wire_type, tag, &mut bytes, DecodeContext::default()).ok()?;
                continue;
            }
            let length = usize::try_from(decode_varint(&mut bytes).ok()?).ok()?;
            let (value, rest) = bytes.split_at_checked(length)?;
            bytes = rest;
            match inner {
                Some((inner, true)) => self.walk(*inner, value, depth.checked_sub(1)?, facts)?,
                Some((inner, false)) => {
                    let merged = merged.entry(tag).or_insert((*inner, Vec::new()));
                    merged.1.extend_from_slice(value);
                }
                None => {}
            }
            let text = || String::from_utf8_lossy(value).into_owned();
            match part {
                Some(Part::Whole) => own.push(text()),
                Some(Part::Execution) => first.push(text()),
                Some(Part::Name) => second.push(text()),
                Some(Part::Other(verb, kind)) => facts.push(of_resource(*verb, *kind, text())),
                None => {}
            }
        }
        for (inner, value) in merged.values() {
            self.walk(*inner, value, depth.checked_sub(1)?, facts)?;
        }
        let Some((verb, kind)) = shape.asks else {
            return Some(());
        };
        if kind == ResourceKind::Checkpoint {
            let (first, second) = (at_least_one(first), at_least_one(second));
            let pairs = first
                .iter()
                .flat_map(|first| second.iter().map(move |second| (first, second)));
            facts.extend(pairs.map(|(execution, name)| of_checkpoint(verb, execution, name)));
        } else {
            let own = at_least_one(own).into_iter();
            facts.extend(own.map(|id| of_resource(verb, kind, id)));
        }
        Some(())
    }
}

/// An absent field counts as empty. If a field occurs several times, each value counts: a decoder may use any of them.
fn at_least_one(mut texts: Vec<String>) -> Vec<String> {
    if texts.is_empty() {
        texts.push(String::new());
    }
    texts
}

/// A checkpoint, or the definition, execution or agent that it stores.
fn of_checkpoint(verb: Verb, execution: &str, name: &str) -> Facts {
    let kept = [
        (executions::DEFINITION, ResourceKind::Definition),
        (executions::EXECUTION, ResourceKind::Execution),
        (executions::AGENT, ResourceKind::Agent),
    ];
    let kept = kept
        .into_iter()
        .find_map(|(prefix, kind)| Some((kind, execution.strip_prefix(prefix)?)));
    match kept {
        Some((kind, id)) => of_resource(verb, kind, id.to_owned()),
        None if execution.is_empty() && name.is_empty() => of_resource(verb, ResourceKind::Checkpoint, String::new()),
        None => of_resource(verb, ResourceKind::Checkpoint, format!("{execution}/{name}")),
    }
}

fn bare(name: &str) -> &str {
    name.strip_prefix('.').unwrap_or(name)
}

fn add(messages: &mut BTreeMap<String, DescriptorProto>, scope: &str, found: &[DescriptorProto]) {
    for message in found {
        let name = format!("{scope}.{}", message.name());
        add(messages, &name, &message.nested_type);
        messages.insert(name, message.clone());
    }
}

fn shape(name: &str, message: &DescriptorProto, index: &HashMap<&str, usize>) -> Shape {
    let row = table::MESSAGES.iter().find(|(message, ..)| *message == name);
    let mut shape = Shape {
        asks: row.map(|(_, verb, kind, _)| (*verb, *kind)),
        ..Shape::default()
    };
    for field in &message.field {
        let Ok(number) = u32::try_from(field.number()) else {
            continue;
        };
        let part = row.and_then(|(.., parts)| parts.iter().find(|(part, _)| *part == number));
        shape.parts.extend(part.map(|(_, part)| (number, *part)));
        if field.r#type() == Type::Message {
            let inner = index.get(bare(field.type_name()));
            shape
                .inner
                .extend(inner.map(|inner| (number, (*inner, field.label() == Label::Repeated))));
        }
    }
    shape
}
