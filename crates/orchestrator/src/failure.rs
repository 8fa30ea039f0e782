//! Converts failures of service calls to gRPC statuses.

use std::time::Duration;

use minoots_client::Error;
use minoots_wire::error::{Details, Reason, StatusBuilder, status};
use tonic::{Code, Status};

use crate::agent;
use crate::definition::{Problem, Rule};
use crate::execution::Refusal;

/// The retry delay of a call that found no leader, equal to that of the node's own rejections.
const LEADER_SOON: Duration = Duration::from_millis(200);
/// The metadata key of a version.
const VERSION: &str = "version";

/// Returns the version of a checkpoint that is unreadable because its payload key was shredded; `None` for any other
/// failure.
pub(crate) fn shredded_version(status: &Status) -> Option<u64> {
    let details = Details::of(status);
    let is_shredded = details.reason() == Some(Reason::PayloadShredded);
    is_shredded.then(|| details.metadata.get(VERSION)?.parse().ok())?
}

/// Maps a record whose payload key was shredded to `None`.
pub(crate) fn if_readable<T>(read: Result<Option<T>, Status>) -> Result<Option<T>, Status> {
    match read {
        Err(status) if shredded_version(&status).is_some() => Ok(None),
        read => read,
    }
}

/// Maps a record that a policy hides from the caller, or whose payload key was shredded, to `None`.
pub(crate) fn if_visible<T>(read: Result<Option<T>, Status>) -> Result<Option<T>, Status> {
    match if_readable(read) {
        Err(status) if Details::of(&status).reason() == Some(Reason::PolicyDenied) => Ok(None),
        read => read,
    }
}

/// The failure of a call whose record other calls change again and again.
pub(crate) fn contended(what: &str, id: &str) -> Status {
    let message = format!("{what} {id:?} changes faster than this call could step it; try again");
    status(Code::Unavailable, Reason::VersionConflict, message)
        .retry_after(Duration::from_millis(100))
        .build()
}

/// An invalid definition.
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

/// Invalid rules of an agent.
pub(crate) fn rules(problem: &Problem) -> Status {
    let reason = match problem.rule {
        Rule::PhaseTimeout => Reason::PhaseTimeout,
        Rule::Invalid | Rule::NoExit | Rule::UnknownPhase | Rule::Duplicate | Rule::TooLarge => Reason::AgentRules,
    };
    unsound(problem, reason, "rules", format!("rules: {problem}"))
}

/// An invalid document in a field, with the position of the error.
fn unsound(problem: &Problem, reason: Reason, field: &str, message: String) -> Status {
    status(Code::InvalidArgument, reason, message)
        .metadata("line", problem.line.to_string())
        .metadata("column", problem.column.to_string())
        .field(field, problem.to_string())
        .build()
}

/// A refused input of an agent.
pub(crate) fn agent(refusal: &agent::Refusal) -> Status {
    let (code, reason) = match refusal {
        agent::Refusal::Unknown => (Code::NotFound, Reason::Agent),
        agent::Refusal::StaleEpoch { .. } => (Code::FailedPrecondition, Reason::StaleEpoch),
        agent::Refusal::UnknownEpoch { .. } => (Code::InvalidArgument, Reason::AgentField),
        agent::Refusal::OtherRequest { .. } => (Code::FailedPrecondition, Reason::IdempotencyMismatch),
        agent::Refusal::NotActive { .. } => (Code::FailedPrecondition, Reason::AgentNotActive),
    };
    let builder = status(code, reason, refusal.to_string());
    match refusal {
        agent::Refusal::OtherRequest { field } => builder.field(*field, refusal.to_string()),
        agent::Refusal::StaleEpoch { current } => builder.metadata("epoch", current.to_string()),
        agent::Refusal::UnknownEpoch { current } => builder.metadata("epoch", current.to_string()).field(
            "epoch",
            format!("no instance of it was registered; the newest one's is {current}"),
        ),
        _ => builder,
    }
    .build()
}

/// An invalid field of a request about agents.
pub(crate) fn agent_field(name: &str, rule: impl Into<String>) -> Status {
    broken(Reason::AgentField, name, rule.into())
}

/// A refused input of an execution.
pub(crate) fn refusal(refusal: &Refusal) -> Status {
    let (code, reason) = match refusal {
        Refusal::Terminal { .. }
        | Refusal::Done { .. }
        | Refusal::Decided { .. }
        | Refusal::Voted { .. }
        | Refusal::Regressed { .. } => (Code::FailedPrecondition, Reason::Terminal),
        Refusal::OtherSignal { .. } | Refusal::OtherArrival { .. } | Refusal::OtherComment { .. } => {
            (Code::FailedPrecondition, Reason::IdempotencyMismatch)
        }
        Refusal::NotRunning { .. } => (Code::FailedPrecondition, Reason::NotRunning),
        Refusal::NotInPhase { .. } => (Code::FailedPrecondition, Reason::NotInPhase),
        Refusal::StaleFence { .. } | Refusal::NotAtWork { .. } => (Code::FailedPrecondition, Reason::StaleFence),
        Refusal::NotAllowed { .. } => (Code::FailedPrecondition, Reason::Transition),
        Refusal::GateNotMet { .. } => (Code::FailedPrecondition, Reason::GateNotMet),
        Refusal::NotAwaitingApproval { .. } => (Code::FailedPrecondition, Reason::NotAwaitingApproval),
        Refusal::SelfApproval { .. } => (Code::PermissionDenied, Reason::SelfApproval),
        Refusal::Children { .. }
        | Refusal::ChildrenHere { .. }
        | Refusal::Depth { .. }
        | Refusal::Descendants { .. } => (Code::ResourceExhausted, Reason::Children),
        Refusal::NoPhase { .. } | Refusal::Output { .. } => (Code::InvalidArgument, Reason::ExecutionField),
        Refusal::Labels { .. } => (Code::InvalidArgument, Reason::LabelCount),
        Refusal::ChildExists { .. } => (Code::AlreadyExists, Reason::ChildExists),
        Refusal::NothingToRetry { .. } | Refusal::GoesOn | Refusal::NoPast { .. } => {
            (Code::FailedPrecondition, Reason::NothingToRetry)
        }
        Refusal::Joining { .. } => (Code::FailedPrecondition, Reason::Joining),
        Refusal::Queued { .. } => (Code::FailedPrecondition, Reason::Queued),
        Refusal::NoPoint { .. } => (Code::FailedPrecondition, Reason::NoPoint),
        Refusal::Arrivals { .. } => (Code::ResourceExhausted, Reason::Arrivals),
        Refusal::Full { .. } => (Code::ResourceExhausted, Reason::ExecutionFull),
        Refusal::Handoff { .. } => (Code::NotFound, Reason::Handoff),
        Refusal::HandoffExists { .. } => (Code::AlreadyExists, Reason::HandoffExists),
        Refusal::HandoffOpen { .. } => (Code::FailedPrecondition, Reason::HandoffOpen),
        Refusal::HandoffOver { .. } => (Code::FailedPrecondition, Reason::HandoffOver),
        Refusal::StaleEpoch { .. } => (Code::FailedPrecondition, Reason::StaleEpoch),
        Refusal::HandoffParty { .. } => (Code::FailedPrecondition, Reason::HandoffParty),
        Refusal::NothingToResolve => (Code::FailedPrecondition, Reason::NothingToResolve),
        Refusal::NoFix { .. } => (Code::InvalidArgument, Reason::Fix),
        Refusal::Command { .. } => (Code::NotFound, Reason::RecoveryCommand),
        Refusal::CommandOver { .. } => (Code::FailedPrecondition, Reason::RecoveryCommandOver),
        Refusal::HandoffState { .. } => (Code::InvalidArgument, Reason::HandoffState),
    };
    let builder = status(code, reason, refusal.to_string());
    match refusal {
        Refusal::StaleFence { current: fence, .. } | Refusal::NotAtWork { fence, .. } => {
            builder.metadata("fence", fence.to_string())
        }
        Refusal::StaleEpoch { current } => builder.metadata("epoch", current.to_string()),
        Refusal::NotInPhase { current, .. } => builder.metadata("phase", current),
        Refusal::HandoffOpen { id } => builder.metadata("handoff", id),
        Refusal::HandoffOver { status, .. } => builder.metadata("status", status.to_string()),
        Refusal::OtherSignal { .. } => builder.field("signal_id", refusal.to_string()),
        Refusal::OtherComment { .. } => builder.field("comment_id", refusal.to_string()),
        Refusal::OtherArrival { .. } => builder.field("arrival_id", refusal.to_string()),
        Refusal::NoFix { .. } => builder.field("fix", refusal.to_string()),
        Refusal::NoPhase { .. } => builder.field("phase", refusal.to_string()),
        Refusal::HandoffState { rule } => builder.field("state", rule),
        Refusal::Labels { .. } => builder.field("set_labels", refusal.to_string()),
        Refusal::Output { rule } => builder.field("output", rule),
        _ => builder,
    }
    .build()
}

/// An invalid field of a request.
pub(crate) fn field(name: &str, rule: impl Into<String>) -> Status {
    broken(Reason::ExecutionField, name, rule.into())
}

fn broken(reason: Reason, name: &str, rule: String) -> Status {
    status(Code::InvalidArgument, reason, format!("{name}: {rule}"))
        .field(name, rule)
        .build()
}

/// The events of an execution seem to be compacted.
pub(crate) fn compacted(execution: &str, earliest: String) -> Status {
    let message =
        format!("no event of execution {execution:?} seems to be kept any more; its state is, and its outcome");
    status(Code::OutOfRange, Reason::CursorCompacted, message)
        .metadata("earliest_cursor", earliest)
        .build()
}

/// The requested object does not exist.
pub(crate) fn absent(reason: Reason, message: impl Into<String>) -> Status {
    status(Code::NotFound, reason, message).build()
}

/// The metadata key of the reason why an operation of a transaction failed.
const CAUSE: &str = "cause";

/// The metadata key of the message of the equivalent single call.
const BECAUSE: &str = "because";
/// The facts of a refusal by a quota.
const QUOTA: &str = "quota";
const LIMIT: &str = "limit";

/// The refusal of the single call, if a quota prevented an operation of a transaction. Callers of a workflow or an
/// agent do not know the operations.
fn no_room(error: &Error) -> Option<Status> {
    let reason = Reason::parse(error.fact(CAUSE)?)?;
    let code = match reason {
        Reason::Quota => Code::ResourceExhausted,
        Reason::AboveQuota | Reason::HorizonExceeded | Reason::PeriodTooShort => Code::InvalidArgument,
        _ => return None,
    };
    let builder = status(code, reason, error.fact(BECAUSE)?);
    let builder = with_quota(builder, error);
    Some(match error.retry_after() {
        Some(delay) => builder.retry_after(delay).build(),
        None => builder.build(),
    })
}

fn with_quota(builder: StatusBuilder, error: &Error) -> StatusBuilder {
    match (error.fact(QUOTA), error.fact(LIMIT)) {
        (Some(quota), Some(limit)) => builder.exhausted(quota, limit),
        _ => builder,
    }
}

/// Whether a step failed because its delivery was settled already: another worker has committed it.
pub(crate) fn is_settled(status: &Status) -> bool {
    let cause = Details::of(status).metadata.remove(CAUSE);
    status.code() == Code::Aborted && matches!(cause.as_deref(), Some("ALREADY_SETTLED" | "ALREADY_FAILED" | "EVENT"))
}

/// Whether a tree of executions has reached its size limit.
pub(crate) fn is_too_many_children(status: &Status) -> bool {
    Details::of(status).reason() == Some(Reason::Children)
}

/// Converts an error of the cluster to a status for the caller.
pub(crate) fn fabric(error: &Error) -> Status {
    if let Some(refusal) = no_room(error) {
        return refusal;
    }
    let code = match error {
        Error::Invalid { .. } => Code::InvalidArgument,
        Error::NotFound { .. } => Code::NotFound,
        Error::Conflict { reason, .. } if reason == Reason::PayloadShredded.text() => Code::FailedPrecondition,
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
    // A known reason becomes a field beside the message. An unknown one stays in the message.
    let (reason, words) = match Reason::parse(error.reason()) {
        Some(reason) => (reason, error.message()),
        None if matches!(error, Error::Unknown { .. }) => (Reason::OutcomeUnknown, error.to_string()),
        // The write had no effect.
        None if code == Code::Unavailable => (Reason::NoQuorum, error.to_string()),
        None => (Reason::Internal, error.to_string()),
    };
    let mut builder = with_quota(status(code, reason, words), error);
    if let Error::Refused { metadata, .. } | Error::Invalid { metadata, .. } = error {
        for (key, value) in metadata {
            builder = builder.metadata(key, value);
        }
    }
    if reason == Reason::PayloadShredded
        && let Some(version) = error.current_version()
    {
        builder = builder.metadata(VERSION, version.to_string());
    }
    if let Some(cause) = error.fact(CAUSE) {
        builder = builder.metadata(CAUSE, cause);
    }
    // The client gives no retry delay when there is no leader. The next election is short.
    let delay = error
        .retry_after()
        .or((reason == Reason::NoQuorum).then_some(LEADER_SOON));
    match delay {
        Some(delay) => builder.retry_after(delay),
        None => builder,
    }
    .build()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn fabric_refusals_are_passed_on_with_reason_and_message() {
        let refused = |reason: &str| Error::Refused {
            reason: reason.to_owned(),
            message: "this key may not".to_owned(),
            retry_after: None,
            metadata: BTreeMap::from([("policy".to_owned(), "3".to_owned())]),
        };
        let handed_on = fabric(&refused("ROLE_INSUFFICIENT"));
        assert_eq!(handed_on.message(), "this key may not");
        let details = Details::of(&handed_on);
        assert_eq!(
            (details.reason_text.as_str(), details.metadata["policy"].as_str()),
            ("ROLE_INSUFFICIENT", "3")
        );
        let of_a_newer_server = fabric(&refused("OF_TOMORROW"));
        assert_eq!(of_a_newer_server.message(), "this key may not (OF_TOMORROW)");
        assert_eq!(Details::of(&of_a_newer_server).reason_text, "INTERNAL");
    }

    #[test]
    fn quota_conflicts_are_not_taken_as_settled() {
        let conflict = |cause: &str| Error::Conflict {
            reason: "GUARD_FAILED".to_owned(),
            message: "operation 1 did not come about".to_owned(),
            retry_after: None,
            metadata: [
                ("cause", cause),
                ("because", "there is no room"),
                ("quota", "pending_timers"),
                ("limit", "3"),
                ("operation", "1"),
            ]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into(),
        };
        for (cause, code) in [
            ("QUOTA", Code::ResourceExhausted),
            ("ABOVE_QUOTA", Code::InvalidArgument),
            ("HORIZON_EXCEEDED", Code::InvalidArgument),
            ("PERIOD_TOO_SHORT", Code::InvalidArgument),
        ] {
            let status = fabric(&conflict(cause));
            let details = Details::of(&status);
            assert_eq!((status.code(), status.message()), (code, "there is no room"), "{cause}");
            assert_eq!(details.reason_text, cause);
            assert_eq!(details.metadata["quota"], "pending_timers", "{cause}");
            assert!(!details.metadata.contains_key("operation"), "{cause}");
            assert_eq!(details.quotas[0].description, "limit 3", "{cause}");
            assert!(!is_settled(&status), "{cause}");
        }
        for (cause, code, settled) in [
            ("ALREADY_SETTLED", Code::Aborted, true),
            ("ALREADY_FAILED", Code::Aborted, true),
            ("EVENT", Code::Aborted, true),
            ("STALE_FENCE", Code::Aborted, false),
            ("VERSION_CONFLICT", Code::Aborted, false),
        ] {
            let status = fabric(&conflict(cause));
            assert_eq!((status.code(), is_settled(&status)), (code, settled), "{cause}");
        }
    }
}
