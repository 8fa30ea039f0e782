//! Removes a checkpoint with all its versions.

use crate::{access::Principal, app::CommandWriter, refusal};
use minoots_kernel::{
    Reply, digest, id,
    internal::{DeleteCheckpoint, command::Command},
};
use minoots_sequencer::Priority;
use minoots_wire::checkpoint::v1::{DeleteCheckpointRequest, DeleteCheckpointResponse};
use tonic::Status;

pub(super) async fn run(
    writer: &CommandWriter,
    who: &Principal,
    request: DeleteCheckpointRequest,
) -> Result<DeleteCheckpointResponse, Status> {
    let mut command = DeleteCheckpoint {
        caller: Some(who.caller(&request.request_id)),
        execution: request.execution,
        name: request.name,
        partition_key: request.partition_key,
        expected_version: request.expected_version,
        digest: Vec::new(),
    };
    command.digest = digest::of_delete(&command);
    let command = Command::DeleteCheckpoint(command);
    let (at, reply) = writer.propose(command, Priority::Urgent).await?;
    let Reply::Checkpoint { original_index, .. } = reply else {
        return Err(refusal::unexpected_reply());
    };
    Ok(DeleteCheckpointResponse {
        shard: id::SHARD,
        commit_index: at.index,
        original_commit_index: original_index,
    })
}
