//! Outcomes of fixes in the fabric: read, and counted in one entry with the settlement of the order that tells them.
//!
//! Those of a definition are the checkpoint `outcomes` of `wffix.DEFINITION`, whatever its version is. An execution has another partition
//! key, and one entry is of one: so what it tells is an order that makes an order of theirs, by an id that is the first one's, and that is counted.

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

    /// What is known of a definition's fixes, and its version; 0: nothing yet.
    pub async fn load(&self, definition: &str) -> Result<(u64, State), Status> {
        let key = (format!("{PREFIX}{definition}"), NAME.to_owned());
        let what = || format!("the outcomes of definition {definition:?}");
        let (version, state) = counted(&self.client, key, what).await?;
        Ok((version, state.unwrap_or_else(State::new)))
    }

    /// Has an outcome counted that an execution has told by this order.
    pub async fn tell(
        &self,
        definition: &str,
        told: &str,
        (outcome, ended): (Option<&Outcome>, Option<Ended>),
    ) -> Result<(), Status> {
        let body = json!({ "kind": "count_outcome", "definition": definition, "outcome": outcome, "ended": ended });
        // By this id it is one order, however often it is told.
        let count = NewTimer::after(format!("outcome of {definition}"), Duration::ZERO)
            .id(format!("{PREFIX}{told}"))
            .partition_key(format!("{PREFIX}{definition}"))
            .json(body.to_string());
        let made = self.client.create_timer(order(count)).await;
        made.map(drop).map_err(|error| failure::fabric(&error))
    }

    /// Counts, again on what is known by then if somebody else counts meanwhile.
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
