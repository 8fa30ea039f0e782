//! Leases: one holder at a time, and a fencing token that orders holders.

use std::time::{Duration, SystemTime};

use minoots_wire::lease::v1 as proto;
use uuid::Uuid;

mod held;

pub use held::HeldLease;

use crate::client::Client;
use crate::error::Error;
use crate::key::Key;
use crate::pages::Pages;
use crate::time;

/// A lease as stored by the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Unique in the tenant and partition.
    pub id: String,
    /// Part of its identity, besides the id.
    pub partition_key: String,
    /// Its owner.
    pub tenant: String,
    /// The holder, as named by the acquirer.
    pub holder: String,
    /// The fencing token: it grows with each acquisition. A resource that the holder writes to should reject smaller
    /// tokens.
    pub token: u64,
    /// The requested duration.
    pub ttl: Duration,
    /// The time of the acquisition, in cluster time.
    pub acquire_time: SystemTime,
    /// The first instant at which it is no longer held, in cluster time.
    pub expire_time: SystemTime,
    /// The credential that acquired it.
    pub acquired_by: String,
}

/// One acquisition of a lease, needed to renew and release it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The lease.
    pub lease: Key,
    /// Its fencing token.
    pub token: u64,
}

impl From<&Lease> for Grant {
    fn from(lease: &Lease) -> Self {
        Self {
            lease: Key::new(&lease.id, &lease.partition_key),
            token: lease.token,
        }
    }
}

impl Lease {
    fn read(lease: Option<proto::Lease>) -> Result<Self, Error> {
        let lease = lease.ok_or_else(|| Error::internal("an answer without its lease"))?;
        let instant = |timestamp: &Option<_>| timestamp.as_ref().and_then(time::instant);
        let ttl = lease.ttl.as_ref().and_then(time::duration);
        let (Some(ttl), Some(acquire_time), Some(expire_time)) =
            (ttl, instant(&lease.acquire_time), instant(&lease.expire_time))
        else {
            return Err(Error::internal("a lease without its times"));
        };
        Ok(Self {
            id: lease.id,
            partition_key: lease.partition_key,
            tenant: lease.tenant,
            holder: lease.holder,
            token: lease.token,
            ttl,
            acquire_time,
            expire_time,
            acquired_by: lease.acquired_by,
        })
    }
}

/// A request for a lease. It contains a request id, so that a repeat is safe; clones share the id.
#[derive(Debug, Clone)]
#[must_use = "a lease is acquired by a client"]
pub struct AcquireLease {
    request: proto::AcquireLeaseRequest,
}

impl AcquireLease {
    /// A lease for `ttl`, 1 s to 24 h, unless it is renewed. The server names `holder` (1 to 255 bytes) to other
    /// acquirers.
    pub fn new(lease: impl Into<Key>, holder: impl Into<String>, ttl: Duration) -> Self {
        let Key { id, partition_key } = lease.into();
        Self {
            request: proto::AcquireLeaseRequest {
                request_id: Uuid::now_v7().to_string(),
                id,
                partition_key,
                holder: holder.into(),
                ttl: Some(time::to_duration(ttl)),
            },
        }
    }

    /// Sets the request id. A repeat from another process then returns the first answer, for 24 h.
    pub fn request_id(mut self, request_id: impl Into<String>) -> Self {
        self.request.request_id = request_id.into();
        self
    }
}

/// The result of an acquisition, by this request or by an earlier equal one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acquired {
    /// The lease as granted.
    pub lease: Lease,
    /// Whether an earlier request with this id acquired it. It may have expired or been released since; only a renewal
    /// shows that it is still held.
    pub existing: bool,
}

impl Client {
    /// Acquires a lease that no other holder has.
    ///
    /// # Errors
    /// `Conflict` (`LEASE_HELD`) when it is held, with the `holder` and the delay until it expires; see [`Error`] for
    /// other errors.
    pub async fn acquire_lease(&self, acquire: AcquireLease) -> Result<Acquired, Error> {
        let answer = self.unary(acquire.request).await?;
        Ok(Acquired {
            existing: answer.original_commit_index != 0,
            lease: Lease::read(answer.lease)?,
        })
    }

    /// Renews a lease, counted from now; without `ttl`, for its original duration.
    ///
    /// # Errors
    /// `Conflict` when it has expired (`LEASE_EXPIRED`) or was acquired anew (`STALE_FENCE`): stop the protected work.
    pub async fn renew_lease(&self, grant: impl Into<Grant>, ttl: Option<Duration>) -> Result<Lease, Error> {
        self.renew_within(grant.into(), ttl, (self.deadline(), self.patience()))
            .await
    }

    /// Renews with this deadline and this time limit of an attempt.
    async fn renew_within(
        &self,
        grant: Grant,
        ttl: Option<Duration>,
        times: (Duration, Duration),
    ) -> Result<Lease, Error> {
        let Grant { lease, token } = grant;
        let request = proto::RenewLeaseRequest {
            id: lease.id,
            partition_key: lease.partition_key,
            token,
            ttl: ttl.map(time::to_duration),
        };
        Lease::read(self.unary_within(request, times).await?.lease)
    }

    /// Releases a lease. Releasing an expired lease succeeds.
    ///
    /// # Errors
    /// `Conflict` (`STALE_FENCE`) when it was acquired anew since; see [`Error`] for other errors.
    pub async fn release_lease(&self, grant: impl Into<Grant>) -> Result<(), Error> {
        let Grant { lease, token } = grant.into();
        let request = proto::ReleaseLeaseRequest {
            id: lease.id,
            partition_key: lease.partition_key,
            token,
        };
        self.unary(request).await.map(drop)
    }

    /// Reads a held lease.
    ///
    /// # Errors
    /// `NotFound` (`LEASE`) when it is not held; see [`Error`] for other errors.
    pub async fn lease(&self, lease: impl Into<Key>) -> Result<Lease, Error> {
        let Key { id, partition_key } = lease.into();
        let request = proto::GetLeaseRequest {
            id,
            partition_key,
            read: self.read_options(),
        };
        Lease::read(self.unary(request).await?.lease)
    }

    /// Lists held leases whose ids start with a prefix, by id.
    pub fn leases(&self, id_prefix: impl Into<String>) -> Pages<Lease> {
        let request = proto::ListLeasesRequest {
            id_prefix: id_prefix.into(),
            read: self.read_options(),
            ..proto::ListLeasesRequest::default()
        };
        self.pages(request, |lease| Lease::read(Some(lease)))
    }
}
