//! The log of a node without threads: a task drives it, at a pace.

use std::sync::Arc;

use minoots_store::log::LogTurns;
use tokio::sync::mpsc;

use crate::platform::{Pace, Work};

/// The task that drives a log.
pub(crate) struct Paced {
    pace: Arc<dyn Pace>,
    rung: mpsc::UnboundedReceiver<()>,
    bell: mpsc::UnboundedSender<()>,
}

impl Paced {
    pub(crate) fn new(pace: Arc<dyn Pace>) -> Self {
        let (bell, rung) = mpsc::unbounded_channel();
        Self { pace, rung, bell }
    }

    /// The notifier for [`minoots_store::log::LogOptions::work_arrived`].
    pub(crate) fn bell(&self) -> Arc<dyn Fn() + Send + Sync> {
        let bell = self.bell.clone();
        Arc::new(move || {
            // The receiver is dropped once the log has ended.
            let _ = bell.send(());
        })
    }

    /// Drives the log until all its handles are dropped. Writes that arrive during a pause form one group.
    pub(crate) fn drive(self, turns: LogTurns) {
        let Self { pace, mut rung, bell } = self;
        drop(bell);
        tokio::spawn(async move {
            while rung.recv().await.is_some() {
                pace.pause(Work::Log).await;
                while rung.try_recv().is_ok() {}
                if !turns.take() {
                    return;
                }
            }
        });
    }
}
