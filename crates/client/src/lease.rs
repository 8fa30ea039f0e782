//! Leases: one holder at a time, and a token that tells an old holder from the new one.

use std::time::{Duration, SystemTime};

use minoots_wire::lease::v1 as proto;
use uuid::Uuid;

mod held;

pub use held::HeldLease;

use crate::call::Kind;
use crate::client::Client;
use crate::error::Error;
use crate::key::Key;
use crate::pages::Pages;
use crate::time;

/// A lease as the fabric knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Unique in the tenant and partition.
    pub id: String,
    /// Part of the name.
    pub partition_key: String,
    /// Whose it is.
    pub tenant: String,
    /// Who holds it, in the acquirer's words.
    pub holder: String,
    /// Fencing token: larger with each grant, never the same again. Whatever the holder writes to should refuse smaller ones.
    pub token: u64,
    /// As it was acquired for.
    pub ttl: Duration,
    /// When it was granted, by the cluster's time.
    pub acquire_time: SystemTime,
    /// The first instant at which it is not held any more, by the cluster's time.
    pub expire_time: SystemTime,
    /// Which credential acquired it.
    pub acquired_by: String,
}

/// A grant of a lease: what renews and releases it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Which lease.
    pub lease: Key,
    /// As the grant told it.
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

/// A lease to be acquired. Its request id is chosen here, so that repeating it is safe; clones have the same one.
#[derive(Debug, Clone)]
#[must_use = "a lease is acquired by a client"]
pub struct AcquireLease {
    request: proto::AcquireLeaseRequest,
}

impl AcquireLease {
    /// For so long unless it is renewed, 1 s to 24 h. `holder` is told to others who ask for it, 1 to 255 bytes.
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

    /// Makes a repeat in another process answer as the first did, for 24 h.
    pub fn request_id(mut self, request_id: impl Into<String>) -> Self {
        self.request.request_id = request_id.into();
        self
    }
}

/// A lease that was acquired, now or by an equal request before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acquired {
    /// As it was granted.
    pub lease: Lease,
    /// An earlier request of this id got it, and it may be over or released since: only a renewal tells that it is still held.
    pub existing: bool,
}

impl Client {
    /// Takes a lease that nobody holds.
    ///
    /// # Errors
    /// `Conflict` (`LEASE_HELD`) when somebody does, with the `holder` and the delay until it ends; see [`Error`] for the
    /// others.
    pub async fn acquire_lease(&self, acquire: AcquireLease) -> Result<Acquired, Error> {
        let answer = self.call(Kind::Write, |attempt| {
            let request = attempt.request(acquire.request.clone());
            async move { attempt.leases().acquire_lease(request).await }
        });
        let answer = answer.await?;
        Ok(Acquired {
            existing: answer.original_commit_index != 0,
            lease: Lease::read(answer.lease)?,
        })
    }

    /// Holds a lease for longer, counted from now; without `ttl`, for as long as it was acquired for.
    ///
    /// # Errors
    /// `Conflict` when it is over (`LEASE_EXPIRED`) or was granted anew (`STALE_FENCE`): stop what it was for.
    pub async fn renew_lease(&self, grant: impl Into<Grant>, ttl: Option<Duration>) -> Result<Lease, Error> {
        self.renew_within(grant.into(), ttl, (self.deadline(), self.patience()))
            .await
    }

    /// With this deadline, and this long for an attempt.
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
        let answer = self.call_within(Kind::Write, times, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.leases().renew_lease(request).await }
        });
        Lease::read(answer.await?.lease)
    }

    /// Gives a lease back. Releasing what is over is fine.
    ///
    /// # Errors
    /// `Conflict` (`STALE_FENCE`) when it was granted anew since; see [`Error`] for the others.
    pub async fn release_lease(&self, grant: impl Into<Grant>) -> Result<(), Error> {
        let Grant { lease, token } = grant.into();
        let request = proto::ReleaseLeaseRequest {
            id: lease.id,
            partition_key: lease.partition_key,
            token,
        };
        let answer = self.call(Kind::Write, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.leases().release_lease(request).await }
        });
        answer.await.map(drop)
    }

    /// Reads a lease that is held.
    ///
    /// # Errors
    /// `NotFound` (`LEASE`) when nobody holds it; see [`Error`] for the others.
    pub async fn lease(&self, lease: impl Into<Key>) -> Result<Lease, Error> {
        let Key { id, partition_key } = lease.into();
        let request = proto::GetLeaseRequest {
            id,
            partition_key,
            read: None,
        };
        let answer = self.call(Kind::Read, |attempt| {
            let request = attempt.request(request.clone());
            async move { attempt.leases().get_lease(request).await }
        });
        Lease::read(answer.await?.lease)
    }

    /// Lists leases that are held and whose ids begin with this, by id.
    pub fn leases(&self, id_prefix: impl Into<String>) -> Pages<Lease> {
        let (client, id_prefix) = (self.clone(), id_prefix.into());
        Pages::read(move |page_token| {
            let client = client.clone();
            let request = proto::ListLeasesRequest {
                page_size: 0,
                page_token,
                id_prefix: id_prefix.clone(),
                read: None,
            };
            async move {
                let answer = client.call(Kind::Read, |attempt| {
                    let request = attempt.request(request.clone());
                    async move { attempt.leases().list_leases(request).await }
                });
                let answer = answer.await?;
                let leases = answer.leases.into_iter().map(|lease| Lease::read(Some(lease)));
                Ok((leases.collect(), answer.next_page_token))
            }
        })
    }
}
