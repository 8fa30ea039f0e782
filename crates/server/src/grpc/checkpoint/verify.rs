//! Recomputes the checksums of stored versions, newest first, within the amount of data that one call may read.

use super::shown;
use crate::{
    access::Principal,
    app::{App, Found},
};
use minoots_kernel::{internal::CheckpointRow, limits::CHECKPOINT_BYTES_READ_MAX};
use minoots_wire::checkpoint::v1::{VerifyCheckpointRequest, VerifyCheckpointResponse};
use sha2::{Digest, Sha256};
use tonic::Status;

pub(super) async fn run(
    app: &App,
    who: &Principal,
    request: VerifyCheckpointRequest,
) -> Result<VerifyCheckpointResponse, Status> {
    let place = (who.tenant(), request.execution.as_str(), request.name.as_str());
    let (state, read) = app.reader.read_many(place.0, request.read.as_ref()).await?;
    let head = shown::found(&state, place, &request.partition_key)?;
    let newest = match request.before_version {
        0 => head.version,
        before => head.version.min(before.saturating_sub(1)),
    };
    let mut answer = VerifyCheckpointResponse {
        read: Some(read),
        ..VerifyCheckpointResponse::default()
    };
    let mut bytes = 0;
    for version in (head.oldest()..=newest).rev() {
        if bytes > CHECKPOINT_BYTES_READ_MAX {
            answer.next_before_version = version + 1;
            break;
        }
        let row = state.checkpoint_version(place, version)?;
        // A version that the head counts and that has no row counts as empty data.
        let row = row.unwrap_or_default();
        bytes += row.data.len();
        let row = match app.opener.verifiable(place, row)? {
            Found::Whole(row) => row,
            Found::Shredded => {
                // The checksum of shredded data cannot be verified.
                answer.shredded += 1;
                continue;
            }
        };
        answer.checked += 1;
        if let Some(computed) = mismatch(&row) {
            answer.bad_version = version;
            answer.stored_checksum = hex::encode(&row.checksum);
            answer.computed_checksum = hex::encode(&computed);
            break;
        }
    }
    Ok(answer)
}

/// The checksum of the data, if it differs from the one it was written with.
fn mismatch(row: &CheckpointRow) -> Option<Vec<u8>> {
    let computed = Sha256::digest(&row.data);
    (row.checksum != computed.as_slice()).then(|| computed.as_slice().to_vec())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn one_bit_of_the_data_or_of_the_checksum_is_noticed() {
        let data = b"state".to_vec();
        let whole = CheckpointRow {
            checksum: Sha256::digest(&data).as_slice().to_vec(),
            data,
            ..CheckpointRow::default()
        };
        assert_eq!(mismatch(&whole), None);
        for bit in 0..8 {
            let mut of_data = whole.clone();
            of_data.data[4] ^= 1 << bit;
            assert_ne!(mismatch(&of_data).unwrap(), whole.checksum);
            let mut of_checksum = whole.clone();
            of_checksum.checksum[31] ^= 1 << bit;
            assert_eq!(mismatch(&of_checksum).unwrap(), whole.checksum);
        }
        assert!(mismatch(&CheckpointRow::default()).is_some(), "a row that is not there");
    }
}
