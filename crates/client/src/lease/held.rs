//! A lease that is renewed for as long as it is wanted.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use uuid::Uuid;

use super::{AcquireLease, Grant, Lease};
use crate::client::Client;
use crate::clock;
use crate::error::Error;

/// A lease is renewed this many times while it lasts, so that two renewals may fail.
const RENEWALS_PER_TTL: u32 = 3;
/// After a renewal that failed without saying that the lease is lost.
const AGAIN: Duration = Duration::from_millis(100);

/// A lease that is renewed at each third of its time, from [`Client::hold_lease`]. Dropped without
/// [`release`](Self::release), it is renewed no more and ends by itself.
#[derive(Debug)]
pub struct HeldLease {
    client: Client,
    lease: Lease,
    held_until: watch::Receiver<Held>,
    renewing: JoinHandle<()>,
}

/// What is known of the lease.
#[derive(Debug, Clone)]
enum Held {
    /// At least until then by this machine's clock, since the renewal was sent before.
    Until(Instant),
    Lost(Error),
}

impl Client {
    /// Acquires a lease and renews it until it is released, lost or dropped. Always a grant of its own: the request id of
    /// `acquire` is not used.
    ///
    /// # Errors
    /// As [`acquire_lease`](Self::acquire_lease).
    pub async fn hold_lease(&self, acquire: AcquireLease) -> Result<HeldLease, Error> {
        let acquire = acquire.request_id(Uuid::now_v7().to_string());
        let sent = clock::now();
        let lease = self.acquire_lease(acquire).await?;
        let (tell, held_until) = watch::channel(Held::Until(sent + lease.ttl));
        let renewing = tokio::spawn(renew(self.clone(), lease.clone(), tell));
        Ok(HeldLease {
            client: self.clone(),
            lease,
            held_until,
            renewing,
        })
    }
}

impl HeldLease {
    /// As it was granted; its `expire_time` is of then.
    #[must_use]
    pub fn lease(&self) -> &Lease {
        &self.lease
    }

    /// The fencing token, for whatever the holder writes to.
    #[must_use]
    pub fn token(&self) -> u64 {
        self.lease.token
    }

    /// Whether it is still held for certain. Errs on the side of no.
    #[must_use]
    pub fn is_held(&self) -> bool {
        match &*self.held_until.borrow() {
            Held::Until(instant) => clock::now() < *instant,
            Held::Lost(_) => false,
        }
    }

    /// Waits until the lease is not held for certain any more, and says why. Stop what it was for.
    pub async fn lost(&self) -> Error {
        let mut held = self.held_until.clone();
        loop {
            let now = held.borrow_and_update().clone();
            match now {
                Held::Lost(error) => return error,
                Held::Until(instant) => tokio::select! {
                    () = sleep_until(instant) => return ended(),
                    changed = held.changed() => if changed.is_err() {
                        // The task was ended from outside, with its runtime: nothing renews the lease any more.
                        sleep_until(instant).await;
                        return ended();
                    }
                },
            }
        }
    }

    /// Gives it back, so that others need not wait for its end.
    ///
    /// # Errors
    /// As [`Client::release_lease`].
    pub async fn release(self) -> Result<(), Error> {
        self.renewing.abort();
        self.client.release_lease(&self.lease).await
    }
}

impl Drop for HeldLease {
    fn drop(&mut self) {
        self.renewing.abort();
    }
}

async fn renew(client: Client, lease: Lease, tell: watch::Sender<Held>) {
    let mut until = match &*tell.borrow() {
        Held::Until(instant) => *instant,
        Held::Lost(_) => return,
    };
    loop {
        sleep(lease.ttl / RENEWALS_PER_TTL).await;
        until = match renewed(&client, &lease, until).await {
            Ok(until) => until,
            Err(error) => {
                tell.send_replace(Held::Lost(error));
                return;
            }
        };
        tell.send_replace(Held::Until(until));
    }
}

/// Renews until it works, the server says that the lease is lost, or it must have ended.
async fn renewed(client: &Client, lease: &Lease, until: Instant) -> Result<Instant, Error> {
    loop {
        let sent = clock::now();
        let left = until.saturating_duration_since(sent);
        match timeout(left, client.renew_lease(Grant::from(lease), None)).await {
            Ok(Ok(_)) => return Ok(sent + lease.ttl),
            Ok(Err(error @ (Error::Conflict { .. } | Error::Invalid { .. }))) => return Err(error),
            Ok(Err(error)) if clock::now() + AGAIN >= until => return Err(error),
            Ok(Err(_)) => sleep(AGAIN).await,
            Err(_) => return Err(ended()),
        }
    }
}

fn ended() -> Error {
    Error::unavailable("", "the lease could not be renewed in time")
}
