//! Durable tasks: a call of `minoots_wait` by a client that declares the tasks extension.
//!
//! A task is a checkpoint of the agent's: what is waited for, a timer or the client's answers, and in a later version what came of it. Nothing of it is in this process:
//! whoever asks for it looks whether the timer is there by now, so that a task ends while no server runs, and is told by any of them.

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

/// In milliseconds since 1970 UTC is until when it is kept.
const UNTIL_LABEL: &str = "kept_until_ms";
/// What the name of a task's checkpoint begins with; its id follows.
const PREFIX: &str = "task.";

/// What is stored of a task: JSON, whose fields are only ever added to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Stored {
    timer: String,
    /// Until it has ended, and not just fired.
    ended: bool,
    /// The instants are milliseconds since 1970 UTC.
    created_ms: u64,
    wait_until_ms: u64,
    /// What came of it, once somebody saw that.
    outcome: Option<Outcome>,
    updated_ms: u64,
    /// What the client is asked for, instead of a timer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    asks: Option<Asks>,
}

/// How a task has ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "status")]
pub enum Outcome {
    /// There is a result, which may say that the tool has failed.
    Completed {
        /// As the tool would have answered.
        result: Map<String, Value>,
    },
    /// There is none, and never will be.
    Failed {
        /// An error of the protocol.
        error: Map<String, Value>,
    },
    /// Somebody wants it no more.
    Cancelled,
}

impl Outcome {
    /// With this result.
    pub fn completed(result: &CallToolResult) -> Self {
        Self::Completed { result: object(result) }
    }

    /// With this error.
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

/// Makes a task of a wait that keeps the rules. The wait may be as long as the agent plans ahead.
///
/// # Errors
/// In words for a model, as the tool itself.
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

/// Makes a task that has ended before anybody asks for it.
///
/// # Errors
/// As [`create`].
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

/// A task as it is now.
///
/// # Errors
/// When the agent has none of this id, or the fabric does not answer.
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

/// Ends a task; one that has ended stays as it is. The timer is not touched.
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

/// Changes a task that has not ended, and says whether it did; again if somebody else changes it at this moment.
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

/// What a wait has come to by now, if it is over.
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
        // It ended, and nobody asked until the fabric had forgotten it.
        Err(error @ Error::NotFound { .. }) => return Ok(Some(Outcome::failed(&failed(error)))),
        Err(error) => return Err(error),
    };
    Ok(Some(Outcome::completed(&CallToolResult::structured(Value::Object(
        answer,
    )))))
}

/// Writes what came of it. If somebody was faster, it is what they saw.
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
    // An id of ours, before it is part of a key.
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
    fn what_is_stored_of_a_task_is_read_by_later_versions() {
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
