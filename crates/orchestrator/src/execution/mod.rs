//! The state machine of executions.
//!
//! It is pure: a [`State`], a definition and an [`Input`] make a [`Step`] or a [`Refusal`]. A step is the next state
//! with its effects. The caller commits all of it in one entry of the log, if the state is still the one that was read.
//! So any number of orchestrators may step one execution, and each step happens once.
//!
//! Invariants:
//! - The outcome of an ended execution never changes, except by an explicit retry of a failed one.
//! - Each attempt has a fence, larger than any before. An input with an older fence is refused.
//! - A timer takes effect only while the state names it.
//! - The step that ends the matter of a message also withdraws the message.

pub(crate) mod about;
mod approval;
mod approve;
mod ballot;
mod blocked;
mod children;
mod complete;
mod control;
mod effect;
mod enter;
mod fail;
pub mod handoff;
mod input;
pub(crate) mod join;
mod message;
pub(crate) mod output;
pub(crate) mod place;
pub(crate) mod recover;
mod refusal;
mod rewind;
mod state;
#[cfg(test)]
mod tests;
mod wake;

pub use approval::{DecidedAttempt, PendingApproval, Shown, Vote};

pub use about::{About, Claim, Series, Update};

pub use crate::failure_kind::{FailureClass, FailureType};
pub use crate::priority::Priority;
pub(crate) use approve::record_of;
pub use effect::{Effect, Message, Step};
pub use input::{
    Cause, ChildEnd, Choice, CommandWord, Completion, Counted, Decision, Delegation, Failure, Input, NewChild, Start,
};
pub use message::{Matter, OpenMessage};
pub use output::{NeededOutputs, Output};
pub use recover::{CommandStatus, Recovery, RecoveryStatus};
pub use refusal::Refusal;
pub use rewind::Past;
pub use state::{Child, LastDone, LastRegressed, Parent, Run, RunStatus, State, Status, Timer, TimerKind};

use crate::definition::Definition;

/// Computes the step for an input. The result is `None` if the input is a repeat or out of date, and changes nothing.
///
/// # Errors
/// The reason why the input is refused.
pub fn step(definition: &Definition, state: &State, input: &Input, at: &At) -> Result<Option<Step>, Refusal> {
    let step = Step::from(state.clone());
    let step = match input {
        Input::Complete(completion) => complete::complete(definition, step, completion, at),
        Input::Fail(failure) => fail::report(definition, step, failure, at),
        Input::Decide(decision) => approve::decide(definition, step, decision, at),
        Input::Delegate(delegation) => approve::delegate(step, delegation, at),
        Input::Comment { id, by, text } => about::comment(step, (id, by, text), at),
        Input::Regress { to, fence, reason } => enter::regress(definition, step, (to, *fence, reason), at),
        Input::Signal { id, name, data } => control::signal(definition, step, (id, name, data), at),
        Input::Pause { reason } => control::pause(step, reason, at),
        Input::Resume => control::resume(definition, step, at),
        Input::Rewind(past) => rewind::rewind(definition, step, past, at),
        Input::Retry => control::retry(definition, step, at),
        Input::Cancel { reason } => control::cancel(step, reason, at),
        Input::Update(change) => about::update(step, change, at),
        Input::Claim(claim) => about::claim(step, claim, at),
        Input::Spawn(child) => children::spawn(definition, step, child, at),
        Input::Descendant { back } => children::descends(step, *back),
        Input::ChildEnded { id, end } => children::ended(step, (id, end), at),
        Input::Wake { kind, timer } => wake::wake(definition, step, (*kind, timer), at),
        Input::Arrive { id, point, who } => join::arrive(definition, step, (id, point, who), at),
        Input::Placed { phase, ticket } => Ok(place::placed(step, (phase, *ticket))),
        Input::Handoff(act) => handoff::act(definition, step, act, at),
        Input::Counted(counted) => Ok(recover::counted(definition, step, counted, at)),
        Input::Resolve(choice) => recover::choose(definition, step, choice, at),
        Input::Command(word) => recover::update(definition, step, word, at),
    }?;
    Ok(step.map(|step| {
        let step = place::follow(definition, join::follow(definition, step, at), at);
        let step = message::follow(blocked::follow(definition, state.status, handoff::follow(step, at), at));
        about::follow(step, at)
    }))
}

/// Computes the first step of an execution.
///
/// # Errors
/// The reason why the start is refused.
pub fn start(definition: &Definition, start: Start, at: &At) -> Result<Step, Refusal> {
    let step = join::follow(definition, enter::start(definition, start, at)?, at);
    let step = message::follow(blocked::follow(definition, Status::Running, step, at));
    Ok(about::follow(step, at))
}

/// The time and the cause of a step.
#[derive(Debug, Clone)]
pub struct At {
    /// The orchestrator's clock, in milliseconds since 1970. It only serves to compute the remaining time of deadlines
    /// while an execution is paused, and to tell people when something happened.
    pub now_ms: i64,
    /// The cause, which every event of the step contains.
    pub cause: Cause,
}
