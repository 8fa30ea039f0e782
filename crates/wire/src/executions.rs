//! The checkpoints of workflows and agents: their executions begin with these prefixes.

/// Of an execution's state and of its definition as it was when it started; the execution's id follows.
pub const EXECUTION: &str = "wf.";
/// Of a definition; its name follows.
pub const DEFINITION: &str = "wfdef.";
/// Of an agent; its id follows.
pub const AGENT: &str = "ag.";

/// The subject of an execution's events begins so; the execution's id follows.
pub const SUBJECT: &str = "workflows/";
/// The type of the event that records a decision on an approval.
pub const APPROVAL_DECIDED: &str = "approval.decided";
