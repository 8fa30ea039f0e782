//! Places of phases in the fabric: read, stepped, and committed in one entry with the word to whoever was given one.
//!
//! The places of a phase are the checkpoint `PHASE` of `wip.DEFINITION`, with that as their partition key, whatever its version is.

use std::time::Duration;

use minoots_client::{Client, Error, NewTimer, PutCheckpoint, Transaction};
use serde_json::json;
use tonic::Status;

use crate::failure;
use crate::orders::order;
use crate::place::{self, Input, State, Step};
use crate::store::{STEP_PAUSE, STEPS_MAX, is_overtaken};

/// Partition keys of places begin so.
const PREFIX: &str = "wip.";

/// The places of one tenant's phases. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Places {
    client: Client,
}

impl Places {
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    async fn load(&self, definition: &str, phase: &str) -> Result<(u64, Option<State>), Status> {
        let key = (format!("{PREFIX}{definition}"), phase.to_owned());
        let found = match self.client.checkpoint_at(key, 0).await {
            Ok(found) => found,
            Err(Error::NotFound { .. }) => return Ok((0, None)),
            Err(error) => return Err(failure::fabric(&error)),
        };
        let state = serde_json::from_slice(&found.data).map_err(|error| {
            Status::internal(format!(
                "the places of phase {phase:?} of {definition:?} cannot be read: {error}"
            ))
        })?;
        Ok((found.version, Some(state)))
    }

    /// Steps the places of a definition's phase, again from what they are by then if somebody else steps them meanwhile.
    pub async fn step(&self, (definition, phase): (&str, &str), input: &Input) -> Result<(), Status> {
        for _ in 0..STEPS_MAX {
            let (version, state) = self.load(definition, phase).await?;
            let step = place::step(state.as_ref(), input);
            let Some(step) = step.map_err(|full| Status::resource_exhausted(full.to_string()))? else {
                return Ok(());
            };
            match self
                .client
                .transact(transaction((definition, phase), &step, version)?)
                .await
            {
                Ok(_) => return Ok(()),
                Err(error) if is_overtaken(&error) => tokio::time::sleep(STEP_PAUSE).await,
                Err(error) => return Err(failure::fabric(&error)),
            }
        }
        Err(failure::contended("places of phase", phase))
    }
}

/// All of a step. The state is its first operation, so that whoever comes second sees that by the operation that failed.
fn transaction((definition, phase): (&str, &str), step: &Step, version: u64) -> Result<Transaction, Status> {
    let key = format!("{PREFIX}{definition}");
    let state = serde_json::to_string(&step.state).map_err(|error| Status::internal(error.to_string()))?;
    let put = PutCheckpoint::after((key.as_str(), phase), version).json(state);
    // The version that is expected is what a repeat is known by.
    let mut transaction = Transaction::new(&key).request_id("").put_checkpoint(put);
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
            .label("execution", execution)
            .json(body.to_string());
        transaction = transaction.create_timer(order(word));
    }
    Ok(transaction)
}
