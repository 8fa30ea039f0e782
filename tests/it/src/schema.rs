//! Validates JSON against the JSON Schema of an OpenAPI document, for the keywords that our documents use and no
//! others.

use anyhow::{Context as _, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minoots_wire::time::{duration, instant};
use serde_json::{Map, Value};

/// Every supported keyword. Any other keyword fails the check, so that none is ignored.
const WORDS: [&str; 21] = [
    "$ref",
    "additionalProperties",
    "contentEncoding",
    "description",
    "enum",
    "examples",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minimum",
    "oneOf",
    "pattern",
    "properties",
    "propertyNames",
    "required",
    "type",
    "x-longest",
    "x-shortest",
];
/// The pattern of ids.
const ID: &str = "^[A-Za-z0-9][A-Za-z0-9._-]*$";
/// The pattern of tenants.
const TENANT: &str = "^[a-z][a-z0-9-]*$";

/// The pattern of queues and webhook endpoints.
const QUEUE_OR_WEBHOOK: &str = "^(webhook:)?[A-Za-z0-9][A-Za-z0-9._-]*$";

/// Validates a value against a schema; members that the schema does not name are errors.
///
/// # Errors
/// The first mismatch, and its path.
pub fn check(document: &Value, schema: &Value, value: &Value, at: &str) -> Result<()> {
    let words = schema
        .as_object()
        .with_context(|| format!("{at}: no schema: {schema}"))?;
    for word in words.keys() {
        ensure!(
            WORDS.contains(&word.as_str()),
            "{at}: {word} is a word this check does not know"
        );
    }
    if let Some(to) = words.get("$ref").and_then(Value::as_str) {
        let pointer = to.strip_prefix('#').with_context(|| format!("{at}: {to}"))?;
        let target = document
            .pointer(pointer)
            .with_context(|| format!("{at}: there is no {to}"))?;
        return check(document, target, value, at);
    }
    kind(words, value, at)?;
    match value {
        Value::Object(members) => object(document, words, members, at),
        Value::Array(items) => {
            let schema = words
                .get("items")
                .with_context(|| format!("{at}: a list of anything"))?;
            within(words, "maxItems", items.len()).with_context(|| at.to_owned())?;
            for (number, item) in items.iter().enumerate() {
                check(document, schema, item, &format!("{at}[{number}]"))?;
            }
            Ok(())
        }
        Value::String(text) => string(words, text).with_context(|| format!("{at}: {text:?}")),
        Value::Number(number) => {
            let number = number.as_f64().with_context(|| format!("{at}: no number"))?;
            let bound = |word: &str| words.get(word).and_then(Value::as_f64);
            ensure!(
                bound("minimum").is_none_or(|least| number >= least),
                "{at}: {number} is too small"
            );
            ensure!(
                bound("maximum").is_none_or(|most| number <= most),
                "{at}: {number} is too large"
            );
            Ok(())
        }
        Value::Null | Value::Bool(_) => Ok(()),
    }
}

fn kind(words: &Map<String, Value>, value: &Value, at: &str) -> Result<()> {
    let is = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        _ => false,
    };
    let fits = match words.get("type") {
        Some(Value::String(name)) => is(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(is),
        _ => bail!("{at}: the schema has no type"),
    };
    ensure!(fits, "{at}: {value} is not of type {}", words["type"]);
    Ok(())
}

fn object(document: &Value, words: &Map<String, Value>, members: &Map<String, Value>, at: &str) -> Result<()> {
    within(words, "maxProperties", members.len()).with_context(|| at.to_owned())?;
    if let Some(names) = words.get("propertyNames") {
        for name in members.keys() {
            let name = Value::String(name.clone());
            check(document, names, &name, at).with_context(|| format!("{at}: a name"))?;
        }
    }
    let known = words.get("properties").and_then(Value::as_object);
    let others = words.get("additionalProperties").filter(|schema| schema.is_object());
    for name in words.get("required").and_then(Value::as_array).into_iter().flatten() {
        let name = name.as_str().unwrap_or_default();
        ensure!(members.contains_key(name), "{at}: {name} is missing");
    }
    let choices = words.get("oneOf").and_then(Value::as_array);
    if let Some(choices) = choices {
        let is_met = |choice: &&Value| {
            let names = choice["required"].as_array().into_iter().flatten();
            names.filter_map(Value::as_str).all(|name| members.contains_key(name))
        };
        let met = choices.iter().filter(is_met).count();
        ensure!(met == 1, "{at}: {met} members of a choice are given: {choices:?}");
    }
    for (name, member) in members {
        let schema = known.and_then(|known| known.get(name)).or(others);
        let schema = schema.with_context(|| format!("{at}: there is no member {name}"))?;
        check(document, schema, member, &format!("{at}.{name}"))?;
    }
    Ok(())
}

/// Whether a number of items, members or characters is at most what `word` says, if it says something.
fn within(words: &Map<String, Value>, word: &str, count: usize) -> Result<()> {
    let most = words.get(word).and_then(Value::as_u64);
    ensure!(
        most.is_none_or(|most| count as u64 <= most),
        "{count} are more than {word} allows"
    );
    Ok(())
}

/// Whether a text has the form of ids. An empty one is an id that is not set.
fn is_id(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    text.bytes().all(is_part) && !text.starts_with(['.', '_', '-'])
}

fn string(words: &Map<String, Value>, text: &str) -> Result<()> {
    if let Some(names) = words.get("enum").and_then(Value::as_array) {
        ensure!(names.iter().any(|name| name == text), "is none of {names:?}");
    }
    match words.get("pattern").and_then(Value::as_str) {
        None => {}
        Some("^[0-9]+$") => drop(text.parse::<u64>()?),
        Some("^-?[0-9]+$") => drop(text.parse::<i64>()?),
        Some(ID) => ensure!(is_id(text), "is no id"),
        Some(QUEUE_OR_WEBHOOK) => ensure!(is_id(text.strip_prefix("webhook:").unwrap_or(text)), "is no queue"),
        Some(TENANT) => ensure!(is_id(text) && text.to_lowercase() == text, "is no tenant"),
        Some(other) => bail!("{other} is a pattern this check does not know"),
    }
    within(words, "maxLength", text.chars().count())?;
    if words.get("contentEncoding").is_some() {
        STANDARD.decode(text)?;
    }
    match words.get("format").and_then(Value::as_str) {
        Some("date-time") => drop(instant::parse(text)?),
        Some("duration") => drop(duration::parse(text)?),
        Some("uri") => ensure!(text.starts_with("https://") || text == "about:blank", "is no URI"),
        Some("int64" | "uint64" | "password") | None => {}
        Some(other) => bail!("{other} is a format this check does not know"),
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use serde_json::json;

    #[test]
    fn schema_violations_are_found() {
        let document = json!({ "a": { "type": "object", "required": ["n"], "properties": {
            "n": { "type": "integer", "minimum": 0 },
            "list": { "type": "array", "items": { "type": "string", "enum": ["x", "y"] } },
            "time": { "type": ["string", "integer"], "format": "date-time" },
            "map": { "type": "object", "additionalProperties": { "type": "string" }, "propertyNames": { "type": "string", "maxLength": 3 } },
        } } });
        let schema = json!({ "$ref": "#/a" });
        let fits = |value: Value| check(&document, &schema, &value, "$").is_ok();
        assert!(fits(
            json!({ "n": 1, "list": ["x", "y"], "time": "2030-01-02T03:04:05Z", "map": { "k": "v" } })
        ));
        assert!(fits(json!({ "n": 0, "time": 7 })));
        for wrong in [
            json!(1),
            json!({}),
            json!({ "n": -1 }),
            json!({ "n": "1" }),
            json!({ "n": 1, "more": 1 }),
            json!({ "n": 1, "list": ["z"] }),
            json!({ "n": 1, "time": "now" }),
            json!({ "n": 1, "map": { "k": 1 } }),
            json!({ "n": 1, "map": { "long": "v" } }),
        ] {
            assert!(!fits(wrong.clone()), "{wrong}");
        }
        assert!(check(&document, &json!({ "type": "string", "anyOf": [] }), &json!("a"), "$").is_err());
    }
}
