//! Stores outcomes of fixes in the cluster. One entry updates the counts and settles the order that reports the
//! outcome.
//!
//! The counts of a definition are the checkpoint `outcomes` of `wffix.DEFINITION`, shared by all its versions. An
//! execution has another partition key, and an entry writes one partition only. So the execution's order creates a
//! second order in the partition of the counts, with an id derived from the first, and that one is counted.

use std::time::Duration;

use minoots_client::{Client, NewTimer, PutCheckpoint, Transaction};
use serde_json::json;
use tonic::Status;

use crate::failure;
use crate::orders::order;
use crate::outcome::{Ended, Outcome, State};
use crate::steps::{STEP_PAUSE, STEPS_MAX, Settle, counted, is_overtaken};
use crate::turns::Turns;

const PREFIX: &str = "wffix.";
const NAME: &str = "outcomes";

/// The outcomes of one tenant's definitions. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Outcomes {
    client: Client,
    turns: Turns,
}

impl Outcomes {
    pub fn new(client: Client) -> Self {
        Self {
            client,
            turns: Turns::default(),
        }
    }

    /// Loads the counts of a definition's fixes and their version. Version 0 means that none exist.
    pub async fn load(&self, definition: &str) -> Result<(u64, State), Status> {
        let key = (format!("{PREFIX}{definition}"), NAME.to_owned());
        let what = || format!("the outcomes of definition {definition:?}");
        let (version, state) = counted(&self.client, key, what).await?;
        Ok((version, state.unwrap_or_else(State::new)))
    }

    /// Creates the order that counts an outcome. `told` is the order with which the execution reported it.
    pub async fn tell(
        &self,
        definition: &str,
        told: &str,
        (outcome, ended): (Option<&Outcome>, Option<Ended>),
    ) -> Result<(), Status> {
        let body = json!({ "kind": "count_outcome", "definition": definition, "outcome": outcome, "ended": ended });
        // This id makes it one order, even if it is created several times.
        let count = NewTimer::after(format!("outcome of {definition}"), Duration::ZERO)
            .id(format!("{PREFIX}{told}"))
            .partition_key(format!("{PREFIX}{definition}"))
            .json(body.to_string());
        let made = self.client.create_timer(order(count)).await;
        made.map(drop).map_err(|error| failure::fabric(&error))
    }

    /// Adds an outcome to the counts. If another write commits first, reloads the counts and retries.
    pub async fn count(
        &self,
        definition: &str,
        (outcome, ended): (Option<&Outcome>, Option<Ended>),
        settle: &Settle,
    ) -> Result<(), Status> {
        let key = format!("{PREFIX}{definition}");
        let _turn = self.turns.take(definition).await;
        for _ in 0..STEPS_MAX {
            let (version, mut state) = self.load(definition).await?;
            state.count(outcome, ended);
            let state = serde_json::to_string(&state).map_err(|error| Status::internal(error.to_string()))?;
            let put = PutCheckpoint::after((key.as_str(), NAME), version).json(state);
            let transaction = Transaction::new(&key)
                .put_checkpoint(put)
                .settle(&settle.event_id, &settle.fence);
            match self.client.transact(transaction).await {
                Ok(_) => return Ok(()),
                Err(error) if is_overtaken(&error) => tokio::time::sleep(STEP_PAUSE).await,
                Err(error) => return Err(failure::fabric(&error)),
            }
        }
        Err(failure::contended("outcomes of definition", definition))
    }
}
