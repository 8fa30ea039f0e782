//! Attempts that lost their agents.

use minoots_wire::error::Reason;
use tonic::Status;

use super::absent_is_done;
use crate::agent;
use crate::execution::{Cause, Failure, FailureClass, FailureType, Input};
use crate::store::Store;

/// Fails the attempt of a lost agent. Does nothing if the attempt has ended, or another one has begun.
pub(super) async fn lost(
    store: &Store,
    (agent, rule): (&str, &str),
    (execution, fence): (&str, u64),
    cause: Cause,
) -> Result<(), Status> {
    let (failure_type, why) = match rule {
        "" | "unresponsive" => (FailureType::Timeout, "it is not heard of any more"),
        "no_progress" => (FailureType::Timeout, "it gets nowhere"),
        "looping" => (FailureType::LogicError, "it goes in circles"),
        "over_budget" => (FailureType::Other, "it has spent more than it may"),
        agent::ANOTHER_INSTANCE => (FailureType::Other, "another instance of it was registered"),
        agent::RETIRED => (FailureType::Other, "it has retired"),
        agent::QUARANTINED => (FailureType::Other, "it was put into quarantine"),
        rule => (FailureType::Timeout, rule),
    };
    let failure = Failure {
        fence,
        class: FailureClass::Transient,
        failure_type,
        signature: String::new(),
        message: format!("agent {agent} was at it: {why}"),
        tokens: 0,
        money_micros: 0,
    };
    let done = store.step(execution, &Input::Fail(failure), cause, None).await;
    // Any other refusal is an error, such as that of a paused execution: the order is redelivered.
    absent_is_done(done.map(drop)).or_else(|status| match Reason::of(&status) {
        Some(Reason::StaleFence | Reason::Terminal | Reason::NotInPhase | Reason::Joining | Reason::Queued) => Ok(()),
        _ => Err(status),
    })
}
