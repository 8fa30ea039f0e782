//! The inputs of executions, from requests about them. A refused request lists all its broken rules.

use minoots_wire::violations::Violations;
use minoots_wire::workflow::v1 as proto;
use tonic::Status;

use crate::convert;
use crate::execution::{Choice, CommandStatus, CommandWord, Completion, Decision, Failure, Input, NewChild, Start};
use crate::failure as failures;

/// The id of an execution, and something for it.
pub(crate) type For<T> = (String, T);

/// The definition's name, and the parameters of the start.
pub(crate) fn start(request: proto::StartExecutionRequest) -> Result<For<Start>, Status> {
    let mut violations = Violations::default();
    let definition = violations.absorb(convert::id("definition", request.definition, false))?;
    let start = Start {
        id: violations.absorb(convert::id("id", request.id, true))?,
        definition_version: request.definition_version,
        input: violations.absorb(convert::json("input", &request.input))?,
        parent: None,
        priority: violations.absorb(convert::priority("priority", request.priority))?,
        cursor: String::new(),
        phase: request.phase,
    };
    violations.finish()?;
    Ok((definition, start))
}

/// A completion without its principal.
pub(crate) fn completion(request: proto::CompletePhaseRequest) -> Result<For<Completion>, Status> {
    let mut violations = Violations::default();
    let id = violations.absorb(convert::id("id", request.id, false))?;
    let completion = Completion {
        phase: request.phase,
        fence: request.fence,
        checklist: violations.absorb(convert::items("checklist", request.checklist))?,
        artifacts: violations.absorb(convert::items("artifacts", request.artifacts))?,
        score: violations.absorb(convert::score(request.score))?,
        feedback: violations.absorb(convert::words("feedback", request.feedback))?,
        to: request.to,
        tokens: request.tokens,
        money_micros: request.money_micros,
        principal: String::new(),
    };
    violations.finish()?;
    Ok((id, completion))
}

/// A return to an earlier phase.
pub(crate) fn regress(request: proto::RegressPhaseRequest) -> Result<For<Input>, Status> {
    let mut violations = Violations::default();
    let id = violations.absorb(convert::id("id", request.id, false))?;
    let input = Input::Regress {
        to: violations.absorb(convert::label("to", request.to, false))?,
        fence: request.fence,
        reason: violations.absorb(convert::label("reason", request.reason, true))?,
    };
    violations.finish()?;
    Ok((id, input))
}

/// A failed attempt.
pub(crate) fn failure(request: proto::ReportFailureRequest) -> Result<For<Input>, Status> {
    let mut violations = Violations::default();
    let id = violations.absorb(convert::id("id", request.id, false))?;
    let told = request.failure.unwrap_or_default();
    let failure = Failure {
        fence: request.fence,
        class: convert::class(told.class()),
        failure_type: convert::failure_type(told.r#type()),
        signature: violations.absorb(convert::label("failure.signature", told.signature, true))?,
        message: violations.absorb(convert::words("failure.message", told.message))?,
        tokens: request.tokens,
        money_micros: request.money_micros,
    };
    violations.finish()?;
    Ok((id, Input::Fail(failure)))
}

/// A person's choice of a fix.
pub(crate) fn choice(request: proto::ResolveFailureRequest) -> Result<For<Input>, Status> {
    let mut violations = Violations::default();
    let id = violations.absorb(convert::id("id", request.id, false))?;
    let choice = Choice {
        fix: violations.absorb(convert::label("fix", request.fix, false))?,
        fence: request.fence,
        by: violations.absorb(convert::label("by", request.by, false))?,
        why: violations.absorb(convert::words("why", request.why))?,
    };
    violations.finish()?;
    Ok((id, Input::Resolve(choice)))
}

/// A report about a recovery command.
pub(crate) fn command(request: proto::UpdateCommandRequest) -> Result<For<Input>, Status> {
    let status = match request.status() {
        proto::CommandStatus::Acknowledged => Some(CommandStatus::Acknowledged),
        proto::CommandStatus::InProgress => Some(CommandStatus::InProgress),
        proto::CommandStatus::Completed => Some(CommandStatus::Completed),
        proto::CommandStatus::Failed => Some(CommandStatus::Failed),
        proto::CommandStatus::Cancelled => Some(CommandStatus::Cancelled),
        proto::CommandStatus::Unspecified | proto::CommandStatus::Pending => None,
    };
    let rule = "must be ACKNOWLEDGED, IN_PROGRESS, COMPLETED, FAILED or CANCELLED";
    let mut violations = Violations::default();
    let id = violations.absorb(convert::id("id", request.id, false))?;
    let word = CommandWord {
        command: violations.absorb(convert::label("command", request.command, false))?,
        status: violations.absorb(status.ok_or_else(|| failures::field("status", rule)))?,
        by: violations.absorb(convert::label("by", request.by, false))?,
        note: violations.absorb(convert::words("note", request.note))?,
    };
    violations.finish()?;
    Ok((id, Input::Command(word)))
}

/// A decision without its principal.
pub(crate) fn decision(request: proto::DecideApprovalRequest) -> Result<For<Decision>, Status> {
    let mut violations = Violations::default();
    let id = violations.absorb(convert::id("id", request.id, false))?;
    let decision = Decision {
        phase: request.phase,
        fence: request.fence,
        approved: request.approved,
        by: violations.absorb(convert::label("by", request.by, false))?,
        why: violations.absorb(convert::words("why", request.why))?,
        principal: String::new(),
    };
    violations.finish()?;
    Ok((id, decision))
}

/// A signal.
pub(crate) fn signal(request: proto::SignalExecutionRequest) -> Result<For<Input>, Status> {
    let mut violations = Violations::default();
    let id = violations.absorb(convert::id("id", request.id, false))?;
    let input = Input::Signal {
        id: violations.absorb(convert::id("signal_id", request.signal_id, true))?,
        name: violations.absorb(convert::label("name", request.name, false))?,
        data: violations.absorb(convert::json("data", &request.data))?,
    };
    violations.finish()?;
    Ok((id, input))
}

/// A pause.
pub(crate) fn pause(request: proto::PauseExecutionRequest) -> Result<For<Input>, Status> {
    let (id, reason) = reasoned(request.id, request.reason)?;
    Ok((id, Input::Pause { reason }))
}

/// A cancellation.
pub(crate) fn cancel(request: proto::CancelExecutionRequest) -> Result<For<Input>, Status> {
    let (id, reason) = reasoned(request.id, request.reason)?;
    Ok((id, Input::Cancel { reason }))
}

fn reasoned(id: String, reason: String) -> Result<For<String>, Status> {
    let mut violations = Violations::default();
    let id = violations.absorb(convert::id("id", id, false))?;
    let reason = violations.absorb(convert::label("reason", reason, true))?;
    violations.finish()?;
    Ok((id, reason))
}

/// A child.
pub(crate) fn child(request: proto::SpawnChildRequest) -> Result<For<Input>, Status> {
    let mut violations = Violations::default();
    let id = violations.absorb(convert::id("id", request.id, false))?;
    let child = NewChild {
        id: violations.absorb(convert::id("child_id", request.child_id, false))?,
        definition: violations.absorb(convert::id("definition", request.definition, false))?,
        reason: violations.absorb(convert::label("reason", request.reason, false))?,
        input: violations.absorb(convert::json("input", &request.input))?,
        phase: match request.phase.as_str() {
            "" => String::new(),
            _ => violations.absorb(convert::id("phase", request.phase, false))?,
        },
    };
    violations.finish()?;
    Ok((id, Input::Spawn(child)))
}

/// An arrival at a join.
pub(crate) fn arrival(request: proto::ArriveRequest) -> Result<For<Input>, Status> {
    let mut violations = Violations::default();
    let id = violations.absorb(convert::id("id", request.id, false))?;
    let input = Input::Arrive {
        id: violations.absorb(convert::id("arrival_id", request.arrival_id, true))?,
        point: violations.absorb(convert::id("point", request.point, false))?,
        who: violations.absorb(convert::label("who", request.who, false))?,
    };
    violations.finish()?;
    Ok((id, input))
}
