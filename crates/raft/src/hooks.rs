//! What the composition root hears from below.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// Callbacks of a node. Cheap to clone.
#[derive(Clone)]
pub struct Hooks {
    /// Called when the node cannot go on: the log or the tables failed, or consensus died. It says why. Nothing was acknowledged
    /// that is not durable, and nothing more will be: the process should abort at once. May be called more than once, from any
    /// thread; must not block.
    pub on_fatal: Arc<dyn Fn(&str) + Send + Sync>,
    /// Called when the node is not to go on although nothing is wrong with what it holds: it was removed, or belongs elsewhere. It says
    /// why. The process should end at once, in a way that asks for no post-mortem. As [`Hooks::on_fatal`] otherwise.
    pub on_over: Arc<dyn Fn(&str) + Send + Sync>,
    /// Called on each thread of this crate as it starts, with its name: the place to set its priority.
    pub thread_start: Arc<dyn Fn(&str) + Send + Sync>,
    /// Told of hand-overs.
    pub hand_over: Arc<dyn HandOver>,
}

/// What a leader does around a planned transfer, so that its successor's start is not noticed. One whose clock is wrong is
/// not asked: it goes without.
pub trait HandOver: Send + Sync + 'static {
    /// Leadership is going to be handed over. Resolves when this node is prepared; what takes longer than a commit or two must
    /// give up by itself.
    fn begin(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
    /// The transfer is over: another node leads, or (`false`) this one may still.
    fn end(&self, handed_over: bool);
}

/// Nothing to prepare.
impl HandOver for () {
    fn begin(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }

    fn end(&self, _handed_over: bool) {}
}

impl Hooks {
    pub(crate) fn fatal(&self, why: &str) {
        tracing::error!(why, "the node cannot go on");
        (self.on_fatal)(why);
    }

    pub(crate) fn over(&self, why: &str) {
        tracing::error!(why, "the node is over");
        (self.on_over)(why);
    }

    pub(crate) fn started(&self, thread: &str) {
        (self.thread_start)(thread);
    }
}
