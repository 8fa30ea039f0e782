//! Places of phases in the fabric: read, stepped, and committed in one entry with the word to whoever was given one.
//!
//! The places of a phase are the checkpoint `PHASE` of `wip.DEFINITION`, with that as their partition key, whatever its version is.

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

/// Partition keys of places begin so.
const PREFIX: &str = "wip.";

/// Before an execution asks again that could not be taken.
const ASK_AGAIN: Duration = Duration::from_secs(60);

/// The places of one tenant's phases. Cheap to clone.
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

    /// Steps the places of a definition's phase, again from what they are by then if somebody else steps them meanwhile. Answers whether
    /// it could be taken: so many may wait that it is to be tried later.
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

    /// Has an execution ask again in a while, for the how-manyth time.
    pub async fn ask_later(&self, execution: &str, (phase, ticket): (&str, u64), round: u32) -> Result<(), Status> {
        let body =
            json!({ "kind": "ask_place", "execution": execution, "phase": phase, "ticket": ticket, "round": round });
        // By this id it is one order, whoever makes it, and however often.
        let again = NewTimer::after(format!("place of {execution}"), ASK_AGAIN)
            .id(format!("wf.{execution}.p{ticket}.{round}"))
            .label(EXECUTION, execution)
            .json(body.to_string());
        let asked = self.client.create_timer(order(again)).await;
        asked.map(drop).map_err(|error| failure::fabric(&error))
    }
}

/// All of a step. The state is its first operation, so that whoever comes second sees that by the operation that failed.
fn transaction((definition, phase): (&str, &str), step: &Step, version: u64) -> Result<Transaction, Status> {
    let key = format!("{PREFIX}{definition}");
    let state = serde_json::to_string(&step.state).map_err(|error| Status::internal(error.to_string()))?;
    let put = PutCheckpoint::after((key.as_str(), phase), version).json(state);
    // The version that is expected is what a repeat is known by.
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

/// A breaker's new standing is told; one that has opened is tried after its pause.
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
