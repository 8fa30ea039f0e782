//! Recovery rules: fixes for failures after which no retry follows by itself.

use std::time::Duration;

use crate::failure_kind::{FailureClass, FailureType};

/// The rules that classify failures, and the fixes.
#[derive(Debug, Clone, PartialEq)]
pub struct Recovery {
    /// Rules that override the reported class and type of a failure. The first match counts.
    pub classify: Vec<Classify>,
    /// The fixes, each with a unique id.
    pub fixes: Vec<Fix>,
    /// The confidence that a fix needs for automatic use, in millionths. If `None`, no fix is applied automatically.
    pub automatic: Option<u32>,
    /// The number of fixes that are applied to one failure, one after the other.
    pub rounds: u32,
}

/// A filter for failures. An empty condition matches all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FailureFilter {
    /// The phases, as indexes.
    pub phases: Vec<usize>,
    /// The types of failure.
    pub types: Vec<FailureType>,
    /// The signature, or with a final `*`, a prefix of it.
    pub signature: Option<String>,
    /// A part of the message, compared without regard to case.
    pub contains: Option<String>,
}

/// A rule that classifies failures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Classify {
    /// The failures to which it applies.
    pub when: FailureFilter,
    /// The class to set.
    pub class: Option<FailureClass>,
    /// The type to set.
    pub failure_type: Option<FailureType>,
}

/// A remedy for failures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The id, by which outcomes are counted across versions of the definition.
    pub id: String,
    /// The failures to which it applies.
    pub when: FailureFilter,
    /// The hint for the next attempt.
    pub hint: String,
    /// The phase to continue in, as an index. If `None`, new attempts begin in the failed phase.
    pub go: Option<usize>,
    /// The command that runs before the next attempt.
    pub command: Option<Command>,
    /// Whether the fix needs a person's choice.
    pub high_risk: bool,
    /// Outcomes that were counted elsewhere.
    pub known: Known,
}

/// A command that runs before the next attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// The queue that receives the command.
    pub queue: String,
    /// The time limit of the command.
    pub deadline: Duration,
    /// The time limit of its acknowledgement, after which it is sent again.
    pub acknowledge: Duration,
}

/// Outcomes that were counted elsewhere.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Known {
    /// Attempts with the fix.
    pub tried: u64,
    /// Attempts with the fix that succeeded.
    pub succeeded: u64,
}

/// The properties of a failure that rules match.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// The phase, as an index.
    pub phase: usize,
    /// The type of failure.
    pub failure_type: FailureType,
    /// The signature; empty if unknown.
    pub signature: &'a str,
    /// The message, for people.
    pub message: &'a str,
}

impl FailureFilter {
    /// Whether the filter matches a failure.
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
    /// Finds a fix by its id.
    pub fn fix(&self, id: &str) -> Option<&Fix> {
        self.fixes.iter().find(|fix| fix.id == id)
    }

    /// Finds the first rule that matches a failure.
    pub fn classify(&self, failure: &Seen<'_>) -> Option<&Classify> {
        self.classify.iter().find(|rule| rule.when.matches(failure))
    }
}
