//! Locks of a place: backups run beside each other, and a prune runs alone.
//!
//! A lock is an object that its holder renews. Both sides first write their own lock, then look for locks of the other
//! side. So at least one side sees the other, and gives way: a backup waits for a prune, a prune refuses.
//!
//! No clocks are compared. A lock that does not change for a while, by the clock of its reader, is abandoned: its
//! holder was killed. A holder that could not renew for half that time gives up, and completes nothing.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::future::try_join_all;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::clock;
use crate::error::Error;
use crate::place::{Place, PlaceError};

pub(crate) const LOCKS: &str = "locks/";

/// The interval of renewals.
const RENEW: Duration = Duration::from_secs(10);

/// How long a lock must stand still to be abandoned.
const ABANDONED: Duration = Duration::from_secs(60);

/// The two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Backup,
    Prune,
}

/// The times of locks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timing {
    pub(crate) renew: Duration,
    pub(crate) abandoned: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            renew: RENEW,
            abandoned: ABANDONED,
        }
    }
}

/// A held lock. [`Lock::release`] removes it; if it is dropped, it stands still, and others find it abandoned.
pub(crate) struct Lock {
    place: Place,
    name: String,
    held: Arc<Held>,
    released: Arc<Notify>,
    renewing: JoinHandle<()>,
}

/// How long a lock is certainly held.
struct Held {
    /// When the last renewal began that succeeded.
    renewed: Mutex<Instant>,
    timing: Timing,
}

impl Held {
    /// The time for which nobody finds the lock abandoned: half the time that this takes, so that a request that is
    /// under way may end. Zero once the lock is lost. Elapsed time decides, not a renewal that may hang.
    fn left(&self) -> Duration {
        let renewed = *self.renewed.lock().unwrap_or_else(PoisonError::into_inner);
        let age = clock::now().saturating_duration_since(renewed);
        (self.timing.abandoned / 2).saturating_sub(age)
    }

    fn renew(&self, begun: Instant) {
        *self.renewed.lock().unwrap_or_else(PoisonError::into_inner) = begun;
    }
}

impl Lock {
    /// Acquires the lock of a side.
    ///
    /// # Errors
    /// [`Error::Busy`] if this is a prune and a backup or another prune runs.
    pub(crate) async fn acquire(place: &Place, side: Side, timing: Timing) -> Result<Self, Error> {
        let lock = Self::begin(place, side, timing).await?;
        match lock.wait(side, timing).await {
            Ok(()) => Ok(lock),
            Err(error) => {
                lock.release().await?;
                Err(error)
            }
        }
    }

    /// Writes the lock and begins to renew it.
    async fn begin(place: &Place, side: Side, timing: Timing) -> Result<Self, Error> {
        let name = format!("{LOCKS}{}{}", side.prefix(), uuid::Uuid::new_v4());
        let renewed = Mutex::new(clock::now());
        place.put(&name, content(0)).await?;
        let (held, released) = (Arc::new(Held { renewed, timing }), Arc::new(Notify::new()));
        let renewal = Renewal {
            place: place.clone(),
            name: name.clone(),
            held: Arc::clone(&held),
            released: Arc::clone(&released),
        };
        let renewing = tokio::spawn(renewal.run());
        Ok(Self {
            place: place.clone(),
            name,
            held,
            released,
            renewing,
        })
    }

    /// Waits until no lock of another side excludes this one.
    async fn wait(&self, side: Side, timing: Timing) -> Result<(), Error> {
        let found = self.place.list(LOCKS).await?;
        let excluding = found.iter().filter(|found| {
            let excludes = match side {
                Side::Backup => is_of(&found.name, Side::Prune),
                Side::Prune => is_lock(&found.name),
            };
            excludes && found.name != self.name
        });
        // All at once: several abandoned locks take no longer than one.
        try_join_all(excluding.map(|found| self.outwait(&found.name, side, timing))).await?;
        self.check()
    }

    /// Waits until another lock is gone or abandoned, and removes an abandoned one.
    async fn outwait(&self, name: &str, side: Side, timing: Timing) -> Result<(), Error> {
        let (mut seen, mut since) = (None, clock::now());
        loop {
            let Some(found) = self.place.get(name).await? else {
                return Ok(());
            };
            if seen.as_ref() != Some(&found) {
                if seen.is_some() && side == Side::Prune {
                    return Err(Error::Busy {
                        place: self.place.to_string(),
                        name: name.to_owned(),
                    });
                }
                (seen, since) = (Some(found), clock::now());
            } else if clock::now().saturating_duration_since(since) >= timing.abandoned {
                return Ok(self.place.delete(name).await?);
            }
            tokio::time::sleep(timing.renew / 2).await;
        }
    }

    /// Fails if the lock was lost: it was not renewed in time, or removed.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self.held.left().is_zero() {
            true => Err(self.lost()),
            false => Ok(()),
        }
    }

    /// Does a write that is permitted only while the lock is held. It is given up when the lock is lost.
    pub(crate) async fn within(&self, write: impl Future<Output = Result<(), PlaceError>>) -> Result<(), Error> {
        self.check()?;
        match tokio::time::timeout(self.held.left(), write).await {
            Ok(written) => Ok(written?),
            Err(_) => Err(self.lost()),
        }
    }

    /// Fails if another process removed the lock. That is possible without a late renewal if this machine stood still.
    pub(crate) async fn confirm(&self) -> Result<(), Error> {
        match tokio::time::timeout(self.held.left(), self.place.get(&self.name)).await {
            Ok(Ok(Some(_))) => Ok(()),
            Ok(Err(error)) => Err(error.into()),
            Ok(Ok(None)) | Err(_) => Err(self.lost()),
        }
    }

    fn lost(&self) -> Error {
        Error::LockLost {
            place: self.place.to_string(),
        }
    }

    /// Removes the lock, once no renewal is under way that would write it again.
    pub(crate) async fn release(mut self) -> Result<(), PlaceError> {
        self.released.notify_one();
        // A renewal that panicked writes nothing, either.
        let _ = (&mut self.renewing).await;
        self.place.delete(&self.name).await
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.renewing.abort();
    }
}

impl Side {
    fn prefix(self) -> &'static str {
        match self {
            Self::Backup => "backup-",
            Self::Prune => "prune-",
        }
    }
}

fn is_of(name: &str, side: Side) -> bool {
    let name = name.strip_prefix(LOCKS);
    name.is_some_and(|name| name.starts_with(side.prefix()) && !name.contains(['.', '/']))
}

/// Whether an object is a lock.
pub(crate) fn is_lock(name: &str) -> bool {
    is_of(name, Side::Backup) || is_of(name, Side::Prune)
}

fn content(number: u64) -> Bytes {
    number.to_string().into()
}

/// The task that renews a lock until it is released or lost.
struct Renewal {
    place: Place,
    name: String,
    held: Arc<Held>,
    released: Arc<Notify>,
}

impl Renewal {
    async fn run(self) {
        for number in 1.. {
            tokio::select! {
                () = tokio::time::sleep(self.held.timing.renew) => {}
                () = self.released.notified() => return,
            }
            let begun = clock::now();
            let is_renewed = tokio::time::timeout(self.held.left(), self.renew(number))
                .await
                .unwrap_or(false);
            // A lost lock stays lost, even if its last renewal succeeded at last.
            if self.held.left().is_zero() {
                return;
            }
            if is_renewed {
                self.held.renew(begun);
            }
        }
    }

    async fn renew(&self, number: u64) -> bool {
        // A reader may have found the lock abandoned, and removed it.
        let stands = matches!(self.place.get(&self.name).await, Ok(Some(_)));
        stands && self.place.put(&self.name, content(number)).await.is_ok()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const QUICK: Timing = Timing {
        renew: Duration::from_millis(20),
        abandoned: Duration::from_secs(2),
    };

    fn place() -> (tempfile::TempDir, Place) {
        let directory = tempfile::tempdir().unwrap();
        let place = Place::directory(directory.path());
        (directory, place)
    }

    #[tokio::test]
    async fn backups_run_beside_each_other_and_a_prune_gives_way_to_them() {
        let (_directory, place) = place();
        let first = Lock::acquire(&place, Side::Backup, QUICK).await.unwrap();
        let second = Lock::acquire(&place, Side::Backup, QUICK).await.unwrap();
        let prune = Lock::acquire(&place, Side::Prune, QUICK).await;
        assert!(matches!(prune, Err(Error::Busy { .. })));
        first.release().await.unwrap();
        second.release().await.unwrap();
        assert_eq!(place.list(LOCKS).await.unwrap(), [], "the prune left no lock");
        Lock::acquire(&place, Side::Prune, QUICK)
            .await
            .unwrap()
            .release()
            .await
            .unwrap();
    }

    #[tokio::test]
    async fn a_backup_waits_for_a_prune() {
        let (_directory, place) = place();
        let prune = Lock::acquire(&place, Side::Prune, QUICK).await.unwrap();
        let backup = Lock::acquire(&place, Side::Backup, QUICK);
        tokio::pin!(backup);
        let waited = tokio::time::timeout(Duration::from_millis(200), &mut backup).await;
        assert!(waited.is_err());
        prune.release().await.unwrap();
        backup.await.unwrap().release().await.unwrap();
    }

    #[tokio::test]
    async fn the_lock_of_a_killed_holder_is_removed_and_the_holder_completes_nothing() {
        let (_directory, place) = place();
        let killed = Lock::acquire(&place, Side::Backup, QUICK).await.unwrap();
        killed.renewing.abort();
        let prune = Lock::acquire(&place, Side::Prune, QUICK).await.unwrap();
        assert_eq!(place.get(&killed.name).await.unwrap(), None);
        prune.release().await.unwrap();
    }

    #[tokio::test]
    async fn a_holder_whose_renewal_hangs_loses_its_lock_in_time() {
        let timing = Timing {
            abandoned: Duration::from_millis(400),
            ..QUICK
        };
        let (directory, place) = place();
        let lock = Lock::acquire(&place, Side::Backup, timing).await.unwrap();
        // A store that never answers: a pipe that nobody writes.
        let path = directory.path().join(&lock.name);
        std::fs::remove_file(&path).unwrap();
        let made = std::process::Command::new("mkfifo").arg(&path).status().unwrap();
        assert!(made.success());
        while lock.check().is_ok() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let mut is_written = false;
        let write = async {
            is_written = true;
            Ok(())
        };
        assert!(matches!(lock.within(write).await, Err(Error::LockLost { .. })));
        assert!(!is_written);
        assert!(matches!(lock.confirm().await, Err(Error::LockLost { .. })));
        // Ends the reads that hang.
        drop(std::fs::OpenOptions::new().write(true).open(&path).unwrap());
    }

    #[tokio::test]
    async fn a_write_under_way_ends_with_its_lock() {
        let timing = Timing {
            abandoned: Duration::from_millis(200),
            ..QUICK
        };
        let (_directory, place) = place();
        let lock = Lock::acquire(&place, Side::Prune, timing).await.unwrap();
        lock.renewing.abort();
        let write = std::future::pending();
        assert!(matches!(lock.within(write).await, Err(Error::LockLost { .. })));
    }

    #[tokio::test]
    async fn abandoned_locks_are_waited_for_together() {
        let (_directory, place) = place();
        for number in 0..20 {
            place.put(&format!("{LOCKS}backup-{number}"), content(0)).await.unwrap();
        }
        let begun = clock::now();
        let prune = Lock::acquire(&place, Side::Prune, QUICK).await.unwrap();
        assert!(begun.elapsed() < 10 * QUICK.abandoned, "not one after another");
        prune.release().await.unwrap();
        assert_eq!(place.list(LOCKS).await.unwrap(), []);
    }

    #[tokio::test]
    async fn a_holder_whose_lock_was_removed_loses_it() {
        let timing = Timing {
            abandoned: Duration::from_millis(100),
            ..QUICK
        };
        let (_directory, place) = place();
        let lock = Lock::acquire(&place, Side::Backup, timing).await.unwrap();
        lock.check().unwrap();
        place.delete(&lock.name).await.unwrap();
        while lock.check().is_ok() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(place.list(LOCKS).await.unwrap(), [], "it is not written again");
    }
}
