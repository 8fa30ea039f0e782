//! The inputs of executions, from requests about them. A refused request lists all its broken rules.

use minoots_wire::rules::Unjudged;
use minoots_wire::timer::v1::Priority;
use minoots_wire::workflow::v1 as proto;
use tonic::Status;

use crate::convert;
use crate::execution::{
    About, Choice, Claim, CommandStatus, CommandWord, Completion, Decision, Delegation, Failure, Input, NewChild,
    Start, Update,
};
use crate::failure as failures;

/// The id of an execution, and something for it.
pub(crate) type For<T> = (String, T);

/// The definition's name, and the parameters of the start.
pub(crate) fn start(request: Unjudged<proto::StartExecutionRequest>) -> Result<For<Start>, Status> {
    let (request, mut violations) = request.judge();
    let priority = convert::priority(request.priority());
    let start = Start {
        id: convert::id_or_new(request.id),
        definition_version: request.definition_version,
        input: violations.absorb(convert::json("input", &request.input))?,
        parent: None,
        priority,
        cursor: String::new(),
        phase: request.phase,
        about: About {
            title: request.title,
            labels: request.labels.into_iter().collect(),
            ..About::default()
        },
    };
    violations.finish()?;
    Ok((request.definition, start))
}

/// A completion without its principal.
pub(crate) fn completion(request: Unjudged<proto::CompletePhaseRequest>) -> Result<For<Completion>, Status> {
    let (request, mut violations) = request.judge();
    let output = match request.output.is_empty() {
        true => String::new(),
        false => violations.absorb(convert::json("output", &request.output))?,
    };
    violations.finish()?;
    let completion = Completion {
        phase: request.phase,
        fence: request.fence,
        checklist: request.checklist,
        artifacts: request.artifacts,
        score: request.score,
        feedback: request.feedback,
        to: request.to,
        tokens: request.tokens,
        money_micros: request.money_micros,
        principal: String::new(),
        output,
    };
    Ok((request.id, completion))
}

/// A return to an earlier phase.
pub(crate) fn regress(request: proto::RegressPhaseRequest) -> For<Input> {
    let input = Input::Regress {
        to: request.to,
        fence: request.fence,
        reason: request.reason,
    };
    (request.id, input)
}

/// A failed attempt.
pub(crate) fn failure(request: proto::ReportFailureRequest) -> For<Input> {
    let told = request.failure.unwrap_or_default();
    let failure = Failure {
        fence: request.fence,
        class: convert::class(told.class()),
        failure_type: convert::failure_type(told.r#type()),
        signature: told.signature,
        message: told.message,
        tokens: request.tokens,
        money_micros: request.money_micros,
    };
    (request.id, Input::Fail(failure))
}

/// A person's choice of a fix.
pub(crate) fn choice(request: proto::ResolveFailureRequest) -> For<Input> {
    let choice = Choice {
        fix: request.fix,
        fence: request.fence,
        by: request.by,
        why: request.why,
    };
    (request.id, Input::Resolve(choice))
}

/// A report about a recovery command.
pub(crate) fn command(request: Unjudged<proto::UpdateCommandRequest>) -> Result<For<Input>, Status> {
    let (request, mut violations) = request.judge();
    let status = match request.status() {
        proto::CommandStatus::Acknowledged => Some(CommandStatus::Acknowledged),
        proto::CommandStatus::InProgress => Some(CommandStatus::InProgress),
        proto::CommandStatus::Completed => Some(CommandStatus::Completed),
        proto::CommandStatus::Failed => Some(CommandStatus::Failed),
        proto::CommandStatus::Cancelled => Some(CommandStatus::Cancelled),
        proto::CommandStatus::Unspecified | proto::CommandStatus::Pending => None,
    };
    let rule = "must be ACKNOWLEDGED, IN_PROGRESS, COMPLETED, FAILED or CANCELLED";
    let word = CommandWord {
        command: request.command,
        status: violations.absorb(status.ok_or_else(|| failures::field("status", rule)))?,
        by: request.by,
        note: request.note,
    };
    violations.finish()?;
    Ok((request.id, Input::Command(word)))
}

/// A decision without its principal.
pub(crate) fn decision(request: proto::DecideApprovalRequest) -> For<Decision> {
    let decision = Decision {
        phase: request.phase,
        fence: request.fence,
        approved: request.approved,
        by: request.by,
        why: request.why,
        principal: String::new(),
        key: String::new(),
    };
    (request.id, decision)
}

/// A delegation of a decision.
pub(crate) fn delegation(request: proto::DelegateApprovalRequest) -> For<Input> {
    let delegation = Delegation {
        fence: request.fence,
        to: request.to,
        by: request.by,
        why: request.why,
    };
    (request.id, Input::Delegate(delegation))
}

/// A comment.
pub(crate) fn comment(request: proto::AddCommentRequest) -> For<Input> {
    let input = Input::Comment {
        id: convert::id_or_new(request.comment_id),
        by: request.by,
        text: request.text,
    };
    (request.id, input)
}

/// A signal.
pub(crate) fn signal(request: Unjudged<proto::SignalExecutionRequest>) -> Result<For<Input>, Status> {
    let (request, mut violations) = request.judge();
    let input = Input::Signal {
        id: convert::id_or_new(request.signal_id),
        name: request.name,
        data: violations.absorb(convert::json("data", &request.data))?,
    };
    violations.finish()?;
    Ok((request.id, input))
}

/// A pause.
pub(crate) fn pause(request: proto::PauseExecutionRequest) -> For<Input> {
    (request.id, Input::Pause { reason: request.reason })
}

/// A cancellation.
pub(crate) fn cancel(request: proto::CancelExecutionRequest) -> For<Input> {
    (request.id, Input::Cancel { reason: request.reason })
}

/// A change of title, labels or priority.
pub(crate) fn update(request: proto::UpdateExecutionRequest) -> For<Input> {
    let priority = match request.priority() {
        Priority::Unspecified => None,
        priority => Some(convert::priority(priority)),
    };
    let update = Update {
        title: request.title,
        set_labels: request.set_labels.into_iter().collect(),
        remove_labels: request.remove_labels.into_iter().collect(),
        priority,
    };
    (request.id, Input::Update(update))
}

/// A claim of an attempt.
pub(crate) fn claim(request: proto::ClaimAttemptRequest) -> For<Input> {
    let claim = Claim {
        fence: request.fence,
        by: request.by,
        signal_queue: request.signal_queue,
    };
    (request.id, Input::Claim(claim))
}

/// A child.
pub(crate) fn child(request: Unjudged<proto::SpawnChildRequest>) -> Result<For<Input>, Status> {
    let (request, mut violations) = request.judge();
    let child = NewChild {
        id: request.child_id,
        definition: request.definition,
        reason: request.reason,
        input: violations.absorb(convert::json("input", &request.input))?,
        phase: request.phase,
    };
    violations.finish()?;
    Ok((request.id, Input::Spawn(child)))
}

/// An arrival at a join.
pub(crate) fn arrival(request: proto::ArriveRequest) -> For<Input> {
    let input = Input::Arrive {
        id: convert::id_or_new(request.arrival_id),
        point: request.point,
        who: request.who,
    };
    (request.id, input)
}
