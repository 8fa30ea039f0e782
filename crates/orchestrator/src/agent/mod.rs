//! The state machine of agents.
//!
//! It is pure, like that of executions: a [`State`] and an [`Input`] make a [`Step`] or a [`Refusal`]. Liveness and
//! progress are separate signals. A plain heartbeat touches the agent's watchdog and changes no state. The content of a
//! heartbeat, and a fired watchdog, are inputs.
//!
//! Invariants:
//! - At most one watchdog is active for an agent, and the state contains its id. The firing of any other watchdog is
//!   out of date.
//! - A rule that applies is reported once, until its condition ends.
//! - Restarts respect the budget in the state, even if orchestrators crash.

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

pub use crate::repeat::Identified;
pub use act::{ANOTHER_INSTANCE, QUARANTINED, RETIRED};
pub use input::{Beat, Doing, Input, Registration};
pub use life::forgotten;
pub use party::{party, speaker};
pub use state::{Activity, State, Status, TimerKind, Work};
pub use step::{Effect, Refusal, Step};

use crate::execution::At;

/// Computes the step for an input; `None` if it changes nothing.
///
/// # Errors
/// The reason why the input is refused.
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
