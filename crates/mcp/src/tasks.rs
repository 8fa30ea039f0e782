//! Durable tasks: calls of `minoots_wait` by clients that declare the tasks extension.
//!
//! A task is a checkpoint of the agent. Its first version contains the awaited timer or the questions to the client; a
//! later version contains the outcome. The process stores nothing: each poll checks whether the timer has reached the
//! awaited state. So a task can end while no server runs, and any server can report it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use minoots_client::{CheckpointKey, DeleteCheckpoint, Error, PutCheckpoint, Wait, Waited};
use rmcp::model::{CallToolResult, DetailedTask, ErrorData, JsonObject, Task, TaskPayload, TaskStatus};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

mod asks;
mod place;

pub use asks::{create_asking, fits, update};

use asks::Asks;

use crate::agent::Agent;
use crate::answer::Refusal;
use crate::arguments::Arguments;
use crate::clock;
use crate::limits::{TASK_KEPT, TASK_POLL, TASK_TRIES_MAX};
use crate::moment::{instant_text, millis, millis_of};
use crate::tools::wait::{self, Asked};

/// The label with the end of the retention, in milliseconds since 1970 UTC.
const UNTIL_LABEL: &str = "kept_until_ms";
/// The prefix of the name of a task's checkpoint, before its id.
const PREFIX: &str = "task.";

/// The stored form of a task: JSON. Later versions only add fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Stored {
    timer: String,
    /// Whether the task waits for the timer's end, not only its firing.
    ended: bool,
    /// Instants are milliseconds since 1970 UTC.
    created_ms: u64,
    wait_until_ms: u64,
    /// The outcome, once a server has seen it.
    outcome: Option<Outcome>,
    updated_ms: u64,
    /// The questions to the client, in place of a timer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    asks: Option<Asks>,
}

/// The outcome of a task.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "status")]
pub enum Outcome {
    /// There is a result, which may report a failure of the tool.
    Completed {
        /// The tool's answer.
        result: Map<String, Value>,
    },
    /// There is no result, and never will be.
    Failed {
        /// A protocol error.
        error: Map<String, Value>,
    },
    /// A client cancelled it.
    Cancelled,
}

impl Outcome {
    /// The outcome with this result.
    pub fn completed(result: &CallToolResult) -> Self {
        Self::Completed { result: object(result) }
    }

    /// The outcome with this error.
    pub fn failed(error: &ErrorData) -> Self {
        Self::Failed { error: object(error) }
    }
}

fn object(value: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(value) {
        Ok(Value::Object(object)) => object,
        _ => Map::new(),
    }
}

/// Creates a task from a valid wait. The wait may be as long as the agent's horizon.
///
/// # Errors
/// In words for a model, as those of the tool.
pub async fn create(agent: &Agent, given: Option<JsonObject>) -> Result<Task, Refusal> {
    let asked = Asked::read(agent, Arguments::new(given), agent.settings.max_horizon).await?;
    let now = millis(clock::now());
    let stored = Stored {
        timer: asked.timer.id,
        ended: asked.ended,
        created_ms: now,
        wait_until_ms: now.saturating_add(millis_of(asked.timeout)),
        outcome: None,
        updated_ms: now,
        asks: None,
    };
    begin(agent, stored).await
}

/// Creates a task that has already ended.
pub async fn create_ended(agent: &Agent, outcome: Outcome) -> Result<Task, Refusal> {
    let now = millis(clock::now());
    let stored = Stored {
        timer: String::new(),
        ended: true,
        created_ms: now,
        wait_until_ms: now,
        outcome: Some(outcome),
        updated_ms: now,
        asks: None,
    };
    begin(agent, stored).await
}

async fn begin(agent: &Agent, stored: Stored) -> Result<Task, Refusal> {
    let id = Uuid::new_v4().to_string();
    place::take(agent, putting(agent, &id, 0, &stored)).await?;
    Ok(stored.task(&id))
}

/// The present state of a task.
///
/// # Errors
/// The agent has no such task, or the cluster does not answer.
pub async fn get(agent: &Agent, id: &str) -> Result<DetailedTask, ErrorData> {
    let (version, mut stored) = load(agent, id).await?;
    if stored.outcome.is_none()
        && let Some(outcome) = come_to(agent, &stored).await.map_err(failed)?
    {
        stored.outcome = Some(outcome);
        stored = keep(agent, id, version, stored).await?;
    }
    Ok(stored.detailed(id))
}

/// Cancels a task; an ended one stays unchanged. The timer is not touched.
///
/// # Errors
/// As [`get`].
pub async fn cancel(agent: &Agent, id: &str) -> Result<(), ErrorData> {
    let cancel = |stored: &mut Stored| {
        stored.outcome = Some(Outcome::Cancelled);
        true
    };
    change(agent, id, cancel).await
}

/// Changes a task that has not ended, if `change` returns `true`. Repeats after a concurrent change.
async fn change(agent: &Agent, id: &str, mut change: impl FnMut(&mut Stored) -> bool) -> Result<(), ErrorData> {
    for _ in 0..TASK_TRIES_MAX {
        let (version, mut stored) = load(agent, id).await?;
        if stored.outcome.is_some() || !change(&mut stored) {
            return Ok(());
        }
        stored.updated_ms = millis(clock::now());
        match put(agent, id, version, &stored).await {
            Ok(()) => return Ok(()),
            Err(Error::Conflict { reason, .. }) if reason == "VERSION_CONFLICT" => {}
            Err(error) => return Err(failed(error)),
        }
    }
    let message = format!("task {id} is changed by many at this moment: call again");
    Err(ErrorData::internal_error(message, None))
}

impl Stored {
    fn task(&self, id: &str) -> Task {
        let (created, updated) = (
            instant_text(instant(self.created_ms)),
            instant_text(instant(self.updated_ms)),
        );
        let kept = self
            .wait_until_ms
            .saturating_sub(self.created_ms)
            .saturating_add(millis_of(TASK_KEPT));
        let waiting = match &self.asks {
            None => format!("waiting for timer {}", self.timer),
            Some(_) => "waiting for answers".to_owned(),
        };
        Task::new(id, TaskStatus::Working, created, updated)
            .with_status_message(waiting)
            .with_ttl_ms(kept)
            .with_poll_interval_ms(millis_of(TASK_POLL))
    }

    fn detailed(&self, id: &str) -> DetailedTask {
        let payload = match self.outcome.clone() {
            None => self.asks.as_ref().map_or(TaskPayload::Working, Asks::payload),
            Some(Outcome::Completed { result }) => TaskPayload::Completed { result },
            Some(Outcome::Failed { error }) => TaskPayload::Failed { error },
            Some(Outcome::Cancelled) => TaskPayload::Cancelled,
        };
        DetailedTask::new(self.task(id), payload)
    }
}

/// The outcome of a wait, if it is over.
async fn come_to(agent: &Agent, stored: &Stored) -> Result<Option<Outcome>, Error> {
    let is_over = clock::now() >= instant(stored.wait_until_ms);
    if stored.asks.is_some() {
        return Ok(is_over.then(asks::unanswered));
    }
    let timer = stored.timer.as_str();
    let wait = if stored.ended {
        Wait::ended(timer)
    } else {
        Wait::fired(timer)
    };
    let answer = match agent.client.wait(wait.timeout(Duration::ZERO)).await {
        Ok(Waited::Reached(timer)) => wait::reached(&timer),
        Ok(Waited::TimedOut(timer)) if is_over => wait::timed_out(&timer),
        Ok(Waited::TimedOut(_)) => return Ok(None),
        // The timer ended, and the cluster had deleted it before the first poll.
        Err(error @ Error::NotFound { .. }) => return Ok(Some(Outcome::failed(&failed(error)))),
        Err(error) => return Err(error),
    };
    Ok(Some(Outcome::completed(&CallToolResult::structured(Value::Object(
        answer,
    )))))
}

/// Stores the outcome. If another server was first, returns the state it stored.
async fn keep(agent: &Agent, id: &str, version: u64, mut stored: Stored) -> Result<Stored, ErrorData> {
    stored.updated_ms = millis(clock::now());
    match put(agent, id, version, &stored).await {
        Ok(()) => Ok(stored),
        Err(Error::Conflict { reason, .. }) if reason == "VERSION_CONFLICT" => Ok(load(agent, id).await?.1),
        Err(error) => Err(failed(error)),
    }
}

async fn put(agent: &Agent, id: &str, after: u64, stored: &Stored) -> Result<(), Error> {
    let put = putting(agent, id, after, stored);
    agent.client.put_checkpoint(put).await.map(drop)
}

fn putting(agent: &Agent, id: &str, after: u64, stored: &Stored) -> PutCheckpoint {
    let until = stored.wait_until_ms.saturating_add(millis_of(TASK_KEPT));
    let json = serde_json::to_string(stored).unwrap_or_default();
    PutCheckpoint::after(key(agent, id), after)
        .json(json)
        .label(UNTIL_LABEL, until.to_string())
        .keep_last(1)
}

async fn load(agent: &Agent, id: &str) -> Result<(u64, Stored), ErrorData> {
    // Check that it is a task id before it becomes part of a key.
    Uuid::parse_str(id).map_err(|_| unknown(id))?;
    let checkpoint = match agent.client.checkpoint(key(agent, id)).await {
        Ok(checkpoint) => checkpoint,
        Err(Error::NotFound { .. }) => return Err(unknown(id)),
        Err(error) => return Err(failed(error)),
    };
    let stored = serde_json::from_slice(&checkpoint.data);
    let stored =
        stored.map_err(|error| ErrorData::internal_error(format!("task {id} cannot be read: {error}"), None))?;
    Ok((checkpoint.version, stored))
}

fn key(agent: &Agent, id: &str) -> CheckpointKey {
    CheckpointKey::from((agent.name.execution(), format!("{PREFIX}{id}")))
}

fn delete(checkpoint: CheckpointKey, version: u64) -> DeleteCheckpoint {
    DeleteCheckpoint::at(checkpoint, version)
}

fn unknown(id: &str) -> ErrorData {
    let id: String = id.chars().take(64).collect();
    ErrorData::invalid_params(format!("there is no task {id:?} of this agent"), None)
}

fn failed(error: Error) -> ErrorData {
    let refusal = Refusal::from(error);
    ErrorData::internal_error(refusal.message.clone(), Some(refusal.into_answer().into()))
}

fn instant(millis: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_millis(millis.min(i64::MAX.unsigned_abs() / 1_000_000))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn stored_task_format_is_stable() {
        let mut stored = Stored {
            timer: "t".to_owned(),
            ended: true,
            created_ms: 1_000,
            wait_until_ms: 2_000,
            outcome: None,
            updated_ms: 1_000,
            asks: None,
        };
        let working =
            r#"{"timer":"t","ended":true,"created_ms":1000,"wait_until_ms":2000,"outcome":null,"updated_ms":1000}"#;
        assert_eq!(serde_json::to_string(&stored).ok().as_deref(), Some(working));
        let result = json!({"outcome": "reached"}).as_object().cloned().unwrap_or_default();
        stored.outcome = Some(Outcome::Completed { result });
        let done = r#"{"timer":"t","ended":true,"created_ms":1000,"wait_until_ms":2000,"outcome":{"status":"completed","result":{"outcome":"reached"}},"updated_ms":1000}"#;
        assert_eq!(serde_json::to_string(&stored).ok().as_deref(), Some(done));
        assert_eq!(serde_json::from_str::<Stored>(done).ok(), Some(stored));
    }
}
