//! Tier A: kernel, sequencer and delivery on a model of consensus.
//!
//! Everything runs on one thread, in virtual time, from one seed. The threads of a node are work rounds here, each at
//! its own time. Messages, syncs and responses take time too. The product's own code makes all decisions: the kernel on
//! tables in memory, [`minoots_sequencer::core::Core`] with its window and [`minoots_sequencer::clock::Gate`],
//! [`minoots_delivery::core::Core`], the preparer and the reader of the tail.

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
/// The source of its events.
const SOURCE: &str = "/clusters/sim/tenants/t";
/// All queues.
const QUEUES: [&str; 2] = ["a", "b"];
/// A leader that hears no quorum for this time stops acting, in nanoseconds.
const LEASE: i64 = 200_000_000;
