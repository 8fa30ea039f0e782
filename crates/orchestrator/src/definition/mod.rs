//! Workflow definitions as data.
//!
//! A definition is a YAML or JSON document. [`Definition::parse`] parses and checks it. In a parsed definition, every
//! referenced phase exists, and every reachable phase has a path to the end. [`limits`] contains the limits.

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
pub use recovery::{Classify, Command, FailureFilter, Fix, Known, Recovery, Seen};
pub use schema::Schema;
pub(crate) use source::{Text, read_as};
pub(crate) use text::{name, time};

/// A valid definition.
#[derive(Debug, Clone, PartialEq)]
pub struct Definition {
    /// The name by which executions refer to it.
    pub name: String,
    /// A description for people.
    pub description: String,
    /// The phases in the order of the document. Executions begin at the first one, unless `start` names another.
    pub phases: Vec<Phase>,
    /// Index of the phase where executions begin.
    pub start: usize,
    /// The limits of one execution.
    pub budgets: Budgets,
    /// The action after a failure that is not retried.
    pub on_failure: OnFailure,
    /// The recovery rules, which apply before `on_failure`.
    pub recovery: Option<Recovery>,
    /// Children of an execution, over its lifetime.
    pub children_max: u32,
    /// The time until a blocked execution raises a risk.
    pub blocked_after: Duration,
}

/// A phase: a stage of an execution.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    /// The id, unique in the definition.
    pub id: String,
    /// The queue that receives each attempt. If `None`, workers learn about the work by other means.
    pub queue: Option<String>,
    /// The time limit of a visit, over all its attempts.
    pub deadline: Option<Duration>,
    /// The time between the deadline, which only raises a risk, and `on_timeout`.
    pub grace: Duration,
    /// The action after deadline and grace.
    pub on_timeout: OnTimeout,
    /// The requirements for entering the phase.
    pub entry: Gate,
    /// The requirements for leaving the phase.
    pub exit: Gate,
    /// The approval that is required before leaving the phase.
    pub approval: Option<Approval>,
    /// The join that must be met before the work begins.
    pub join: Option<Join>,
    /// The WIP limit: executions that may work in this phase at a time; `None` is unlimited.
    pub wip: Option<u32>,
    /// The circuit breaker, which stops new work after failures.
    pub breaker: Option<Breaker>,
    /// The limits of an execution's visits.
    pub visits: Visits,
    /// Children that an execution may discover in this phase, over all visits.
    pub children_max: u32,
    /// The rules for handing attempts from one agent to another.
    pub handoff: Option<HandoffRule>,
    /// The rule for the phase's output.
    pub output: OutputRule,
    /// The outputs that each attempt's message contains.
    pub needs: Needs,
    /// The policy for failed attempts.
    pub retry: Retry,
    /// Successors, as indexes. The first is the default. If empty, the execution ends here.
    pub to: Vec<usize>,
    /// Earlier phases to which the execution may fall back, as indexes.
    pub regress: Vec<usize>,
}

impl Phase {
    /// Whether the phase has nothing to do.
    pub fn has_no_work(&self) -> bool {
        self.queue.is_none() && self.exit.is_open() && self.approval.is_none() && !self.output.required
    }
}

/// The rule for the output of a phase.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OutputRule {
    /// The schema of the output.
    pub schema: Option<Schema>,
    /// Whether the phase cannot be completed without an output.
    pub required: bool,
}

/// The outputs that a phase's work needs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// Phases of the same definition, as indexes.
    pub phases: Vec<usize>,
    /// Whether the outputs of all children are needed.
    pub children: bool,
}

/// A circuit breaker: after failures in a row, which suggest a common cause, the phase gives no slot for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breaker {
    /// Failures in a row that open the breaker.
    pub failures: u32,
    /// The pause until one waiting execution is tried.
    pub pause: Duration,
}

/// The visit limits of a phase.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Visits {
    /// Visits in total; `None` is unlimited.
    pub most: Option<u32>,
    /// Visits in a row, without a completed attempt of another phase in between; `None` is unlimited.
    pub in_a_row: Option<u32>,
}

/// The condition that a phase waits for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Join {
    /// The number of children that must have completed; `None` ignores children.
    pub children: Option<Needed>,
    /// Counts only children of this definition.
    pub of: Option<String>,
    /// The number of required arrivals.
    pub arrivals: u32,
    /// The longest wait.
    pub timeout: Duration,
    /// The action after `timeout`.
    pub on_timeout: OnJoinTimeout,
}

/// The number of children that a join requires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needed {
    /// All children, except those that a person cancelled.
    All,
    /// A fixed number.
    Count(u32),
}

/// The action when a join is not met in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnJoinTimeout {
    /// The execution is blocked. After it is resumed, the wait begins anew.
    Block,
    /// The execution fails.
    Fail,
    /// The execution continues with the completed children and the arrivals so far.
    Proceed,
    /// The execution continues in another phase.
    Go(usize),
}

/// The requirements of a gate.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gate {
    /// Checklist items that must be done.
    pub checklist: Vec<String>,
    /// Artifacts that must exist.
    pub artifacts: Vec<String>,
    /// The lowest accepted score, 0 to 1.
    pub score: Option<f64>,
    /// Evidence from an earlier visit of the phase does not count.
    pub each_visit: bool,
}

impl Gate {
    /// Whether the gate requires nothing.
    pub fn is_open(&self) -> bool {
        self.checklist.is_empty() && self.artifacts.is_empty() && self.score.is_none()
    }
}

/// A decision that a person must make.
#[derive(Debug, Clone, PartialEq)]
pub struct Approval {
    /// The time for each approver.
    pub deadline: Duration,
    /// The first approver, as the definition's author names it.
    pub from: String,
    /// Further approvers, asked one after the other if `on_timeout` is [`Undecided::Escalate`].
    pub escalation: Vec<String>,
    /// The action without a decision in time.
    pub on_timeout: Undecided,
    /// Whether the key that completed the work may also decide.
    pub self_approval: bool,
    /// The number of approving votes that decide.
    pub quorum: u32,
    /// The number of voters. Once fewer than `quorum` of them can still approve, the approval is denied.
    pub voters: u32,
    /// Whether two votes with equal names are one vote, instead of two votes by the same key.
    pub distinct_names: bool,
    /// The time before the deadline at which a reminder is written.
    pub remind: Option<Duration>,
    /// The risk of the decision, for people.
    pub risk: String,
}

/// The action without a decision in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undecided {
    /// Counts as denied.
    Deny,
    /// The execution is blocked until it is resumed.
    Halt,
    /// The next approver is asked. After the last one, it counts as denied.
    Escalate,
    /// Counts as approved. Only an explicit setting selects this.
    Approve,
}

/// The rules for handing attempts from one agent to another.
#[derive(Debug, Clone, PartialEq)]
pub struct HandoffRule {
    /// The schema of the handed-over data.
    pub schema: Option<Schema>,
    /// The voters, as the definition's author names them.
    pub voters: Vec<String>,
    /// The number of voters who must approve.
    pub votes: usize,
    /// The time limit of a handoff, unless the proposal sets another.
    pub deadline: Duration,
}

/// The action when a phase takes too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnTimeout {
    /// Counts as a failed attempt, to which `retry` applies.
    Retry,
    /// The execution is blocked until it is resumed.
    Block,
    /// The execution fails.
    Fail,
    /// The execution continues in another phase.
    Go(usize),
}

/// The action after a failure that is not retried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnFailure {
    /// The execution is blocked until it is resumed.
    Block,
    /// The execution fails.
    Fail,
}

/// The retry policy of failed attempts.
#[derive(Debug, Clone, PartialEq)]
pub struct Retry {
    /// Attempts in total.
    pub attempts: u32,
    /// The delay after the first failure.
    pub initial: Duration,
    /// The longest delay.
    pub max: Duration,
    /// Factor between delays.
    pub multiplier: f64,
    /// The share of each delay that is randomly subtracted, 0 to 1.
    pub jitter: f64,
}

/// The limits of one execution; `None` is unlimited.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Budgets {
    /// The time from its start to its end.
    pub time: Option<Duration>,
    /// Phases entered.
    pub steps: Option<u64>,
    /// Tokens, as workers report them.
    pub tokens: Option<u64>,
    /// Money, as workers report it, in millionths of the unit of the definition's author.
    pub money_micros: Option<u64>,
}

impl Definition {
    /// Finds a phase by its id.
    pub fn phase(&self, id: &str) -> Option<(usize, &Phase)> {
        self.phases.iter().enumerate().find(|(_, phase)| phase.id == id)
    }

    /// Parses and checks a document.
    ///
    /// # Errors
    /// The first problem and its position.
    pub fn parse(document: &str) -> Result<Self, Problem> {
        check::definition(source::read(document)?)
    }
}
