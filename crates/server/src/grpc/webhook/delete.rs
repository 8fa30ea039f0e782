//! Removes an endpoint.

use crate::{access::Principal, app::CommandWriter};
use minoots_kernel::{
    id,
    internal::{DeleteWebhook, command::Command},
};
use minoots_sequencer::Priority;
use minoots_wire::webhook::v1::{DeleteWebhookRequest, DeleteWebhookResponse};
use tonic::Status;

pub(super) async fn run(
    writer: &CommandWriter,
    who: &Principal,
    request: DeleteWebhookRequest,
) -> Result<DeleteWebhookResponse, Status> {
    let command = Command::DeleteWebhook(DeleteWebhook {
        caller: Some(who.caller("")),
        id: request.id,
        version: request.state_version,
    });
    let (at, _) = writer.propose(command, Priority::Urgent).await?;
    Ok(DeleteWebhookResponse {
        shard: id::SHARD,
        commit_index: at.index,
    })
}
