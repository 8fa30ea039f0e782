//! Pauses a queue, and goes on with it.

use super::{Changed, SHARD, changed};
use crate::{app::App, validate};
use minoots_kernel::internal::{PauseQueue, command::Command};
use minoots_wire::queue::v1::{PauseQueueRequest, PauseQueueResponse, ResumeQueueRequest, ResumeQueueResponse};
use tonic::Status;

pub(super) async fn pause(app: &App, request: PauseQueueRequest) -> Result<PauseQueueResponse, Status> {
    let changed = propose(app, request.id, request.reason, false).await?;
    Ok(PauseQueueResponse {
        queue: Some(changed.queue),
        shard: SHARD,
        commit_index: changed.at.index,
    })
}

pub(super) async fn resume(app: &App, request: ResumeQueueRequest) -> Result<ResumeQueueResponse, Status> {
    let changed = propose(app, request.id, request.reason, true).await?;
    Ok(ResumeQueueResponse {
        queue: Some(changed.queue),
        shard: SHARD,
        commit_index: changed.at.index,
    })
}

async fn propose(app: &App, id: String, reason: String, resume: bool) -> Result<Changed, Status> {
    validate::required_id("id", &id)?;
    let mut violations = validate::Violations::default();
    validate::reason(&mut violations, "reason", &reason);
    violations.finish()?;
    let caller = app.caller("");
    let tenant = caller.tenant.clone();
    let command = Command::PauseQueue(PauseQueue {
        caller: Some(caller),
        queue: id.clone(),
        resume,
        reason,
    });
    let changed = changed(app, &tenant, &id, command).await?;
    // Whoever is told that it is paused sees nothing offered after. A node that stops offers nothing either.
    let _ = app.delivery.heard().await;
    Ok(changed)
}
