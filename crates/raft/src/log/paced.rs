//! The log of a node without threads: a task takes its turns, at a pace.

use std::sync::Arc;

use minoots_store::log::LogTurns;
use tokio::sync::mpsc;

use crate::platform::{Pace, Work};

/// Takes a log's turns.
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

    /// For [`minoots_store::log::LogOptions::work_arrived`].
    pub(crate) fn bell(&self) -> Arc<dyn Fn() + Send + Sync> {
        let bell = self.bell.clone();
        Arc::new(move || {
            // Nobody listens any more once the log has ended.
            let _ = bell.send(());
        })
    }

    /// Takes turns until the log has no handles. What arrives during a pause is written in one group.
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
