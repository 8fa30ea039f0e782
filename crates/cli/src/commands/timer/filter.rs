//! Which timers a command is about, beside their status: every condition that is given must hold.

use std::collections::BTreeMap;

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_wire::well_known::Timestamp;

use crate::value::{self, Label, Moment};

/// The conditions.
#[derive(Args, Clone, Debug)]
#[group(id = "filter", multiple = true)]
pub struct FilterArguments {
    /// Only timers due at this instant or later
    #[arg(long, value_name = "RFC3339")]
    due_from: Option<Moment>,
    /// Only timers due before this instant
    #[arg(long, value_name = "RFC3339")]
    due_until: Option<Moment>,
    /// Only timers with this label; of several, with each
    #[arg(long, value_name = "KEY=VALUE")]
    label: Vec<Label>,
    /// Only timers that go to this queue
    #[arg(long)]
    queue: Option<String>,
    /// Only timers whose name begins with this
    #[arg(long, value_name = "TEXT")]
    name_prefix: Option<String>,
    /// Only timers whose id begins with this
    #[arg(long, value_name = "TEXT")]
    id_prefix: Option<String>,
}

/// The conditions as requests have them; what is not given is empty.
pub struct Conditions {
    pub due_from: Option<Timestamp>,
    pub due_until: Option<Timestamp>,
    pub labels: BTreeMap<String, String>,
    pub queue: String,
    pub name_prefix: String,
    pub id_prefix: String,
}

impl FilterArguments {
    /// Reads them; a label key may be given once.
    pub fn into_conditions(self) -> Result<Conditions, Failure> {
        Ok(Conditions {
            due_from: self.due_from.map(Moment::to_proto),
            due_until: self.due_until.map(Moment::to_proto),
            labels: value::labels(self.label)?,
            queue: self.queue.unwrap_or_default(),
            name_prefix: self.name_prefix.unwrap_or_default(),
            id_prefix: self.id_prefix.unwrap_or_default(),
        })
    }
}
