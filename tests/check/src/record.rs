//! The format of a history: one JSON object per line, written by the driver of the system.
//!
//! Two kinds of producers write the same records. A **simulator** knows everything: the index of each command in the
//! log, the log's own decisions, the clocks of nodes at release, and every node's state at the end. A **client of real
//! processes** knows its own calls and responses, its deliveries, and the faults that it injected. Facts that only a
//! simulator can know are optional fields or separate records. [`Run::knows`] says which of these records are complete,
//! so that the absence of one proves something.
//!
//! Conventions: an instant is an `i64` of nanoseconds. Fields named `t` are in **true time**: the simulator's time, or
//! the one clock of the machine that drives the test. Instants of the product (`due`, `fire_time`, `clock`, log time)
//! have the product's values. The producer chooses the numbers of nodes, clients and readers. The text omits absent
//! optional fields; the parser refuses unknown fields.

mod answer;
mod call;
mod delivery;
mod environment;
mod events;
mod log;
mod restore;

pub use answer::{AckOutcome, Answer, Created, Outcome, TimerView, WithdrawOutcome, Withdrawn};
pub use call::{Call, Create, DeliveryRef, Get, List, Nack, Reschedule, Status, Withdraw};
pub use delivery::{Consumer, Delivery, Release};
pub use environment::{Clock, Dumped, End, Fault, Final, Heal, Knows, Lead, Mark, Phase, Run, StateHash};
pub use events::{Compacted, Event, Seek, Start};
pub use log::{Commit, Fact, What};
pub use restore::{Backup, Overdue, OverdueAction, Restore};

use serde::{Deserialize, Serialize};

/// One line of a history, in text `{"<name of the variant>": {…}}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[allow(missing_docs)] // Each variant is described at its type.
pub enum Record {
    Run(Run),
    Inv(Invocation),
    Ret(Return),
    Commit(Commit),
    Fact(Fact),
    Rel(Release),
    Dlv(Delivery),
    Consumer(Consumer),
    Seek(Seek),
    Evt(Event),
    Compacted(Compacted),
    Lead(Lead),
    Clock(Clock),
    Fault(Fault),
    Heal(Heal),
    Backup(Backup),
    Restore(Restore),
    Overdue(Overdue),
    Mark(Mark),
    Hash(StateHash),
    Final(Final),
    End(End),
}

/// `inv`: a client begins a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Invocation {
    /// The number of the call in this history. A retry by an SDK is a separate call.
    pub op: u64,
    /// The calling client.
    pub client: u64,
    /// True time, before the request could reach any node.
    pub t: i64,
    /// The request.
    pub call: Call,
}

/// `ret`: the response to a call. A call without one counts as [`Outcome::Unknown`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Return {
    /// The call.
    pub op: u64,
    /// True time, after the response arrived.
    pub t: i64,
    /// The outcome.
    pub outcome: Outcome,
}

/// One planned firing, the subject of G5 to G7.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Occurrence {
    /// The timer's tenant.
    pub tenant: String,
    /// The timer's id.
    pub timer: String,
    /// The timer's `state_version`.
    pub version: u64,
}

impl Occurrence {
    /// Returns the id of its `timer.fired`, which is also its dedupe key.
    pub fn event_id(&self) -> String {
        format!("timer:{}:{}:{}", self.tenant, self.timer, self.version)
    }
}

/// Whether a field has the default that a reader supplies, so that the text omits it.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
