//! Injects the planned faults into the nodes, and reports those that took effect.
//!
//! Invariant: after a step all its faults are undone, and every node runs. A node that ended without a fault that ends
//! nodes is reported.

mod busy;
mod disk;
mod links;
mod processes;

pub use busy::Starvation;

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::Result;
use minoots_check::record::Phase;
use minoots_it::clock::SECOND;
use minoots_it::faults;
use tokio::time::sleep;

use crate::plan::{Kind, Step, Strike, Victim};
use crate::recorder::Recorder;
use crate::scene::{NODES, Scene};

const HOUR: i64 = 3_600 * SECOND;

/// The fault injector.
#[derive(Debug)]
pub struct Nemesis {
    /// The nodes and their network.
    pub scene: Scene,
    recorder: Arc<Recorder>,
    /// How often each kind took effect.
    took_effect: BTreeMap<Kind, u64>,
    starvation: Starvation,
}

impl Nemesis {
    /// Creates an injector without any faults.
    #[must_use]
    pub fn new(scene: Scene, recorder: Arc<Recorder>) -> Self {
        Self {
            scene,
            recorder,
            took_effect: BTreeMap::new(),
            starvation: Starvation::default(),
        }
    }

    /// Returns how often each kind took effect.
    #[must_use]
    pub fn took_effect(&self) -> &BTreeMap<Kind, u64> {
        &self.took_effect
    }

    /// Returns the effect of starvation on leadership.
    #[must_use]
    pub fn starvation(&self) -> Starvation {
        self.starvation
    }

    /// Injects the faults of one step, and undoes them.
    ///
    /// # Errors
    /// The machine denies a fault, or a node does not restart.
    pub async fn step(&mut self, step: &Step) -> Result<()> {
        sleep(step.after).await;
        let victim = self.resolve(step.strike.victim).await?;
        let beside = match &step.beside {
            Some(strike) => Some((strike, self.resolve(strike.victim).await?)),
            None => None,
        };
        // A node that is cut off or stopped makes no calls that could fail.
        let beside = beside.map(
            |(strike, other)| match step.strike.kind.awaits_a_call() && other == victim {
                true => (strike, victim % NODES + 1),
                false => (strike, other),
            },
        );
        if let Some((strike, victim)) = beside {
            self.note(strike.kind, victim, Phase::On);
            self.disturb(strike, victim)?;
        }
        self.strike(&step.strike, victim).await?;
        if let Some((strike, victim)) = beside {
            self.leave_alone()?;
            self.note(strike.kind, victim, Phase::Off);
        }
        self.look_after(step.strike.kind).await
    }

    async fn strike(&mut self, strike: &Strike, node: u64) -> Result<()> {
        self.note(strike.kind, node, Phase::On);
        let took_effect = match strike.kind {
            Kind::Kill => self.kill(strike, node).await?,
            Kind::KillStorm => self.kill_storm(strike, node).await?,
            Kind::SyncError | Kind::WriteError | Kind::WriteNoRoom | Kind::RenameError | Kind::ReadError => {
                self.fail_calls(strike, node).await?
            }
            Kind::Starve => self.starve(strike, node).await?,
            Kind::FileLimit => self.limit_files(strike, node).await?,
            Kind::SyncDelay | Kind::SyncStall => self.delay_calls(strike, node).await?,
            Kind::DiskFull => self.fill_disk(strike, node).await?,
            Kind::ClockForward | Kind::ClockBack => self.step_clock(strike, node).await?,
            kind if kind.is_simple() => self.disturb_for_a_while(strike, node).await?,
            kind => anyhow::bail!("nobody does {kind}"),
        };
        self.note(strike.kind, node, Phase::Off);
        *self.took_effect.entry(strike.kind).or_default() += u64::from(took_effect);
        Ok(())
    }

    async fn step_clock(&mut self, strike: &Strike, node: u64) -> Result<bool> {
        let size = [HOUR, 2 * SECOND, 400 * 1_000_000, 365 * 24 * HOUR][(strike.dice % 4) as usize];
        let offset_ns = if strike.kind == Kind::ClockForward { size } else { -size };
        let home = self.scene.cluster.home(node)?;
        faults::set_clock(home, offset_ns)?;
        sleep(strike.lasts).await;
        faults::set_clock(home, 0)?;
        // The hook reads the clock file within milliseconds; only then is the fault over.
        sleep(std::time::Duration::from_millis(50)).await;
        Ok(true)
    }

    /// Returns the node of a victim at present. Without a leader it is the first node.
    async fn resolve(&self, victim: Victim) -> Result<u64> {
        let leader = match victim {
            Victim::Node(node) => return Ok(node),
            Victim::Leader | Victim::Follower(_) => self.scene.cluster.leader().await?,
        };
        Ok(match victim {
            Victim::Follower(steps) => (leader - 1 + steps) % NODES + 1,
            _ => leader,
        })
    }

    fn note(&self, kind: Kind, node: u64, phase: Phase) {
        self.recorder.fault(kind.name(), format!("node {node}"), phase);
    }

    /// Undoes all active faults.
    ///
    /// # Errors
    /// A node does not restart.
    pub async fn heal(&mut self) -> Result<()> {
        self.leave_alone()?;
        self.scene.small_disk.clear()?;
        for node in crate::plan::CLOCKED {
            faults::set_clock(self.scene.cluster.home(node)?, 0)?;
        }
        for node in 1..=NODES {
            if !self.scene.cluster.running().contains(&node) {
                self.scene.cluster.restart(node).await?;
            }
        }
        self.scene.cluster.leader().await.map(drop)
    }
}
