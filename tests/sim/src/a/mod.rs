//! Tier A: kernel, sequencer and delivery on a model of consensus.
//!
//! Everything runs on one thread, in virtual time, from one seed. The parts of a node that are threads in the product are rounds of work
//! here, each in its own time; messages, syncs and answers take theirs. What decides is the product's own code: the kernel on tables in
//! memory, [`minoots_sequencer::core::Core`] with its window and [`minoots_sequencer::clock::Gate`], [`minoots_delivery::core::Core`], the
//! preparing and the tail's reading.

mod audit;
pub(crate) mod calls;
mod clock;
mod consumer;
mod consumers;
pub(crate) mod credentials;
mod elections;
mod events;
mod faults;
mod keys;
mod leading;
pub(crate) mod ledger;
mod links;
mod log;
mod node;
mod readers;
mod releases;
mod replication;
mod restores;
mod run;
mod state;
mod threads;
mod waits;
pub(crate) mod webhooks;
mod world;

pub use run::TierA;

/// The only tenant.
const TENANT: &str = minoots_sim_raft::TENANT;
/// Its events' source.
const SOURCE: &str = "/clusters/sim/tenants/t";
/// The queues there are.
const QUEUES: [&str; 2] = ["a", "b"];
/// A leader that did not hear a quorum for so long stops acting, nanoseconds.
const LEASE: i64 = 200_000_000;
