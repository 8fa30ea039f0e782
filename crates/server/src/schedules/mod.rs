//! Schedules: from what is stored of them to occurrences, and what runs on the leader and proposes these in time.
//!
//! - [`minoots_schedules`]: what is decided, as a function of what is stored, the clock and zone data;
//! - [`runner`]: the leader's task, which decides instants shortly before they come;
//! - [`zones`]: what becomes of leadership where zone data are too old;
//! - [`change`]: changes by callers, each after all that has come is decided.
//!
//! Invariants:
//! - The kernel knows no zone. Whatever a zone has a part in is computed here, by whoever proposes, and the kernel takes it only from where the
//!   schedule stands.
//! - A node whose zone data are older than those that instants were computed from computes none, and gives leadership away,
//!   ever less often while that does not help.

use crate::{app::App, refusal};
use tonic::Status;

pub(crate) mod change;
pub(crate) mod runner;
mod zones;

pub(crate) use minoots_schedules::{Zones, backfill, calendar, plan};
pub(crate) use runner::{Bell, Running, start};

/// Computes what may take a while where nothing waits behind it.
pub(crate) async fn aside<T: Send + 'static>(
    app: &App,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Status> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done),
        Err(error) if error.is_cancelled() => Err(refusal::shutting_down()),
        Err(_) => Err(app.unexpected()),
    }
}
