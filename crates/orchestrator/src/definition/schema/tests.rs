#![allow(clippy::unwrap_used)]

//! Accepted and refused schemas and values.

use serde_json::json;

use super::Schema;

#[test]
fn a_value_is_held_against_every_word() {
    for (schema, taken, refused) in [
        (json!({ "type": "integer" }), json!(3.0), json!(3.5)),
        (json!({ "type": ["null", "string"] }), json!(null), json!(1)),
        (json!({ "enum": ["a", 1] }), json!(1.0), json!("b")),
        (json!({ "const": { "a": 1 } }), json!({ "a": 1 }), json!({ "a": 2 })),
        (json!({ "minimum": 1, "maximum": 2 }), json!(2), json!(2.1)),
        (json!({ "minLength": 2 }), json!("öö"), json!("ö")),
        (json!({ "maxLength": 1 }), json!("ö"), json!("öö")),
        (json!({ "minItems": 1 }), json!([1]), json!([])),
        (json!({ "maxItems": 1 }), json!([1]), json!([1, 2])),
        (json!({ "items": { "type": "string" } }), json!(["a"]), json!(["a", 1])),
        (json!({ "required": ["a"] }), json!({ "a": null }), json!({})),
        (
            json!({ "properties": { "a": {} }, "additionalProperties": false }),
            json!({ "a": 1 }),
            json!({ "b": 1 }),
        ),
        (
            json!({ "properties": { "a": { "properties": { "b": { "type": "null" } } } } }),
            json!({ "a": { "b": null }, "c": 1 }),
            json!({ "a": { "b": 1 } }),
        ),
    ] {
        let sound = Schema::of(schema.clone()).unwrap();
        assert_eq!(sound.check(&taken), Ok(()), "{schema}");
        assert!(sound.check(&refused).is_err(), "{schema} takes {refused}");
    }
}

#[test]
fn errors_report_their_position() {
    let schema = json!({ "items": { "properties": { "page": { "minimum": 1 } } } });
    let told = Schema::of(schema)
        .unwrap()
        .check(&json!([{ "page": 2 }, { "page": 0 }]));
    assert_eq!(told, Err("/1/page must be at least 1".to_owned()));
}

#[test]
fn a_schema_that_would_not_be_checked_in_whole_is_refused() {
    let deep = (0..17).fold(json!({}), |within, _| json!({ "items": within }));
    for (schema, words) in [
        (
            json!({ "pattern": "^a" }),
            ".pattern: this word is not checked here; leave it out",
        ),
        (
            json!({ "properties": { "a": { "oneOf": [] } } }),
            ".properties.a.oneOf: this word",
        ),
        (json!(true), ": must be an object"),
        (json!({ "type": "text" }), ".type: must be one or more of array"),
        (json!({ "minimum": "1" }), ".minimum: must be a number"),
        (json!({ "maxItems": -1 }), ".maxItems: must be a number of 0 or more"),
        (json!({ "required": "a" }), ".required: must be a list"),
        (json!({ "enum": [] }), ".enum: must be a list of values"),
        (
            json!({ "additionalProperties": {} }),
            ".additionalProperties: must be true or false",
        ),
        (deep, "at most 16 schemas"),
    ] {
        let told = Schema::of(schema.clone()).unwrap_err();
        assert!(told.contains(words), "{schema}: {told}");
    }
}
