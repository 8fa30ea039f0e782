//! The pure kernel of MINOOTS: the effect of a log entry on the state.
//!
//! [`apply`] is the only function that changes state. It reads no clock, does no IO, draws no random number and depends
//! on no hash order. Replicas that apply the same log therefore hold byte-identical tables (G16). Time comes from the
//! entries: the proposer stamps each entry, and kernel time is the largest stamp so far.
//!
//! Invariants, each with a story in `tests/scripts`:
//! - an occurrence (tenant, timer, version) is armed at most once (G5); from then on nothing withdraws it (G7);
//! - `FIRED` is stored before `SETTLED` and `FAILED`, and only once time has reached due;
//! - a terminal state never changes; versions and arm indexes are drawn from counters that only grow;
//! - a rejected command changes nothing.
#![no_std]
extern crate alloc;

mod apply;
pub mod chain;
pub mod commands;
#[path = "gen/commands.rs"]
#[rustfmt::skip]
mod command_facts;
mod context;
pub mod defects;
pub mod digest;
mod effect;
mod entry;
mod failure;
pub mod fence;
#[path = "gen/mod.rs"]
mod generated;
pub mod id;
pub mod internal;
pub mod levels;
pub mod limits;
pub mod memory;
pub mod plus_one;
mod reply;
pub mod restore;
mod sweeps;
pub mod tables;
mod transitions;

pub use apply::{Applied, apply};
pub use effect::{Armed, Effect, LANES, ReadyPlace, Watched};
pub use entry::Entry;
pub use failure::Failure;
pub use reply::{
    AckOutcome, Cancelled, CreatedTimer, Purged, Redriven, Reject, Reply, TouchOutcome, Touched, Withdrawn,
};
