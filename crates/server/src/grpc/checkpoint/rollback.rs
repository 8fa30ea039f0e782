//! Rolls a checkpoint back to an earlier version. The caller must have the permission to cancel every timer that is
//! bound to an undone version.

use super::{asked, shown};
use crate::{
    access::{Permission, Principal},
    app::{App, Freshness},
    policies, refusal,
    state::{KnownRequest, State},
    validate,
};
use minoots_kernel::{
    Reject, Reply, digest, id,
    internal::{RollBackCheckpoint, command::Command},
};
use minoots_policy::{facts::Facts, facts::Verb};
use minoots_sequencer::Priority;
use minoots_wire::checkpoint::v1::{RollbackCheckpointRequest, RollbackCheckpointResponse};
use minoots_wire::rules::Unjudged;
use tonic::Status;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: Unjudged<RollbackCheckpointRequest>,
) -> Result<RollbackCheckpointResponse, Status> {
    let (request, mut violations) = request.judge();
    let conditions = validate::condition::conditions(&mut violations, &request.preconditions, &request.postconditions);
    validate::checkpoint::rollback(&request, violations)?;
    if !conditions.is_empty() {
        who.needs(Permission::CheckpointRead)?;
    }
    app.writer.check_growth()?;
    let mut command = RollBackCheckpoint {
        caller: Some(who.caller(&request.request_id)),
        execution: request.execution,
        name: request.name,
        partition_key: request.partition_key,
        expected_version: request.expected_version,
        version: request.version,
        reason: request.reason,
        digest: Vec::new(),
        conditions: conditions.digest.clone(),
    };
    command.digest = digest::of_rollback(&command);
    let (execution, name) = (command.execution.clone(), command.name.clone());
    let place = (who.tenant(), execution.as_str(), name.as_str());
    if !conditions.is_empty() {
        let write = asked::Write {
            place,
            partition_key: &command.partition_key,
            expected_version: command.expected_version,
            request_id: &request.request_id,
            digest: &command.digest,
            must_stand: true,
        };
        let restored = |state: &State| {
            let earlier = state.checkpoint_version(place, command.version)?;
            Ok(earlier.map(|row| row.data))
        };
        asked::hold(app, conditions, &write, restored).await?;
    }
    check_readable(app, place, (command.version, command.expected_version))?;
    let asked = |judged: &Command, state: &State| match judged {
        Command::RollBackCheckpoint(judged) => undone(state, place, judged),
        _ => Err(refusal::unexpected_reply()),
    };
    // It writes as much as a put, so it has normal priority, unlike a cancel.
    let command = (Command::RollBackCheckpoint(command), Priority::Normal);
    let (at, reply) = app
        .judge
        .propose_allowed(who, command, Freshness::Everything, asked)
        .await?;
    let Reply::Checkpoint { answer, original_index } = reply else {
        return Err(refusal::unexpected_reply());
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

/// Rejects a rollback to a version that is no longer readable, because it would replace readable data.
pub(in crate::grpc) fn check_readable(
    app: &App,
    place: shown::Place<'_>,
    (version, current): (u64, u64),
) -> Result<(), Status> {
    let state = app.reader.state()?;
    let row = state.checkpoint_version(place, version)?;
    // The kernel rejects a version that does not exist.
    row.map_or(Ok(()), |row| {
        app.opener.opened_checkpoint(place, (version, current), row).map(drop)
    })
}

/// The facts of cancelling the timers that are bound to undone versions. If the expected version is not current, the
/// rollback is rejected here, because a concurrent put could bind further timers. A repeat of an answered rollback
/// cancels none.
fn undone(state: &State, place: shown::Place<'_>, command: &RollBackCheckpoint) -> Result<Vec<Facts>, Status> {
    let request_id = command.caller.as_ref().map_or("", |caller| &caller.request_id);
    match state.request(place.0, request_id, &command.digest)? {
        KnownRequest::New => {}
        KnownRequest::Answered => return Ok(Vec::new()),
        KnownRequest::Another => return Err(refusal::rejected(&Reject::IdempotencyMismatch { index: 0 })),
    }
    let head = state.checkpoint(place.0, place.1, place.2)?;
    let head = head.ok_or_else(|| refusal::rejected(&Reject::CheckpointNotFound))?;
    if head.version != command.expected_version {
        let version = head.version;
        return Err(refusal::rejected(&Reject::VersionConflict { version }));
    }
    let mut facts = Vec::new();
    for timer in head.timers.iter().filter(|timer| timer.version > command.version) {
        let row = state.timer(place.0, &timer.id)?;
        facts.extend(row.iter().flat_map(|row| policies::of_timer(Verb::Cancel, row, None)));
    }
    Ok(facts)
}
