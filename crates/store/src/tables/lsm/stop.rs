//! Stopping a long compaction.
//!
//! The crate offers no way to interrupt one, and merging a large level takes many seconds. A compaction filter sees each value,
//! so it can end the work with an error. It never changes a row.

use std::panic::RefUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use lsm_tree::compaction::filter::{CompactionFilter, Context, Factory, ItemAccessor, Verdict};

/// Set once, when the engine is dropped.
#[derive(Clone, Debug, Default)]
pub(super) struct Stop(Arc<AtomicBool>);

impl Stop {
    pub(super) fn stop(&self) {
        self.0.store(true, Ordering::Release);
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

impl RefUnwindSafe for Stop {}

impl Factory for Stop {
    fn name(&self) -> &str {
        "stop"
    }

    fn make_filter(&self, _context: &Context) -> Box<dyn CompactionFilter> {
        Box::new(self.clone())
    }
}

impl CompactionFilter for Stop {
    fn filter_item(&mut self, _item: ItemAccessor<'_>, _context: &Context) -> lsm_tree::Result<Verdict> {
        if self.is_stopped() {
            return Err(std::io::Error::from(std::io::ErrorKind::Interrupted).into());
        }
        Ok(Verdict::Keep)
    }
}
