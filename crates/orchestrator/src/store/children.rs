//! The order that cancels the children of a completed execution.

use std::time::Duration;

use minoots_client::NewTimer;
use serde_json::json;
use sha2::{Digest as _, Sha256};
use tonic::Status;

use super::{PREFIX, Store, partition};
use crate::execution::Cause;
use crate::failure;
use crate::orders::{EXECUTION, order};

impl Store {
    /// Cancels the children of a completed execution. Repeated calls with the same cause create one order.
    pub async fn cancel_children_of(&self, id: &str, cause: &Cause) -> Result<(), Status> {
        let (Cause::Event(cause) | Cause::Request(cause)) = cause;
        let body = json!({ "kind": "cancel_children", "execution": id });
        let word = NewTimer::after(format!("word of {id}"), Duration::ZERO)
            .id(cancelling(id, cause))
            .partition_key(partition(id))
            .label(EXECUTION, id)
            .json(body.to_string());
        let told = self.client.create_timer(order(word)).await;
        told.map(drop).map_err(|error| failure::fabric(&error))
    }
}

/// The id of the order that cancels an execution's children. It is equal for equal causes, and fits the limit of ids.
fn cancelling(id: &str, cause: &str) -> String {
    let digest = Sha256::digest(format!("{id}\n{cause}"));
    format!("{PREFIX}cancel.{}", hex::encode(&digest[..16]))
}
