//! Schemas for the OpenAPI document: a JSON Schema of each message, and the messages and comments of each method, from
//! the same `.proto` files as the generated code.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use prost_types::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto, field_descriptor_proto::Type,
};
use serde_json::{Map, Value, json};

use super::rules::Rules;
use super::secrets::Secrets;
use super::tree::Tree;

/// Tags of `descriptor.proto` that locate comments.
const MESSAGES: i32 = 4;
const ENUMS: i32 = 5;
const SERVICES: i32 = 6;
const MEMBERS: i32 = 2;

/// Generates `schemas.json`.
pub fn generate(files: &[FileDescriptorProto], rules: &Rules, secrets: &Secrets) -> Result<Tree> {
    let mut schemas = Map::new();
    let mut methods = Map::new();
    for file in files.iter().filter(|file| file.package().starts_with("minoots.")) {
        let comments = comments(file);
        for (at, message) in (0..).zip(&file.message_type) {
            ensure!(
                message.nested_type.iter().all(is_map_entry) && message.enum_type.is_empty(),
                "{}: the schemas know no nested types",
                message.name()
            );
            let name = format!("{}.{}", file.package(), message.name());
            let mut schema = message_schema(message, &comments, at);
            constrain(&mut schema, message, (&name, rules));
            hide(&mut schema, message, (&name, secrets));
            schemas.insert(name, schema);
        }
        for (at, values) in (0..).zip(&file.enum_type) {
            let schema = enum_schema(values, &comments, at);
            schemas.insert(format!("{}.{}", file.package(), values.name()), schema);
        }
        for (at, service) in (0..).zip(&file.service) {
            for (number, method) in (0..).zip(&service.method) {
                let path = format!("{}.{}/{}", file.package(), service.name(), method.name());
                let words = comments.get(&vec![SERVICES, at, MEMBERS, number]);
                let told = json!({
                    "description": words.cloned().unwrap_or_default(),
                    "request": method.input_type().trim_start_matches('.'),
                    "response": method.output_type().trim_start_matches('.'),
                });
                methods.insert(path, told);
            }
        }
    }
    schemas.extend(well_known());
    let document = json!({ "methods": methods, "schemas": schemas });
    let mut text = serde_json::to_string_pretty(&document)?;
    text.push('\n');
    let mut tree = Tree::default();
    tree.insert("schemas.json", text.into_bytes());
    Ok(tree)
}

/// The comment before each declaration, by its path.
fn comments(file: &FileDescriptorProto) -> BTreeMap<Vec<i32>, String> {
    let locations = file.source_code_info.iter().flat_map(|info| &info.location);
    locations
        .filter_map(|location| {
            let words = location.leading_comments.as_ref()?;
            let lines: Vec<&str> = words.lines().map(str::trim).collect();
            Some((location.path.clone(), lines.join(" ").trim().to_owned()))
        })
        .collect()
}

fn message_schema(message: &DescriptorProto, comments: &BTreeMap<Vec<i32>, String>, at: i32) -> Value {
    let mut properties = Map::new();
    for (number, field) in (0..).zip(&message.field) {
        let mut schema = field_schema(message, field);
        let path = vec![MESSAGES, at, MEMBERS, number];
        if let (Some(words), Some(schema)) = (comments.get(&path), schema.as_object_mut()) {
            schema.insert("description".to_owned(), json!(words));
        }
        properties.insert(field.json_name().to_owned(), schema);
    }
    let mut schema = json!({ "type": "object", "properties": properties });
    if let Some(words) = comments.get(&vec![MESSAGES, at]) {
        schema["description"] = json!(words);
    }
    schema
}

/// Marks the texts of the message with this full name that hold secrets.
fn hide(schema: &mut Value, message: &DescriptorProto, (name, secrets): (&str, &Secrets)) {
    for field in &message.field {
        let place = &mut schema["properties"][field.json_name()];
        if secrets.has(&format!("{name}.{}", field.name())) && place["type"] == "string" {
            place["format"] = json!("password");
        }
    }
}

/// Adds the rules and the choice of the message with this full name.
fn constrain(schema: &mut Value, message: &DescriptorProto, (name, rules): (&str, &Rules)) {
    let mut required = Vec::new();
    for field in &message.field {
        let Some(rule) = rules.get(&format!("{name}.{}", field.name())) else {
            continue;
        };
        rule.constrain(&mut schema["properties"][field.json_name()]);
        if rule.required {
            required.push(field.json_name());
        }
    }
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    if let Some(choice) = rules.choice(name) {
        let json_name = |name: &str| {
            let mut fields = message.field.iter();
            fields
                .find(|field| field.name() == name)
                .map_or_else(String::new, |field| field.json_name().to_owned())
        };
        choice.constrain(schema, json_name);
    }
}

fn enum_schema(values: &EnumDescriptorProto, comments: &BTreeMap<Vec<i32>, String>, at: i32) -> Value {
    let names: Vec<&str> = values.value.iter().map(|value| value.name()).collect();
    let mut words: Vec<String> = comments.get(&vec![ENUMS, at]).cloned().into_iter().collect();
    for (number, value) in (0..).zip(&values.value) {
        if let Some(comment) = comments.get(&vec![ENUMS, at, MEMBERS, number]) {
            words.push(format!("`{}`: {comment}", value.name()));
        }
    }
    json!({ "type": "string", "enum": names, "description": words.join("\n\n") })
}

fn field_schema(message: &DescriptorProto, field: &FieldDescriptorProto) -> Value {
    let entry = message
        .nested_type
        .iter()
        .find(|entry| is_map_entry(entry) && field.type_name().ends_with(&format!(".{}", entry.name())));
    if let Some(value) = entry.and_then(|entry| entry.field.iter().find(|field| field.number() == 2)) {
        return json!({ "type": "object", "additionalProperties": single(value) });
    }
    if field.label() == prost_types::field_descriptor_proto::Label::Repeated {
        return json!({ "type": "array", "items": single(field) });
    }
    single(field)
}

/// The schema of one value's canonical JSON; see <https://protobuf.dev/programming-guides/json/>.
fn single(field: &FieldDescriptorProto) -> Value {
    match field.r#type() {
        Type::Message | Type::Enum | Type::Group => {
            json!({ "$ref": format!("#/components/schemas/{}", field.type_name().trim_start_matches('.')) })
        }
        Type::Bool => json!({ "type": "boolean" }),
        Type::String => json!({ "type": "string" }),
        Type::Bytes => json!({ "type": "string", "contentEncoding": "base64" }),
        Type::Double | Type::Float => json!({ "type": "number" }),
        Type::Int32 | Type::Sint32 | Type::Sfixed32 => json!({ "type": "integer", "format": "int32" }),
        Type::Uint32 | Type::Fixed32 => json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX }),
        Type::Int64 | Type::Sint64 | Type::Sfixed64 => {
            json!({ "type": "string", "format": "int64", "pattern": "^-?[0-9]+$" })
        }
        Type::Uint64 | Type::Fixed64 => json!({ "type": "string", "format": "uint64", "pattern": "^[0-9]+$" }),
    }
}

fn well_known() -> Map<String, Value> {
    let mut schemas = Map::new();
    let timestamp = json!({
        "type": ["string", "integer"],
        "format": "date-time",
        "description": "An instant: RFC 3339 with up to nine fraction digits. A request may also give milliseconds since 1970 as a \
                        number.",
    });
    let duration = json!({
        "type": ["string", "integer"],
        "examples": ["25s", "1.500s", "1h30m", "PT5M", 1500],
        "description": "A length of time: decimal seconds and `s`. A request may also give what people write, such as `1500ms`, \
                        `1h30m` or `PT5M`, or milliseconds as a number.",
    });
    let field_mask = json!({
        "type": "string",
        "examples": ["ackDeadline,maxAge"],
        "description": "Names of fields, as they are in JSON, parted by commas.",
    });
    schemas.insert("google.protobuf.FieldMask".to_owned(), field_mask);
    schemas.insert("google.protobuf.Timestamp".to_owned(), timestamp);
    schemas.insert("google.protobuf.Duration".to_owned(), duration);
    schemas
}

fn is_map_entry(message: &DescriptorProto) -> bool {
    message.options.as_ref().is_some_and(|options| options.map_entry())
}
