//! The level of each command: the latest level of a field that it sets, its own kind included. Fields of enums and of
//! oneofs count as fields; a new value of an enum needs a field of its own level.

use std::fmt::Write as _;

use anyhow::{Context, Result, ensure};
use protox::prost_reflect::{DescriptorPool, ExtensionDescriptor, FieldDescriptor, Kind, MessageDescriptor};

use super::case::{camel, snake};
use super::holders::Holders;

const SINCE_LEVEL: &str = "minoots.options.v1.since_level";

/// The messages with fields of a later level, themselves or in messages within.
pub struct Levelled {
    option: ExtensionDescriptor,
    holders: Holders,
}

impl Levelled {
    /// The messages of a package.
    ///
    /// # Errors
    /// The option is unknown.
    pub fn of(pool: &DescriptorPool, package: &str) -> Result<Self> {
        let option = pool.get_extension_by_name(SINCE_LEVEL).context("no option of levels")?;
        let holders = Holders::of(pool, package, |field| since(&option, field) > 0);
        Ok(Self { option, holders })
    }

    fn since(&self, field: &FieldDescriptor) -> u32 {
        since(&self.option, field)
    }

    fn is_levelled(&self, field: &FieldDescriptor) -> bool {
        self.since(field) > 0 || self.holders.is_within(field)
    }

    /// The pattern and the level of a command.
    pub fn of_command(&self, field: &FieldDescriptor, message: &MessageDescriptor) -> (&'static str, String) {
        match (self.since(field), self.holders.has(message)) {
            (since, false) => ("_", since.to_string()),
            (0, true) => ("command", format!("{}_level(command)", snake(message.name()))),
            (since, true) => (
                "command",
                format!("{}_level(command).max({since})", snake(message.name())),
            ),
        }
    }

    /// The functions that return the levels of messages.
    ///
    /// # Errors
    /// A field cannot have a level.
    pub fn functions(&self, command: &MessageDescriptor) -> Result<String> {
        let reached = self.holders.reached_from(command);
        reached.values().map(|message| self.function(message)).collect()
    }

    fn function(&self, message: &MessageDescriptor) -> Result<String> {
        let mut levels = Vec::new();
        for field in message.fields().filter(|field| field.containing_oneof().is_none()) {
            levels.extend(self.part(&field)?);
        }
        for oneof in message.oneofs() {
            let mut arms = String::new();
            for field in oneof.fields().filter(|field| self.is_levelled(field)) {
                let kind = field.kind();
                let inner = kind.as_message().context("a oneof with a level holds messages")?;
                let (bound, level) = match self.of_command(&field, inner) {
                    ("command", level) => ("one", level.replace("(command)", "(one)")),
                    other => other,
                };
                let place = format!("{}::{}", snake(message.name()), camel(oneof.name()));
                write!(arms, "Some({place}::{}({bound})) => {level}, ", camel(field.name()))?;
            }
            if !arms.is_empty() {
                levels.push(format!("match &message.{} {{ {arms}_ => 0 }}", oneof.name()));
            }
        }
        Ok(format!(
            "\nfn {}_level(message: &{}) -> u32 {{\n    [{}].into_iter().max().unwrap_or(0)\n}}\n",
            snake(message.name()),
            message.name(),
            levels.join(", ")
        ))
    }

    /// The levels of a field that is no choice.
    fn part(&self, field: &FieldDescriptor) -> Result<Vec<String>> {
        let (name, since, kind) = (field.name(), self.since(field), field.kind());
        let mut levels = Vec::new();
        if since > 0 {
            let is_set = match &kind {
                _ if field.is_list() => format!("!message.{name}.is_empty()"),
                Kind::Message(_) => format!("message.{name}.is_some()"),
                Kind::String | Kind::Bytes => format!("!message.{name}.is_empty()"),
                Kind::Bool => format!("message.{name}"),
                _ => format!("message.{name} != 0"),
            };
            ensure!(
                !field.supports_presence() || kind.as_message().is_some(),
                "{name} is optional"
            );
            levels.push(format!("if {is_set} {{ {since} }} else {{ 0 }}"));
        }
        if let Some(inner) = kind.as_message().filter(|inner| self.holders.has(inner)) {
            let inner = snake(inner.name());
            levels.push(match field.is_list() {
                true => format!("message.{name}.iter().map({inner}_level).max().unwrap_or(0)"),
                false => format!("message.{name}.as_ref().map_or(0, {inner}_level)"),
            });
        }
        Ok(levels)
    }
}

/// The level from which a field may be set.
fn since(option: &ExtensionDescriptor, field: &FieldDescriptor) -> u32 {
    field.options().get_extension(option).as_u32().unwrap_or(0)
}
