//! Records the events of a run, for a judge that is independent of this simulation.

use minoots_kernel::Effect;
use minoots_kernel::internal::command::Command;
use minoots_sequencer::Answer;
use minoots_sequencer::consensus::{Moment, Position, View};

use crate::fault::FaultKind;

/// A client's request.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly all of them are commands")]
pub enum Request {
    /// A command.
    Write(Command),
    /// A linearizable read of a timer, by its id.
    Read(String),
}

/// The response to a client.
pub enum Told<'a> {
    /// The answer to a command; `None` if no answer arrived.
    Written(Option<Answer>),
    /// A read returned this state.
    Read(&'a dyn View),
    /// A read failed for this reason.
    Unread(&'static str),
}

/// Observes all events in order. Times are nanoseconds of true time; `t` is now.
pub trait Witness: Send + Sync {
    /// A client starts a call.
    fn asked(&self, t: i64, op: u64, client: u64, request: &Request);
    /// A call ends. A call without this event never got a response.
    fn told(&self, t: i64, op: u64, request: &Request, told: Told<'_>);
    /// The first node applied this entry.
    fn applied(&self, at: Position, moment: Moment, effects: &[Effect]);
    /// A node begins to act in a term. `applied_term` is the term of the entry since which it may act.
    fn leads(&self, t: i64, node: u64, term: u64, applied_term: Option<u64>);
    /// The rolling hash of a node's tables.
    fn hashed(&self, node: u64, index: u64, hash: u128);
    /// A node's clock reads this from now on.
    fn clock(&self, t: i64, node: u64, reads: i64);
    /// A fault begins or ends.
    fn fault(&self, t: i64, kind: FaultKind, number: usize, begins: bool);
    /// All faults have ended, and the cluster is whole.
    fn healed(&self, t: i64);
    /// The state of a node at the end, with the hash of its tables if known.
    fn ended(&self, t: i64, node: u64, state: &dyn View, hash: Option<u128>);
}

/// Ignores all events.
pub struct Blind;

impl Witness for Blind {
    fn asked(&self, _: i64, _: u64, _: u64, _: &Request) {}
    fn told(&self, _: i64, _: u64, _: &Request, _: Told<'_>) {}
    fn applied(&self, _: Position, _: Moment, _: &[Effect]) {}
    fn leads(&self, _: i64, _: u64, _: u64, _: Option<u64>) {}
    fn hashed(&self, _: u64, _: u64, _: u128) {}
    fn clock(&self, _: i64, _: u64, _: i64) {}
    fn fault(&self, _: i64, _: FaultKind, _: usize, _: bool) {}
    fn healed(&self, _: i64) {}
    fn ended(&self, _: i64, _: u64, _: &dyn View, _: Option<u128>) {}
}
