//! Work that time alone triggers, in bounded portions: first firing, then deadlines. A sweep that stops at its bound
//! continues from a stored position with the next entry.

use crate::{
    context::Context,
    entry::Entry,
    failure::Failure,
    internal::command::Command as Kind,
    limits::{SWEEP_ROWS_BESIDE_COMMANDS, SWEEP_ROWS_MAX},
};

mod deadlines;
mod fired;
mod ladders;
mod queue_age;
mod retention;

/// Runs all sweeps; true if one stopped at its bound.
pub(crate) fn run(context: &mut Context<'_>) -> Result<bool, Failure> {
    // An armed timer is delivered whether or not its FIRED is stored. Callers need not wait for that.
    let fired_max = if context.is_asked {
        SWEEP_ROWS_BESIDE_COMMANDS
    } else {
        SWEEP_ROWS_MAX
    };
    // Deadlines concern fired timers, so they wait until all due timers have fired.
    Ok(fired::run(context, fired_max)?
        || deadlines::run(context, SWEEP_ROWS_MAX)?
        || ladders::run(context, SWEEP_ROWS_MAX)?)
}

/// Whether an entry arms more timers than one sweep would store FIRED for.
pub(crate) fn arms_crowd(entry: &Entry) -> bool {
    let kinds = entry.commands.iter().filter_map(|command| command.command.as_ref());
    let arms = kinds.map(|kind| match kind {
        Kind::ArmTimers(arms) => arms.timers.len(),
        _ => 0,
    });
    arms.sum::<usize>() > SWEEP_ROWS_MAX
}
