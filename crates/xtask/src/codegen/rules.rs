//! The rules that `minoots.options.v1.rule` states for fields: parts of the JSON Schema of a field, and words for the
//! reference.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use protox::prost_reflect::{DescriptorPool, DynamicMessage, ExtensionDescriptor, FieldDescriptor, Kind};
use serde_json::{Map, Value, json};

use super::choices::{Choice, choices};
use super::options::{enum_name, field, is_given, message_field, truth};
use super::spans::{people, seconds};

const RULE: &str = "minoots.options.v1.rule";
const DURATION: &str = "google.protobuf.Duration";
/// Letters, digits, '.', '_' and '-'; the first is a letter or a digit.
const ID: &str = "^[A-Za-z0-9][A-Za-z0-9._-]*$";
/// Lower-case letters, digits and dashes; the first is a letter.
const TENANT: &str = "^[a-z][a-z0-9-]*$";
/// An id, or `webhook:` before an id.
const QUEUE_OR_WEBHOOK: &str = "^(webhook:)?[A-Za-z0-9][A-Za-z0-9._-]*$";
const BASE64_BYTES: u64 = 3;
const BASE64_CHARACTERS: u64 = 4;

/// The rules of all fields and the choices of all messages, by full names such as
/// `minoots.timer.v1.CreateTimerRequest.name`.
pub struct Rules {
    fields: BTreeMap<String, Rule>,
    choices: BTreeMap<String, Choice>,
}

/// The rule of a field. A length or duration of 0 is none; durations are in nanoseconds.
#[derive(Debug, Default, PartialEq)]
pub struct Rule {
    /// A request without it is refused.
    pub required: bool,
    /// The form of a text.
    pub form: Option<Form>,
    /// The most bytes of a text or of bytes.
    pub max_bytes: u64,
    /// The most elements or entries.
    pub max_items: u64,
    /// The most bytes of a key.
    pub max_key_bytes: u64,
    /// The least number.
    pub min: Option<f64>,
    /// The greatest number.
    pub max: Option<f64>,
    /// The shortest duration.
    pub shortest: i128,
    /// The longest duration.
    pub longest: i128,
    /// The reason of a refusal, as stated; may be empty.
    pub reason: String,
    /// The reason of a refusal of a missing field, as stated; may be empty.
    pub missing_reason: String,
    /// The reason of a refusal of the form, as stated; may be empty.
    pub form_reason: String,
    /// The reason of a refusal of a negative duration, as stated; may be empty.
    pub negative_reason: String,
    /// The reason of a refusal of too many items, as stated; may be empty.
    pub count_reason: String,
    /// The way out for the caller; may be empty.
    pub advice: String,
}

/// The form of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// An id.
    Id,
    /// A text for people.
    Printable,
    /// The name of a tenant.
    Tenant,
    /// An id of a queue, or that of a webhook endpoint.
    QueueOrWebhook,
}

impl Form {
    /// A pattern that every text of the form matches.
    fn pattern(self) -> Option<&'static str> {
        match self {
            Self::Id => Some(ID),
            Self::Tenant => Some(TENANT),
            Self::QueueOrWebhook => Some(QUEUE_OR_WEBHOOK),
            Self::Printable => None,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Id => "an id",
            Self::Tenant => "a tenant",
            Self::QueueOrWebhook => "an id, or `webhook:` and an id",
            Self::Printable => "printable",
        }
    }
}

impl Rules {
    /// Reads the rules of a pool.
    ///
    /// # Errors
    /// When a rule does not fit the type of its field.
    pub fn of(pool: &DescriptorPool) -> Result<Self> {
        let extension = pool.get_extension_by_name(RULE).context("no option of rules")?;
        let mut rules = BTreeMap::new();
        for message in pool.all_messages() {
            for field in message.fields() {
                if let Some(rule) = rule_of(&field, &extension)? {
                    rules.insert(field.full_name().to_owned(), rule);
                }
            }
        }
        Ok(Self {
            fields: rules,
            choices: choices(pool)?,
        })
    }

    /// The rule of the field with this full name.
    pub fn get(&self, name: &str) -> Option<&Rule> {
        self.fields.get(name)
    }

    /// The choice of the message with this full name.
    pub fn choice(&self, name: &str) -> Option<&Choice> {
        self.choices.get(name)
    }
}

fn rule_of(descriptor: &FieldDescriptor, extension: &ExtensionDescriptor) -> Result<Option<Rule>> {
    let options = descriptor.options();
    if !options.has_extension(extension) {
        return Ok(None);
    }
    let value = options.get_extension(extension);
    let given = value.as_message().context("the option is no message")?;
    let rule = read(given).with_context(|| descriptor.full_name().to_owned())?;
    check(descriptor, &rule)?;
    Ok(Some(rule))
}

fn read(given: &DynamicMessage) -> Result<Rule> {
    let unsigned = |name: &str| Ok::<_, anyhow::Error>(field(given, name)?.as_u32().map_or(0, u64::from));
    let bound = |name: &str| match is_given(given, name) {
        true => Ok::<_, anyhow::Error>(field(given, name)?.as_f64()),
        false => Ok(None),
    };
    let text = |name: &str| Ok::<_, anyhow::Error>(field(given, name)?.as_str().unwrap_or_default().to_owned());
    Ok(Rule {
        required: truth(given, "required")?,
        form: match enum_name(given, "form")?.as_deref() {
            None => None,
            Some("FORM_ID") => Some(Form::Id),
            Some("FORM_TENANT") => Some(Form::Tenant),
            Some("FORM_QUEUE_OR_WEBHOOK") => Some(Form::QueueOrWebhook),
            Some("FORM_PRINTABLE") => Some(Form::Printable),
            Some(other) => bail!("{other} has no pattern here"),
        },
        max_bytes: unsigned("max_bytes")?,
        max_items: unsigned("max_items")?,
        max_key_bytes: unsigned("max_key_bytes")?,
        min: bound("min")?,
        max: bound("max")?,
        shortest: nanoseconds(given, "shortest")?,
        longest: nanoseconds(given, "longest")?,
        reason: text("reason")?,
        missing_reason: text("missing_reason")?,
        form_reason: text("form_reason")?,
        negative_reason: text("negative_reason")?,
        count_reason: text("count_reason")?,
        advice: text("advice")?,
    })
}

fn nanoseconds(given: &DynamicMessage, name: &str) -> Result<i128> {
    if !is_given(given, name) {
        return Ok(0);
    }
    let duration = message_field(given, name)?;
    let seconds = field(&duration, "seconds")?.as_i64().unwrap_or_default();
    let nanos = field(&duration, "nanos")?.as_i32().unwrap_or_default();
    Ok(i128::from(seconds) * 1_000_000_000 + i128::from(nanos))
}

/// The type of a field; of a map, the type of its values.
fn value_kind(descriptor: &FieldDescriptor) -> Kind {
    match descriptor.kind() {
        Kind::Message(entry) if entry.is_map_entry() => entry.map_entry_value_field().kind(),
        kind => kind,
    }
}

/// A rule says nothing that the type of its field cannot have.
fn check(descriptor: &FieldDescriptor, rule: &Rule) -> Result<()> {
    let (name, kind) = (descriptor.full_name(), value_kind(descriptor));
    let is_duration = kind.as_message().is_some_and(|message| message.full_name() == DURATION);
    let is_many = descriptor.is_list() || descriptor.is_map();
    let is_text = kind == Kind::String;
    let is_number = matches!(
        kind,
        Kind::Int32 | Kind::Uint32 | Kind::Int64 | Kind::Uint64 | Kind::Double
    );
    ensure!(rule.form.is_none() || is_text, "{name}: only a text has a form");
    ensure!(
        rule.max_bytes == 0 || is_text || kind == Kind::Bytes,
        "{name}: only texts and bytes have a number of bytes"
    );
    ensure!(rule.max_items == 0 || is_many, "{name}: only lists and maps have items");
    ensure!(
        rule.max_key_bytes == 0 || descriptor.is_map(),
        "{name}: only maps have keys"
    );
    ensure!(
        (rule.min, rule.max) == (None, None) || is_number,
        "{name}: only a number has bounds"
    );
    ensure!(
        (rule.shortest, rule.longest) == (0, 0) || is_duration,
        "{name}: only a duration is short or long"
    );
    ensure!(
        !rule.required || descriptor.containing_oneof().is_none(),
        "{name}: no member of a oneof is required"
    );
    ensure!(*rule != Rule::default(), "{name}: the rule says nothing");
    Ok(())
}

impl Rule {
    /// Adds what JSON Schema can express to the schema of the field. Durations are texts there: their bounds are
    /// `x-shortest` and `x-longest`.
    pub fn constrain(&self, schema: &mut Value) {
        if schema["items"].is_object() {
            self.constrain_value(&mut schema["items"]);
        } else if schema["additionalProperties"].is_object() {
            self.constrain_value(&mut schema["additionalProperties"]);
        } else {
            self.constrain_value(schema);
        }
        if self.max_key_bytes > 0 {
            schema["propertyNames"] = json!({ "type": "string", "maxLength": self.max_key_bytes });
        }
        let key = match schema["type"].as_str() {
            Some("array") => "maxItems",
            _ => "maxProperties",
        };
        if self.max_items > 0 {
            schema[key] = json!(self.max_items);
        }
    }

    fn constrain_value(&self, schema: &mut Value) {
        let mut parts = Map::new();
        if let Some(pattern) = self.form.and_then(Form::pattern) {
            parts.insert("pattern".to_owned(), json!(pattern));
        }
        if self.max_bytes > 0 {
            // A text has at most as many characters as bytes.
            let characters = match schema["contentEncoding"].as_str() {
                Some(_) => self.max_bytes.div_ceil(BASE64_BYTES) * BASE64_CHARACTERS,
                None => self.max_bytes,
            };
            parts.insert("maxLength".to_owned(), json!(characters));
        }
        for (key, bound) in [("minimum", self.min), ("maximum", self.max)] {
            let Some(bound) = bound else { continue };
            match schema["type"].as_str() {
                // Its bounds are whole numbers.
                Some("integer") => parts.insert(key.to_owned(), json!(bound as i64)),
                Some("number") => parts.insert(key.to_owned(), json!(bound)),
                _ => None,
            };
        }
        for (key, bound) in [("x-shortest", self.shortest), ("x-longest", self.longest)] {
            if bound != 0 {
                parts.insert(key.to_owned(), json!(seconds(bound)));
            }
        }
        if let Some(schema) = schema.as_object_mut() {
            schema.extend(parts);
        }
    }

    /// The rule in words, such as `required; an id; at most 128 bytes`.
    pub fn words(&self) -> String {
        let mut words = Vec::new();
        if self.required {
            words.push("required".to_owned());
        }
        words.extend(self.form.map(|form| form.words().to_owned()));
        match (self.max_key_bytes, self.max_bytes) {
            (0, 0) => {}
            (0, bytes) => words.push(format!("at most {bytes} bytes")),
            (bytes, 0) => words.push(format!("keys of at most {bytes} bytes")),
            (keys, values) => words.push(format!("keys of at most {keys} bytes, values of at most {values}")),
        }
        if self.max_items > 0 {
            words.push(format!("at most {} items", self.max_items));
        }
        words.extend(self.bounds());
        words.join("; ")
    }

    /// The bounds of a number or a duration in words, such as `1 s to 12 h`.
    pub fn bounds(&self) -> Option<String> {
        match (self.min, self.max) {
            (None, None) => {}
            (Some(min), None) => return Some(format!("at least {min}")),
            (None, Some(max)) => return Some(format!("at most {max}")),
            (Some(min), Some(max)) => return Some(format!("{min} to {max}")),
        }
        match (self.shortest, self.longest) {
            (0, 0) => None,
            (shortest, 0) => Some(format!("at least {}", people(shortest))),
            (0, longest) => Some(format!("at most {}", people(longest))),
            (shortest, longest) => Some(format!("{} to {}", people(shortest), people(longest))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_constrains_its_schema_and_has_words() {
        let rule = Rule {
            required: true,
            form: Some(Form::Id),
            max_bytes: 128,
            ..Rule::default()
        };
        let mut schema = json!({ "type": "string" });
        rule.constrain(&mut schema);
        assert_eq!(schema, json!({ "type": "string", "pattern": ID, "maxLength": 128 }));
        assert_eq!(rule.words(), "required; an id; at most 128 bytes");
    }

    #[test]
    fn rule_of_a_list_is_of_its_elements() {
        let rule = Rule {
            max_bytes: 255,
            max_items: 8,
            ..Rule::default()
        };
        let mut schema = json!({ "type": "array", "items": { "type": "string" } });
        rule.constrain(&mut schema);
        let items = json!({ "type": "string", "maxLength": 255 });
        assert_eq!(schema, json!({ "type": "array", "items": items, "maxItems": 8 }));
    }

    #[test]
    fn rule_of_a_map_is_of_its_keys_and_values() {
        let rule = Rule {
            max_bytes: 255,
            max_items: 32,
            max_key_bytes: 63,
            ..Rule::default()
        };
        let mut schema = json!({ "type": "object", "additionalProperties": { "type": "string" } });
        rule.constrain(&mut schema);
        let expected = json!({
            "type": "object",
            "additionalProperties": { "type": "string", "maxLength": 255 },
            "propertyNames": { "type": "string", "maxLength": 63 },
            "maxProperties": 32
        });
        assert_eq!(schema, expected);
        assert_eq!(
            rule.words(),
            "keys of at most 63 bytes, values of at most 255; at most 32 items"
        );
    }

    #[test]
    fn bounds_of_a_duration_are_seconds() {
        let rule = Rule {
            shortest: 1_000_000,
            longest: 86_400_000_000_000,
            ..Rule::default()
        };
        let mut schema = json!({ "$ref": "#" });
        rule.constrain(&mut schema);
        assert_eq!(schema["x-shortest"], "0.001s");
        assert_eq!(rule.words(), "1 ms to 24 h");
    }
}
