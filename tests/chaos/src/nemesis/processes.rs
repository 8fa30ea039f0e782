//! Processes that end and restart, and processes that may not open files.

use std::time::Duration;

use anyhow::{Context as _, Result};
use minoots_it::random::Random;
use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit};
use tokio::time::sleep;

use super::Nemesis;
use crate::plan::{Kind, Strike};
use crate::scene::NODES;

impl Nemesis {
    pub(super) async fn kill(&mut self, strike: &Strike, node: u64) -> Result<bool> {
        self.scene.cluster.kill(node)?;
        sleep(strike.lasts).await;
        self.restart(node).await?;
        Ok(true)
    }

    /// Some of the kills come before the node serves again.
    pub(super) async fn kill_storm(&mut self, strike: &Strike, node: u64) -> Result<bool> {
        let mut random = Random::seeded(strike.dice);
        self.scene.cluster.kill(node)?;
        for _ in 0..2 + random.below(3) {
            let starting = self.scene.cluster.launch(node)?;
            sleep(Duration::from_millis(random.below(400))).await;
            starting.kill()?;
        }
        self.restart(node).await?;
        Ok(true)
    }

    /// Denies a process any new files. It keeps its open ones, and may end where it cannot continue without another
    /// file.
    pub(super) async fn limit_files(&mut self, strike: &Strike, node: u64) -> Result<bool> {
        let pid = i32::try_from(self.scene.cluster.pid(node)?)
            .ok()
            .and_then(Pid::from_raw);
        let limited = Rlimit {
            current: Some(3),
            maximum: getrlimit(Resource::Nofile).maximum,
        };
        let before = prlimit(pid, Resource::Nofile, limited)?;
        sleep(strike.lasts).await;
        if self.scene.cluster.has_ended(node)? {
            self.restart(node).await?;
        } else {
            prlimit(pid, Resource::Nofile, before)?;
        }
        Ok(true)
    }

    /// Starts a node on its data. An unaided start is part of the guarantees. The network is whole by then: a node that
    /// reaches no peer knows no leader, and is not ready.
    pub(super) async fn restart(&mut self, node: u64) -> Result<()> {
        self.leave_alone()?;
        let restarted = self.scene.cluster.restart(node).await;
        restarted.with_context(|| format!("node {node} did not come back by itself"))
    }

    /// Requires that every node runs and none has panicked. A node that ended is reported, and restarted.
    pub(super) async fn look_after(&mut self, kind: Kind) -> Result<()> {
        self.look_after_all(kind.name()).await
    }

    async fn look_after_all(&mut self, what: &str) -> Result<()> {
        for node in 1..=NODES {
            if self.scene.cluster.has_ended(node)? {
                let why = self.last_words(node)?;
                self.recorder
                    .complain(format!("node {node} ended by itself after {what}: {why}"));
                self.restart(node).await?;
            }
        }
        if let Err(error) = self.scene.cluster.check_sound() {
            self.recorder.complain(format!("after {what}: {error:#}"));
        }
        Ok(())
    }

    /// Makes the last check, after all work has ended.
    ///
    /// # Errors
    /// A node that ended does not restart.
    pub async fn look_after_the_end(&mut self) -> Result<()> {
        self.look_after_all("the last fault").await
    }

    pub(super) fn last_words(&self, node: u64) -> Result<String> {
        let said = self.scene.cluster.home(node)?.errors()?;
        Ok(said.lines().next_back().unwrap_or_default().to_owned())
    }
}
