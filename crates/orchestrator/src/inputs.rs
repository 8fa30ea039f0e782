//! The inputs of executions, from requests about them. A refused request lists all its broken rules.

use minoots_wire::workflow::v1 as proto;
use tonic::Status;

use crate::checks::Checks;
use crate::convert;
use crate::execution::{Choice, CommandStatus, CommandWord, Completion, Decision, Failure, Input, NewChild, Start};
use crate::failure as failures;

/// The id of an execution, and something for it.
pub(crate) type For<T> = (String, T);

/// The definition's name, and the parameters of the start.
pub(crate) fn start(request: proto::StartExecutionRequest) -> Result<For<Start>, Status> {
    let mut checks = Checks::default();
    let definition = checks.take(convert::id("definition", request.definition, false));
    let start = Start {
        id: checks.take(convert::id("id", request.id, true)),
        definition_version: request.definition_version,
        input: checks.take(convert::json("input", &request.input)),
        parent: None,
        priority: checks.take(convert::priority("priority", request.priority)),
        cursor: String::new(),
        phase: request.phase,
    };
    checks.done()?;
    Ok((definition, start))
}

/// A completion without its principal.
pub(crate) fn completion(request: proto::CompletePhaseRequest) -> Result<For<Completion>, Status> {
    let mut checks = Checks::default();
    let id = checks.take(convert::id("id", request.id, false));
    let completion = Completion {
        phase: request.phase,
        fence: request.fence,
        checklist: checks.take(convert::items("checklist", request.checklist)),
        artifacts: checks.take(convert::items("artifacts", request.artifacts)),
        score: checks.take(convert::score(request.score)),
        feedback: checks.take(convert::words("feedback", request.feedback)),
        to: request.to,
        tokens: request.tokens,
        money_micros: request.money_micros,
        principal: String::new(),
    };
    checks.done()?;
    Ok((id, completion))
}

/// A return to an earlier phase.
pub(crate) fn regress(request: proto::RegressPhaseRequest) -> Result<For<Input>, Status> {
    let mut checks = Checks::default();
    let id = checks.take(convert::id("id", request.id, false));
    let input = Input::Regress {
        to: checks.take(convert::label("to", request.to, false)),
        fence: request.fence,
        reason: checks.take(convert::label("reason", request.reason, true)),
    };
    checks.done()?;
    Ok((id, input))
}

/// A failed attempt.
pub(crate) fn failure(request: proto::ReportFailureRequest) -> Result<For<Input>, Status> {
    let mut checks = Checks::default();
    let id = checks.take(convert::id("id", request.id, false));
    let told = request.failure.unwrap_or_default();
    let failure = Failure {
        fence: request.fence,
        class: convert::class(told.class()),
        failure_type: convert::failure_type(told.r#type()),
        signature: checks.take(convert::label("failure.signature", told.signature, true)),
        message: checks.take(convert::words("failure.message", told.message)),
        tokens: request.tokens,
        money_micros: request.money_micros,
    };
    checks.done()?;
    Ok((id, Input::Fail(failure)))
}

/// A person's choice of a fix.
pub(crate) fn choice(request: proto::ResolveFailureRequest) -> Result<For<Input>, Status> {
    let mut checks = Checks::default();
    let id = checks.take(convert::id("id", request.id, false));
    let choice = Choice {
        fix: checks.take(convert::label("fix", request.fix, false)),
        fence: request.fence,
        by: checks.take(convert::label("by", request.by, false)),
        why: checks.take(convert::words("why", request.why)),
    };
    checks.done()?;
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
    let mut checks = Checks::default();
    let id = checks.take(convert::id("id", request.id, false));
    let word = CommandWord {
        command: checks.take(convert::label("command", request.command, false)),
        status: checks.take(status.ok_or_else(|| failures::field("status", rule))),
        by: checks.take(convert::label("by", request.by, false)),
        note: checks.take(convert::words("note", request.note)),
    };
    checks.done()?;
    Ok((id, Input::Command(word)))
}

/// A decision without its principal.
pub(crate) fn decision(request: proto::DecideApprovalRequest) -> Result<For<Decision>, Status> {
    let mut checks = Checks::default();
    let id = checks.take(convert::id("id", request.id, false));
    let decision = Decision {
        phase: request.phase,
        fence: request.fence,
        approved: request.approved,
        by: checks.take(convert::label("by", request.by, false)),
        why: checks.take(convert::words("why", request.why)),
        principal: String::new(),
    };
    checks.done()?;
    Ok((id, decision))
}

/// A signal.
pub(crate) fn signal(request: proto::SignalExecutionRequest) -> Result<For<Input>, Status> {
    let mut checks = Checks::default();
    let id = checks.take(convert::id("id", request.id, false));
    let input = Input::Signal {
        id: checks.take(convert::id("signal_id", request.signal_id, true)),
        name: checks.take(convert::label("name", request.name, false)),
        data: checks.take(convert::json("data", &request.data)),
    };
    checks.done()?;
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
    let mut checks = Checks::default();
    let id = checks.take(convert::id("id", id, false));
    let reason = checks.take(convert::label("reason", reason, true));
    checks.done()?;
    Ok((id, reason))
}

/// A child.
pub(crate) fn child(request: proto::SpawnChildRequest) -> Result<For<Input>, Status> {
    let mut checks = Checks::default();
    let id = checks.take(convert::id("id", request.id, false));
    let child = NewChild {
        id: checks.take(convert::id("child_id", request.child_id, false)),
        definition: checks.take(convert::id("definition", request.definition, false)),
        reason: checks.take(convert::label("reason", request.reason, false)),
        input: checks.take(convert::json("input", &request.input)),
        phase: match request.phase.as_str() {
            "" => String::new(),
            _ => checks.take(convert::id("phase", request.phase, false)),
        },
    };
    checks.done()?;
    Ok((id, Input::Spawn(child)))
}

/// An arrival at a join.
pub(crate) fn arrival(request: proto::ArriveRequest) -> Result<For<Input>, Status> {
    let mut checks = Checks::default();
    let id = checks.take(convert::id("id", request.id, false));
    let input = Input::Arrive {
        id: checks.take(convert::id("arrival_id", request.arrival_id, true)),
        point: checks.take(convert::id("point", request.point, false)),
        who: checks.take(convert::label("who", request.who, false)),
    };
    checks.done()?;
    Ok((id, input))
}
