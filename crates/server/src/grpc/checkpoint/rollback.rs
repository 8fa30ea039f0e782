//! Goes back to an earlier version of a checkpoint. Whoever may not cancel one of the timers that hang on what is undone may not go back.

use super::shown;
use crate::{
    access::Principal,
    app::App,
    policies::{self, Look},
    validate,
};
use minoots_kernel::{
    Failure, Reply, digest, id,
    internal::{RollBackCheckpoint, command::Command},
    tables::{self, checkpoint},
};
use minoots_policy::{facts::Facts, facts::Verb};
use minoots_sequencer::{Priority, consensus::View};
use minoots_wire::checkpoint::v1::{RollbackCheckpointRequest, RollbackCheckpointResponse};
use tonic::Status;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: RollbackCheckpointRequest,
) -> Result<RollbackCheckpointResponse, Status> {
    validate::checkpoint::rollback(&request)?;
    app.check_growth()?;
    let mut command = RollBackCheckpoint {
        caller: Some(who.caller(&request.request_id)),
        execution: request.execution,
        name: request.name,
        partition_key: request.partition_key,
        expected_version: request.expected_version,
        version: request.version,
        reason: request.reason,
        digest: Vec::new(),
    };
    command.digest = digest::of_rollback(&command);
    let (execution, name) = (command.execution.clone(), command.name.clone());
    let version = command.version;
    let place = (who.tenant(), execution.as_str(), name.as_str());
    let asked = |_: &Command, view: &dyn View| undone(view, place, version).map_err(|failure| app.fail(failure));
    let command = (Command::RollBackCheckpoint(command), Priority::Urgent);
    let (at, reply) = app.propose_allowed(who, command, Look::Everything, asked).await?;
    let Reply::Checkpoint { answer, original_index } = reply else {
        return Err(app.unexpected());
    };
    if original_index == 0 {
        app.metrics.timers_cancelled.add(answer.cancelled.len() as u64, &[]);
    }
    Ok(RollbackCheckpointResponse {
        checkpoint: Some(shown::answered(place, &answer)),
        cancelled_timer_ids: answer.cancelled,
        too_late_timer_ids: answer.too_late,
        shard: id::SHARD,
        commit_index: at.index,
        original_commit_index: original_index,
    })
}

/// The timers that hang on versions after this one, each as by a cancel.
fn undone(view: &dyn View, place: shown::Place<'_>, version: u64) -> Result<Vec<Facts>, Failure> {
    let head = checkpoint::get(view, place.0, place.1, place.2)?.unwrap_or_default();
    let mut facts = Vec::new();
    for timer in head.timers.iter().filter(|timer| timer.version > version) {
        let row = tables::timer::get(view, place.0, &timer.id)?;
        facts.extend(row.map(|row| policies::of_timer(Verb::Cancel, &row, None)));
    }
    Ok(facts)
}
