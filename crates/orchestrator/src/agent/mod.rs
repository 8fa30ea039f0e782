//! Agents: what one has come to, and what becomes of it.
//!
//! Pure, as executions are: a [`State`] and an [`Input`] make a [`Step`], or a [`Refusal`]. Liveness and progress are separate
//! signals. A heartbeat touches a watchdog of the fabric and changes no state; what it brings beside that, and what the watchdog
//! says when it fires, are inputs.
//!
//! Invariants:
//! - One watchdog at a time watches an agent, and its id is in the state; what another one says is out of date.
//! - A rule that applies is told of once, until what it is about is over.
//! - Restarts are requested no more often than the budget in the state allows, whoever dies meanwhile.

mod act;
mod beat;
mod input;
mod life;
mod party;
pub mod rules;
mod silent;
mod state;
mod step;
#[cfg(test)]
mod tests;

pub use act::{ANOTHER_INSTANCE, QUARANTINED, RETIRED};
pub use input::{Beat, Doing, Input, Registration};
pub use life::forgotten;
pub use party::{party, speaker};
pub use state::{Activity, IdentifiedBeat, State, Status, TimerKind, Work};
pub use step::{Effect, Refusal, Step};

use crate::execution::At;

/// What an input comes to: a step, or `None` if it changes nothing.
///
/// # Errors
/// Why it cannot be.
pub fn step(state: Option<&State>, id: &str, input: &Input, at: &At) -> Result<Option<Step>, Refusal> {
    if let Input::Register(registration) = input {
        return life::register(state, id, registration, at);
    }
    let Some(state) = state else {
        return Err(Refusal::Unknown);
    };
    let step = Step::of(state.clone());
    match input {
        Input::Register(_) => Ok(None),
        Input::Beat(beat) => beat::beat(step, beat, at),
        Input::Fired { watchdog, fired_ms } => Ok(silent::fired(step, watchdog, *fired_ms, at)),
        Input::Wake { kind, timer, waiting } => Ok(silent::wake(step, (*kind, timer), *waiting, at)),
        Input::Retire { epoch, reason } => life::retire(step, (*epoch, reason), at),
        Input::Quarantine { reason } => life::quarantine_asked(step, reason, at),
        Input::Release => life::release(step, at),
    }
}
