//! WIP slots of phases: requesting, receiving and releasing them.

use tonic::{Code, Status};

use crate::execution::{self, Cause, Input};
use crate::failure;
use crate::place::{self, breaker, breaker::Left};
use crate::store::Store;

/// Requests a slot for an execution, unless it has moved on meanwhile.
pub(super) async fn ask(
    store: &Store,
    execution: &str,
    (phase, ticket): (&str, u64),
    round: u32,
) -> Result<(), Status> {
    let Some(loaded) = store.readable(execution).await? else {
        return Ok(());
    };
    if !execution::place::waits(&loaded.state, phase, ticket) {
        return Ok(());
    }
    let asked = loaded.definition.phase(phase);
    let Some((limit, breaker)) = asked.and_then(|(_, phase)| Some((phase.wip?, phase.breaker))) else {
        return Ok(());
    };
    let input = place::Input::Ask {
        execution: execution.to_owned(),
        ticket,
        priority: loaded.state.priority,
        limit,
        definition_version: loaded.state.definition_version,
        breaker: breaker.map(|breaker| breaker::Rule {
            failures: breaker.failures,
            pause_ms: u64::try_from(breaker.pause.as_millis()).unwrap_or(u64::MAX),
        }),
    };
    match store.places.step((&loaded.state.definition, phase), &input).await? {
        true => Ok(()),
        false => store.places.ask_later(execution, (phase, ticket), round + 1).await,
    }
}

/// Releases an execution's slot.
pub(super) async fn leave(
    store: &Store,
    definition: &str,
    (execution, phase, ticket): (&str, &str, u64),
    left: Left,
) -> Result<(), Status> {
    let input = place::Input::Leave {
        execution: execution.to_owned(),
        ticket,
        left,
    };
    store.places.step((definition, phase), &input).await.map(drop)
}

/// Gives a slot to an execution. If the execution no longer wants it, releases the slot.
pub(super) async fn placed(
    store: &Store,
    definition: &str,
    (execution, phase, ticket): (&str, &str, u64),
    cause: Cause,
) -> Result<(), Status> {
    let input = Input::Placed {
        phase: phase.to_owned(),
        ticket,
    };
    let wants = match store.step(execution, &input, cause, None).await {
        Ok(stepped) => execution::place::wants(&stepped.execution.state, phase, ticket),
        Err(status) if status.code() == Code::NotFound || failure::shredded_version(&status).is_some() => false,
        Err(status) => return Err(status),
    };
    match wants {
        true => Ok(()),
        false => leave(store, definition, (execution, phase, ticket), Left::Otherwise).await,
    }
}
