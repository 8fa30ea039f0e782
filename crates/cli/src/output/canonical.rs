//! Canonical proto JSON.
//!
//! The generated serializers write an instant's offset as `+00:00`; the canonical form, and every other text of this
//! project, has `Z`.

use serde::Serialize;
use serde_json::Value;

use crate::errors::Failure;

/// The field that holds a caller's own names; nothing below it is ours to rewrite.
const LABELS: &str = "labels";

/// A message as canonical proto JSON.
pub fn canonical<T: Serialize>(message: &T) -> Result<Value, Failure> {
    let mut value = serde_json::to_value(message).map_err(super::unprintable)?;
    rewrite(&mut value);
    Ok(value)
}

fn rewrite(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(rewrite),
        Value::Object(fields) => {
            for (name, field) in fields.iter_mut().filter(|(name, _)| *name != LABELS) {
                match field {
                    Value::String(text) if name.ends_with("ime") => zulu(text),
                    field => rewrite(field),
                }
            }
        }
        _ => {}
    }
}

fn zulu(text: &mut String) {
    if let Some(local) = text.strip_suffix("+00:00") {
        *text = format!("{local}Z");
    }
}
