//! Acquires, extends and releases a lease.

use super::shown;
use crate::{access::Principal, app::CommandWriter, refusal, validate};
use minoots_kernel::{
    Reply, id,
    internal::{AcquireLease, ReleaseLease, RenewLease, command::Command},
};
use minoots_sequencer::Priority;
use minoots_wire::lease::v1::{
    AcquireLeaseRequest, AcquireLeaseResponse, ReleaseLeaseRequest, ReleaseLeaseResponse, RenewLeaseRequest,
    RenewLeaseResponse,
};
use tonic::Status;

pub(super) async fn acquire(
    writer: &CommandWriter,
    who: &Principal,
    request: AcquireLeaseRequest,
) -> Result<AcquireLeaseResponse, Status> {
    let ttl = request.ttl.as_ref().map_or(0, validate::nanos);
    writer.check_growth()?;
    let command = Command::AcquireLease(AcquireLease {
        caller: Some(who.caller(&request.request_id)),
        id: request.id.clone(),
        partition_key: request.partition_key.clone(),
        holder: request.holder,
        ttl,
    });
    let (at, reply) = writer.propose(command, Priority::Normal).await?;
    let Reply::Lease { row, original_index } = reply else {
        return Err(refusal::unexpected_reply());
    };
    let lease = shown::lease(who.tenant(), &request.id, &request.partition_key, *row);
    Ok(AcquireLeaseResponse {
        lease: Some(lease),
        shard: id::SHARD,
        commit_index: at.index,
        original_commit_index: original_index,
    })
}

pub(super) async fn renew(
    writer: &CommandWriter,
    who: &Principal,
    request: RenewLeaseRequest,
) -> Result<RenewLeaseResponse, Status> {
    let (id, partition_key) = (&request.id, &request.partition_key);
    let ttl = request.ttl.as_ref().map_or(0, validate::nanos);
    let command = Command::RenewLease(RenewLease {
        caller: Some(who.caller("")),
        id: id.clone(),
        partition_key: partition_key.clone(),
        token: request.token,
        ttl,
    });
    // Holders take priority over callers that want to acquire.
    let (at, reply) = writer.propose(command, Priority::Urgent).await?;
    let Reply::Lease { row, .. } = reply else {
        return Err(refusal::unexpected_reply());
    };
    Ok(RenewLeaseResponse {
        lease: Some(shown::lease(who.tenant(), id, partition_key, *row)),
        shard: id::SHARD,
        commit_index: at.index,
    })
}

pub(super) async fn release(
    writer: &CommandWriter,
    who: &Principal,
    request: ReleaseLeaseRequest,
) -> Result<ReleaseLeaseResponse, Status> {
    let command = Command::ReleaseLease(ReleaseLease {
        caller: Some(who.caller("")),
        id: request.id,
        partition_key: request.partition_key,
        token: request.token,
    });
    let (at, _) = writer.propose(command, Priority::Urgent).await?;
    Ok(ReleaseLeaseResponse {
        shard: id::SHARD,
        commit_index: at.index,
    })
}
