//! Writes the next version of a checkpoint.

use super::{asked, shown};
use crate::{
    access::{Permission, Principal},
    app::App,
    refusal, validate,
};
use minoots_kernel::{Reply, digest, id, internal::command::Command};
use minoots_sequencer::Priority;
use minoots_wire::checkpoint::v1::{PutCheckpointRequest, PutCheckpointResponse};
use minoots_wire::rules::Unjudged;
use tonic::Status;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: Unjudged<PutCheckpointRequest>,
) -> Result<PutCheckpointResponse, Status> {
    let (request, mut violations) = request.judge();
    let conditions = validate::condition::conditions(&mut violations, &request.preconditions, &request.postconditions);
    if !request.preconditions.is_empty() {
        who.needs(Permission::CheckpointRead)?;
    }
    let mut command = validate::checkpoint::put((request, violations), |request_id| who.caller(request_id))?;
    app.writer.check_growth()?;
    command.conditions.clone_from(&conditions.digest);
    command.digest = app
        .writer
        .request_digest(command.caller.as_ref(), digest::of_put(&command))?;
    let (execution, name) = (command.execution.clone(), command.name.clone());
    if !conditions.is_empty() {
        let caller = command.caller.as_ref();
        let write = asked::Write {
            place: (who.tenant(), &execution, &name),
            partition_key: &command.partition_key,
            expected_version: command.expected_version,
            request_id: caller.map_or("", |caller| &caller.request_id),
            digest: &command.digest,
            must_stand: false,
        };
        asked::hold(app, conditions, &write, |_| Ok(Some(command.data.clone()))).await?;
    }
    let command = Command::PutCheckpoint(Box::new(command));
    let (at, reply) = app.writer.propose(command, Priority::Normal).await?;
    let Reply::Checkpoint { answer, original_index } = reply else {
        return Err(refusal::unexpected_reply());
    };
    Ok(PutCheckpointResponse {
        checkpoint: Some(shown::answered((who.tenant(), &execution, &name), &answer)),
        shard: id::SHARD,
        commit_index: at.index,
        original_commit_index: original_index,
    })
}
