//! Executions that a schedule starts.

use std::collections::BTreeMap;

use minoots_client::{Delivery, Error};
use serde::Deserialize;
use serde_json::Value;
use tonic::Status;

use crate::clock;
use crate::convert;
use crate::execution::{About, Cause, Priority, Series, Start};
use crate::failure;
use crate::store::Store;

/// Bytes of the id's prefix. The timer's id fits behind it.
const PREFIX_BYTES_MAX: usize = 40;
const TIMERS: &str = "timers/";

/// A start that a schedule asks for.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    definition: String,
    /// The prefix of the execution's id; if empty, the name of the definition.
    #[serde(default, rename = "id")]
    prefix: String,
    #[serde(default)]
    input: Value,
    #[serde(default)]
    priority: Priority,
    #[serde(default)]
    title: String,
    #[serde(default)]
    labels: BTreeMap<String, String>,
}

/// Starts an execution whose id is derived from the timer's, so that a repeated delivery starts only one.
pub(super) async fn start(store: &Store, asked: Asked, delivery: &Delivery, cause: Cause) -> Result<(), Status> {
    let prefix = match asked.prefix.as_str() {
        "" => &asked.definition,
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
        input: convert::json("input", asked.input.to_string().as_bytes())?,
        parent: None,
        priority: asked.priority,
        cursor: String::new(),
        phase: String::new(),
        about: About {
            title: convert::title(asked.title)?,
            labels: convert::labels(asked.labels)?,
            series: series(store, timer).await?,
            ..About::default()
        },
    };
    let name = convert::id("definition", asked.definition)?;
    store.start(&name, start, cause).await.map(drop)
}

/// The schedule of a timer, and its occurrence. A timer of a caller, or one that is not kept any more, has none.
async fn series(store: &Store, timer: &str) -> Result<Option<Series>, Status> {
    let timer = match store.client.get(timer).await {
        Ok(timer) => timer,
        Err(Error::NotFound { .. }) => return Ok(None),
        Err(error) => return Err(failure::fabric(&error)),
    };
    let origin = timer.origin.filter(|origin| !origin.schedule_id.is_empty());
    Ok(origin.map(|origin| Series {
        schedule: origin.schedule_id,
        occurrence_ms: clock::millis(origin.schedule_time.unwrap_or(timer.fire_time)),
    }))
}
