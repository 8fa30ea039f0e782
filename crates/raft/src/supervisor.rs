//! Follows openraft's core, and replaces a core that died.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use minoots_sequencer::consensus::Leadership;
use openraft::async_runtime::watch::WatchReceiver;
use openraft::errors::Fatal;
use tokio::sync::watch;

use crate::clock;
use crate::core::{Blueprint, Core};
use crate::hooks::Hooks;
use crate::leadership::Watcher;

#[cfg(test)]
mod tests;

/// The most cores replaced within [`REBUILDS_WITHIN`]. After one more the node cannot go on.
const REBUILDS_MAX: usize = 3;
/// The period over which replacements count.
const REBUILDS_WITHIN: Duration = Duration::from_secs(60);

/// Follows the core: publishes leadership, and replaces a core that died.
pub(crate) struct Supervisor {
    pub(crate) blueprint: Blueprint,
    pub(crate) core: Core,
    pub(crate) hooks: Hooks,
    pub(crate) check_interval: Duration,
    pub(crate) published: Published,
}

/// The channel of leadership. It shows `Following` after the publisher is dropped.
pub(crate) struct Published(pub(crate) watch::Sender<Leadership>);

impl Drop for Published {
    fn drop(&mut self) {
        self.0.send_replace(Leadership::Following { leader: None });
    }
}

impl Supervisor {
    /// Runs until the node stops or cannot go on.
    pub(crate) async fn run(self) {
        let mut budget = Budget::default();
        loop {
            let Some(why) = self.follow().await else { return };
            if !budget.allows(clock::now()) {
                return self.hooks.fatal(&format!("consensus died too often: {why}"));
            }
            tracing::error!(why, "consensus died and is built anew");
            if let Err(error) = self.blueprint.rebuild(&self.core).await {
                return self
                    .hooks
                    .fatal(&format!("consensus died ({why}) and cannot be built anew: {error}"));
            }
        }
    }

    /// Publishes leadership until the core ends. Returns the reason for a replacement, if one is due.
    async fn follow(&self) -> Option<String> {
        let consensus = self.core.get();
        let watcher = Watcher {
            node: self.blueprint.node,
            core: self.core.clone(),
            heard: self.blueprint.peers.heard().clone(),
            check_interval: self.check_interval,
            server: consensus.server_metrics(),
            term_start: self.blueprint.applier.progress().term_start(),
            has_threads: self.blueprint.applier.workers().pace().is_none(),
            alone: self.blueprint.applier.alone().clone(),
        };
        let metrics = consensus.metrics();
        drop(consensus);
        watcher.run(&self.published.0).await;
        let ended = metrics.borrow_watched().running_state.clone();
        match ended {
            Err(Fatal::Stopped) => None,
            Err(Fatal::StorageError(error)) => {
                self.hooks.fatal(&format!("consensus died: {error}"));
                None
            }
            Err(Fatal::Panicked) | Ok(()) => Some("it panicked".to_owned()),
        }
    }
}

/// The limit on core replacements.
#[derive(Default)]
struct Budget {
    rebuilt: VecDeque<Instant>,
}

impl Budget {
    /// Whether a replacement is allowed now; an allowed one is counted.
    fn allows(&mut self, now: Instant) -> bool {
        self.rebuilt
            .retain(|at| now.saturating_duration_since(*at) < REBUILDS_WITHIN);
        let allowed = self.rebuilt.len() < REBUILDS_MAX;
        if allowed {
            self.rebuilt.push_back(now);
        }
        allowed
    }
}
