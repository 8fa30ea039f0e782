//! What the composition root hears from below.

use std::sync::Arc;

/// Callbacks of a node. Cheap to clone.
#[derive(Clone)]
pub struct Hooks {
    /// Called when the node cannot go on: the log or the tables failed, or consensus died. It says why. Nothing was acknowledged
    /// that is not durable, and nothing more will be: the process should abort at once. May be called more than once, from any
    /// thread; must not block.
    pub on_fatal: Arc<dyn Fn(&str) + Send + Sync>,
    /// Called on each thread of this crate as it starts, with its name: the place to set its priority.
    pub thread_start: Arc<dyn Fn(&str) + Send + Sync>,
}

impl Hooks {
    pub(crate) fn fatal(&self, why: &str) {
        tracing::error!(why, "the node cannot go on");
        (self.on_fatal)(why);
    }

    pub(crate) fn started(&self, thread: &str) {
        (self.thread_start)(thread);
    }
}
