//! Executions that a schedule starts.

use minoots_client::Delivery;
use tonic::Status;

use crate::convert;
use crate::execution::{Cause, Priority, Start};
use crate::store::Store;

/// Bytes of the id's prefix. The timer's id fits behind it.
const PREFIX_BYTES_MAX: usize = 40;
const TIMERS: &str = "timers/";

/// Starts an execution whose id is derived from the timer's, so that a repeated delivery starts only one.
pub(super) async fn start(
    store: &Store,
    (definition, prefix, input, priority): (&str, &str, String, Priority),
    delivery: &Delivery,
    cause: Cause,
) -> Result<(), Status> {
    let prefix = match prefix {
        "" => definition,
        prefix => prefix,
    };
    let prefix: String = prefix.chars().take(PREFIX_BYTES_MAX).collect();
    let timer = delivery
        .event
        .subject
        .strip_prefix(TIMERS)
        .unwrap_or(&delivery.event.subject);
    let start = Start {
        id: convert::id("id", format!("{prefix}-{timer}"))?,
        definition_version: 0,
        input: convert::json("input", input.as_bytes())?,
        parent: None,
        priority,
        cursor: String::new(),
        phase: String::new(),
    };
    let name = convert::id("definition", definition.to_owned())?;
    store.start(&name, start, cause).await.map(drop)
}
