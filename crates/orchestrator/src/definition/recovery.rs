//! What is done about failures after which no other attempt follows by itself.

use std::time::Duration;

use crate::failure_kind::{FailureClass, FailureType};

/// What failures are, and what may help.
#[derive(Debug, Clone, PartialEq)]
pub struct Recovery {
    /// What a failure is, where that is not what whoever reports it says; the first that matches counts.
    pub classify: Vec<Classify>,
    /// What may help, each with an id of its own.
    pub fixes: Vec<Fix>,
    /// How confident one has to be of a fix that is applied by itself, in millionths; `None`: none is.
    pub automatic: Option<u32>,
    /// Fixes that are applied to one failure, one after the other.
    pub rounds: u32,
}

/// Which failures; what says nothing matches all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct When {
    /// Of these phases, as indexes.
    pub phases: Vec<usize>,
    /// Of these types.
    pub types: Vec<FailureType>,
    /// Of this signature; one that ends in `*`: of those that begin so.
    pub signature: Option<String>,
    /// With this in their message, in letters of either case.
    pub contains: Option<String>,
}

/// What some failures are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classify {
    /// Which.
    pub when: When,
    /// Of this class.
    pub class: Option<FailureClass>,
    /// Of this type.
    pub failure_type: Option<FailureType>,
}

/// What may help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// Outcomes are counted by it, whatever the version of the definition.
    pub id: String,
    /// Against which failures.
    pub when: When,
    /// What the next attempt is told.
    pub hint: String,
    /// The phase that follows, as an index; `None`: attempts begin anew where it failed.
    pub go: Option<usize>,
    /// What somebody has to do first.
    pub command: Option<Command>,
    /// Whether it is applied only when somebody says so.
    pub high_risk: bool,
    /// Outcomes that were counted elsewhere.
    pub known: Known,
}

/// What somebody has to do before a fix can help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// Where it is sent to.
    pub queue: String,
    /// How long all of it may take.
    pub deadline: Duration,
    /// How long it may take until somebody says that it has arrived; it is sent again then.
    pub acknowledge: Duration,
}

/// Outcomes that were counted elsewhere.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Known {
    /// So often was it tried.
    pub tried: u64,
    /// So often the work was done then.
    pub succeeded: u64,
}

/// A failure, as rules see it.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// The phase, as an index.
    pub phase: usize,
    /// Of which type it is.
    pub failure_type: FailureType,
    /// Empty: it cannot be told.
    pub signature: &'a str,
    /// For people.
    pub message: &'a str,
}

impl When {
    /// Whether it is one of these.
    pub fn matches(&self, failure: &Seen<'_>) -> bool {
        let phase = self.phases.is_empty() || self.phases.contains(&failure.phase);
        let kind = self.types.is_empty() || self.types.contains(&failure.failure_type);
        let signature = self
            .signature
            .as_deref()
            .is_none_or(|asked| match asked.strip_suffix('*') {
                Some(begins) => failure.signature.starts_with(begins),
                None => failure.signature == asked,
            });
        let contains = self
            .contains
            .as_ref()
            .is_none_or(|part| failure.message.to_lowercase().contains(&part.to_lowercase()));
        phase && kind && signature && contains
    }
}

impl Recovery {
    /// The fix of this id.
    pub fn fix(&self, id: &str) -> Option<&Fix> {
        self.fixes.iter().find(|fix| fix.id == id)
    }

    /// What a failure is.
    pub fn classify(&self, failure: &Seen<'_>) -> Option<&Classify> {
        self.classify.iter().find(|rule| rule.when.matches(failure))
    }
}
