//! The stored form of handoffs, and their inputs.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A handoff of an attempt from one agent to another, with its state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Handoff {
    /// The id, unique in the execution.
    pub id: String,
    /// The status.
    pub status: Status,
    /// The agent that works on the attempt.
    pub from: Party,
    /// The receiving agent; its epoch is 0 until it has answered.
    pub to: Party,
    /// The phase of the attempt.
    pub phase: String,
    /// The fence of the attempt.
    pub fence: u64,
    /// The reason for the proposal.
    pub reason: String,
    /// The handed-over data: JSON, as text; empty once the handoff is closed.
    pub data: String,
    /// The SHA-256 digest of the data, in hexadecimal.
    pub digest: String,
    /// A digest of the proposal's reason and time limit.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub terms: String,
    /// The last vote of each voter.
    pub votes: BTreeMap<String, Vote>,
    /// The reason for the result.
    pub why: String,
    /// The attempt's new fence; 0 unless the handoff was committed.
    pub new_fence: u64,
}

/// An agent and its instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Party {
    /// The agent's id.
    pub agent: String,
    /// The epoch of the instance.
    pub epoch: u64,
}

/// A vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Vote {
    /// Whether the voter approves.
    pub approved: bool,
    /// The reason.
    pub why: String,
}

/// The status of a handoff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// The receiving agent has not answered.
    Proposed,
    /// The receiving agent has accepted, and votes are missing.
    Accepted,
    /// The attempt belongs to the other agent.
    Committed,
    /// The agent rejected it, or too few voters could approve.
    Rejected,
    /// The deadline passed first.
    Expired,
    /// The proposer withdrew it, or the attempt ended.
    Withdrawn,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

impl Status {
    /// Whether the handoff has no result yet.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Proposed | Self::Accepted)
    }
}

/// The data that the holder of an attempt received with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Handed {
    /// The handoff's id.
    pub handoff: String,
    /// The agent that handed it over.
    pub from: Party,
    /// The agent that holds it.
    pub to: Party,
    /// The fence under which the agent holds the attempt. An attempt with another fence has no holder until an agent
    /// takes it.
    pub fence: u64,
    /// The data: JSON, as text. Later attempts of the phase receive it too.
    pub data: String,
}

/// An input to a handoff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Proposes a handoff.
    Propose(Proposal),
    /// Accepts it, by the receiving agent.
    Accept {
        /// The handoff's id.
        id: String,
        /// The receiving agent.
        by: Party,
    },
    /// Rejects it, by the receiving agent.
    Reject {
        /// The handoff's id.
        id: String,
        /// The receiving agent.
        by: Party,
        /// The reason.
        why: String,
    },
    /// Records a vote.
    Vote {
        /// The handoff's id.
        id: String,
        /// The voter.
        voter: String,
        /// The vote.
        vote: Vote,
        /// The newest instance of the receiving agent; `None` if no instance may work.
        newest: Option<u64>,
    },
    /// Withdraws it, by the proposing agent.
    Withdraw {
        /// The handoff's id.
        id: String,
        /// The proposing agent.
        by: Party,
        /// The reason.
        why: String,
    },
}

/// A proposal for a handoff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The id, unique in the execution.
    pub id: String,
    /// The agent that works on the attempt.
    pub from: Party,
    /// The receiving agent's id.
    pub to: String,
    /// The fence of the attempt.
    pub fence: u64,
    /// The data: JSON, as text.
    pub data: String,
    /// The reason.
    pub reason: String,
    /// The time limit; `None` selects the phase's.
    pub deadline: Option<Duration>,
}
