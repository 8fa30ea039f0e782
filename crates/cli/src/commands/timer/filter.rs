//! The conditions that select timers, beside their status. Every given condition must hold.

use std::collections::BTreeMap;

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_wire::well_known::Timestamp;

use crate::value::{self, Label, Moment};

/// The conditions.
#[derive(Args, Clone, Debug)]
#[group(id = "filter", multiple = true)]
pub struct FilterArguments {
    /// Select only timers due at or after this instant
    #[arg(long, value_name = "RFC3339")]
    due_from: Option<Moment>,
    /// Select only timers due before this instant
    #[arg(long, value_name = "RFC3339")]
    due_until: Option<Moment>,
    /// Select only timers with this label; repeatable, and each must be present
    #[arg(long, value_name = "KEY=VALUE")]
    label: Vec<Label>,
    /// Select only timers that target this queue
    #[arg(long)]
    queue: Option<String>,
    /// Select only timers whose name begins with this prefix
    #[arg(long, value_name = "TEXT")]
    name_prefix: Option<String>,
    /// Select only timers whose id begins with this prefix
    #[arg(long, value_name = "TEXT")]
    id_prefix: Option<String>,
}

/// The conditions in the form of requests; those not given are empty.
pub struct Conditions {
    pub due_from: Option<Timestamp>,
    pub due_until: Option<Timestamp>,
    pub labels: BTreeMap<String, String>,
    pub queue: String,
    pub name_prefix: String,
    pub id_prefix: String,
}

impl FilterArguments {
    /// Converts the arguments. A label key may occur once.
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
