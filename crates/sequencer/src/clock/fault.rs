//! For tests of whole nodes: a wall clock with an offset from a file. Only in builds with the feature `fault-hooks`;
//! the machine's clock is never set.
//!
//! The file holds one decimal number, the nanoseconds to add to the wall clock. A rename replaces it.

use super::{Boottime, SystemTimeSource, TimeSource};
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The variable that names the file. Without it the clock is the machine's.
const VARIABLE: &str = "MINOOTS_FAULT_CLOCK_FILE";
/// The minimum interval between reads of the file.
const REREAD_INTERVAL: Duration = Duration::from_millis(2);

/// The machine's wall clock plus an offset.
struct OffsetSource {
    file: PathBuf,
    read_at: Mutex<Boottime>,
    offset: AtomicI64,
}

/// Returns the source that the environment selects.
pub(super) fn from_environment() -> Option<Arc<dyn TimeSource>> {
    let file = PathBuf::from(std::env::var_os(VARIABLE)?);
    Some(Arc::new(OffsetSource {
        file,
        read_at: Mutex::default(),
        offset: AtomicI64::new(0),
    }))
}

impl OffsetSource {
    /// Reads the file again. The process ends if that fails, because the test would prove nothing.
    fn reread(&self) {
        let now = Boottime::now();
        let mut read_at = self.read_at.lock().unwrap_or_else(PoisonError::into_inner);
        if read_at.until(now) < REREAD_INTERVAL {
            return;
        }
        *read_at = now;
        let text = std::fs::read_to_string(&self.file).unwrap_or_default();
        let Ok(offset) = text.trim().parse() else {
            eprintln!("{VARIABLE}: {} holds no number", self.file.display());
            std::process::abort();
        };
        self.offset.store(offset, Ordering::Relaxed);
    }
}

impl TimeSource for OffsetSource {
    fn wall(&self) -> i64 {
        self.reread();
        SystemTimeSource
            .wall()
            .saturating_add(self.offset.load(Ordering::Relaxed))
    }
}
