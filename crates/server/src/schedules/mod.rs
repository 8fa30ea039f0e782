//! Schedules: from what is stored of them to occurrences, and what runs on the leader and proposes these in time.
//!
//! - [`calendar`]: a stored rule, ready to be walked;
//! - [`plan`]: what becomes of a schedule's instants up to a moment;
//! - [`runner`]: the leader's task, which decides instants shortly before they come;
//! - [`round`]: what the leader decides in one entry;
//! - [`change`]: changes by callers, each after all that has come is decided.
//!
//! Invariants:
//! - The kernel knows no zone. Whatever a zone has a part in is computed here, by whoever proposes, and the kernel takes it only from where the
//!   schedule stands.
//! - A node whose zone data are older than those that instants were computed from computes none, and gives leadership away.

use crate::{app::App, refusal};
use tonic::Status;

pub(crate) mod calendar;
pub(crate) mod change;
pub(crate) mod plan;
mod round;
pub(crate) mod runner;

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
