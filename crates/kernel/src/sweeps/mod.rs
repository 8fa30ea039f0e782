//! What time alone makes happen, in bounded portions: first what fires, then deadlines. A sweep that stops at its bound continues
//! from a stored position with the next entry.

use crate::{apply::Context, failure::Failure, limits::SWEEP_ROWS_MAX};

mod deadlines;
mod fired;
mod ladders;
mod queue_age;
pub(crate) mod retention;

/// Runs all sweeps; true if one stopped at its bound.
pub(crate) fn run(context: &mut Context<'_>) -> Result<bool, Failure> {
    // Deadlines are about what has fired, so they wait until all that is due has.
    Ok(fired::run(context, SWEEP_ROWS_MAX)?
        || deadlines::run(context, SWEEP_ROWS_MAX)?
        || ladders::run(context, SWEEP_ROWS_MAX)?)
}
