//! Keeps the number of an agent's tasks below its limit, across all its servers.
//!
//! Invariant: each task is written in one transaction with the next version of one checkpoint, [`COUNTED`], whose
//! version was read before the tasks were counted. So of two servers that count the same tasks, the cluster rejects
//! one, which then counts again.

use futures::{StreamExt as _, TryStreamExt as _, future};
use minoots_client::{Checkpoint, Error, PutCheckpoint, Transaction};

use super::{PREFIX, UNTIL_LABEL, delete};
use crate::agent::Agent;
use crate::answer::Refusal;
use crate::clock;
use crate::limits::{TASK_TRIES_MAX, TASKS_MAX};
use crate::moment::millis;

/// The name of an empty checkpoint that serves as a version counter.
const COUNTED: &str = "tasks";

/// Writes a task if the agent may have one more.
///
/// # Errors
/// The limit is reached, other servers create tasks continuously, or the cluster does not answer.
pub(super) async fn take(agent: &Agent, task: PutCheckpoint) -> Result<(), Refusal> {
    let _alone = agent.alone().await;
    for _ in 0..TASK_TRIES_MAX {
        let version = counted(agent).await?;
        if kept(agent).await? >= TASKS_MAX {
            return Err(full(agent));
        }
        let count = PutCheckpoint::after((agent.name.execution(), COUNTED.to_owned()), version).json("{}");
        let both = Transaction::new(agent.name.execution())
            .put_checkpoint(count.keep_last(1))
            .put_checkpoint(task.clone());
        match agent.client.transact(both).await {
            Ok(_) => return Ok(()),
            Err(Error::Conflict { reason, .. }) if reason == "GUARD_FAILED" => {}
            Err(error) => return Err(error.into()),
        }
    }
    let message = format!("agent {} makes many tasks at this moment", agent.name);
    Err(Refusal::new("MAX_TASKS", message, "Nothing was changed. Call again."))
}

/// The version of the counter; 0 if there is none yet.
async fn counted(agent: &Agent) -> Result<u64, Error> {
    match agent
        .client
        .checkpoint((agent.name.execution(), COUNTED.to_owned()))
        .await
    {
        Ok(checkpoint) => Ok(checkpoint.version),
        Err(Error::NotFound { .. }) => Ok(0),
        Err(error) => Err(error),
    }
}

/// The number of tasks, after deleting those past their retention.
async fn kept(agent: &Agent) -> Result<usize, Error> {
    let all = agent.client.checkpoints(agent.name.execution());
    let tasks = all.try_filter(|checkpoint| future::ready(checkpoint.name.starts_with(PREFIX)));
    let tasks: Vec<Checkpoint> = tasks.take(TASKS_MAX).try_collect().await?;
    let (now, mut kept) = (millis(clock::now()), tasks.len());
    for task in tasks {
        let until = task.labels.get(UNTIL_LABEL).and_then(|until| until.parse::<u64>().ok());
        if until.is_none_or(|until| until > now) {
            continue;
        }
        match agent
            .client
            .delete_checkpoint(delete((&task).into(), task.version))
            .await
        {
            // Another server may have been first.
            Ok(()) | Err(Error::NotFound { .. }) => kept -= 1,
            // Another server has just stored its outcome.
            Err(Error::Conflict { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(kept)
}

fn full(agent: &Agent) -> Refusal {
    let message = format!("agent {} has {TASKS_MAX} tasks, and may have no more", agent.name);
    let way_out = "Nothing was changed. A task is forgotten a day after the end of its wait: wait for fewer timers, or for less long.";
    Refusal::new("MAX_TASKS", message, way_out)
}
