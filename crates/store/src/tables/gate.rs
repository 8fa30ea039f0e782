//! What the tables wait for before they write to disk: that the log is there.
//!
//! A leader may apply what the disks of a majority hold and its own does not yet. Tables on disk that are ahead of the log are, after a
//! crash, the picture of a log that has lost its tail, and are refused as such.

use std::fmt;
use std::sync::Arc;

/// Whether what was applied up to some mark may be written to disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// The log is on disk up to there.
    Now,
    /// It will be.
    Later,
    /// It never will be: the log has failed.
    Never,
}

/// Asks the log. Open by default. Cheap to clone.
#[derive(Clone, Default)]
pub struct FlushGate(Option<Arc<dyn Fn(u64) -> Admission + Send + Sync>>);

impl FlushGate {
    /// A gate. It is asked on the apply thread; it must not block.
    pub fn new(ask: impl Fn(u64) -> Admission + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(ask)))
    }

    /// Whether the state after the batch of this mark may be written.
    pub fn admits(&self, mark: Option<u64>) -> Admission {
        match (&self.0, mark) {
            (Some(ask), Some(mark)) => ask(mark),
            _ => Admission::Now,
        }
    }
}

impl fmt::Debug for FlushGate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(if self.0.is_some() { "FlushGate" } else { "open" })
    }
}
