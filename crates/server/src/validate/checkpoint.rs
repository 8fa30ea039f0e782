//! Checks requests about checkpoints.

use super::{Violations, partition_key, reason, request_id, text::id_shape, timer};
use minoots_kernel::{
    internal::{Caller, PutCheckpoint},
    limits,
};
use minoots_wire::{
    checkpoint::v1::{
        DeleteCheckpointRequest, ListCheckpointsRequest, PutCheckpointRequest, RollbackCheckpointRequest,
    },
    error::Reason,
};
use sha2::{Digest, Sha256};
use tonic::Status;

/// Converts a put, with the caller under its request id.
pub(crate) fn put(request: PutCheckpointRequest, caller: impl FnOnce(&str) -> Caller) -> Result<PutCheckpoint, Status> {
    let mut violations = Violations::default();
    named(
        &mut violations,
        &request.execution,
        &request.name,
        &request.partition_key,
    );
    request_id(&mut violations, "request_id", &request.request_id);
    let data = request.data;
    if data.len() > limits::PAYLOAD_BYTES_MAX {
        let max = limits::PAYLOAD_BYTES_MAX;
        let description = format!("has {} bytes; at most {max} are allowed", data.len());
        violations.add("data", Reason::PayloadTooLarge, description);
    }
    timer::content_type(&mut violations, "content_type", &request.content_type);
    let checksum = Sha256::digest(&data).as_slice().to_vec();
    checked(&mut violations, &request.checksum, &checksum);
    let labels = timer::labels(&mut violations, "labels", request.labels);
    if request.keep_last > limits::CHECKPOINT_KEEP_MAX {
        let description = format!("must be 1 to {}, or 0 to leave it", limits::CHECKPOINT_KEEP_MAX);
        violations.add("keep_last", Reason::KeepLastRange, description);
    }
    let max = limits::CHECKPOINT_TIMERS_MAX;
    if request.timer_ids.len() > max {
        let description = format!("names {} timers; at most {max} are allowed", request.timer_ids.len());
        violations.add("timer_ids", Reason::TimerCount, description);
    }
    for (index, id) in request.timer_ids.iter().take(max).enumerate() {
        required(&mut violations, &format!("timer_ids[{index}]"), id);
    }
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

/// Checks the name of a checkpoint.
pub(crate) fn place(execution: &str, name: &str, partition: &str) -> Result<(), Status> {
    let mut violations = Violations::default();
    named(&mut violations, execution, name, partition);
    violations.finish()
}

pub(crate) fn list(request: &ListCheckpointsRequest) -> Result<(), Status> {
    let mut violations = Violations::default();
    required(&mut violations, "execution", &request.execution);
    // Has the form of a partition key, and is unset when empty.
    partition_key(&mut violations, "name", &request.name);
    partition_key(&mut violations, "partition_key", &request.partition_key);
    violations.finish()
}

pub(crate) fn rollback(request: &RollbackCheckpointRequest) -> Result<(), Status> {
    let mut violations = Violations::default();
    named(
        &mut violations,
        &request.execution,
        &request.name,
        &request.partition_key,
    );
    request_id(&mut violations, "request_id", &request.request_id);
    reason(&mut violations, "reason", &request.reason);
    let expected = request.expected_version;
    // Without an expected version the request is rejected for that later, once the current version is known.
    if request.version == 0 || (expected != 0 && request.version >= expected) {
        let description = "must be a version before expected_version, 1 or more";
        violations.add("version", Reason::RollbackVersion, description);
    }
    violations.finish()
}

pub(crate) fn delete(request: &DeleteCheckpointRequest) -> Result<(), Status> {
    let mut violations = Violations::default();
    named(
        &mut violations,
        &request.execution,
        &request.name,
        &request.partition_key,
    );
    request_id(&mut violations, "request_id", &request.request_id);
    violations.finish()
}

fn named(violations: &mut Violations, execution: &str, name: &str, partition: &str) {
    required(violations, "execution", execution);
    required(violations, "name", name);
    partition_key(violations, "partition_key", partition);
}

fn required(violations: &mut Violations, field: &str, text: &str) {
    if text.is_empty() {
        violations.add(field, Reason::IdEmpty, "is required");
    } else {
        id_shape(violations, field, text);
    }
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
