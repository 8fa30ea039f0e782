//! Callbacks from a node to the composition root.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// Callbacks of a node. Cheap to clone.
#[derive(Clone)]
pub struct Hooks {
    /// Called with the reason when the node cannot go on: the log or the tables failed, or consensus died. The node has
    /// acknowledged nothing that is not durable, and acknowledges nothing more, so the process should abort at once.
    /// The node may call it more than once and from any thread. It must not block.
    pub on_fatal: Arc<dyn Fn(&str) + Send + Sync>,
    /// Called with the reason when the node must end although its data is sound: it was removed, or belongs to another
    /// cluster. The process should end at once, in a way that calls for no post-mortem. [`Hooks::on_fatal`] states the
    /// other rules.
    pub on_over: Arc<dyn Fn(&str) + Send + Sync>,
    /// Called on each thread of this crate as it starts, with the thread's name. Use it to set the thread's priority.
    pub thread_start: Arc<dyn Fn(&str) + Send + Sync>,
    /// Notified before and after a planned transfer.
    pub hand_over: Arc<dyn HandOver>,
}

/// A leader's work around a planned transfer, which hides the start of its successor from clients. A leader whose clock
/// is wrong transfers without it.
pub trait HandOver: Send + Sync + 'static {
    /// Called before this node hands over leadership. Resolves when the node is prepared. Preparation that takes longer
    /// than a commit or two must give up by itself.
    fn begin(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
    /// Called after the transfer: another node leads, or (`false`) this one may still lead.
    fn end(&self, handed_over: bool);
}

/// No preparation.
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
