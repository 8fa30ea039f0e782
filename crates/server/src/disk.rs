//! The disk reserve: the free space below which nothing may grow.
//!
//! Writes that make the state larger are rejected while the file system of the data directory has less free space than
//! the reserve; cancels, acknowledgements, reads and fires go on, and growth resumes by itself once there is space. The
//! check is one atomic load: a background task measures the space four times a second.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

pub use takes::DiskError;
use takes::Takes;
pub(crate) use takes::takes;

mod takes;

/// The interval of measuring the free space: the writes within it are a small part of any reserve.
const REFRESH_INTERVAL: Duration = Duration::from_millis(250);
/// A share, so that a small disk keeps usable space, up to the space for flushes, compactions and a snapshot of a large
/// state: five percent of a large disk would be unused space (docs/decisions/0020).
const RESERVE_DEFAULT: Reserve = Reserve::Share {
    percent: 5,
    bytes_max: 4 << 30,
};

/// The space that must stay free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reserve {
    /// A share of the file system's size, at most `bytes_max`, and at least the space that a node needs to stop in
    /// order.
    Share {
        /// The percentage of the file system's size, 0 to 100.
        percent: u8,
        /// The maximum, in bytes.
        bytes_max: u64,
    },
    /// A number of bytes. `u64::MAX` rejects all growth, `0` none.
    Bytes(u64),
}

impl Default for Reserve {
    fn default() -> Self {
        RESERVE_DEFAULT
    }
}

/// The options of a disk reserve.
#[derive(Debug, Clone)]
pub struct DiskReserveOptions {
    /// A path on the file system of the data; it must exist.
    pub directory: PathBuf,
    /// The space that must stay free.
    pub reserve: Reserve,
}

/// Space of a file system, in bytes, as an unprivileged writer sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiskSpace {
    /// The size of the file system.
    pub total: u64,
    /// The bytes that may still be written.
    pub free: u64,
}

impl Reserve {
    fn is_kept(self, space: DiskSpace) -> bool {
        space.free >= self.bytes(space.total)
    }

    /// The reserve in bytes on a file system of this size.
    #[must_use]
    pub fn bytes(self, total: u64) -> u64 {
        match self {
            Self::Share { percent, bytes_max } => {
                let share = u128::from(total) * u128::from(percent) / 100;
                let share = u64::try_from(share).unwrap_or(u64::MAX).min(bytes_max);
                share.max(Takes::of(total).floor_bytes)
            }
            Self::Bytes(bytes) => bytes,
        }
    }
}

/// Watches free space until dropped.
#[derive(Debug)]
pub struct DiskReserve {
    state: Arc<State>,
    watching: JoinHandle<()>,
}

#[derive(Debug)]
struct State {
    reserve: Reserve,
    growth_allowed: AtomicBool,
    bytes_free: AtomicU64,
    /// The free space below which writes to the log may stall.
    bytes_needed: u64,
}

type Probe = dyn Fn() -> io::Result<DiskSpace> + Send + Sync;

impl DiskReserve {
    /// Measures the space once, and continues on a task of the current tokio runtime.
    ///
    /// # Errors
    /// The file system could not be queried. Later failures keep the last value and are logged.
    pub fn start(options: DiskReserveOptions) -> io::Result<Self> {
        let DiskReserveOptions { directory, reserve } = options;
        Self::start_with(reserve, Arc::new(move || space_of(&directory)))
    }

    fn start_with(reserve: Reserve, probe: Arc<Probe>) -> io::Result<Self> {
        let space = probe()?;
        let state = Arc::new(State {
            reserve,
            growth_allowed: AtomicBool::new(reserve.is_kept(space)),
            bytes_free: AtomicU64::new(space.free),
            // A file system that reports no size gives no basis for a minimum.
            bytes_needed: match space.total {
                0 => 0,
                total => Takes::of(total).segment_bytes(),
            },
        });
        let watching = tokio::spawn(watch(Arc::clone(&state), probe));
        Ok(Self { state, watching })
    }

    /// Whether a write may make the state larger. Cheap enough for every write.
    #[must_use]
    pub fn growth_allowed(&self) -> bool {
        self.state.growth_allowed.load(Ordering::Relaxed)
    }

    /// The free bytes at the last measurement, for a metric.
    #[must_use]
    pub fn bytes_free(&self) -> u64 {
        self.state.bytes_free.load(Ordering::Relaxed)
    }

    /// The reason for which the disk may stall writes, if it may.
    #[must_use]
    pub fn full(&self) -> Option<String> {
        let (free, needed) = (self.bytes_free(), self.state.bytes_needed);
        let mib = |bytes: u64| bytes >> 20;
        (free < needed).then(|| {
            format!(
                "the disk has {} MiB left, and the log takes {} MiB at a time",
                mib(free),
                mib(needed)
            )
        })
    }
}

impl Drop for DiskReserve {
    fn drop(&mut self) {
        self.watching.abort();
    }
}

async fn watch(state: Arc<State>, probe: Arc<Probe>) {
    let mut ticks = interval(REFRESH_INTERVAL);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut failing = false;
    // The first tick is immediate, and the space has just been measured.
    ticks.tick().await;
    loop {
        ticks.tick().await;
        let probe = Arc::clone(&probe);
        // A hung file system must not block a thread of the runtime.
        match tokio::task::spawn_blocking(move || probe()).await {
            Ok(Ok(space)) => {
                failing = false;
                state.update(space);
            }
            Ok(Err(error)) if !failing => {
                failing = true;
                tracing::error!(%error, "free disk space is unknown; keeping the last answer");
            }
            Ok(Err(_)) => {}
            // The runtime is shutting down.
            Err(_) => return,
        }
    }
}

impl State {
    fn update(&self, space: DiskSpace) {
        let allowed = self.reserve.is_kept(space);
        self.bytes_free.store(space.free, Ordering::Relaxed);
        let before = self.growth_allowed.swap(allowed, Ordering::Relaxed);
        if before && !allowed {
            tracing::error!(
                bytes_free = space.free,
                "disk space is down to the reserve: growth is refused"
            );
        } else if allowed && !before {
            tracing::info!(
                bytes_free = space.free,
                "disk space is above the reserve again: growth is allowed"
            );
        }
    }
}

/// Measures the file system of a directory.
///
/// # Errors
/// The file system could not be queried.
pub fn space_of(directory: &Path) -> io::Result<DiskSpace> {
    let stat = rustix::fs::statvfs(directory)?;
    Ok(DiskSpace {
        total: stat.f_blocks.saturating_mul(stat.f_frsize),
        free: stat.f_bavail.saturating_mul(stat.f_frsize),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use std::sync::Mutex;

    use super::*;

    const TOTAL: u64 = 40 << 30;

    fn space(free: u64) -> DiskSpace {
        DiskSpace { total: TOTAL, free }
    }

    /// Waits until the value changes; hangs, and so fails, if it never does.
    async fn until(reserve: &DiskReserve, allowed: bool) {
        while reserve.growth_allowed() != allowed {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    #[tokio::test]
    async fn growth_stops_below_five_percent_and_resumes_by_itself() {
        let free = Arc::new(AtomicU64::new(TOTAL));
        let probed = Arc::clone(&free);
        let probe = move || Ok(space(probed.load(Ordering::Relaxed)));
        let reserve = DiskReserve::start_with(Reserve::default(), Arc::new(probe)).unwrap();
        assert!(reserve.growth_allowed());
        free.store(TOTAL / 20 - 1, Ordering::Relaxed);
        until(&reserve, false).await;
        assert_eq!(reserve.bytes_free(), TOTAL / 20 - 1);
        free.store(TOTAL / 20, Ordering::Relaxed);
        until(&reserve, true).await;
    }

    #[test]
    fn of_a_large_disk_four_gibibytes_are_enough() {
        let total = 1 << 40;
        for (free, kept) in [(4 << 30, true), ((4 << 30) - 1, false)] {
            assert_eq!(Reserve::default().is_kept(DiskSpace { total, free }), kept);
        }
    }

    #[test]
    fn of_a_small_disk_the_reserve_is_what_a_node_needs_to_stop_in_order() {
        for (total, bytes) in [(200 << 20, 125 << 20), (1 << 30, 192 << 20), (4 << 30, 1_280 << 20)] {
            assert_eq!(Reserve::default().bytes(total), bytes);
        }
        assert_eq!(Reserve::Bytes(1).bytes(200 << 20), 1, "what is given is taken");
    }

    #[test]
    fn of_a_directory_that_does_not_exist_the_disk_is_that_of_the_first_that_does() {
        let directory = std::env::temp_dir().join("minoots-none/none/none");
        let space = space_of(&std::env::temp_dir()).unwrap();
        assert_eq!(takes(&directory, Reserve::Bytes(0)).unwrap(), Takes::of(space.total));
    }

    #[tokio::test]
    async fn an_unknown_space_keeps_the_last_answer() {
        let answers = Arc::new(Mutex::new(vec![
            Ok(space(0)),
            Err(io::Error::other("injected")),
            Ok(space(TOTAL)),
        ]));
        let left = Arc::clone(&answers);
        let probe = move || {
            let mut answers = left.lock().unwrap();
            if answers.is_empty() {
                Err(io::Error::other("injected"))
            } else {
                answers.remove(0)
            }
        };
        let reserve = DiskReserve::start_with(Reserve::Bytes(1), Arc::new(probe)).unwrap();
        assert!(!reserve.growth_allowed());
        while answers.lock().unwrap().len() > 1 {
            assert!(!reserve.growth_allowed());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        until(&reserve, true).await;
    }

    #[tokio::test]
    async fn a_reserve_in_bytes_forces_either_answer_on_a_real_file_system() {
        for (bytes, allowed) in [(0, true), (u64::MAX, false)] {
            let options = DiskReserveOptions {
                directory: std::env::temp_dir(),
                reserve: Reserve::Bytes(bytes),
            };
            assert_eq!(DiskReserve::start(options).unwrap().growth_allowed(), allowed);
        }
    }

    #[tokio::test]
    async fn a_directory_that_does_not_exist_is_an_error_at_start() {
        let options = DiskReserveOptions {
            directory: "/nonexistent/minoots".into(),
            reserve: Reserve::default(),
        };
        assert!(DiskReserve::start(options).is_err());
    }
}
