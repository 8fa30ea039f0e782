//! Checkpoints as messages of the API.

use crate::{convert::timestamp, refusal, state::State};
use minoots_kernel::{
    Reject,
    internal::{CheckpointAnswer, CheckpointHeadRow, CheckpointRow},
};
use minoots_wire::checkpoint::v1::Checkpoint;
use tonic::Status;

/// Tenant, execution, name.
pub(in crate::grpc) type Place<'a> = (&'a str, &'a str, &'a str);

/// A stored version, with its data.
pub(super) fn version(place: Place<'_>, head: &CheckpointHeadRow, version: u64, row: CheckpointRow) -> Checkpoint {
    Checkpoint {
        partition_key: partition(place.1, &head.partition_key),
        oldest_version: head.oldest(),
        keep_last: head.keep_last,
        ..stored(place, version, row)
    }
}

/// The answer to a write.
pub(in crate::grpc) fn answered(place: Place<'_>, answer: &CheckpointAnswer) -> Checkpoint {
    let row = answer.row.clone().unwrap_or_default();
    Checkpoint {
        partition_key: partition(place.1, &answer.partition_key),
        data_size: clear_size(answer.size as usize, row.payload_key),
        oldest_version: answer.oldest,
        keep_last: answer.keep_last,
        ..stored(place, answer.version, row)
    }
}

fn stored((_, execution, name): Place<'_>, version: u64, row: CheckpointRow) -> Checkpoint {
    let labels = row.labels.into_iter().map(|label| (label.key, label.value));
    Checkpoint {
        execution: execution.to_owned(),
        name: name.to_owned(),
        version,
        content_type: row.content_type,
        data_size: clear_size(row.data.len(), row.payload_key),
        // The caller has opened the data if its key exists. Data that is still sealed is not shown.
        data: Some(row.data)
            .filter(|_| row.payload_key == 0)
            .unwrap_or_default()
            .into(),
        checksum: hex::encode(&row.checksum),
        labels: labels.collect(),
        create_time: timestamp(row.create_time),
        created_by: row.created_by,
        restored_version: row.restored,
        ..Checkpoint::default()
    }
}

/// The size of the plain data whose stored size is `stored`.
fn clear_size(stored: usize, key: u64) -> u32 {
    let added = if key == 0 { 0 } else { minoots_seal::OVERHEAD };
    u32::try_from(stored.saturating_sub(added)).unwrap_or(u32::MAX)
}

fn partition(execution: &str, partition_key: &str) -> String {
    match partition_key {
        "" => execution.to_owned(),
        own => own.to_owned(),
    }
}

/// Finds a checkpoint by its name, and by its partition key if one is given.
pub(super) fn found(state: &State, place: Place<'_>, partition_key: &str) -> Result<CheckpointHeadRow, Status> {
    let head = state.checkpoint(place.0, place.1, place.2)?;
    head.filter(|head| head.is_of(place.1, partition_key))
        .ok_or_else(|| refusal::rejected(&Reject::CheckpointNotFound))
}
