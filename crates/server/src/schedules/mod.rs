//! Schedules: the conversion of stored schedules to occurrences, and the leader's task that proposes these in time.
//!
//! - [`minoots_schedules`]: the decisions, as a function of the stored state, the clock and zone data;
//! - [`runner`]: the leader's task, which decides instants shortly before they come;
//! - [`zones`]: when a node with old zone data gives leadership away;
//! - [`change`]: changes by callers, each after all past instants are decided.
//!
//! Invariants:
//! - The kernel knows no time zone. The proposer computes everything that depends on a zone. The kernel accepts it only
//!   for the schedule's present state.
//! - A node whose zone data are older than those of a schedule's instants computes none of that schedule. It gives
//!   leadership away, at growing intervals while that does not help.

use crate::refusal;
use tonic::Status;

pub(crate) mod change;
pub(crate) mod runner;
mod zones;

pub(crate) use minoots_schedules::{Zones, backfill, calendar, plan};
pub(crate) use runner::{Bell, Running, start};

/// Runs a long computation on a blocking thread.
pub(crate) async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Status> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done),
        Err(error) if error.is_cancelled() => Err(refusal::shutting_down()),
        Err(_) => Err(refusal::unexpected_reply()),
    }
}
