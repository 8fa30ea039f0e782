//! Stores the WIP slots of phases in the cluster. One entry commits a step and notifies the executions that received a
//! slot.
//!
//! The slots of a phase are the checkpoint `PHASE` of `wip.DEFINITION`, shared by all versions of the definition, with
//! that partition key.

use std::time::Duration;

use minoots_client::{Client, Emit, NewTimer, PutCheckpoint, Transaction};
use serde_json::json;
use tonic::Status;

use crate::failure;
use crate::orders::{EXECUTION, order};
use crate::place::breaker::Turn;
use crate::place::{self, Input, State, Step};
use crate::steps::{STEP_PAUSE, STEPS_MAX, counted, is_overtaken};
use crate::turns::Turns;

/// The prefix of the slots' partition keys.
const PREFIX: &str = "wip.";

/// The delay before an execution asks again when too many wait.
const ASK_AGAIN: Duration = Duration::from_secs(60);

/// The WIP slots of one tenant's phases. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    client: Client,
    turns: Turns,
}

impl Places {
    pub fn new(client: Client) -> Self {
        Self {
            client,
            turns: Turns::default(),
        }
    }

    async fn load(&self, definition: &str, phase: &str) -> Result<(u64, Option<State>), Status> {
        let key = (format!("{PREFIX}{definition}"), phase.to_owned());
        let what = || format!("the places of phase {phase:?} of {definition:?}");
        counted(&self.client, key, what).await
    }

    /// Steps the slots of a definition's phase. If another step commits first, reloads the state and retries. Returns
    /// whether the input was accepted: `false` means that too many executions wait, and the caller retries later.
    pub async fn step(&self, (definition, phase): (&str, &str), input: &Input) -> Result<bool, Status> {
        let _turn = self.turns.take(&format!("{definition}/{phase}")).await;
        for _ in 0..STEPS_MAX {
            let (version, state) = self.load(definition, phase).await?;
            let step = match place::step(state.as_ref(), input) {
                Ok(Some(step)) => step,
                Ok(None) => return Ok(true),
                Err(place::Full) => return Ok(false),
            };
            match self
                .client
                .transact(transaction((definition, phase), &step, version)?)
                .await
            {
                Ok(_) => return Ok(true),
                Err(error) if is_overtaken(&error) => tokio::time::sleep(STEP_PAUSE).await,
                Err(error) => return Err(failure::fabric(&error)),
            }
        }
        Err(failure::contended("places of phase", phase))
    }

    /// Schedules another request for a slot; `round` counts the requests.
    pub async fn ask_later(&self, execution: &str, (phase, ticket): (&str, u64), round: u32) -> Result<(), Status> {
        let body =
            json!({ "kind": "ask_place", "execution": execution, "phase": phase, "ticket": ticket, "round": round });
        // This id makes it one order, even if several workers create it.
        let again = NewTimer::after(format!("place of {execution}"), ASK_AGAIN)
            .id(format!("wf.{execution}.p{ticket}.{round}"))
            .label(EXECUTION, execution)
            .json(body.to_string());
        let asked = self.client.create_timer(order(again)).await;
        asked.map(drop).map_err(|error| failure::fabric(&error))
    }
}

/// Builds the transaction of a step. The state is the first operation, so that a concurrent step is recognised by the
/// failed operation.
fn transaction((definition, phase): (&str, &str), step: &Step, version: u64) -> Result<Transaction, Status> {
    let key = format!("{PREFIX}{definition}");
    let state = serde_json::to_string(&step.state).map_err(|error| Status::internal(error.to_string()))?;
    let put = PutCheckpoint::after((key.as_str(), phase), version).json(state);
    // The expected version detects repeats.
    let mut transaction = Transaction::new(&key).request_id("").put_checkpoint(put);
    if step.is_idle {
        let told = json!({ "definition": definition, "phase": phase, "asked": step.state.asked });
        let subject = format!("workflow-definitions/{definition}");
        transaction = transaction.emit(Emit::new("workflow.phase_idle", subject).json(told.to_string()));
    }
    if let Some(turn) = step.turned {
        transaction = with_turn(transaction, (definition, phase), turn);
    }
    for (execution, ticket) in &step.placed {
        let body = json!({
            "kind": "placed",
            "execution": execution,
            "definition": definition,
            "phase": phase,
            "ticket": ticket,
        });
        let word = NewTimer::after(format!("place of {execution}"), Duration::ZERO)
            .partition_key(&key)
            .label(EXECUTION, execution)
            .json(body.to_string());
        transaction = transaction.create_timer(order(word));
    }
    Ok(transaction)
}

/// Emits the new state of a circuit breaker. If it opened, schedules a trial after the pause.
fn with_turn(transaction: Transaction, (definition, phase): (&str, &str), turn: Turn) -> Transaction {
    let (kind, pause_ms) = match turn {
        Turn::Opened { pause_ms, .. } => ("workflow.breaker_opened", Some(pause_ms)),
        Turn::HalfOpened => ("workflow.breaker_half_opened", None),
        Turn::Closed => ("workflow.breaker_closed", None),
    };
    let told =
        json!({ "definition": definition, "phase": phase, "pauseSeconds": pause_ms.map(|pause| pause as f64 / 1e3) });
    let subject = format!("workflow-definitions/{definition}");
    let transaction = transaction.emit(Emit::new(kind, subject).json(told.to_string()));
    let Turn::Opened { round, pause_ms } = turn else {
        return transaction;
    };
    let body = json!({ "kind": "try_place", "definition": definition, "phase": phase, "round": round });
    let word = NewTimer::after(format!("breaker of {definition}"), Duration::from_millis(pause_ms))
        .partition_key(format!("{PREFIX}{definition}"))
        .json(body.to_string());
    transaction.create_timer(order(word))
}
