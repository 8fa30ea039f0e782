//! Reads a tool's arguments. All wrong ones are reported together, each with its rule.

use std::time::{Duration, SystemTime};

use minoots_client::Field;
use serde_json::{Map, Value};

use crate::answer::Refusal;
use crate::moment::{duration_text, read_duration, read_instant};

/// The length limit for text of a time.
const TIME_TEXT_MAX: usize = 64;

/// The arguments of one call. Each can be read once.
#[derive(Debug)]
pub struct Arguments {
    given: Map<String, Value>,
    wrong: Vec<Field>,
}

impl Arguments {
    /// The arguments as received.
    pub fn new(given: Option<Map<String, Value>>) -> Self {
        Self {
            given: given.unwrap_or_default(),
            wrong: Vec::new(),
        }
    }

    /// Records that a field violates a rule.
    pub fn refuse(&mut self, field: &str, rule: impl Into<String>) {
        self.wrong.push(Field {
            path: field.to_owned(),
            rule: rule.into(),
        });
    }

    /// Succeeds if no rule was violated and no unknown argument is left.
    ///
    /// # Errors
    /// Each wrong field.
    pub fn end(mut self) -> Result<(), Refusal> {
        let unknown: Vec<String> = self.given.keys().take(8).cloned().collect();
        for field in unknown {
            self.refuse(&field, "is no argument of this tool: leave it out");
        }
        match self.wrong.is_empty() {
            true => Ok(()),
            false => Err(Refusal::invalid(self.wrong)),
        }
    }

    /// Whether the argument was given, and not as null.
    pub fn has(&self, field: &str) -> bool {
        self.given.get(field).is_some_and(|given| !given.is_null())
    }

    /// Text, if it was given. Null counts as not given.
    pub fn text(&mut self, field: &str) -> Option<String> {
        match self.given.remove(field)? {
            Value::Null => None,
            Value::String(text) => Some(text),
            _ => {
                self.refuse(field, "must be text");
                None
            }
        }
    }

    /// Required text; empty if it is missing.
    pub fn needed_text(&mut self, field: &str) -> String {
        let wrong = self.wrong.len();
        match self.text(field) {
            Some(text) if !text.is_empty() => return text,
            Some(_) => self.refuse(field, "is empty: write at least one character"),
            None if self.wrong.len() == wrong => self.refuse(field, "is missing: it must be given"),
            None => {}
        }
        String::new()
    }

    /// A duration with its unit.
    pub fn duration(&mut self, field: &str) -> Option<Duration> {
        let text = self.time_text(field, "a duration with a unit, such as \"25s\" or \"1h30m\"")?;
        read_duration(&text).map_err(|rule| self.refuse(field, rule)).ok()
    }

    /// A duration up to `max`.
    pub fn duration_within(&mut self, field: &str, max: Duration) -> Option<Duration> {
        let length = self.duration(field)?;
        if length > max {
            let (length, max) = (duration_text(length), duration_text(max));
            self.refuse(field, format!("\"{length}\" is longer than {max}: give at most {max}"));
            return None;
        }
        Some(length)
    }

    /// An instant.
    pub fn instant(&mut self, field: &str) -> Option<SystemTime> {
        let text = self.time_text(field, "an instant such as \"2031-05-06T07:08:09Z\"")?;
        read_instant(&text).map_err(|rule| self.refuse(field, rule)).ok()
    }

    fn time_text(&mut self, field: &str, example: &str) -> Option<String> {
        match self.given.remove(field)? {
            Value::Null => None,
            Value::String(text) if text.len() <= TIME_TEXT_MAX => Some(text),
            Value::String(_) => {
                self.refuse(
                    field,
                    format!("has more than {TIME_TEXT_MAX} characters: give {example}"),
                );
                None
            }
            other => {
                self.refuse(field, format!("{} must be text: give {example}", shown(&other)));
                None
            }
        }
    }

    /// A boolean; `false` if it was not given.
    pub fn flag(&mut self, field: &str) -> bool {
        match self.given.remove(field) {
            None | Some(Value::Null) => false,
            Some(Value::Bool(flag)) => flag,
            Some(_) => {
                self.refuse(field, "must be true or false");
                false
            }
        }
    }

    /// An integer from 1 to `max`, if it was given.
    pub fn count(&mut self, field: &str, max: u64) -> Option<u64> {
        let given = self.given.remove(field).filter(|given| !given.is_null())?;
        let count = given.as_u64().filter(|count| (1..=max).contains(count));
        if count.is_none() {
            self.refuse(
                field,
                format!("{} must be a whole number from 1 to {max}", shown(&given)),
            );
        }
        count
    }

    /// One of these words, if it was given.
    pub fn word(&mut self, field: &str, words: &[&'static str]) -> Option<&'static str> {
        let text = self.text(field)?;
        let known = words.iter().find(|word| **word == text).copied();
        if known.is_none() {
            self.refuse(field, format!("must be one of {}", words.join(", ")));
        }
        known
    }
}

/// A value in a message, shortened.
fn shown(value: &Value) -> String {
    match value {
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        plain => plain.to_string().chars().take(TIME_TEXT_MAX).collect(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(given: Value) -> Arguments {
        Arguments::new(given.as_object().cloned())
    }

    #[test]
    fn every_wrong_argument_is_told_with_its_rule() {
        let mut arguments = of(json!({"delay": 25, "limit": 0, "nmae": "tea", "watchdog": "yes", "until": "soon"}));
        assert_eq!(arguments.needed_text("name"), "");
        assert_eq!(arguments.duration("delay"), None);
        assert_eq!(arguments.count("limit", 100), None);
        assert!(!arguments.flag("watchdog"));
        assert_eq!(arguments.word("until", &["fired", "ended"]), None);
        let refused = arguments.end().err().map(|refusal| refusal.message).unwrap_or_default();
        for told in [
            "name is missing",
            "delay 25 must be text",
            "limit 0 must be a whole number from 1 to 100",
            "watchdog must be true or false",
            "until must be one of fired, ended",
            "nmae is no argument of this tool",
        ] {
            assert!(refused.contains(told), "{told:?} in {refused}");
        }
    }

    #[test]
    fn valid_arguments_are_accepted() {
        let mut arguments = of(json!({"name": "tea", "delay": "1h30m", "limit": null}));
        assert_eq!(arguments.needed_text("name"), "tea");
        assert_eq!(arguments.duration("delay"), Some(Duration::from_mins(90)));
        assert_eq!(arguments.count("limit", 100), None);
        assert!(arguments.end().is_ok());
    }
}
