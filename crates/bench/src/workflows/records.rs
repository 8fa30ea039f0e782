//! The event log records of executions.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::UNIX_EPOCH;

use minoots_client::{Client, TailFrom, TailOptions};
use minoots_terminal::errors::Failure;
use tokio_stream::StreamExt as _;

/// The records whose times are collected.
const KINDS: [&str; 4] = [
    "approval.requested",
    "approval.timed_out",
    "workflow.phase_entered",
    "workflow.phase_timed_out",
];

/// The time of each record's first appearance, by execution and type. Cheap to clone.
#[derive(Clone, Default)]
pub struct Records {
    times: Arc<Mutex<HashMap<(String, String), i64>>>,
}

impl Records {
    /// Follows the records of a node, from now on.
    pub fn follow(endpoint: &str) -> Result<Self, Failure> {
        let client = Client::builder().endpoint(endpoint).build();
        let client = client.map_err(|error| Failure::failed(error.to_string()))?;
        let options = TailOptions::default().unsigned();
        let options = KINDS.iter().fold(options, |options, kind| options.kind(*kind));
        let records = Self::default();
        let known = records.clone();
        tokio::spawn(async move {
            let mut tail = client.tail(TailFrom::Start, options);
            while let Some(Ok(event)) = tail.next().await {
                let event = event.event;
                let since = event.time.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
                let Some(ns) = since.and_then(|since| i64::try_from(since.as_nanos()).ok()) else {
                    continue;
                };
                let mut times = known.times.lock().unwrap_or_else(PoisonError::into_inner);
                times.entry((event.subject, event.kind)).or_insert(ns);
            }
        });
        Ok(records)
    }

    /// Nanoseconds since 1970; `None` if it has not been written yet.
    pub fn time(&self, execution: &str, kind: &str) -> Option<i64> {
        let named = (format!("workflows/{execution}"), kind.to_owned());
        let times = self.times.lock().unwrap_or_else(PoisonError::into_inner);
        times.get(&named).copied()
    }
}
