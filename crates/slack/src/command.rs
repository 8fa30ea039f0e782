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
//! - Read is what a person saw, after [`markup::decode`]; columns count characters of that, from 1.
//! - A duration or an instant is exactly what the command line takes, by the same code.
//! - A command printed, and escaped as Slack does, reads as itself.

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

/// What a person asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// A timer.
    Create(Box<Create>),
    /// The timers that are to fire.
    List,
    /// No timer after all.
    Cancel(TargetId),
    /// How this is used.
    Help,
}

/// A timer to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Create {
    /// When it fires.
    pub when: When,
    /// What it is called.
    pub name: String,
    /// The region asked for.
    pub region: Option<String>,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Its payload.
    pub metadata: Option<Metadata>,
}

/// Reads the text of a command as Slack sends it.
///
/// # Errors
/// The first rule it breaks, where, and what to type instead.
pub fn parse(text: &str) -> Result<Command, Error> {
    parse::parse(&markup::decode(text))
}

impl fmt::Display for Command {
    /// As a person would type it; only one's own escapes, not Slack's.
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
