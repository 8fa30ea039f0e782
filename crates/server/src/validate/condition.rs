//! Conditions of checkpoint writes: comparisons of one value within JSON data.

use super::Violations;
use minoots_wire::{
    checkpoint::v1::{Comparison, Condition},
    error::Reason,
};
use prost::Message;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::cmp::Ordering;

/// The conditions of a write on the version that it replaces, and on the data that it writes.
#[derive(Debug, Default)]
pub(crate) struct Conditions {
    before: Vec<Test>,
    after: Vec<Test>,
    /// The digest of all requested conditions; empty if there are none.
    pub digest: Vec<u8>,
}

/// A comparison with its operand; a test of existence has none.
#[derive(Debug)]
struct Test {
    pointer: String,
    comparison: Comparison,
    value: Value,
}

/// Parses the conditions of a request.
pub(crate) fn conditions(violations: &mut Violations, before: &[Condition], after: &[Condition]) -> Conditions {
    if before.is_empty() && after.is_empty() {
        return Conditions::default();
    }
    Conditions {
        before: tests(violations, "preconditions", before),
        after: tests(violations, "postconditions", after),
        digest: digest(before, after),
    }
}

fn tests(violations: &mut Violations, field: &str, asked: &[Condition]) -> Vec<Test> {
    let asked = asked.iter().enumerate();
    asked
        .filter_map(|(index, condition)| test(violations, &format!("{field}[{index}]"), condition))
        .collect()
}

fn test(violations: &mut Violations, field: &str, condition: &Condition) -> Option<Test> {
    let mut refuse = |name: &str, rule: &str| violations.add(format!("{field}.{name}"), Reason::Condition, rule);
    let comparison = Comparison::try_from(condition.comparison).unwrap_or_default();
    let pointer = condition.pointer.as_str();
    let is_pointer = pointer.is_empty() || pointer.starts_with('/');
    let escapes = pointer.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    if !is_pointer || !escapes {
        refuse(
            "pointer",
            "must be a JSON Pointer: empty, or names that each follow a /, with ~0 for ~ and ~1 for /",
        );
        return None;
    }
    let value = match comparison {
        Comparison::Unspecified => {
            refuse("comparison", "is required, such as EQUAL or EXISTS");
            return None;
        }
        Comparison::Exists | Comparison::Absent if condition.value.is_empty() => Value::Null,
        Comparison::Exists | Comparison::Absent => {
            refuse("value", "must be left out: nothing is compared with it");
            return None;
        }
        _ => match serde_json::from_str(&condition.value) {
            Ok(value) => value,
            Err(_) => {
                refuse("value", "must be JSON, such as 3, true, or a text in its quotes");
                return None;
            }
        },
    };
    if is_order(comparison) && !matches!(value, Value::Number(_) | Value::String(_)) {
        refuse("value", "must be a number or a text: nothing else is less or greater");
        return None;
    }
    Some(Test {
        pointer: pointer.to_owned(),
        comparison,
        value,
    })
}

fn is_order(comparison: Comparison) -> bool {
    matches!(
        comparison,
        Comparison::Less | Comparison::LessOrEqual | Comparison::Greater | Comparison::GreaterOrEqual
    )
}

/// The SHA-256 of the number of preconditions, then of each condition, preceded by its length.
fn digest(before: &[Condition], after: &[Condition]) -> Vec<u8> {
    let mut hasher = Sha256::new();
    hasher.update((before.len() as u64).to_be_bytes());
    for condition in before.iter().chain(after) {
        let encoded = condition.encode_to_vec();
        hasher.update((encoded.len() as u64).to_be_bytes());
        hasher.update(encoded);
    }
    hasher.finalize().to_vec()
}

impl Conditions {
    pub fn is_empty(&self) -> bool {
        self.digest.is_empty()
    }

    /// The field of the first condition that the current version does not meet. `current` is `None` if there is no such
    /// checkpoint.
    pub fn against(&self, current: Option<&[u8]>) -> Option<String> {
        first(&self.before, "preconditions", current)
    }

    /// The field of the first condition that the data to be written does not meet.
    pub fn against_written(&self, data: &[u8]) -> Option<String> {
        first(&self.after, "postconditions", Some(data))
    }
}

fn first(tests: &[Test], field: &str, data: Option<&[u8]>) -> Option<String> {
    if tests.is_empty() {
        return None;
    }
    let document = data.map(|data| serde_json::from_slice::<Value>(data).ok());
    let holds = |test: &Test| match &document {
        Some(None) => false,
        Some(Some(document)) => test.holds(document.pointer(&test.pointer)),
        None => test.holds(None),
    };
    let failed = tests.iter().position(|test| !holds(test));
    failed.map(|index| format!("{field}[{index}]"))
}

impl Test {
    fn holds(&self, found: Option<&Value>) -> bool {
        let Some(found) = found else {
            return self.comparison == Comparison::Absent;
        };
        let order = || order(found, &self.value);
        match self.comparison {
            Comparison::Unspecified | Comparison::Absent => false,
            Comparison::Exists => true,
            Comparison::Equal => is_same(found, &self.value),
            Comparison::NotEqual => !is_same(found, &self.value),
            Comparison::Less => order().is_some_and(Ordering::is_lt),
            Comparison::LessOrEqual => order().is_some_and(Ordering::is_le),
            Comparison::Greater => order().is_some_and(Ordering::is_gt),
            Comparison::GreaterOrEqual => order().is_some_and(Ordering::is_ge),
        }
    }
}

/// Whether two values are equal, with numbers by value. The parser limits the depth of values.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(_), Value::Number(_)) => order(one, other).is_some_and(Ordering::is_eq),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let has = |(key, value): (&String, &Value)| other.get(key).is_some_and(|found| is_same(value, found));
            one.len() == other.len() && one.iter().all(has)
        }
        (one, other) => one == other,
    }
}

/// The order of two numbers or two texts: integers exactly, other numbers as doubles.
fn order(one: &Value, other: &Value) -> Option<Ordering> {
    let whole = |value: &Value| value.as_i64().map(i128::from).or(value.as_u64().map(i128::from));
    match (one, other) {
        (Value::String(one), Value::String(other)) => Some(one.cmp(other)),
        (Value::Number(_), Value::Number(_)) => match (whole(one), whole(other)) {
            (Some(one), Some(other)) => Some(one.cmp(&other)),
            _ => one.as_f64()?.partial_cmp(&other.as_f64()?),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests;
