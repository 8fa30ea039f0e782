//! Handoffs as they are stored, and what can happen to one.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// An attempt that one agent hands to another, with what it knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Handoff {
    /// Unique in the execution.
    pub id: String,
    /// Where it is.
    pub status: Status,
    /// Who works on the attempt.
    pub from: Party,
    /// Who is to; of epoch 0 until it has accepted.
    pub to: Party,
    /// The phase of the attempt.
    pub phase: String,
    /// Of the attempt.
    pub fence: u64,
    /// Why it is proposed.
    pub reason: String,
    /// What is handed over: JSON, as text; empty once it is over.
    pub data: String,
    /// SHA-256 of that, in hexadecimal.
    pub digest: String,
    /// The last that each voter said.
    pub votes: BTreeMap<String, Vote>,
    /// Why it ended so.
    pub why: String,
    /// The attempt's new fence; 0 unless it was committed.
    pub new_fence: u64,
}

/// An agent, and which instance of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Party {
    /// Its id.
    pub agent: String,
    /// Of the instance.
    pub epoch: u64,
}

/// What a voter says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Vote {
    /// Whether it is a yes.
    pub approved: bool,
    /// Why.
    pub why: String,
}

/// Where a handoff is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Status {
    /// Whoever is asked has not answered.
    Proposed,
    /// It has accepted, and votes are missing.
    Accepted,
    /// The attempt is the other agent's.
    Committed,
    /// Somebody said no.
    Rejected,
    /// Its deadline came first.
    Expired,
    /// It was taken back, or the attempt was over.
    Withdrawn,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

impl Status {
    /// Whether it has no result yet.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Proposed | Self::Accepted)
    }
}

/// What the agent that has an attempt was given with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Handed {
    /// The handoff's id.
    pub handoff: String,
    /// Who gave it.
    pub from: Party,
    /// Who has it.
    pub to: Party,
    /// The fence that it has it under: an attempt of another one is nobody's until somebody takes it.
    pub fence: u64,
    /// JSON, as text; further attempts at the phase get it too.
    pub data: String,
}

/// What happens to a handoff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// It is offered.
    Propose(Proposal),
    /// Whoever is asked takes it.
    Accept {
        /// Which.
        id: String,
        /// Who.
        by: Party,
    },
    /// Whoever is asked does not take it.
    Reject {
        /// Which.
        id: String,
        /// Who.
        by: Party,
        /// Why.
        why: String,
    },
    /// A voter says yes or no.
    Vote {
        /// Which.
        id: String,
        /// Who.
        voter: String,
        /// What.
        vote: Vote,
        /// The newest instance of whoever is asked; `None` if there is none that may work.
        newest: Option<u64>,
    },
    /// Whoever proposed it takes it back.
    Withdraw {
        /// Which.
        id: String,
        /// Who.
        by: Party,
        /// Why.
        why: String,
    },
}

/// An attempt is offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Unique in the execution.
    pub id: String,
    /// Who works on it.
    pub from: Party,
    /// Who is to: an agent's id.
    pub to: String,
    /// Which attempt.
    pub fence: u64,
    /// JSON, as text.
    pub data: String,
    /// Why.
    pub reason: String,
    /// `None`: as the phase says.
    pub deadline: Option<Duration>,
}
