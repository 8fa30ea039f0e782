//! Leases and budgets from outside.

mod commands;
mod contention;
mod refusals;
mod spent;

use minoots_wire::lease::v1::lease_service_client::LeaseServiceClient;
use minoots_wire::lease::v1::{AcquireLeaseRequest, Lease};
use minoots_wire::time::{duration, instant};
use minoots_wire::well_known::Timestamp;
use tonic::transport::Channel;

const SECOND: i64 = 1_000_000_000;

async fn service(endpoint: &str) -> LeaseServiceClient<Channel> {
    LeaseServiceClient::connect(endpoint.to_owned()).await.unwrap()
}

fn acquisition(id: &str, holder: &str, ttl: i64) -> AcquireLeaseRequest {
    AcquireLeaseRequest {
        id: id.to_owned(),
        holder: holder.to_owned(),
        ttl: Some(duration::to_proto(ttl)),
        ..AcquireLeaseRequest::default()
    }
}

fn nanos(time: Option<&Timestamp>) -> i64 {
    instant::from_proto(time.unwrap()).unwrap()
}

/// Returns the start and the end of a lease, from its grant.
fn held(lease: &Lease) -> (i64, i64) {
    (nanos(lease.acquire_time.as_ref()), nanos(lease.expire_time.as_ref()))
}
