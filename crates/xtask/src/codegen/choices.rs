//! The choices that `minoots.options.v1.choice` states for messages: exactly one of some fields is set.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use protox::prost_reflect::DescriptorPool;
use serde_json::{Value, json};

use super::options::field;

const CHOICE: &str = "minoots.options.v1.choice";

/// A choice between fields of a message.
pub struct Choice {
    /// The names of the fields.
    pub fields: Vec<String>,
    /// The reason of a refusal.
    pub reason: String,
}

/// The choices of all messages, by full names.
pub fn choices(pool: &DescriptorPool) -> Result<BTreeMap<String, Choice>> {
    let extension = pool.get_extension_by_name(CHOICE).context("no option of choices")?;
    let mut choices = BTreeMap::new();
    for message in pool
        .all_messages()
        .filter(|message| message.options().has_extension(&extension))
    {
        let value = message.options().get_extension(&extension).into_owned();
        let given = value.as_message().context("the option is no message")?;
        let fields = field(given, "fields")?;
        let fields = fields.as_list().context("the fields are no list")?.iter();
        let choice = Choice {
            fields: fields.filter_map(|name| name.as_str().map(str::to_owned)).collect(),
            reason: field(given, "reason")?.as_str().unwrap_or_default().to_owned(),
        };
        choices.insert(message.full_name().to_owned(), choice);
    }
    Ok(choices)
}

impl Choice {
    /// Adds the choice to the schema of its message. `json_name` gives the name of a field in JSON.
    pub fn constrain(&self, schema: &mut Value, json_name: impl Fn(&str) -> String) {
        let members = self
            .fields
            .iter()
            .map(|field| json!({ "required": [json_name(field)] }));
        schema["oneOf"] = members.collect();
    }
}
