use std::sync::{Arc, PoisonError};

use minoots_kernel::Failure;

use super::Tree;
use crate::tables::engine::{EngineRead, Visit};
use crate::tables::generation::lock;

/// A state that is being read.
pub(in super::super) struct Snapshot {
    tree: Arc<Tree>,
    at: u64,
}

impl Snapshot {
    /// Registers the state after the last batch.
    pub(in super::super) fn register(tree: &Arc<Tree>) -> Result<Self, Failure> {
        tree.health.check()?;
        let state = tree.state.read().unwrap_or_else(PoisonError::into_inner);
        lock(&tree.views).register(state.batch);
        let at = state.batch;
        drop(state);
        let tree = Arc::clone(tree);
        Ok(Self { tree, at })
    }
}

impl EngineRead for Snapshot {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        self.tree.get(key, self.at)
    }

    fn scan(&self, from: &[u8], until: &[u8], visit: &mut Visit<'_>) -> Result<(), Failure> {
        self.tree.scan(from, until, self.at, visit)
    }
}

impl Drop for Snapshot {
    fn drop(&mut self) {
        let mut views = lock(&self.tree.views);
        let was_oldest = views.oldest() == Some(self.at);
        views.release(self.at);
        let is_last = was_oldest && !views.has(self.at);
        drop(views);
        // Only the oldest view keeps versions that no other view needs for long. If a batch is in progress, a later
        // drain prunes them.
        if is_last && let Ok(mut state) = self.tree.state.try_write() {
            let views = lock(&self.tree.views);
            if state.overlay.keeps_past() {
                state.overlay.prune(&views);
            }
        }
    }
}
