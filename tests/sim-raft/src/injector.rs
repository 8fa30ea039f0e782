//! Fault injection: faults in sequence, of the kinds that the seed selected.
//!
//! Each fault has its own number and random stream, so that omitting one fault does not change the others.

mod disks;
mod links;
mod members;
mod nodes;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::future::join_all;
use tokio::sync::RwLock;

pub(crate) use self::members::join;
use crate::clock::truth;
use crate::fault::FaultKind;
use crate::pace::NodePace;
use crate::random::Random;
use crate::world::{End, World};

/// The first number of each injector is a multiple of this.
const NUMBERS: usize = 1_000;

/// Injects faults.
pub(crate) struct Injector {
    world: Arc<World>,
    random: Random,
    shared: Arc<Shared>,
}

/// State shared by concurrent injectors.
#[derive(Default)]
struct Shared {
    /// Held for writing by an injector that needs all others to pause.
    quiet: RwLock<()>,
    /// Held while a clock is wrong. With two wrong clocks of three, the wrong ones could agree.
    clock: tokio::sync::Mutex<()>,
    done: Mutex<Done>,
}

#[derive(Default)]
struct Done {
    /// Whether a disk was destroyed. All others are then needed.
    destroyed: bool,
    joined: u64,
    removed: u64,
}

impl Injector {
    /// Injects faults for a while, with several concurrent injectors.
    pub(crate) async fn work(world: &Arc<World>, time: Duration) {
        let shared = Arc::<Shared>::default();
        let end = world.facts.trace.elapsed() + time;
        let count = usize::try_from(world.settings.injectors).unwrap_or(1);
        join_all((0..count).map(|injector| one_after_the_other(world, &shared, injector * NUMBERS, end))).await;
    }

    async fn inject_some(&self, number: usize, kinds: &[FaultKind]) {
        tokio::time::sleep(self.random.millis(20..=1_000)).await;
        let Some(kind) = self.random.pick(kinds).copied() else {
            return;
        };
        if self.world.dropped.contains(&number) || (kind.destroys() && !self.may_destroy()) {
            return;
        }
        let facts = &self.world.facts;
        facts.trace.event(format_args!("fault {number} {kind:?}"));
        facts.witness.fault(truth(&facts.trace), kind, number, true);
        let effective = match kind {
            FaultKind::RolledBackDisk => {
                let _quiet = self.shared.quiet.write().await;
                Some(self.roll_back().await)
            }
            _ => {
                let _noise = self.shared.quiet.read().await;
                self.inject(kind).await
            }
        };
        facts.witness.fault(truth(&facts.trace), kind, number, false);
        if let Some(effective) = effective {
            self.world.counts().fault(number, kind, effective);
        }
        self.restart_some();
    }

    fn done(&self) -> MutexGuard<'_, Done> {
        self.shared.done.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a disk may be destroyed: only once, and only if no node was removed, because a majority must remain.
    fn may_destroy(&self) -> bool {
        let mut done = self.done();
        done.removed == 0 && !std::mem::replace(&mut done.destroyed, true)
    }

    /// Injects a fault. Returns whether it had an effect; `None` if it could not be injected now.
    async fn inject(&self, kind: FaultKind) -> Option<bool> {
        match kind {
            FaultKind::Stop
            | FaultKind::PowerCut
            | FaultKind::PowerCutAmidWrite
            | FaultKind::RestartStorm
            | FaultKind::FailedSync
            | FaultKind::DiskStall
            | FaultKind::Pause
            | FaultKind::FailedInstallation => Some(self.on_one(kind).await),
            FaultKind::BitFlip => Some(self.flip_bit().await),
            FaultKind::LostDisk => Some(self.lose_disk().await),
            FaultKind::RolledBackDisk => None,
            FaultKind::Partition | FaultKind::OneWay | FaultKind::Bridge | FaultKind::Flapping => {
                Some(self.cut(kind).await)
            }
            FaultKind::Loss | FaultKind::Repetition | FaultKind::Held | FaultKind::DamagedSnapshot => {
                Some(self.storm(kind).await)
            }
            FaultKind::ClockStep | FaultKind::ClockDrift => self.confuse_clock(kind).await,
            FaultKind::Transfer => Some(self.transfer().await),
            FaultKind::Join => self.join().await,
            FaultKind::Remove => self.remove(false).await,
            FaultKind::RemoveAndKillLeader => self.remove(true).await,
        }
    }

    /// A running node; the leader with increased probability.
    fn victim(&self) -> Option<u64> {
        let leader = self.world.leader().filter(|_| self.random.per_mille(500));
        leader.or_else(|| self.random.pick(&self.world.alive()).copied())
    }

    fn with_pace(&self, node: u64, change: impl FnOnce(&NodePace)) {
        if let Some(machine) = self.world.machines().get(&node) {
            change(&machine.pace);
        }
    }

    fn some_end(&self) -> End {
        match self.random.per_mille(700) {
            true => End::Power,
            false => End::Process,
        }
    }

    /// Restarts stopped nodes, each with a probability.
    fn restart_some(&self) {
        for node in self.world.members() {
            if self.random.per_mille(self.world.settings.restarts_per_mille) {
                let (world, random) = (Arc::clone(&self.world), self.random.clone());
                tokio::spawn(async move {
                    tokio::time::sleep(random.millis(0..=1_500)).await;
                    world.start(node).await;
                });
            }
        }
    }
}

async fn one_after_the_other(world: &Arc<World>, shared: &Arc<Shared>, first: usize, end: Duration) {
    let kinds: Vec<FaultKind> = world.settings.faults.iter().copied().collect();
    for number in first..first + NUMBERS {
        if world.facts.trace.elapsed() >= end {
            return;
        }
        let injector = Injector {
            world: Arc::clone(world),
            random: Random::stream(world.seed, &format!("fault {number}")),
            shared: Arc::clone(shared),
        };
        injector.inject_some(number, &kinds).await;
    }
}
