//! The language of `/ato`.
//!
//! ```text
//! 25s ship logs
//! 2030-01-02T03:04:05Z happy new year
//! --duration 1h30m --name "ship logs" --region eu-west --labels team=core,env=prod --metadata {"run": 7}
//! list
//! cancel ID
//! help
//! ```
//!
//! Invariants:
//! - The parser reads the text that the person saw, after [`markup::decode`]. Columns count the characters of that
//!   text, from 1.
//! - The command line accepts the same durations and instants: the same code parses both.
//! - A command, printed and escaped as Slack does it, parses to itself.

use std::collections::BTreeMap;
use std::fmt;

use minoots_wire::time::{When, duration, instant};

use crate::id::TargetId;
use crate::markup;

mod error;
mod metadata;
mod parse;
mod words;

pub use error::{Error, Rule};
pub use metadata::Metadata;

/// A parsed command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Creates a timer.
    Create(Box<Create>),
    /// Lists the timers that have not fired.
    List,
    /// Cancels a timer.
    Cancel(TargetId),
    /// Shows the usage.
    Help,
}

/// A timer to create.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Create {
    /// The fire time, or the delay until it.
    pub when: When,
    /// The timer's name.
    pub name: String,
    /// The requested region.
    pub region: Option<String>,
    /// The timer's labels.
    pub labels: BTreeMap<String, String>,
    /// The timer's payload.
    pub metadata: Option<Metadata>,
}

/// Parses the text of a command as Slack sends it.
///
/// # Errors
/// The first rule that the text breaks, its column, and a correct example.
pub fn parse(text: &str) -> Result<Command, Error> {
    parse::parse(&markup::decode(text))
}

impl fmt::Display for Command {
    /// Formats the command as a person would type it: with the language's own escapes, without Slack's.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Create(create) => create.fmt(formatter),
            Self::List => formatter.write_str("list"),
            Self::Cancel(id) => write!(formatter, "cancel {id}"),
            Self::Help => formatter.write_str("help"),
        }
    }
}

impl fmt::Display for Create {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.when {
            When::After(delay_ns) => write!(formatter, "--duration {}", duration::format(delay_ns))?,
            When::At(fire_ns) => write!(formatter, "--fire-at {}", instant::format(fire_ns))?,
        }
        write!(formatter, " --name {}", words::quoted(&self.name))?;
        if let Some(region) = &self.region {
            write!(formatter, " --region {region}")?;
        }
        for (key, value) in &self.labels {
            let value = value.replace('\\', "\\\\").replace(',', "\\,");
            write!(formatter, " --labels {}", words::quoted(&format!("{key}={value}")))?;
        }
        match &self.metadata {
            Some(metadata) => write!(formatter, " --metadata {}", words::quoted(metadata.as_json())),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests;
