//! Failed attempts.

use std::time::Duration;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::At;
use super::complete::{at_work, used};
use super::effect::Step;
use super::enter::over_budget;
use super::input::Failure;
use super::recover::{classified, instead_of_giving_up};
use super::refusal::Refusal;
use super::state::{RunStatus, State, Status, TimerKind};
use crate::definition::{Definition, OnFailure, Phase, Retry};
use crate::failure_kind::{FailureClass, FailureType};

pub(super) fn report(
    definition: &Definition,
    mut step: Step,
    failure: &Failure,
    at: &At,
) -> Result<Option<Step>, Refusal> {
    let failure = classified(definition, &step.state, failure.clone());
    let run = step.state.run.as_ref();
    let has_begun_anew = run.is_some_and(|run| run.status == RunStatus::Working);
    if (failure.fence != 0 || !has_begun_anew) && step.state.last_failure.as_ref() == Some(&failure) {
        return Ok(None);
    }
    step.check_running()?;
    let Some((_, phase)) = at_work(definition, &step, "", failure.fence)? else {
        return Ok(None);
    };
    let over = used(definition, &mut step, failure.tokens, failure.money_micros);
    let step = failed(definition, phase, step, failure, at);
    Ok(Some(match over {
        Some(over) if step.state.status == Status::Running => over_budget(step, over, at),
        _ => step,
    }))
}

/// Handles work whose score is too low. It is a failure that a further attempt, with feedback, may repair.
pub(super) fn not_good_enough(
    definition: &Definition,
    phase: &Phase,
    step: Step,
    (score, least, feedback): (f64, f64, &str),
    at: &At,
) -> Step {
    let failure = Failure {
        fence: step.state.fence,
        class: FailureClass::Transient,
        failure_type: FailureType::LogicError,
        signature: String::new(),
        message: format!("a score of {score} where {least} is asked for. {feedback}")
            .trim_end()
            .to_owned(),
        tokens: 0,
        money_micros: 0,
    };
    let failure = classified(definition, &step.state, failure);
    failed(definition, phase, step, failure, at)
}

/// Decides what follows a failure: a retry, a fix, or the definition's action.
pub(super) fn failed(definition: &Definition, phase: &Phase, mut step: Step, failure: Failure, at: &At) -> Step {
    let twice = !failure.signature.is_empty()
        && step
            .state
            .last_failure
            .as_ref()
            .is_some_and(|last| last.signature == failure.signature);
    let Some(run) = &mut step.state.run else {
        return step;
    };
    run.failures = run.failures.saturating_add(1);
    let (failures, attempt) = (run.failures, run.attempt);
    let class = failure.class;
    let (kind, message) = (failure.failure_type, failure.message.clone());
    let signature = failure.signature.clone();
    step.state.last_failure = Some(failure);
    let given_up = match class {
        FailureClass::Permanent => Some("a permanent failure"),
        FailureClass::Indeterminate => Some("nobody knows what was done"),
        FailureClass::Transient if twice => Some("the same failure twice"),
        FailureClass::Transient if failures >= phase.retry.attempts => Some("no attempt is left"),
        FailureClass::Transient => None,
    };
    let delay = backoff(&phase.retry, &step.state, attempt);
    let next = match given_up {
        None => json!({ "retryAfterMs": u64::try_from(delay.as_millis()).unwrap_or(u64::MAX) }),
        Some(rule) => json!({ "rule": rule }),
    };
    let told = json!({ "class": class, "failureType": kind, "signature": signature, "message": message, "next": next });
    step.emit("workflow.attempt_failed", at, told);
    match given_up {
        None => {
            if let Some(run) = &mut step.state.run {
                run.status = RunStatus::BackingOff;
            }
            step.wait(TimerKind::Retry, delay, at);
            step
        }
        Some(rule) => instead_of_giving_up(definition, step, (class, rule, &message), at),
    }
}

/// Applies the definition's action when no retry follows. An indeterminate failure never ends the execution
/// automatically.
pub(super) fn give_up(definition: &Definition, step: Step, (class, reason): (FailureClass, &str), at: &At) -> Step {
    match (definition.on_failure, class) {
        (OnFailure::Fail, FailureClass::Transient | FailureClass::Permanent) => step.end(Status::Failed, reason, at),
        (OnFailure::Fail, FailureClass::Indeterminate) | (OnFailure::Block, _) => step.block(reason, at),
    }
}

/// The feedback about the last failure, for the next attempt.
pub(super) fn feedback(state: &State) -> Value {
    state.last_failure.as_ref().map_or(Value::Null, |failure| {
        json!({ "failureType": failure.failure_type, "signature": failure.signature, "message": failure.message })
    })
}

/// The delay before the next attempt. It grows by the factor up to the longest delay, less a random share.
///
/// The share is drawn from the execution's id and the fence. So executions that failed together do not return together,
/// and every orchestrator computes the same step.
fn backoff(retry: &Retry, state: &State, attempt: u32) -> Duration {
    let exponent = i32::try_from(attempt.saturating_sub(1)).unwrap_or(i32::MAX);
    let grown = retry.initial.as_secs_f64() * retry.multiplier.powi(exponent);
    let capped = grown.min(retry.max.as_secs_f64());
    let mut hash = Sha256::new();
    hash.update(state.id.as_bytes());
    hash.update(state.fence.to_be_bytes());
    let drawn = hash.finalize();
    let share = f64::from(u16::from_be_bytes([drawn[0], drawn[1]])) / f64::from(u16::MAX);
    Duration::from_secs_f64(capped * (1.0 - retry.jitter * share)).max(Duration::from_millis(1))
}
