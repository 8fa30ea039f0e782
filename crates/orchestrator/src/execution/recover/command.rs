//! Recovery commands: sending them, sending them again, and their progress reports.

use serde_json::{Value, json};

use super::super::At;
use super::super::effect::Step;
use super::super::fail::feedback;
use super::super::input::CommandWord;
use super::super::message::Matter;
use super::super::refusal::Refusal;
use super::super::state::{RunStatus, TimerKind};
use super::{Command, CommandStatus, Recovery, RecoveryStatus, fix_of, instead_of_giving_up, try_it};
use crate::definition::{self, Definition, Fix};

/// Sends a command for the first time.
pub(super) fn send(mut step: Step, (fix, command): (&Fix, &definition::Command), at: &At) -> Step {
    let id = format!("c{}", step.state.timers_made + 1);
    if let Some(run) = &mut step.state.run {
        run.status = RunStatus::Recovering;
    }
    let Some(recovery) = &mut step.state.recovery else {
        return step;
    };
    recovery.status = RecoveryStatus::Commanded;
    recovery.command = Some(Command {
        id,
        queue: command.queue.clone(),
        status: CommandStatus::Pending,
        by: String::new(),
        note: String::new(),
        sent: 0,
    });
    step.wait(TimerKind::Command, command.deadline, at);
    message(step, (fix, command), at)
}

/// Sends the message of a command, and starts the timer for its acknowledgement.
fn message(mut step: Step, (fix, command): (&Fix, &definition::Command), at: &At) -> Step {
    let failure = feedback(&step.state);
    let Some(sent) = step
        .state
        .recovery
        .as_mut()
        .and_then(|recovery| recovery.command.as_mut())
    else {
        return step;
    };
    sent.sent = sent.sent.saturating_add(1);
    let (id, times) = (sent.id.clone(), sent.sent);
    let body = json!({
        "kind": "command",
        "execution": step.state.id,
        "definition": step.state.definition,
        "phase": step.state.run.as_ref().map(|run| run.phase.as_str()),
        "command": id,
        "sent": times,
        "fix": { "id": fix.id, "hint": fix.hint },
        "failure": failure,
        "input": serde_json::from_str::<Value>(&step.state.input).unwrap_or(Value::Null),
    });
    step.emit(
        "recovery.command",
        at,
        json!({ "command": id, "fix": fix.id, "status": CommandStatus::Pending, "sent": times }),
    );
    step.ask(&command.queue, body, Matter::Command { id, sent: times });
    step.wait(TimerKind::Resend, command.acknowledge, at);
    step
}

/// Sends the command again if it was not acknowledged in time.
pub(in super::super) fn remind(definition: &Definition, mut step: Step, at: &At) -> Option<Step> {
    step.state.timers.remove(&TimerKind::Resend);
    let recovery = step.state.recovery.as_ref()?;
    let pending = recovery
        .command
        .as_ref()
        .is_some_and(|command| command.status == CommandStatus::Pending);
    let (fix, command) = fix_of(definition, recovery)?;
    Some(match (command, pending) {
        (Some(command), true) => message(step, (fix, command), at),
        _ => step,
    })
}

/// Handles a command that was not done in time.
pub(in super::super) fn late(definition: &Definition, mut step: Step, at: &At) -> Option<Step> {
    step.state.timers.remove(&TimerKind::Command);
    step.state.recovery.as_ref()?.command.as_ref()?;
    let word = (CommandStatus::Failed, "", "it was not done in time");
    Some(say(definition, step, word, at))
}

/// Applies a progress report.
pub(in super::super) fn update(
    definition: &Definition,
    step: Step,
    word: &CommandWord,
    at: &At,
) -> Result<Option<Step>, Refusal> {
    let recovery = step.state.recovery.as_ref();
    let known = recovery.and_then(|recovery| recovery.command.as_ref());
    let Some(command) = known.filter(|command| command.id == word.command) else {
        return Err(Refusal::Command {
            id: word.command.clone(),
        });
    };
    if command.status == word.status {
        // Another note of the same status is a further report.
        if (&command.by, &command.note) == (&word.by, &word.note) {
            return Ok(None);
        }
    }
    if command.status.is_over() {
        return Err(Refusal::CommandOver {
            id: word.command.clone(),
            status: command.status,
        });
    }
    // The command has progressed further: this report was delayed.
    if word.status < command.status {
        return Ok(None);
    }
    step.check_running()?;
    Ok(Some(say(definition, step, (word.status, &word.by, &word.note), at)))
}

fn say(definition: &Definition, mut step: Step, (status, by, note): (CommandStatus, &str, &str), at: &At) -> Step {
    let Some(command) = step
        .state
        .recovery
        .as_mut()
        .and_then(|recovery| recovery.command.as_mut())
    else {
        return step;
    };
    command.status = status;
    by.clone_into(&mut command.by);
    note.clone_into(&mut command.note);
    let id = command.id.clone();
    step.emit(
        "recovery.command",
        at,
        json!({ "command": id, "status": status, "by": by, "note": note }),
    );
    step.forget(TimerKind::Resend);
    if !status.is_over() {
        return step;
    }
    step.forget(TimerKind::Command);
    let Some(recovery) = step.state.recovery.clone() else {
        return step;
    };
    let fix = fix_of(definition, &recovery).map(|(fix, _)| fix);
    match (status, fix) {
        (CommandStatus::Completed, Some(fix)) => try_it(definition, step, fix, at),
        (CommandStatus::Cancelled, Some(fix)) => pass_over(definition, step, (&recovery, fix), at),
        _ => next(definition, step, &recovery, at),
    }
}

/// Looks for the next fix, since this one did not help.
fn next(definition: &Definition, step: Step, recovery: &Recovery, at: &At) -> Step {
    let message = step.state.last_failure.as_ref().map(|failure| failure.message.clone());
    let told = (
        recovery.class,
        recovery.rule.as_str(),
        message.as_deref().unwrap_or_default(),
    );
    instead_of_giving_up(definition, step, told, at)
}

/// Excludes a fix from this recovery without counting an outcome, because it was not tried.
fn pass_over(definition: &Definition, mut step: Step, (recovery, fix): (&Recovery, &Fix), at: &At) -> Step {
    if let Some(kept) = &mut step.state.recovery {
        kept.failed.push(fix.id.clone());
        kept.applied = None;
    }
    next(definition, step, recovery, at)
}
