//! A lease with automatic renewal.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep, sleep_until};
use uuid::Uuid;

use super::{AcquireLease, Acquired, Grant, Lease};
use crate::backoff::Backoff;
use crate::client::Client;
use crate::clock;
use crate::error::Error;

/// A lease is renewed after one of these parts of its duration, and counts as lost after two without a renewal. The
/// third part covers errors that this machine cannot see. The lease ends by log time, which may be ahead by the clock
/// difference, and which continues while the machine sleeps.
const PARTS: u32 = 3;
/// One renewal attempt gets this part of the duration, so that a hanging server does not cost the lease.
const ATTEMPTS_PER_TTL: u32 = 6;
/// The clocks of nodes differ by at most half a second, which a third of this covers.
const TTL_MIN: Duration = Duration::from_secs(2);

/// A lease that is renewed after each third of its duration, from [`Client::hold_lease`]. If it is dropped without
/// [`release`](Self::release), renewal stops and the lease expires.
#[derive(Debug)]
pub struct HeldLease {
    client: Client,
    lease: Lease,
    held: watch::Receiver<Held>,
    renewing: JoinHandle<()>,
}

/// The known state of the lease.
#[derive(Debug, Clone)]
enum Held {
    /// Held until this time on this machine's clock, counted from the sending of the last renewal; and the latest error
    /// since.
    Until(Instant, Option<Error>),
    Lost(Error),
}

impl Client {
    /// Acquires a lease of at least 2 s and renews it until it is released, lost or dropped. A repeat with a clone of
    /// `acquire` finds the lease of an attempt whose answer was lost, if that lease is still valid; otherwise it
    /// acquires the lease anew.
    ///
    /// # Errors
    /// As [`acquire_lease`](Self::acquire_lease); `Invalid` for a shorter lease.
    pub async fn hold_lease(&self, acquire: AcquireLease) -> Result<HeldLease, Error> {
        let asked = acquire.request.ttl.as_ref().and_then(crate::time::duration);
        if asked.is_some_and(|ttl| ttl < TTL_MIN) {
            return Err(Error::invalid(
                "ttl",
                "is too short to be held by renewals; use at least 2s",
            ));
        }
        let (lease, sent) = self.acquire_to_hold(acquire).await?;
        let until = sent + kept(&lease);
        let (tell, held) = watch::channel(Held::Until(until, None));
        let renewing = tokio::spawn(renew(self.clone(), lease.clone(), until, tell));
        Ok(HeldLease {
            client: self.clone(),
            lease,
            held,
            renewing,
        })
    }

    /// A valid lease, and the time at which its acquisition or renewal was sent.
    async fn acquire_to_hold(&self, acquire: AcquireLease) -> Result<(Lease, Instant), Error> {
        let sent = clock::now();
        let Acquired { lease, existing } = self.acquire_lease(acquire.clone()).await?;
        if !existing {
            return Ok((lease, sent));
        }
        let sent = clock::now();
        match self.renew_lease(&lease, None).await {
            Ok(lease) => Ok((lease, sent)),
            Err(Error::Conflict { .. }) => {
                let sent = clock::now();
                let anew = acquire.request_id(Uuid::now_v7().to_string());
                Ok((self.acquire_lease(anew).await?.lease, sent))
            }
            Err(error) => Err(error),
        }
    }
}

impl HeldLease {
    /// The lease as granted, with its original `expire_time`.
    #[must_use]
    pub fn lease(&self) -> &Lease {
        &self.lease
    }

    /// The fencing token, to pass to resources that the holder writes to.
    #[must_use]
    pub fn token(&self) -> u64 {
        self.lease.token
    }

    /// Whether a renewal was sent and answered within two thirds of the lease's duration. This machine's clock decides,
    /// and a machine that slept does not know that the lease has expired. So pass the [`token`](Self::token) to every
    /// resource that must not have two writers.
    #[must_use]
    pub fn is_held(&self) -> bool {
        match &*self.held.borrow() {
            Held::Until(instant, _) => clock::now() < *instant,
            Held::Lost(_) => false,
        }
    }

    /// Waits until [`is_held`](Self::is_held) becomes false, and returns the reason. Stop the protected work then.
    pub async fn lost(&self) -> Error {
        let mut held = self.held.clone();
        loop {
            let now = held.borrow_and_update().clone();
            let (instant, failed) = match now {
                Held::Lost(error) => return error,
                Held::Until(instant, failed) => (instant, failed),
            };
            tokio::select! {
                () = sleep_until(instant) => return failed.unwrap_or_else(ended),
                changed = held.changed() => if changed.is_err() {
                    // The task was aborted together with its runtime: nothing renews the lease any more.
                    sleep_until(instant).await;
                    return failed.unwrap_or_else(ended);
                }
            }
        }
    }

    /// Releases the lease, so that others need not wait for its end.
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

/// The time for which a lease counts as held after a renewal was sent.
fn kept(lease: &Lease) -> Duration {
    lease.ttl / PARTS * (PARTS - 1)
}

async fn renew(client: Client, lease: Lease, mut until: Instant, tell: watch::Sender<Held>) {
    let mut backoff = Backoff::default();
    let mut pause = lease.ttl / PARTS;
    loop {
        sleep(pause).await;
        let sent = clock::now();
        let left = until.saturating_duration_since(sent);
        let times = (left, (lease.ttl / ATTEMPTS_PER_TTL).min(left));
        match client.renew_within(Grant::from(&lease), None, times).await {
            Ok(_) => {
                until = sent + kept(&lease);
                pause = lease.ttl / PARTS;
                backoff.reset();
                tell.send_replace(Held::Until(until, None));
            }
            Err(error @ (Error::Conflict { .. } | Error::Invalid { .. } | Error::NotFound { .. })) => {
                tell.send_replace(Held::Lost(error));
                return;
            }
            Err(error) if clock::now() >= until => {
                tell.send_replace(Held::Lost(error));
                return;
            }
            Err(error) => {
                pause = backoff.next(error.retry_after());
                tell.send_replace(Held::Until(until, Some(error)));
            }
        }
    }
}

fn ended() -> Error {
    Error::unavailable("", "the lease could not be renewed in time")
}
