//! Reads one version of a checkpoint.

use super::shown;
use crate::{access::Principal, app::App, refusal};
use minoots_kernel::Reject;
use minoots_wire::checkpoint::v1::{GetCheckpointRequest, GetCheckpointResponse};
use tonic::Status;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: GetCheckpointRequest,
) -> Result<GetCheckpointResponse, Status> {
    let place = (who.tenant(), request.execution.as_str(), request.name.as_str());
    let (state, read) = app.reader.read(request.read.as_ref()).await?;
    let head = shown::found(&state, place, &request.partition_key)?;
    let version = match request.version {
        0 => head.version,
        version => version,
    };
    let row = state.checkpoint_version(place, version)?;
    let row = row.ok_or_else(|| refusal::rejected(&Reject::CheckpointNotFound))?;
    let row = app.opener.opened_checkpoint(place, (version, head.version), row)?;
    Ok(GetCheckpointResponse {
        checkpoint: Some(shown::version(place, &head, version, row)),
        read: Some(read),
    })
}
