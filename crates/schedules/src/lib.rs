//! The leader's decisions about schedules, as a function of the stored state, the clock reading and the zone data.
//!
//! - [`calendar`]: builds a calendar from a stored rule;
//! - [`zones`]: the zone data that instants are computed from;
//! - [`backfill`]: the instants of a window, and the next step of a backfill;
//! - [`plan`]: decides a schedule's instants up to a moment;
//! - [`round`]: the decisions for one log entry;
//! - [`anew`]: recomputes schedules after an update of zone data.
//!
//! Invariants:
//! - Pure: no clock, no IO. The caller, a node or a simulator, passes a state and the time.
//! - A node never computes a schedule from zone data older than the data of its stored instants.

pub mod anew;
pub mod backfill;
pub mod calendar;
pub mod plan;
pub mod round;
pub mod zones;

pub use zones::Zones;
