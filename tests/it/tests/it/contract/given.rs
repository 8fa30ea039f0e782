//! The arguments of a step's call, by name.

use std::collections::BTreeMap;
use std::time::Duration;

use minoots_client::Key;
use serde_json::Value;

/// The members of a step's `with`. The scenarios' schema requires them, so a missing one is a defect.
#[derive(Debug, Clone, Copy)]
pub struct Given<'a>(pub &'a Value);

impl<'a> Given<'a> {
    pub fn has(self, name: &str) -> bool {
        self.0.get(name).is_some()
    }

    pub fn member(self, name: &str) -> Given<'a> {
        Given(self.0.get(name).unwrap_or_else(|| panic!("{} has no {name}", self.0)))
    }

    pub fn text(self, name: &str) -> &'a str {
        self.member(name).0.as_str().unwrap()
    }

    /// Returns a text; empty without one.
    pub fn text_or_empty(self, name: &str) -> &'a str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    pub fn number(self, name: &str) -> u64 {
        self.member(name).0.as_u64().unwrap()
    }

    /// Returns a number; 0 without one.
    pub fn number_or_zero(self, name: &str) -> u64 {
        self.0.get(name).and_then(Value::as_u64).unwrap_or_default()
    }

    pub fn small(self, name: &str) -> u32 {
        u32::try_from(self.number(name)).unwrap()
    }

    pub fn time(self, name: &str) -> Duration {
        Duration::from_millis(self.number(name))
    }

    /// Returns the elements; none without the member.
    pub fn elements(self, name: &str) -> Vec<Given<'a>> {
        let elements = self.0.get(name).and_then(Value::as_array);
        elements.into_iter().flatten().map(Given).collect()
    }

    /// Returns the texts; none without the member.
    pub fn texts(self, name: &str) -> BTreeMap<&'a str, &'a str> {
        let members = self.0.get(name).and_then(Value::as_object).into_iter().flatten();
        members
            .map(|(name, text)| (name.as_str(), text.as_str().unwrap()))
            .collect()
    }

    pub fn key(self) -> Key {
        Key::new(self.text("id"), self.text_or_empty("partition_key"))
    }
}
