//! What a call of the services fails with, as callers see it.

use std::time::Duration;

use minoots_client::Error;
use minoots_wire::error::{Reason, StatusBuilder, status};
use tonic::{Code, Status};

use crate::agent;
use crate::definition::{Problem, Rule};
use crate::execution::Refusal;

/// Told to callers when what they read is changed under them again and again.
pub(crate) fn contended(what: &str, id: &str) -> Status {
    let message = format!("{what} {id:?} changes faster than this call could step it; try again");
    status(Code::Unavailable, Reason::VersionConflict, message)
        .retry_after(Duration::from_millis(100))
        .build()
}

/// A definition that is not sound.
pub(crate) fn problem(problem: &Problem) -> Status {
    let reason = match problem.rule {
        Rule::Invalid => Reason::DefinitionInvalid,
        Rule::NoExit => Reason::DefinitionNoExit,
        Rule::UnknownPhase => Reason::DefinitionUnknownPhase,
        Rule::Duplicate => Reason::DefinitionDuplicate,
        Rule::TooLarge => Reason::DefinitionTooLarge,
        Rule::PhaseTimeout => Reason::PhaseTimeout,
    };
    unsound(problem, reason, "document", problem.to_string())
}

/// Rules of an agent that are not sound.
pub(crate) fn rules(problem: &Problem) -> Status {
    let reason = match problem.rule {
        Rule::PhaseTimeout => Reason::PhaseTimeout,
        Rule::Invalid | Rule::NoExit | Rule::UnknownPhase | Rule::Duplicate | Rule::TooLarge => Reason::AgentRules,
    };
    unsound(problem, reason, "rules", format!("rules: {problem}"))
}

/// A document in a field, and where it is wrong.
fn unsound(problem: &Problem, reason: Reason, field: &str, message: String) -> Status {
    status(Code::InvalidArgument, reason, message)
        .metadata("line", problem.line.to_string())
        .metadata("column", problem.column.to_string())
        .field(field, problem.to_string())
        .build()
}

/// What cannot happen to an agent now.
pub(crate) fn agent(refusal: &agent::Refusal) -> Status {
    let (code, reason) = match refusal {
        agent::Refusal::Unknown => (Code::NotFound, Reason::Agent),
        agent::Refusal::StaleEpoch { .. } => (Code::FailedPrecondition, Reason::StaleEpoch),
        agent::Refusal::UnknownEpoch { .. } => (Code::InvalidArgument, Reason::AgentField),
        agent::Refusal::NotActive { .. } => (Code::FailedPrecondition, Reason::AgentNotActive),
    };
    let builder = status(code, reason, refusal.to_string());
    match refusal {
        agent::Refusal::StaleEpoch { current } => builder.metadata("epoch", current.to_string()),
        agent::Refusal::UnknownEpoch { current } => builder.metadata("epoch", current.to_string()).field(
            "epoch",
            format!("no instance of it was registered; the newest one's is {current}"),
        ),
        _ => builder,
    }
    .build()
}

/// A field of a request about agents that breaks a rule.
pub(crate) fn agent_field(name: &str, rule: impl Into<String>) -> Status {
    broken(Reason::AgentField, name, rule.into())
}

/// What cannot happen to an execution now.
pub(crate) fn refusal(refusal: &Refusal) -> Status {
    let (code, reason) = match refusal {
        Refusal::Terminal { .. } => (Code::FailedPrecondition, Reason::Terminal),
        Refusal::NotRunning { .. } => (Code::FailedPrecondition, Reason::NotRunning),
        Refusal::NotInPhase { .. } => (Code::FailedPrecondition, Reason::NotInPhase),
        Refusal::StaleFence { .. } => (Code::FailedPrecondition, Reason::StaleFence),
        Refusal::NotAllowed { .. } => (Code::FailedPrecondition, Reason::Transition),
        Refusal::GateNotMet { .. } => (Code::FailedPrecondition, Reason::GateNotMet),
        Refusal::NotAwaitingApproval { .. } => (Code::FailedPrecondition, Reason::NotAwaitingApproval),
        Refusal::Children { .. } | Refusal::Depth { .. } => (Code::ResourceExhausted, Reason::Children),
        Refusal::ChildExists { .. } => (Code::AlreadyExists, Reason::ChildExists),
        Refusal::NothingToRetry { .. } => (Code::FailedPrecondition, Reason::NothingToRetry),
        Refusal::Joining { .. } => (Code::FailedPrecondition, Reason::Joining),
        Refusal::Queued { .. } => (Code::FailedPrecondition, Reason::Queued),
        Refusal::NoPoint { .. } => (Code::FailedPrecondition, Reason::NoPoint),
        Refusal::Arrivals { .. } => (Code::ResourceExhausted, Reason::Arrivals),
        Refusal::Handoff { .. } => (Code::NotFound, Reason::Handoff),
        Refusal::HandoffExists { .. } => (Code::AlreadyExists, Reason::HandoffExists),
        Refusal::HandoffOpen { .. } => (Code::FailedPrecondition, Reason::HandoffOpen),
        Refusal::HandoffOver { .. } => (Code::FailedPrecondition, Reason::HandoffOver),
        Refusal::HandoffParty { .. } => (Code::FailedPrecondition, Reason::HandoffParty),
        Refusal::NothingToResolve => (Code::FailedPrecondition, Reason::NothingToResolve),
        Refusal::NoFix { .. } => (Code::InvalidArgument, Reason::Fix),
        Refusal::Command { .. } => (Code::NotFound, Reason::RecoveryCommand),
        Refusal::CommandOver { .. } => (Code::FailedPrecondition, Reason::RecoveryCommandOver),
        Refusal::HandoffState { .. } => (Code::InvalidArgument, Reason::HandoffState),
    };
    let builder = status(code, reason, refusal.to_string());
    match refusal {
        Refusal::StaleFence { current, .. } => builder.metadata("fence", current.to_string()),
        Refusal::NotInPhase { current, .. } => builder.metadata("phase", current),
        Refusal::HandoffOpen { id } => builder.metadata("handoff", id),
        Refusal::HandoffOver { status, .. } => builder.metadata("status", format!("{status:?}").to_uppercase()),
        Refusal::NoFix { .. } => builder.field("fix", refusal.to_string()),
        Refusal::HandoffState { rule } => builder.field("state", rule),
        _ => builder,
    }
    .build()
}

/// A field of a request that breaks a rule.
pub(crate) fn field(name: &str, rule: impl Into<String>) -> Status {
    broken(Reason::ExecutionField, name, rule.into())
}

fn broken(reason: Reason, name: &str, rule: String) -> Status {
    status(Code::InvalidArgument, reason, format!("{name}: {rule}"))
        .field(name, rule)
        .build()
}

/// There is no such thing.
pub(crate) fn absent(reason: Reason, message: impl Into<String>) -> Status {
    status(Code::NotFound, reason, message).build()
}

/// Of the fabric: handed on to whoever asked.
pub(crate) fn fabric(error: &Error) -> Status {
    let code = match error {
        Error::Invalid { .. } => Code::InvalidArgument,
        Error::NotFound { .. } => Code::NotFound,
        Error::Conflict { .. } => Code::Aborted,
        Error::Refused {
            retry_after: None,
            reason,
            ..
        } if reason.starts_with("CREDENTIALS") => Code::Unauthenticated,
        Error::Refused { retry_after: None, .. } => Code::PermissionDenied,
        Error::Refused { .. } => Code::ResourceExhausted,
        Error::Unavailable { .. } | Error::Unknown { .. } => Code::Unavailable,
        Error::CursorCompacted { .. } => Code::OutOfRange,
        _ => Code::Internal,
    };
    // Its reason goes beside the words. One that is not known here is told in them.
    let (reason, words) = match Reason::parse(error.reason()) {
        Some(reason) => (reason, error.message()),
        None if code == Code::Unavailable => (Reason::OutcomeUnknown, error.to_string()),
        None => (Reason::Internal, error.to_string()),
    };
    let builder: StatusBuilder = status(code, reason, words);
    match error.retry_after() {
        Some(delay) => builder.retry_after(delay),
        None => builder,
    }
    .build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use minoots_wire::error::Details;

    #[test]
    fn what_the_fabric_refuses_is_handed_on_with_its_reason_beside_the_words() {
        let refused = |reason: &str| Error::Refused {
            reason: reason.to_owned(),
            message: "this key may not".to_owned(),
            retry_after: None,
        };
        let handed_on = fabric(&refused("ROLE_INSUFFICIENT"));
        assert_eq!(handed_on.message(), "this key may not");
        assert_eq!(Details::of(&handed_on).reason_text, "ROLE_INSUFFICIENT");
        let of_a_newer_server = fabric(&refused("OF_TOMORROW"));
        assert_eq!(of_a_newer_server.message(), "this key may not (OF_TOMORROW)");
        assert_eq!(Details::of(&of_a_newer_server).reason_text, "INTERNAL");
    }
}
