//! What a history is made of: one JSON object per line, written by whoever drove the system.
//!
//! Two kinds of producers write the same records. A **simulator** knows everything: the place of each command in the log, what the log
//! decided on its own, the clocks of nodes at release, and every node's state at the end. A **client of real processes** knows its own calls
//! and answers, what it received, and the faults it injected. Everything only a simulator can know is optional or a record of its own, and
//! [`Run::knows`] says which of these records are complete, so that the absence of one proves something.
//!
//! Conventions: an instant is an `i64` of nanoseconds. Fields named `t` are in **true time**: the simulator's time, or the one clock of the
//! machine that drives the test. Instants of the product (`due`, `fire_time`, `clock`, log time) are as the product says them. Nodes, clients
//! and readers are numbers the producer chooses. Absent optional fields are left out of the text; unknown fields are refused.

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
    /// Names the call in this history; a repeat of a call by an SDK is a call of its own.
    pub op: u64,
    /// Who calls.
    pub client: u64,
    /// True time, before the request could reach anybody.
    pub t: i64,
    /// What is asked for.
    pub call: Call,
}

/// `ret`: a call is answered. A call without one counts as answered [`Outcome::Unknown`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Return {
    /// The call.
    pub op: u64,
    /// True time, after the answer arrived.
    pub t: i64,
    /// The answer.
    pub outcome: Outcome,
}

/// One planned firing: what G5 to G7 speak about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Occurrence {
    /// Whose timer.
    pub tenant: String,
    /// The timer's id.
    pub timer: String,
    /// The timer's `state_version`.
    pub version: u64,
}

impl Occurrence {
    /// The id of its `timer.fired`, which is also its dedupe key.
    pub fn event_id(&self) -> String {
        format!("timer:{}:{}:{}", self.tenant, self.timer, self.version)
    }
}

/// What a reader supplies need not be written.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
