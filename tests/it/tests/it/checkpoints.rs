//! Checkpoints from outside.

mod commands;
mod conditions;
mod large;
mod races;
mod refusals;

use minoots_wire::checkpoint::v1::checkpoint_service_client::CheckpointServiceClient;
use minoots_wire::checkpoint::v1::{Checkpoint, GetCheckpointRequest, PutCheckpointRequest, PutCheckpointResponse};
use tonic::{Status, transport::Channel};

type Checkpoints = CheckpointServiceClient<Channel>;

async fn service(endpoint: &str) -> Checkpoints {
    CheckpointServiceClient::connect(endpoint.to_owned()).await.unwrap()
}

fn put(expected_version: u64, data: &str) -> PutCheckpointRequest {
    PutCheckpointRequest {
        execution: "run-1".to_owned(),
        name: "state".to_owned(),
        expected_version,
        content_type: "text/plain".to_owned(),
        data: data.to_owned().into(),
        ..PutCheckpointRequest::default()
    }
}

async fn written(service: &mut Checkpoints, request: PutCheckpointRequest) -> Result<PutCheckpointResponse, Status> {
    service.put_checkpoint(request).await.map(tonic::Response::into_inner)
}

async fn read(service: &mut Checkpoints, version: u64) -> Result<Checkpoint, Status> {
    let request = GetCheckpointRequest {
        execution: "run-1".to_owned(),
        name: "state".to_owned(),
        version,
        ..GetCheckpointRequest::default()
    };
    let answer = service.get_checkpoint(request).await?;
    Ok(answer.into_inner().checkpoint.unwrap())
}
