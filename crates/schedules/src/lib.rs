//! What a leader decides about schedules, as a function of what is stored, of a clock's reading and of zone data.
//!
//! - [`calendar`]: a stored rule, ready to be walked;
//! - [`zones`]: the zone data that instants are computed from;
//! - [`backfill`]: which instants a window has, and which of them come next;
//! - [`plan`]: what becomes of a schedule's instants up to a moment;
//! - [`round`]: what the leader decides in one entry;
//! - [`anew`]: what newer zone data change.
//!
//! Invariants:
//! - Pure: no clock, no IO. Whoever runs it, a node or a simulator, gives it a state and the time.
//! - Nothing is computed from zone data that are older than those that a schedule's instants were computed from.

pub mod anew;
pub mod backfill;
pub mod calendar;
pub mod plan;
pub mod round;
pub mod zones;

pub use zones::Zones;
