//! The prefixes of the executions under which workflows and agents store their checkpoints.

/// The prefix of an execution's state and of its definition at its start; the execution's id follows.
pub const EXECUTION: &str = "wf.";
/// The prefix of a definition; its name follows.
pub const DEFINITION: &str = "wfdef.";
/// The prefix of an agent; its id follows.
pub const AGENT: &str = "ag.";

/// The prefix of the subject of an execution's events; the execution's id follows.
pub const SUBJECT: &str = "workflows/";
/// The types of the events that record decisions on approvals: the deciding one, one of several votes, and the request
/// to ask another person.
const DECISIONS: [&str; 3] = ["approval.decided", "approval.voted", "approval.delegated"];

/// Whether an event of this type records a decision on an approval. Only a principal that may decide writes it.
#[must_use]
pub fn is_decision(kind: &str) -> bool {
    DECISIONS.contains(&kind)
}
