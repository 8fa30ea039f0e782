//! The leader's sequencer: turns requests into time-stamped log entries.
//!
//! One thread per shard owns all of it. Requests wait in two bounded queues; arming, acknowledgements and cancels go
//! before creates. The sequencer packs them into shared entries and keeps several entries in flight. It arms each timer
//! shortly before it is due. Timers that are due soon are in memory ([`window`]), the others stay in the tables. When
//! more timers are due than an entry holds, tenants share it.
//!
//! [`core`] decides, [`Sequencer`] runs it. The sequencer names neither Raft nor a storage engine: [`consensus`]
//! declares its interface to them.

pub mod clock;
pub mod consensus;
pub mod core;
mod inbox;
mod lead;
pub mod options;
mod proposer;
mod service;
mod share;
mod touch;
mod waiting;
pub mod window;

pub use self::core::Callers;
pub use inbox::Stats;
pub use options::Options;
pub use proposer::Proposer;
pub use service::{Hooks, Running, Sequencer, Turns};
pub use touch::{TouchAnswer, TouchWaiting};
pub use waiting::{Answer, Priority, Refused, Tell, Waiting, answer_all};
