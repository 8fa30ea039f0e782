//! Pauses and resumes a queue.

use super::{Changed, SHARD, changed_by};
use crate::{
    access::Principal,
    app::{App, Freshness},
    policies,
    state::State,
};
use minoots_kernel::internal::{PauseQueue, command::Command};
use minoots_policy::facts::Verb;
use minoots_sequencer::Priority;
use minoots_wire::queue::v1::{PauseQueueRequest, PauseQueueResponse, ResumeQueueRequest, ResumeQueueResponse};
use tonic::Status;

pub(super) async fn pause(
    app: &App,
    who: &Principal,
    request: PauseQueueRequest,
) -> Result<PauseQueueResponse, Status> {
    let changed = propose(app, who, request.id, request.reason, false).await?;
    Ok(PauseQueueResponse {
        queue: Some(changed.queue),
        shard: SHARD,
        commit_index: changed.at.index,
    })
}

pub(super) async fn resume(
    app: &App,
    who: &Principal,
    request: ResumeQueueRequest,
) -> Result<ResumeQueueResponse, Status> {
    let changed = propose(app, who, request.id, request.reason, true).await?;
    Ok(ResumeQueueResponse {
        queue: Some(changed.queue),
        shard: SHARD,
        commit_index: changed.at.index,
    })
}

async fn propose(app: &App, who: &Principal, id: String, reason: String, resume: bool) -> Result<Changed, Status> {
    let caller = who.caller("");
    let tenant = caller.tenant.clone();
    let command = Command::PauseQueue(PauseQueue {
        caller: Some(caller),
        queue: id.clone(),
        resume,
        reason,
    });
    let asked = |_: &Command, _: &State| Ok(vec![policies::of_queue(Verb::Pause, &id)]);
    let answer = app
        .judge
        .propose_allowed(who, (command, Priority::Urgent), Freshness::Anything, asked)
        .await?;
    let changed = changed_by(&app.reader, &tenant, &id, answer)?;
    // After this wait the leader offers nothing more of a paused queue. A node that stops offers nothing either.
    let _ = app.delivery.heard().await;
    Ok(changed)
}
