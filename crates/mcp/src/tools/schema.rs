//! Schemas of arguments, with formats and limits in words.

use serde_json::{Map, Value, json};

const FORMAT: &str =
    "Text with units d, h, m, s, ms (or ISO 8601), such as \"25s\", \"1h30m\" or \"PT1H30M\". Never a bare number.";

/// An object with these arguments, some of them required.
pub fn object(properties: Value, required: &[&str]) -> Value {
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

/// Text with this description.
pub fn text(about: &str) -> Value {
    json!({"type": "string", "description": about})
}

/// Text that is not empty.
pub fn needed_text(about: &str) -> Value {
    json!({"type": "string", "minLength": 1, "description": about})
}

/// A duration.
pub fn duration(before: &str, after: &str) -> Value {
    json!({"type": "string", "maxLength": 64, "description": format!("{before} {FORMAT} {after}")})
}

/// An instant.
pub fn instant(before: &str, after: &str) -> Value {
    let about = format!(
        "{before} RFC 3339 with Z or an offset, such as \"2031-05-06T07:08:09Z\" or \"2031-05-06T09:08:09+02:00\". {after}"
    );
    json!({"type": "string", "format": "date-time", "maxLength": 64, "description": about})
}

/// An integer from 1 to `max`.
pub fn count(about: &str, default: u64, max: u64) -> Value {
    json!({"type": "integer", "minimum": 1, "maximum": max, "default": default, "description": about})
}

/// One of these words.
pub fn word(about: &str, words: &[&str], default: Option<&str>) -> Value {
    let mut schema = Map::new();
    schema.insert("type".to_owned(), "string".into());
    schema.insert("enum".to_owned(), words.iter().copied().map(Value::from).collect());
    schema.insert("description".to_owned(), about.into());
    if let Some(default) = default {
        schema.insert("default".to_owned(), default.into());
    }
    schema.into()
}

/// The id of a timer.
pub fn id() -> Value {
    needed_text("The timer's id, as it was answered when it was scheduled or listed.")
}
