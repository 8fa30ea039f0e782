//! The prefixes of the executions under which workflows and agents store their checkpoints.

/// The prefix of an execution's state and of its definition at its start; the execution's id follows.
pub const EXECUTION: &str = "wf.";
/// The prefix of a definition; its name follows.
pub const DEFINITION: &str = "wfdef.";
/// The prefix of an agent; its id follows.
pub const AGENT: &str = "ag.";

/// The prefix of the subject of an execution's events; the execution's id follows.
pub const SUBJECT: &str = "workflows/";
/// The type of the event that records a decision on an approval.
pub const APPROVAL_DECIDED: &str = "approval.decided";
