//! Keeps the number of an agent's tasks below its bound.

use futures::{StreamExt as _, TryStreamExt as _};
use minoots_client::Checkpoint;

use super::{UNTIL_LABEL, delete, execution, millis};
use crate::agent::Agent;
use crate::answer::Refusal;
use crate::clock;
use crate::limits::TASKS_MAX;

/// Deletes tasks that need be kept no longer.
///
/// # Errors
/// When there are as many as there may be, or the fabric does not answer.
pub(super) async fn make_place(agent: &Agent) -> Result<(), Refusal> {
    let tasks = agent.client.checkpoints(execution(agent)).take(TASKS_MAX);
    let tasks: Vec<Checkpoint> = tasks.try_collect().await?;
    let (now, mut kept) = (millis(clock::now()), tasks.len());
    for task in tasks {
        let until = task.labels.get(UNTIL_LABEL).and_then(|until| until.parse::<u64>().ok());
        if until.is_some_and(|until| until <= now) {
            agent
                .client
                .delete_checkpoint(delete((&task).into(), task.version))
                .await?;
            kept -= 1;
        }
    }
    if kept < TASKS_MAX {
        return Ok(());
    }
    let message = format!("agent {} has {TASKS_MAX} tasks, and may have no more", agent.name);
    let way_out = "Nothing was changed. A task is forgotten a day after the end of its wait: wait for fewer timers, or for less long.";
    Err(Refusal::new("MAX_TASKS", message, way_out))
}
