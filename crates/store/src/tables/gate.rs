//! The gate between applied batches and the disk: tables wait until the log is durable.
//!
//! A leader may apply entries that a majority has on disk and its own disk does not have yet. Tables on disk must not
//! be ahead of the log: after a crash that looks like a log that lost its tail, and the node refuses such tables.

use std::fmt;
use std::sync::Arc;

/// Whether the batches up to a mark may be written to disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// The log is on disk up to the mark.
    Now,
    /// The log will be on disk up to the mark.
    Later,
    /// The log has failed and never will be on disk up to the mark.
    Never,
}

/// A callback that asks the log for admission. The default admits everything. Cheap to clone.
#[derive(Clone, Default)]
pub struct FlushGate(Option<Arc<dyn Fn(u64) -> Admission + Send + Sync>>);

impl FlushGate {
    /// Creates a gate. The apply thread calls `ask`, which must not block.
    pub fn new(ask: impl Fn(u64) -> Admission + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(ask)))
    }

    /// Whether the state after the batch with this mark may be written.
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
