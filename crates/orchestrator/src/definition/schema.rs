//! JSON Schema for handed-over data. It supports a fixed set of keywords and refuses all others, so no keyword is
//! silently ignored.

use serde_json::{Map, Value};

use super::limits::SCHEMA_DEPTH_MAX;

#[cfg(test)]
mod tests;

const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];
/// Keywords that are documentation only.
const WORDS_FOR_PEOPLE: [&str; 3] = ["$schema", "description", "title"];

/// A valid schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Schema(Value);

impl Schema {
    /// Checks a schema.
    ///
    /// # Errors
    /// The position of the problem, as a path that begins with `.` or a colon, and the way out.
    pub fn of(schema: Value) -> Result<Self, String> {
        sound(&schema, "", 0)?;
        Ok(Self(schema))
    }

    /// Validates a value against the schema.
    ///
    /// # Errors
    /// The first violation and its position.
    pub fn check(&self, value: &Value) -> Result<(), String> {
        check(&self.0, value, "")
    }
}

/// Formats a path for people; the root has an empty path.
fn at(path: &str) -> String {
    match path {
        "" => "the whole of it".to_owned(),
        path => path.to_owned(),
    }
}

fn sound(schema: &Value, path: &str, depth: usize) -> Result<(), String> {
    let Value::Object(words) = schema else {
        return Err(format!("{path}: must be an object of JSON Schema"));
    };
    if depth > SCHEMA_DEPTH_MAX {
        return Err(format!(
            "{path}: at most {SCHEMA_DEPTH_MAX} schemas may be within each other"
        ));
    }
    for (word, value) in words {
        let path = format!("{path}.{word}");
        match word.as_str() {
            "type" => type_names(value).map_err(|rule| format!("{path}: {rule}"))?,
            "properties" => {
                let Value::Object(properties) = value else {
                    return Err(format!("{path}: must be an object of schemas"));
                };
                for (name, schema) in properties {
                    sound(schema, &format!("{path}.{name}"), depth + 1)?;
                }
            }
            "items" => sound(value, &path, depth + 1)?,
            "required" if is_list_of(value, Value::is_string) => {}
            "required" => return Err(format!("{path}: must be a list of names")),
            "enum" if value.as_array().is_some_and(|values| !values.is_empty()) => {}
            "enum" => return Err(format!("{path}: must be a list of values, one at least")),
            "const" => {}
            "additionalProperties" if value.is_boolean() => {}
            "additionalProperties" => return Err(format!("{path}: must be true or false")),
            "minimum" | "maximum" if value.is_number() => {}
            "minimum" | "maximum" => return Err(format!("{path}: must be a number")),
            "minLength" | "maxLength" | "minItems" | "maxItems" if value.is_u64() => {}
            "minLength" | "maxLength" | "minItems" | "maxItems" => {
                return Err(format!("{path}: must be a number of 0 or more"));
            }
            word if WORDS_FOR_PEOPLE.contains(&word) => {}
            _ => {
                return Err(format!(
                    "{path}: this word is not checked here; leave it out, or use type, properties, required, \
                     additionalProperties, items, enum, const, minimum, maximum, minLength, maxLength, minItems, maxItems"
                ));
            }
        }
    }
    Ok(())
}

fn is_list_of(value: &Value, is: fn(&Value) -> bool) -> bool {
    value.as_array().is_some_and(|values| values.iter().all(is))
}

fn type_names(value: &Value) -> Result<(), String> {
    let names = match value {
        Value::String(_) => std::slice::from_ref(value),
        Value::Array(names) if !names.is_empty() => names.as_slice(),
        _ => &[Value::Null],
    };
    let is_known = |name: &Value| name.as_str().is_some_and(|name| TYPES.contains(&name));
    match names.iter().all(is_known) {
        true => Ok(()),
        false => Err(format!("must be one or more of {}", TYPES.join(", "))),
    }
}

fn is_of(value: &Value, name: &str) -> bool {
    match name {
        "array" => value.is_array(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "object" => value.is_object(),
        _ => value.is_string(),
    }
}

/// Whether two values are equal. Numbers compare by value.
fn is_same(one: &Value, other: &Value) -> bool {
    one == other || (one.is_number() && other.is_number() && one.as_f64() == other.as_f64())
}

fn check(schema: &Value, value: &Value, path: &str) -> Result<(), String> {
    let Value::Object(words) = schema else { return Ok(()) };
    if let Some(kind) = words.get("type") {
        let names: Vec<&str> = match kind {
            Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
            kind => kind.as_str().into_iter().collect(),
        };
        if !names.iter().any(|name| is_of(value, name)) {
            return Err(format!("{} must be of type {}", at(path), names.join(" or ")));
        }
    }
    if let Some(Value::Array(values)) = words.get("enum")
        && !values.iter().any(|allowed| is_same(allowed, value))
    {
        return Err(format!("{} must be one of {}", at(path), Value::Array(values.clone())));
    }
    if let Some(only) = words.get("const").filter(|only| !is_same(only, value)) {
        return Err(format!("{} must be {only}", at(path)));
    }
    match value {
        Value::Number(_) => {
            let number = value.as_f64().unwrap_or_default();
            bounds(words, ("minimum", "maximum"), number).map_err(|rule| format!("{} {rule}", at(path)))
        }
        Value::String(text) => counted(words, ("minLength", "maxLength"), text.chars().count())
            .map_err(|rule| format!("{} {rule} characters", at(path))),
        Value::Array(items) => {
            counted(words, ("minItems", "maxItems"), items.len())
                .map_err(|rule| format!("{} {rule} items", at(path)))?;
            let Some(schema) = words.get("items") else {
                return Ok(());
            };
            let mut items = items.iter().enumerate();
            items.try_for_each(|(number, item)| check(schema, item, &format!("{path}/{number}")))
        }
        Value::Object(members) => object(words, members, path),
        Value::Null | Value::Bool(_) => Ok(()),
    }
}

fn object(words: &Map<String, Value>, members: &Map<String, Value>, path: &str) -> Result<(), String> {
    if let Some(Value::Array(required)) = words.get("required") {
        let mut names = required.iter().filter_map(Value::as_str);
        if let Some(name) = names.find(|name| !members.contains_key(*name)) {
            return Err(format!("{path}/{name} is missing"));
        }
    }
    let properties = words.get("properties").and_then(Value::as_object);
    let closed = words.get("additionalProperties") == Some(&Value::Bool(false));
    for (name, member) in members {
        let path = format!("{path}/{name}");
        match properties.and_then(|properties| properties.get(name)) {
            Some(schema) => check(schema, member, &path)?,
            None if closed => return Err(format!("{path} is none of the properties that are allowed")),
            None => {}
        }
    }
    Ok(())
}

fn bounds(words: &Map<String, Value>, (least, most): (&str, &str), number: f64) -> Result<(), String> {
    let bound = |word: &str| words.get(word).and_then(Value::as_f64);
    match (bound(least), bound(most)) {
        (Some(least), _) if number < least => Err(format!("must be at least {least}")),
        (_, Some(most)) if number > most => Err(format!("must be at most {most}")),
        _ => Ok(()),
    }
}

fn counted(words: &Map<String, Value>, (least, most): (&str, &str), count: usize) -> Result<(), String> {
    let bound = |word: &str| words.get(word).and_then(Value::as_u64);
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    match (bound(least), bound(most)) {
        (Some(least), _) if count < least => Err(format!("must have at least {least}")),
        (_, Some(most)) if count > most => Err(format!("must have at most {most}")),
        _ => Ok(()),
    }
}
