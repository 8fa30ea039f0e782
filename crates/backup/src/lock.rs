//! Locks of a place: backups run beside each other, and a prune runs alone.
//!
//! A lock is an object that its holder renews. Both sides first write their own lock, then look for locks of the other
//! side. So at least one side sees the other, and gives way: a backup waits for a prune, a prune refuses.
//!
//! No clocks are compared. A lock that does not change for a while, by the clock of its reader, is abandoned: its
//! holder was killed. A holder that could not renew for half that time gives up, and completes nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::clock;
use crate::error::Error;
use crate::place::{Found, Place, PlaceError};

const LOCKS: &str = "locks/";

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
    lost: Arc<AtomicBool>,
    released: Arc<Notify>,
    renewing: JoinHandle<()>,
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
        place.put(&name, content(0)).await?;
        let (lost, released) = (Arc::new(AtomicBool::new(false)), Arc::new(Notify::new()));
        let renewal = Renewal {
            place: place.clone(),
            name: name.clone(),
            lost: Arc::clone(&lost),
            released: Arc::clone(&released),
        };
        let renewing = tokio::spawn(renewal.run(timing));
        Ok(Self {
            place: place.clone(),
            name,
            lost,
            released,
            renewing,
        })
    }

    /// Waits until no lock of another side excludes this one.
    async fn wait(&self, side: Side, timing: Timing) -> Result<(), Error> {
        for found in self.place.list(LOCKS).await? {
            let excludes = match side {
                Side::Backup => is_of(&found, Side::Prune),
                Side::Prune => is_of(&found, Side::Prune) || is_of(&found, Side::Backup),
            };
            if excludes && found.name != self.name {
                self.outwait(&found.name, side, timing).await?;
            }
        }
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
        match self.lost.load(Ordering::Acquire) {
            true => Err(Error::LockLost {
                place: self.place.to_string(),
            }),
            false => Ok(()),
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

fn is_of(found: &Found, side: Side) -> bool {
    let name = found.name.strip_prefix(LOCKS);
    name.is_some_and(|name| name.starts_with(side.prefix()) && !name.contains('.'))
}

fn content(number: u64) -> Bytes {
    number.to_string().into()
}

/// The task that renews a lock until it is released or lost.
struct Renewal {
    place: Place,
    name: String,
    lost: Arc<AtomicBool>,
    released: Arc<Notify>,
}

impl Renewal {
    async fn run(self, timing: Timing) {
        let mut renewed = clock::now();
        for number in 1.. {
            tokio::select! {
                () = tokio::time::sleep(timing.renew) => {}
                () = self.released.notified() => return,
            }
            let begun = clock::now();
            // A reader may have found the lock abandoned, and removed it.
            let stands = matches!(self.place.get(&self.name).await, Ok(Some(_)));
            let is_written = stands && self.place.put(&self.name, content(number)).await.is_ok();
            if clock::now().saturating_duration_since(renewed) >= timing.abandoned / 2 {
                return self.lost.store(true, Ordering::Release);
            }
            if is_written {
                renewed = begun;
            }
        }
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
