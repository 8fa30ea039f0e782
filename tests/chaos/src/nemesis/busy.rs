//! Starvation of processor time (F25).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use minoots_it::PATIENCE;
use minoots_it::clock::Deadline;
use minoots_wire::admin::v1::NodeRole;
use rustix::process::Signal;
use tokio::time::sleep;

use super::Nemesis;
use crate::plan::Strike;
use crate::reigns::{self, Reign};
use crate::scene::NODES;

/// The number of busy loops, which compete for all processor time.
const LOOPS: usize = 8;
/// The time for which a starved node is stopped in each slice,
const STOPPED: Duration = Duration::from_millis(27);
/// and the approximate time for which it then runs.
const RUNS: Duration = Duration::from_millis(3);
const CALM_POLL: Duration = Duration::from_millis(50);

/// The effect of starvation on leadership, in total.
#[derive(Clone, Copy, Debug, Default)]
pub struct Starvation {
    /// The time for which nodes were starved.
    pub lasted: Duration,
    /// The number of leader changes in that time.
    pub leader_changes: u64,
}

/// Threads that spin until dropped.
#[derive(Debug)]
struct BusyLoops {
    enough: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl BusyLoops {
    fn start() -> Self {
        let enough = Arc::<AtomicBool>::default();
        let spin = |_| {
            let enough = Arc::clone(&enough);
            std::thread::spawn(move || {
                while !enough.load(Ordering::Relaxed) {
                    std::hint::spin_loop();
                }
            })
        };
        Self {
            threads: (0..LOOPS).map(spin).collect(),
            enough,
        }
    }
}

impl Drop for BusyLoops {
    fn drop(&mut self) {
        self.enough.store(true, Ordering::Relaxed);
        for thread in self.threads.drain(..) {
            // A loop cannot panic.
            let _ = thread.join();
        }
    }
}

impl Nemesis {
    /// Runs a node a tenth of the time, in slices much shorter than a lease, while all other processes compete with
    /// busy loops. Threads of real-time priority would not notice the loops alone. There is no other fault at that
    /// time, so starvation causes every change of leader.
    pub(super) async fn starve(&mut self, strike: &Strike, node: u64) -> Result<bool> {
        self.calm().await?;
        let before = self.reigns()?.last().context("no log tells of a leader")?.term;
        let slices = self.slice(strike, node).await?;
        let mut changes = self.reigns()?;
        changes.retain(|reign| reign.term > before);
        // A leader without contact for a lease stops acting, and may continue in its term.
        changes.dedup_by_key(|reign| reign.term);
        self.starvation.lasted += strike.lasts;
        self.starvation.leader_changes += changes.len() as u64;
        if let Some((one, next)) = reigns::churn(&changes) {
            let after_ms = (next.since_ns - one.since_ns) / 1_000_000;
            let (term, next, lasted) = (one.term, next.term, strike.lasts);
            self.recorder.complain(format!(
                "F25: node {node} was starved for {lasted:?}; the leader of term {next} came {after_ms} ms after that of term {term}"
            ));
        }
        // A single long stop would be a pause, which is another fault.
        Ok(slices > 1)
    }

    async fn slice(&self, strike: &Strike, node: u64) -> Result<u64> {
        let cluster = &self.scene.cluster;
        let _busy = BusyLoops::start();
        let over = Deadline::after(strike.lasts);
        let mut slices = 0;
        while !over.has_passed() {
            cluster.signal(node, Signal::STOP)?;
            sleep(STOPPED).await;
            cluster.signal(node, Signal::CONT)?;
            sleep(RUNS).await;
            slices += 1;
        }
        Ok(slices)
    }

    /// Waits until every node answers and one leads.
    async fn calm(&self) -> Result<()> {
        let deadline = Deadline::after(PATIENCE);
        loop {
            let status = self.scene.cluster.status_led_by(&self.scene.cluster.running()).await?;
            if status.nodes.iter().all(|node| node.role() != NodeRole::Unreachable) {
                return Ok(());
            }
            ensure!(!deadline.has_passed(), "healed, and not all nodes answer: {status:?}");
            sleep(CALM_POLL).await;
        }
    }

    /// Returns every leadership so far, by term.
    fn reigns(&self) -> Result<Vec<Reign>> {
        let mut reigns = Vec::new();
        for node in 1..=NODES {
            reigns.extend(reigns::told(&self.scene.cluster.home(node)?.errors()?));
        }
        reigns.sort_unstable();
        Ok(reigns)
    }
}
