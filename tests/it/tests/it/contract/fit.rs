//! Compares results with a scenario's expectations, and resolves its names.

use std::collections::BTreeMap;

use minoots_client::Error;
use serde_json::Value;

/// The names of a scenario, and their values.
pub type Names = BTreeMap<String, Value>;

/// Replaces names in a value.
pub fn filled(value: &Value, names: &Names) -> Value {
    match value {
        Value::String(text) => filled_text(text, names),
        Value::Array(elements) => elements.iter().map(|element| filled(element, names)).collect(),
        Value::Object(members) => {
            let members = members.iter();
            Value::Object(
                members
                    .map(|(name, member)| (name.clone(), filled(member, names)))
                    .collect(),
            )
        }
        other => other.clone(),
    }
}

fn filled_text(text: &str, names: &Names) -> Value {
    let named = |name: &str| names.get(name).unwrap_or_else(|| panic!("nothing is named {name}"));
    let whole = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    if let Some(name) = whole.filter(|name| !name.contains('$')) {
        return named(name).clone();
    }
    let mut parts = text.split("${");
    let mut built = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap();
        match named(name) {
            Value::String(word) => built.push_str(word),
            other => built.push_str(&other.to_string()),
        }
        built.push_str(rest);
    }
    Value::String(built)
}

/// Compares a result with the expected one. The error is the first difference.
pub fn check(expected: &Value, came: &Value, at: &str) -> Result<(), String> {
    match expected {
        Value::Object(members) => {
            if let Some((rule, operand)) = members.iter().next().filter(|(name, _)| name.starts_with('$')) {
                return check_rule(rule, operand, came, at);
            }
            for (name, member) in members {
                let inner = came.get(name).ok_or_else(|| format!("{at}: {came} has no {name}"))?;
                check(member, inner, &format!("{at}.{name}"))?;
            }
            if came.is_object() {
                Ok(())
            } else {
                Err(format!("{at}: {came} is no object"))
            }
        }
        Value::Array(elements) => {
            let others = came.as_array().filter(|others| others.len() == elements.len());
            let others = others.ok_or_else(|| format!("{at}: {came} is not {} elements", elements.len()))?;
            for (number, (element, other)) in elements.iter().zip(others).enumerate() {
                check(element, other, &format!("{at}[{number}]"))?;
            }
            Ok(())
        }
        value if value == came => Ok(()),
        value => Err(format!("{at}: {came} is not {value}")),
    }
}

fn check_rule(rule: &str, operand: &Value, came: &Value, at: &str) -> Result<(), String> {
    let fits = match rule {
        "$more" => match (came, operand) {
            (Value::String(came), Value::String(least)) => came > least,
            _ => came
                .as_u64()
                .zip(operand.as_u64())
                .is_some_and(|(came, least)| came > least),
        },
        "$one_of" => operand.as_array().is_some_and(|some| some.contains(came)),
        "$not" => came != operand,
        other => panic!("{other} is no rule"),
    };
    if fits {
        Ok(())
    } else {
        Err(format!("{at}: {came} does not fit {rule} {operand}"))
    }
}

/// Compares a refusal with the expected one.
pub fn check_refusal(expected: &Value, error: &Error) -> Result<(), String> {
    let kind = match error {
        Error::Invalid { .. } => "INVALID",
        Error::NotFound { .. } => "NOT_FOUND",
        Error::Conflict { .. } => "CONFLICT",
        Error::Refused { .. } => "REFUSED",
        _ => "another",
    };
    let wrong = |what: &str| Err(format!("the refusal's {what} is not as in {expected}: {error:?}"));
    if expected["kind"] != kind {
        return wrong("kind");
    }
    // A refusal before sending has fields, and no reason.
    let here = kind == "INVALID" && error.reason().is_empty();
    if expected["reason"] != error.reason() && !here {
        return wrong("reason");
    }
    if let (Some(field), Error::Invalid { fields, .. }) = (expected.get("field"), error)
        && !fields.iter().any(|named| *field == *named.path)
    {
        return wrong("field");
    }
    if expected.get("retry").is_some() && error.retry_after().is_none() {
        return wrong("delay");
    }
    match (expected.get("metadata"), error) {
        (None, _) => Ok(()),
        (Some(facts), Error::Conflict { metadata, .. }) => {
            check(facts, &serde_json::to_value(metadata).unwrap(), "metadata")
        }
        _ => wrong("metadata"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn mismatched_answers_are_found() {
        let came = json!({ "ids": ["a", "b"], "timer": { "attempts": 1, "failure": null }, "existing": false });
        for right in [
            json!({ "ids": ["a", { "$one_of": ["b", "c"] }], "timer": { "attempts": 1 } }),
            json!({ "timer": { "attempts": { "$more": 0 } }, "existing": { "$not": true } }),
        ] {
            assert_eq!(check(&right, &came, "answer"), Ok(()));
        }
        for wrong in [
            json!({ "ids": ["a"] }),
            json!({ "ids": ["b", "a"] }),
            json!({ "timer": { "attempts": 2 } }),
            json!({ "timer": { "attempts": { "$more": 1 } } }),
            json!({ "timer": { "failure": { "$one_of": ["SPENT"] } } }),
            json!({ "existing": true }),
            json!({ "more": null }),
        ] {
            assert!(check(&wrong, &came, "answer").is_err(), "{wrong}");
        }
    }

    #[test]
    fn names_stand_for_values_alone_and_for_text_within_text() {
        let names = Names::from([("run".to_owned(), json!("r7")), ("token".to_owned(), json!(3))]);
        let given = json!({ "id": "${run}-a", "token": "${token}", "both": ["${run}", "${run} ${token}"] });
        let filled = filled(&given, &names);
        assert_eq!(filled, json!({ "id": "r7-a", "token": 3, "both": ["r7", "r7 3"] }));
    }

    #[test]
    fn a_refusal_fits_by_kind_reason_delay_and_facts() {
        let held = Error::Conflict {
            reason: "LEASE_HELD".to_owned(),
            message: String::new(),
            retry_after: None,
            metadata: [("holder".to_owned(), "one".to_owned())].into(),
        };
        let fits = |expected: Value| check_refusal(&expected, &held).is_ok();
        assert!(fits(
            json!({ "kind": "CONFLICT", "reason": "LEASE_HELD", "metadata": { "holder": "one" } })
        ));
        for wrong in [
            json!({ "kind": "REFUSED", "reason": "LEASE_HELD" }),
            json!({ "kind": "CONFLICT", "reason": "STALE_FENCE" }),
            json!({ "kind": "CONFLICT", "reason": "LEASE_HELD", "retry": true }),
            json!({ "kind": "CONFLICT", "reason": "LEASE_HELD", "metadata": { "holder": "two" } }),
        ] {
            assert!(!fits(wrong.clone()), "{wrong}");
        }
    }
}
