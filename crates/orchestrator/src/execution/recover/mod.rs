//! Recovery: fixes for failures after which no retry follows by itself.
//!
//! The definition lists the fixes. [The outcomes](crate::outcome) count how often each fix has helped, and an
//! orchestrator delivers the counts on request. Then the most likely fix is applied automatically, if the definition
//! allows it. Otherwise the execution is blocked until a person chooses.
//!
//! Invariants:
//! - At most one recovery is open, and it belongs to the phase that has failed.
//! - A recovery applies each fix automatically at most once, and at most `rounds` fixes.
//! - A fix with high risk is never applied automatically, and neither is any fix after an indeterminate failure.
//! - Each applied fix has at most one outcome, which is reported once.

mod command;
mod state;
mod suggest;

pub(super) use command::{late, remind, update};
pub use state::{Applied, Command, CommandStatus, Recovery, RecoveryStatus, Suggestion};
pub(super) use suggest::counted;

use serde_json::{Value, json};
use suggest::{candidates, told};

use super::At;
use super::effect::{Message, Step};
use super::enter::{begin_work, enter_with};
use super::fail::{self, give_up};
use super::input::{Choice, Failure};
use super::refusal::Refusal;
use super::state::{RunStatus, State, Status};
use crate::definition::{self, Definition, Fix, Seen};
use crate::failure_kind::FailureClass;
use crate::outcome::{Ended, Outcome};
use crate::repeat;

/// Classifies a failure by the definition's rules.
pub(super) fn classified(definition: &Definition, state: &State, mut failure: Failure) -> Failure {
    let (Some(recovery), Some(run)) = (&definition.recovery, &state.run) else {
        return failure;
    };
    let Some((phase, _)) = definition.phase(&run.phase) else {
        return failure;
    };
    let rule = recovery.classify(&Seen {
        phase,
        failure_type: failure.failure_type,
        signature: &failure.signature,
        message: &failure.message,
    });
    if let Some(rule) = rule {
        failure.class = rule.class.unwrap_or(failure.class);
        failure.failure_type = rule.failure_type.unwrap_or(failure.failure_type);
    }
    failure
}

/// Looks for a fix when no retry follows. Without a candidate, it applies the definition's action.
pub(super) fn instead_of_giving_up(
    definition: &Definition,
    mut step: Step,
    (class, rule, message): (FailureClass, &str, &str),
    at: &At,
) -> Step {
    let reason = format!("{rule}: {message}");
    let Some(phase) = step.state.run.as_ref().map(|run| run.phase.clone()) else {
        return step;
    };
    let failed = did_not_help(&mut step, &phase, at);
    let failure_type = match &step.state.last_failure {
        Some(failure) => failure.failure_type,
        None => return give_up(definition, step, (class, &reason), at),
    };
    if candidates(definition, &step.state, &failed).is_empty() {
        over(&mut step, (RecoveryStatus::Failed, "no fix is left"), at);
        return give_up(definition, step, (class, &reason), at);
    }
    let before = step.state.recovery.take().filter(Recovery::is_open);
    let begins = before.is_none();
    // A failed or cancelled command is kept, so that a repeated report is recognised.
    let command = before.and_then(|before| before.command);
    let command = command.filter(|command| command.status > CommandStatus::Completed);
    step.state.recovery = Some(Recovery {
        status: RecoveryStatus::Looking,
        ticket: 0,
        phase,
        class,
        failure_type,
        rule: rule.to_owned(),
        suggestions: Vec::new(),
        applied: None,
        failed,
        command,
    });
    if begins {
        step.emit(
            "recovery.started",
            at,
            json!({ "rule": rule, "failureType": failure_type }),
        );
    }
    step.forget_phase();
    look(step)
}

/// Requests the counts of the fixes.
fn look(mut step: Step) -> Step {
    let ticket = step.state.timers_made + 1;
    if let Some(run) = &mut step.state.run {
        run.status = RunStatus::Recovering;
    }
    let Some(recovery) = &mut step.state.recovery else {
        return step;
    };
    recovery.status = RecoveryStatus::Looking;
    recovery.ticket = ticket;
    step.tell(Message::CountFixes { ticket });
    step
}

/// Requests the counts again after a pause, since the step ignored counts that arrived during it.
pub(super) fn look_again(step: Step) -> Step {
    match step.state.recovery.as_ref().map(|recovery| recovery.status) {
        Some(RecoveryStatus::Looking) => look(step),
        _ => step,
    }
}

/// Whether the execution waits for these counts.
pub(crate) fn looks(state: &State, ticket: u64) -> bool {
    let recovery = state.recovery.as_ref();
    recovery.is_some_and(|recovery| recovery.status == RecoveryStatus::Looking && recovery.ticket == ticket)
}

/// Applies the fix that a person has chosen.
pub(super) fn choose(definition: &Definition, step: Step, choice: &Choice, at: &At) -> Result<Option<Step>, Refusal> {
    let recovery = step.state.recovery.as_ref();
    let repeat = recovery
        .and_then(|recovery| recovery.applied.as_ref())
        .is_some_and(|applied| {
            let of_it = choice.fence == 0 || choice.fence == applied.fence;
            of_it
                && applied.fix == choice.fix
                && applied.by.as_deref() == Some(&choice.by)
                && repeat::matches(&applied.digest, &repeat::digest(&json!(choice.why)))
        });
    if repeat {
        return Ok(None);
    }
    if step.state.status.is_terminal() {
        step.check_running()?;
    }
    let run = step.state.run.as_ref();
    run.map_or(Ok(()), |run| run.check_fence(choice.fence))?;
    let asked = recovery.is_some_and(|recovery| recovery.status == RecoveryStatus::Asked);
    if !asked || step.state.status != Status::Blocked {
        return Err(Refusal::NothingToResolve);
    }
    let known = definition.recovery.as_ref();
    let Some(fix) = known.and_then(|recovery| recovery.fix(&choice.fix)) else {
        let fixes = known.map(|recovery| &recovery.fixes).into_iter().flatten();
        let fixes: Vec<&str> = fixes.map(|fix| fix.id.as_str()).collect();
        return Err(Refusal::NoFix {
            fix: choice.fix.clone(),
            known: fixes.join(", "),
        });
    };
    Ok(Some(apply(definition, step, fix, (Some(&choice.by), &choice.why), at)))
}

/// Applies a fix: sends its command first, or begins its attempts.
fn apply(definition: &Definition, mut step: Step, fix: &Fix, (by, why): (Option<&str>, &str), at: &At) -> Step {
    let was = std::mem::replace(&mut step.state.status, Status::Running);
    step.state.reason.clear();
    let fence = step.state.run.as_ref().map_or(0, |run| run.fence);
    let Some(recovery) = &mut step.state.recovery else {
        return step;
    };
    recovery.applied = Some(Applied {
        fix: fix.id.clone(),
        by: by.map(str::to_owned),
        fence,
        digest: by.map_or_else(String::new, |_| repeat::digest(&json!(why))),
    });
    let suggestion = recovery.suggestions.iter().find(|suggestion| suggestion.fix == fix.id);
    let suggestion = suggestion.map(|suggestion| told(fix, suggestion));
    if was == Status::Blocked {
        step.emit("workflow.resumed", at, json!({ "was": was }));
    }
    step.emit(
        "recovery.applied",
        at,
        json!({ "fix": fix.id, "by": by, "why": why, "suggestion": suggestion }),
    );
    match &fix.command {
        Some(command) => command::send(step, (fix, command), at),
        None => try_it(definition, step, fix, at),
    }
}

/// Begins the attempts with a fix.
fn try_it(definition: &Definition, mut step: Step, fix: &Fix, at: &At) -> Step {
    if let Some(recovery) = &mut step.state.recovery {
        recovery.status = RecoveryStatus::Applied;
    }
    let feedback = feedback(definition, &step.state);
    if let Some(position) = fix.go {
        return enter_with(definition, step, (position, feedback), at);
    }
    let phase = step.state.run.as_ref().and_then(|run| definition.phase(&run.phase));
    let Some((_, phase)) = phase else { return step };
    if let Some(run) = &mut step.state.run {
        // The last failure is kept: if it occurs again despite the fix, it is not retried.
        run.failures = 0;
        run.attempt = 0;
        run.status = RunStatus::Working;
        run.feedback = feedback;
    }
    begin_work(definition, phase, step, at)
}

/// The feedback for an attempt: the last failure, the applied fix, and the note of its command.
pub(super) fn feedback(definition: &Definition, state: &State) -> Value {
    let mut feedback = fail::feedback(state);
    let recovery = state.recovery.as_ref();
    let recovery = recovery.filter(|recovery| recovery.status == RecoveryStatus::Applied);
    let Some((recovery, (fix, _))) = recovery.and_then(|recovery| Some((recovery, fix_of(definition, recovery)?)))
    else {
        return feedback;
    };
    feedback["fix"] = json!({ "id": fix.id, "hint": fix.hint });
    let done = recovery
        .command
        .as_ref()
        .filter(|command| command.status == CommandStatus::Completed);
    let note = done.map(|command| command.note.as_str());
    if let Some(note) = note.filter(|note| !note.is_empty()) {
        feedback["fix"]["note"] = json!(note);
    }
    feedback
}

/// Records that an applied fix has helped, when the work of its phase is done.
pub(super) fn done(step: &mut Step, at: &At) {
    let phase = step
        .state
        .run
        .as_ref()
        .map(|run| run.phase.as_str())
        .unwrap_or_default();
    let of_it = |recovery: &&Recovery| recovery.status == RecoveryStatus::Applied && recovery.phase == phase;
    if step.state.recovery.as_ref().filter(of_it).is_some() {
        helped(step, at);
    }
}

/// Ends the recovery when the execution ends.
pub(super) fn ended(step: &mut Step, status: Status, at: &At) {
    let applied = step
        .state
        .recovery
        .as_ref()
        .is_some_and(|recovery| recovery.status == RecoveryStatus::Applied);
    match (status, applied) {
        (Status::Completed, true) => helped(step, at),
        (Status::Failed, true) => {
            let phase = step.state.recovery.as_ref().map(|recovery| recovery.phase.clone());
            did_not_help(step, &phase.unwrap_or_default(), at);
            over(step, (RecoveryStatus::Failed, "the execution has failed"), at);
        }
        _ => withdraw(step, "the execution is over", at),
    }
}

fn helped(step: &mut Step, at: &At) {
    let Some(outcome) = outcome(step, true) else { return };
    step.emit("recovery.helped", at, json!({ "fix": outcome.fix }));
    // Outcome and end are one message, so no reader sees an ended recovery whose fix has not helped yet.
    over_with(step, (RecoveryStatus::Succeeded, ""), Some(outcome), at);
}

/// Records that the applied fix did not help, or could not be applied. Returns the failed fixes of this recovery, if it
/// belongs to this phase.
fn did_not_help(step: &mut Step, phase: &str, at: &At) -> Vec<String> {
    let Some(recovery) = step.state.recovery.clone().filter(Recovery::is_open) else {
        return Vec::new();
    };
    let mut failed = recovery.failed;
    let tried = matches!(recovery.status, RecoveryStatus::Applied | RecoveryStatus::Commanded);
    if let Some(outcome) = tried.then(|| outcome(step, false)).flatten() {
        step.emit("recovery.did_not_help", at, json!({ "fix": outcome.fix }));
        failed.push(outcome.fix.clone());
        step.tell(Message::CountOutcome {
            outcome: Some(outcome),
            ended: None,
        });
    }
    if let Some(recovery) = &mut step.state.recovery {
        recovery.failed.clone_from(&failed);
    }
    if recovery.phase == phase {
        return failed;
    }
    // The failure belongs to another phase.
    over(step, (RecoveryStatus::Failed, "another phase has failed"), at);
    Vec::new()
}

fn outcome(step: &Step, succeeded: bool) -> Option<Outcome> {
    let recovery = step.state.recovery.as_ref()?;
    Some(Outcome {
        fix: recovery.applied.as_ref()?.fix.clone(),
        failure_type: recovery.failure_type,
        succeeded,
    })
}

/// Withdraws an open recovery without an outcome, because a person took another way.
pub(super) fn withdraw(step: &mut Step, why: &str, at: &At) {
    over(step, (RecoveryStatus::Withdrawn, why), at);
}

/// Withdraws an open recovery, unless a fix was applied: its outcome shows wherever the execution goes.
pub(super) fn leave(step: &mut Step, why: &str, at: &At) {
    let applied = step
        .state
        .recovery
        .as_ref()
        .is_some_and(|recovery| recovery.status == RecoveryStatus::Applied);
    if !applied {
        withdraw(step, why, at);
    }
}

/// Ends an open recovery.
fn over(step: &mut Step, ended: (RecoveryStatus, &str), at: &At) {
    over_with(step, ended, None, at);
}

/// Ends an open recovery with the outcome of its fix.
fn over_with(step: &mut Step, (status, why): (RecoveryStatus, &str), outcome: Option<Outcome>, at: &At) {
    let Some(recovery) = step.state.recovery.as_mut().filter(|recovery| recovery.is_open()) else {
        return;
    };
    recovery.status = status;
    let chosen = recovery.applied.as_ref().is_some_and(|applied| applied.by.is_some());
    if let Some(command) = recovery.command.as_mut().filter(|command| !command.status.is_over()) {
        command.status = CommandStatus::Cancelled;
    }
    let ended = match (status, chosen) {
        (RecoveryStatus::Succeeded, false) => Ended::Automatically,
        (RecoveryStatus::Succeeded, true) => Ended::ByChoice,
        (RecoveryStatus::Failed, _) => Ended::Failed,
        _ => Ended::Withdrawn,
    };
    let kind = match status {
        RecoveryStatus::Succeeded => "recovery.succeeded",
        RecoveryStatus::Failed => "recovery.failed",
        _ => "recovery.withdrawn",
    };
    let fix = recovery.applied.as_ref().map(|applied| applied.fix.clone());
    let failed = recovery.failed.clone();
    step.emit(kind, at, json!({ "fix": fix, "failed": failed, "reason": why }));
    step.tell(Message::CountOutcome {
        outcome,
        ended: Some(ended),
    });
}

/// The definition's fix of this recovery, with its command.
fn fix_of<'a>(definition: &'a Definition, recovery: &Recovery) -> Option<(&'a Fix, Option<&'a definition::Command>)> {
    let applied = recovery.applied.as_ref()?;
    let fix = definition.recovery.as_ref()?.fix(&applied.fix)?;
    Some((fix, fix.command.as_ref()))
}
