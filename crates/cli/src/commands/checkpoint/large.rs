//! Checkpoints whose state is larger than one version may hold.

use std::fs::File;
use std::io::{Read, stdin};
use std::time::UNIX_EPOCH;

use minoots_client::{LARGE_CHECKPOINT_BYTES_MAX, LARGE_CHECKPOINT_TYPE, PutCheckpoint};
use minoots_terminal::errors::Failure;
use minoots_wire::checkpoint::v1::{Checkpoint, PutCheckpointRequest};
use minoots_wire::time::instant;

use super::Place;
use crate::client_arguments::ClientArguments;
use crate::read_arguments::ReadArguments;

/// Returns true if a version refers to chunks.
pub fn refers(checkpoint: &Checkpoint) -> bool {
    checkpoint.content_type.starts_with(LARGE_CHECKPOINT_TYPE)
}

/// Reads the bytes of a file, or of standard input if the file is `-`.
pub fn read(file: &str) -> Result<Vec<u8>, Failure> {
    let mut data = Vec::new();
    // One byte more than the limit suffices to detect that the input is too large.
    let most = LARGE_CHECKPOINT_BYTES_MAX as u64 + 1;
    let read = match file {
        "-" => stdin().lock().take(most).read_to_end(&mut data),
        path => File::open(path).and_then(|opened| opened.take(most).read_to_end(&mut data)),
    };
    let name = if file == "-" { "standard input" } else { file };
    read.map_err(|error| Failure::usage(format!("file: cannot read {name}: {error}")))?;
    if data.len() > LARGE_CHECKPOINT_BYTES_MAX {
        let failure = Failure::usage(format!(
            "file: {name} has more than {LARGE_CHECKPOINT_BYTES_MAX} bytes, which are allowed"
        ));
        return Err(failure.hint("keep what is larger elsewhere, and put where it is"));
    }
    Ok(data)
}

/// Writes the chunks, then the version that refers to them.
pub async fn put(request: PutCheckpointRequest, client: &ClientArguments) -> Result<Checkpoint, Failure> {
    if !request.preconditions.is_empty() || !request.postconditions.is_empty() {
        let what = format!(
            "--if, --ensure: a state of {} bytes goes in chunks, which are not looked into",
            request.data.len()
        );
        return Err(Failure::usage(what).hint("leave them out: --expected-version says which version you have read"));
    }
    let place = Place {
        execution: request.execution,
        name: request.name,
        partition_key: Some(request.partition_key),
    };
    let mut put = PutCheckpoint::after(place.key(), request.expected_version)
        .request_id(request.request_id)
        .data(request.content_type, request.data)
        .checksum(request.checksum)
        .keep_last(request.keep_last);
    for (key, value) in request.labels {
        put = put.label(key, value);
    }
    for id in request.timer_ids {
        put = put.timer(id);
    }
    Ok(message(client.client()?.put_large_checkpoint(put).await?))
}

/// Reads a version and reassembles its chunks.
pub async fn get(
    place: &Place,
    version: u64,
    reading: ReadArguments,
    client: &ClientArguments,
) -> Result<Checkpoint, Failure> {
    let client = reading.apply_to(client.client()?);
    let whole = client.large_checkpoint_at(place.key(), version).await?;
    Ok(message(whole))
}

fn message(checkpoint: minoots_client::Checkpoint) -> Checkpoint {
    let since = checkpoint
        .create_time
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    Checkpoint {
        execution: checkpoint.execution,
        name: checkpoint.name,
        partition_key: checkpoint.partition_key,
        version: checkpoint.version,
        content_type: checkpoint.content_type,
        data: checkpoint.data,
        data_size: checkpoint.data_size,
        checksum: checkpoint.checksum,
        labels: checkpoint.labels,
        create_time: since
            .and_then(|since| i64::try_from(since.as_nanos()).ok())
            .map(instant::to_proto),
        created_by: checkpoint.created_by,
        restored_version: checkpoint.restored_version.unwrap_or_default(),
        oldest_version: checkpoint.oldest_version,
        keep_last: checkpoint.keep_last,
        data_shredded: checkpoint.data_shredded,
    }
}
