//! Definitions: how work goes, as data.
//!
//! A definition is a YAML or JSON document. [`Definition::parse`] reads and judges it; what it returns is sound: every phase that
//! is named exists, and from every phase that can be reached there is a way out. Limits stand in [`limits`].

use std::time::Duration;

mod bundled;
mod check;
pub mod limits;
mod problem;
mod recovery;
mod schema;
mod source;
#[cfg(test)]
mod tests;
mod text;

pub use bundled::{BUNDLED, Bundled, SCHEMA};
pub use problem::{Problem, Rule};
pub use recovery::{Classify, Command, Fix, Known, Recovery, Seen, When};
pub use schema::Schema;
pub(crate) use source::{Text, read_as};
pub(crate) use text::{name, time};

/// A definition that is sound.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// What executions name it by.
    pub name: String,
    /// For people.
    pub description: String,
    /// In the order of the document; the first is where executions begin unless `start` says otherwise.
    pub phases: Vec<Phase>,
    /// Index of the phase where executions begin.
    pub start: usize,
    /// What one execution may use.
    pub budgets: Budgets,
    /// What follows a failure that is not tried again.
    pub on_failure: OnFailure,
    /// What is done about failures before that.
    pub recovery: Option<Recovery>,
    /// Children that an execution may have at once and ever.
    pub children_max: u32,
    /// How long one may be blocked before that is told of as a risk.
    pub blocked_after: Duration,
}

/// What an execution is doing at a time.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    /// Unique in the definition.
    pub id: String,
    /// The queue that each attempt is sent to; `None`: whoever does the work knows by other means.
    pub queue: Option<String>,
    /// The longest that it may take, all attempts together.
    pub deadline: Option<Duration>,
    /// So much longer before `on_timeout` happens; at the deadline itself only a risk is raised.
    pub grace: Duration,
    /// What happens then.
    pub on_timeout: OnTimeout,
    /// What must be shown to enter it.
    pub entry: Gate,
    /// What must be shown to leave it.
    pub exit: Gate,
    /// Who must agree before it is left.
    pub approval: Option<Approval>,
    /// What has to be there before its work begins.
    pub join: Option<Join>,
    /// How many executions may be at its work at a time; `None`: any number.
    pub wip: Option<u32>,
    /// When nobody new begins because those before have failed.
    pub breaker: Option<Breaker>,
    /// How often an execution may come to it.
    pub visits: Visits,
    /// Executions that one may discover in it, all visits together.
    pub children_max: u32,
    /// How its attempts may go from one agent to another.
    pub handoff: Option<HandoffRule>,
    /// What follows a failed attempt.
    pub retry: Retry,
    /// Phases that may follow, as indexes; the first is the one that does unless another is asked for. Empty: the execution ends.
    pub to: Vec<usize>,
    /// Earlier phases that it may fall back to, as indexes.
    pub regress: Vec<usize>,
}

impl Phase {
    /// Whether nothing has to be done in it.
    pub fn has_no_work(&self) -> bool {
        self.queue.is_none() && self.exit.is_open() && self.approval.is_none()
    }
}

/// When nobody is given a place for a while: executions that fail one after the other have a cause in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breaker {
    /// So many in a row.
    pub failures: u32,
    /// Until one of those who wait is tried.
    pub pause: Duration,
}

/// How often an execution may come to a phase.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Visits {
    /// In all; `None`: any number.
    pub most: Option<u32>,
    /// Without that an attempt of another phase was completed in between; `None`: any number.
    pub in_a_row: Option<u32>,
}

/// What a phase waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Join {
    /// How many children must have completed; `None`: they are not looked at.
    pub children: Option<Needed>,
    /// Only children that follow this definition.
    pub of: Option<String>,
    /// How many must have arrived.
    pub arrivals: u32,
    /// How long it waits.
    pub timeout: Duration,
    /// What happens then.
    pub on_timeout: OnJoinTimeout,
}

/// How many children a phase waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needed {
    /// All that there are, but for those that somebody has cancelled.
    All,
    /// So many.
    Count(u32),
}

/// What happens when what a phase waits for does not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnJoinTimeout {
    /// The execution is blocked until somebody resumes it; then it waits anew.
    Block,
    /// The execution fails.
    Fail,
    /// It goes on with those who are there.
    Proceed,
    /// Another phase follows.
    Go(usize),
}

/// What must be shown.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gate {
    /// Items that must be done.
    pub checklist: Vec<String>,
    /// Things that must have been made.
    pub artifacts: Vec<String>,
    /// The least score, 0 to 1.
    pub score: Option<f64>,
    /// What was shown on an earlier visit of its phase does not count.
    pub each_visit: bool,
}

impl Gate {
    /// Whether nothing has to be shown.
    pub fn is_open(&self) -> bool {
        self.checklist.is_empty() && self.artifacts.is_empty() && self.score.is_none()
    }
}

/// A decision that somebody has to make.
#[derive(Debug, Clone, PartialEq)]
pub struct Approval {
    /// How long each that is asked has.
    pub deadline: Duration,
    /// Who is asked first, in words of the definition's author.
    pub from: String,
    /// Who is asked after that, one after the other, if `on_timeout` is to escalate.
    pub escalation: Vec<String>,
    /// What happens when nobody has decided.
    pub on_timeout: Undecided,
    /// The key that completed the work may decide on it.
    pub self_approval: bool,
}

/// What happens when nobody has decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undecided {
    /// As if it had been denied.
    Deny,
    /// The execution is blocked until somebody resumes it.
    Halt,
    /// The next of the escalation is asked; after the last it is denied.
    Escalate,
    /// As if it had been approved. Only where the definition says so.
    Approve,
}

/// How attempts may go from one agent to another.
#[derive(Debug, Clone, PartialEq)]
pub struct HandoffRule {
    /// What is handed over is this.
    pub schema: Option<Schema>,
    /// Who votes, in words of the definition's author.
    pub voters: Vec<String>,
    /// How many of them must approve.
    pub votes: usize,
    /// How long all of it may take, unless the proposal says otherwise.
    pub deadline: Duration,
}

/// What happens when a phase takes too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnTimeout {
    /// It counts as a failed attempt, and is tried again as `retry` says.
    Retry,
    /// The execution is blocked until somebody resumes it.
    Block,
    /// The execution fails.
    Fail,
    /// Another phase follows.
    Go(usize),
}

/// What follows a failure that is not tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnFailure {
    /// The execution is blocked until somebody resumes it.
    Block,
    /// The execution fails.
    Fail,
}

/// What follows a failed attempt.
#[derive(Debug, Clone, PartialEq)]
pub struct Retry {
    /// Attempts in all.
    pub attempts: u32,
    /// After the first failure.
    pub initial: Duration,
    /// The longest.
    pub max: Duration,
    /// Factor between delays.
    pub multiplier: f64,
    /// Share of each delay that is taken away by chance, 0 to 1.
    pub jitter: f64,
}

/// What one execution may use; `None` means any amount.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Budgets {
    /// From its start to its end.
    pub time: Option<Duration>,
    /// Phases entered.
    pub steps: Option<u64>,
    /// As reported.
    pub tokens: Option<u64>,
    /// As reported, in millionths of the unit of the definition's author.
    pub money_micros: Option<u64>,
}

impl Definition {
    /// The phase of this id.
    pub fn phase(&self, id: &str) -> Option<(usize, &Phase)> {
        self.phases.iter().enumerate().find(|(_, phase)| phase.id == id)
    }

    /// Reads and judges a document.
    ///
    /// # Errors
    /// The first thing that is wrong with it, and where.
    pub fn parse(document: &str) -> Result<Self, Problem> {
        check::definition(source::read(document)?)
    }
}
