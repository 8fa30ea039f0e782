//! Goes back to an earlier version of a checkpoint. Whoever may not cancel one of the timers that hang on what is undone may not go back.

use super::{asked, shown};
use crate::{
    access::{Permission, Principal},
    app::{App, Look},
    policies, refusal, validate,
};
use minoots_kernel::{
    Reject, Reply, digest, id,
    internal::{RollBackCheckpoint, command::Command},
    tables::{self, checkpoint, request::Known},
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
    let conditions = validate::condition::conditions(&request.preconditions, &request.postconditions)?;
    if !conditions.is_empty() {
        who.needs(Permission::CheckpointRead)?;
    }
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
        let earlier = |view: &dyn View| checkpoint::version(view, place, command.version);
        let restored = |view: &dyn View| earlier(view).map(|row| row.map(|row| row.data));
        asked::hold(app, conditions, &write, restored).await?;
    }
    check_readable(app, place, (command.version, command.expected_version))?;
    let asked = |judged: &Command, view: &dyn View| match judged {
        Command::RollBackCheckpoint(judged) => undone(app, view, place, judged),
        _ => Err(app.unexpected()),
    };
    // It writes as much as a put does, so it does not go before others as cancels do.
    let command = (Command::RollBackCheckpoint(command), Priority::Normal);
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

/// Refuses to put in place of what can be read a version that nobody can read any more.
fn check_readable(app: &App, place: shown::Place<'_>, (version, current): (u64, u64)) -> Result<(), Status> {
    let view = app.view()?;
    let row = checkpoint::version(view.as_ref(), place, version).map_err(|failure| app.fail(failure))?;
    // A version that is not there is for the kernel to refuse.
    row.map_or(Ok(()), |row| {
        app.opened_checkpoint(place, (version, current), row).map(drop)
    })
}

/// The timers that hang on versions after the one to go back to, each as by a cancel. Of another version than the current one nothing is
/// judged: a put in between could hang timers on it. Whoever is only told again what came of it cancels none.
fn undone(
    app: &App,
    view: &dyn View,
    place: shown::Place<'_>,
    command: &RollBackCheckpoint,
) -> Result<Vec<Facts>, Status> {
    let fail = |failure| app.fail(failure);
    let request_id = command.caller.as_ref().map_or("", |caller| &caller.request_id);
    match tables::request::known(view, place.0, request_id, &command.digest).map_err(fail)? {
        Known::New => {}
        Known::Answered => return Ok(Vec::new()),
        Known::Another => return Err(refusal::rejected(&Reject::IdempotencyMismatch { index: 0 })),
    }
    let head = checkpoint::get(view, place.0, place.1, place.2).map_err(fail)?;
    let head = head.ok_or_else(|| refusal::rejected(&Reject::CheckpointNotFound))?;
    if head.version != command.expected_version {
        let version = head.version;
        return Err(refusal::rejected(&Reject::VersionConflict { version }));
    }
    let mut facts = Vec::new();
    for timer in head.timers.iter().filter(|timer| timer.version > command.version) {
        let row = tables::timer::get(view, place.0, &timer.id).map_err(fail)?;
        facts.extend(row.iter().flat_map(|row| policies::of_timer(Verb::Cancel, row, None)));
    }
    Ok(facts)
}
