//! Who writes down what happens, for a judge that knows nothing of this simulation.

use minoots_kernel::Effect;
use minoots_kernel::internal::command::Command;
use minoots_sequencer::Answer;
use minoots_sequencer::consensus::{Moment, Position, View};

use crate::fault::FaultKind;

/// What a client asks for.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "nearly all of them are commands")]
pub enum Request {
    /// A command.
    Write(Command),
    /// A linearizable read of a timer, by its id.
    Read(String),
}

/// What a client is told.
pub enum Told<'a> {
    /// What became of a command; `None` if nobody said.
    Written(Option<Answer>),
    /// A read was answered from this state.
    Read(&'a dyn View),
    /// A read was not answered, for this reason.
    Unread(&'static str),
}

/// Sees everything, in order. Times are nanoseconds of true time; `t` is now.
pub trait Witness: Send + Sync {
    /// A client begins a call.
    fn asked(&self, t: i64, op: u64, client: u64, request: &Request);
    /// A call ends. One that does not was never answered.
    fn told(&self, t: i64, op: u64, request: &Request, told: Told<'_>);
    /// An entry was applied, by the first node that did so.
    fn applied(&self, at: Position, moment: Moment, effects: &[Effect]);
    /// A node begins to act in a term; the entry since which it may is of `applied_term`.
    fn leads(&self, t: i64, node: u64, term: u64, applied_term: Option<u64>);
    /// The rolling hash of a node's tables.
    fn hashed(&self, node: u64, index: u64, hash: u128);
    /// What a node's clock reads from now on.
    fn clock(&self, t: i64, node: u64, reads: i64);
    /// A fault begins or ends.
    fn fault(&self, t: i64, kind: FaultKind, number: usize, begins: bool);
    /// All faults have ended, and the cluster is whole.
    fn healed(&self, t: i64);
    /// What a node holds at the end, and the hash of its tables if it is known.
    fn ended(&self, t: i64, node: u64, state: &dyn View, hash: Option<u128>);
}

/// Sees nothing.
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
