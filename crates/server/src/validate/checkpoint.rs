//! Checks requests about checkpoints.

use super::{Violations, timer};
use minoots_kernel::internal::{Caller, PutCheckpoint};
use minoots_wire::{
    checkpoint::v1::{PutCheckpointRequest, RollbackCheckpointRequest},
    error::Reason,
};
use sha2::{Digest, Sha256};
use tonic::Status;

/// Converts a put, with the caller under its request id.
pub(crate) fn put(
    (request, mut violations): (PutCheckpointRequest, Violations),
    caller: impl FnOnce(&str) -> Caller,
) -> Result<PutCheckpoint, Status> {
    let data = request.data;
    timer::content_type(&mut violations, "content_type", &request.content_type);
    let checksum = Sha256::digest(&data).as_slice().to_vec();
    checked(&mut violations, &request.checksum, &checksum);
    let labels = timer::labels(&mut violations, "labels", request.labels);
    violations.finish()?;
    Ok(PutCheckpoint {
        caller: Some(caller(&request.request_id)),
        execution: request.execution,
        name: request.name,
        partition_key: request.partition_key,
        expected_version: request.expected_version,
        content_type: request.content_type,
        data: data.into(),
        checksum,
        labels,
        keep_last: request.keep_last,
        timers: request.timer_ids,
        digest: Vec::new(),
        conditions: Vec::new(),
        // Sealed just before the proposal, if the tenant has payload keys.
        payload_key: 0,
    })
}

pub(crate) fn rollback(request: &RollbackCheckpointRequest, mut violations: Violations) -> Result<(), Status> {
    let expected = request.expected_version;
    // Without an expected version the request is rejected for that later, once the current version is known.
    if request.version == 0 || (expected != 0 && request.version >= expected) {
        let description = "must be a version before expected_version, 1 or more";
        violations.add("version", Reason::RollbackVersion, description);
    }
    violations.finish()
}

/// Checks the caller's checksum, if there is one.
fn checked(violations: &mut Violations, given: &str, computed: &[u8]) {
    let decoded = hex::decode(given).ok().filter(|bytes| bytes.len() == computed.len());
    if given.is_empty() || decoded.as_deref() == Some(computed) {
        return;
    }
    let description = match decoded.is_some() {
        true => "is not the SHA-256 of the data as it arrived; send both again, or leave the checksum to the server",
        false => "must be 64 hexadecimal digits, the SHA-256 of the data; or leave it to the server",
    };
    violations.add("checksum", Reason::ChecksumMismatch, description);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checksum_is_that_of_the_data_or_refused() {
        let computed = [0xAB; 32];
        let refusals = |given: &str| {
            let mut violations = Violations::default();
            checked(&mut violations, given, &computed);
            violations.count()
        };
        assert_eq!(refusals(""), 0);
        assert_eq!(refusals(&"ab".repeat(32)), 0);
        assert_eq!(refusals(&"AB".repeat(32)), 0);
        for wrong in [
            "ab".repeat(31),
            "ab".repeat(33),
            "ac".repeat(32),
            "+b".repeat(32),
            "é".repeat(32),
        ] {
            assert_eq!(refusals(&wrong), 1, "{wrong}");
        }
    }
}
