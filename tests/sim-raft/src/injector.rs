//! Chaos: one fault after the other, drawn from the kinds that the seed chose.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use minoots_store::io::{Fault, Operation};
use tokio::sync::{Mutex, RwLock};

use crate::network::Weather;
use crate::random::Random;
use crate::settings::{DESTROYING, FaultKind};
use crate::world::{End, World};

/// Injects faults.
pub(crate) struct Injector {
    world: Arc<World>,
    random: Random,
    shared: Arc<Shared>,
}

/// What injectors that work side by side must agree on.
#[derive(Default)]
struct Shared {
    /// Held for writing by who needs all others to be quiet.
    quiet: RwLock<()>,
    /// Held by who makes a clock wrong: two wrong ones of three may agree.
    clock: Mutex<()>,
    done: std::sync::Mutex<Done>,
}

#[derive(Default)]
struct Done {
    /// A disk was taken for good: what is left is needed.
    destroyed: bool,
    joined: u64,
    removed: u64,
}

/// How many nodes may join.
const JOINS_MAX: u64 = 2;

impl Injector {
    /// Injects faults for a while, several at a time.
    pub(crate) async fn work(world: &Arc<World>, time: Duration) {
        let shared = Arc::<Shared>::default();
        let injectors = (0..world.settings.injectors).map(|number| Self {
            world: Arc::clone(world),
            random: Random::stream(world.seed, &format!("injector {number}")),
            shared: Arc::clone(&shared),
        });
        join_all(injectors.map(|injector| injector.run(time))).await;
    }

    async fn run(self, time: Duration) {
        let kinds: Vec<FaultKind> = self.world.settings.faults.iter().copied().collect();
        let end = self.world.facts.trace.elapsed() + time;
        while self.world.facts.trace.elapsed() < end {
            tokio::time::sleep(self.random.millis(20..=1_000)).await;
            let Some(kind) = self.random.pick(&kinds).copied() else {
                continue;
            };
            if DESTROYING.contains(&kind) && !self.may_destroy() {
                continue;
            }
            self.world.facts.trace.event(format_args!("fault {kind:?}"));
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
            if let Some(effective) = effective {
                self.world.counts().fault(kind, effective);
            }
            self.restart_some();
        }
    }

    fn done(&self) -> std::sync::MutexGuard<'_, Done> {
        self.shared
            .done
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// One disk may be taken, if nobody was removed: a majority must remain.
    fn may_destroy(&self) -> bool {
        let mut done = self.done();
        done.removed == 0 && !std::mem::replace(&mut done.destroyed, true)
    }

    /// Whether it had an effect; `None` if it was not its time.
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

    /// A node that runs; the leader more often than not.
    fn victim(&self) -> Option<u64> {
        let leader = self.world.leader().filter(|_| self.random.per_mille(500));
        leader.or_else(|| self.random.pick(&self.world.alive()).copied())
    }

    async fn on_one(&self, kind: FaultKind) -> bool {
        let Some(node) = self.victim() else { return false };
        let world = Arc::clone(&self.world);
        match kind {
            FaultKind::Stop => world.stop(node).await,
            FaultKind::PowerCut => world.kill(node, self.some_end()),
            FaultKind::RestartStorm => self.storm_of_restarts().await,
            FaultKind::PowerCutAmidWrite | FaultKind::FailedSync | FaultKind::FailedInstallation => {
                self.break_disk(kind, node).await
            }
            FaultKind::DiskStall => {
                let time = self.random.millis(200..=5_000);
                self.with_pace(node, |pace| pace.stall_disk(time));
                true
            }
            _ => {
                let time = self.random.millis(50..=2_500);
                self.with_pace(node, |pace| pace.pause_all(time));
                true
            }
        }
    }

    fn with_pace(&self, node: u64, change: impl FnOnce(&crate::pace::NodePace)) {
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

    /// A disk that fails, at some write, sync or installation to come; the process aborts, and then the power may fail too.
    async fn break_disk(&self, kind: FaultKind, node: u64) -> bool {
        let life = {
            let mut machines = self.world.machines();
            let Some(machine) = machines.get_mut(&node) else {
                return false;
            };
            machine.may_fail = true;
            match kind {
                FaultKind::FailedInstallation => machine.disk.tables.fail_building(),
                FaultKind::FailedSync => machine.disk.log.inject(Fault {
                    operation: Operation::SyncData,
                    after_count: self.random.below(4),
                    fail_count: 1,
                    error: std::io::ErrorKind::Other,
                }),
                _ => {
                    let at = machine.disk.log.operation_count() + self.random.below(6);
                    machine.disk.log.halt_at(at);
                }
            }
            machine.life.clone()
        };
        if kind == FaultKind::FailedInstallation {
            return true;
        }
        tokio::time::sleep(self.random.millis(1..=200)).await;
        let struck = !life.goes_on();
        if !struck {
            self.world.kill(node, End::Power);
        }
        struck
    }

    async fn storm_of_restarts(&self) -> bool {
        let mut effective = false;
        for _ in 0..self.random.within(3..=8) {
            if let Some(node) = self.victim() {
                effective |= self.world.kill(node, self.some_end());
            }
            self.restart_some();
            tokio::time::sleep(self.random.millis(20..=700)).await;
        }
        effective
    }

    /// Starts nodes that are down, most of the time.
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

    /// Rot, while the node is down.
    async fn flip_bit(&self) -> bool {
        let Some(node) = self.victim() else { return false };
        self.world.kill(node, End::Process);
        let flipped = {
            let mut machines = self.world.machines();
            let Some(machine) = machines.get_mut(&node) else {
                return false;
            };
            let flipped = machine.disk.flip_bit();
            machine.may_fail = flipped;
            flipped
        };
        self.world.start(node).await;
        flipped
    }

    /// A machine's disk is replaced by an empty one; the node must not come back under its id.
    async fn lose_disk(&self) -> bool {
        let Some(node) = self.victim() else { return false };
        self.world.kill(node, End::Process);
        if self.world.place(node).is_err() {
            return false;
        }
        if let Some(machine) = self.world.machines().get_mut(&node) {
            machine.may_fail = true;
            machine.has_run = true;
        }
        self.world.start(node).await;
        true
    }

    /// An old image of a disk is put back, while the others are well.
    async fn roll_back(&self) -> bool {
        self.calm().await;
        let leader = self.world.leader();
        let alive = self.world.alive();
        let followers: Vec<u64> = alive.into_iter().filter(|node| Some(*node) != leader).collect();
        let Some(node) = self.random.pick(&followers).copied() else {
            return false;
        };
        let Some(image) = self.world.image(node) else {
            return false;
        };
        tokio::time::sleep(self.random.millis(300..=2_000)).await;
        self.world.kill(node, End::Process);
        {
            let mut machines = self.world.machines();
            let Some(machine) = machines.get_mut(&node) else {
                return false;
            };
            machine.may_fail = true;
            if machine.disk.restore(&image).is_err() {
                return false;
            }
        }
        self.world.start(node).await;
        tokio::time::sleep(Duration::from_secs(2)).await;
        self.world
            .machines()
            .get(&node)
            .is_some_and(|machine| machine.destroyed)
    }

    /// All nodes up, and time to agree.
    async fn calm(&self) {
        self.world.network.set_weather(Weather::FAIR);
        self.world.network.cut(BTreeSet::new(), false);
        for node in self.world.members() {
            self.with_pace(node, crate::pace::NodePace::resume);
            self.world.start(node).await;
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
    }

    async fn cut(&self, kind: FaultKind) -> bool {
        let nodes = self.world.members();
        let Some(one) = self.victim() else { return false };
        let (others, refuse) = (nodes.iter().filter(|node| **node != one), self.random.per_mille(500));
        let mut directions = BTreeSet::new();
        match kind {
            FaultKind::OneWay if self.random.per_mille(500) => directions.extend(others.map(|other| (one, *other))),
            FaultKind::OneWay => directions.extend(others.map(|other| (*other, one))),
            FaultKind::Bridge => {
                // Two that do not see each other; everybody else sees both.
                let other = others.copied().next();
                directions.extend(other.into_iter().flat_map(|other| [(one, other), (other, one)]));
            }
            _ => directions.extend(others.flat_map(|other| [(one, *other), (*other, one)])),
        }
        let before = self.disturbed();
        let times = if kind == FaultKind::Flapping {
            self.random.within(3..=10)
        } else {
            1
        };
        for _ in 0..times {
            let (cut, whole) = match kind {
                FaultKind::Flapping => (50..=500, 50..=500),
                _ => (200..=4_000, 0..=0),
            };
            self.world.network.cut(directions.clone(), refuse);
            tokio::time::sleep(self.random.millis(cut)).await;
            self.world.network.cut(BTreeSet::new(), false);
            tokio::time::sleep(self.random.millis(whole)).await;
        }
        self.disturbed() > before
    }

    fn disturbed(&self) -> u64 {
        let tally = self.world.network.state_of().1;
        tally.cut + tally.refused + tally.lost + tally.held + tally.repeated + tally.damaged
    }

    async fn storm(&self, kind: FaultKind) -> bool {
        let mut weather = self.world.network.state_of().0;
        weather.delay_micros_max = self.random.within(500..=40_000);
        match kind {
            FaultKind::Loss => weather.lost_per_mille = self.random.within(5..=300),
            FaultKind::Repetition => weather.repeated_per_mille = self.random.within(50..=500),
            FaultKind::Held => weather.held_per_mille = self.random.within(5..=60),
            _ => weather.damaged_per_mille = 300,
        }
        let before = self.disturbed();
        self.world.network.set_weather(weather);
        tokio::time::sleep(self.random.millis(500..=4_000)).await;
        if kind != FaultKind::DamagedSnapshot {
            self.world.network.set_weather(Weather::FAIR);
        }
        self.disturbed() > before
    }

    async fn confuse_clock(&self, kind: FaultKind) -> Option<bool> {
        let _turn = self.shared.clock.try_lock().ok()?;
        let node = self.victim()?;
        let clock = self.world.machines().get(&node).map(|machine| machine.clock.clone())?;
        const SECOND: i64 = 1_000_000_000;
        let errors = [
            SECOND / 10,
            SECOND,
            3_600 * SECOND,
            31_536_000 * SECOND,
            1_700_000_000 * SECOND,
        ];
        let error = self.random.pick(&errors).copied().unwrap_or(SECOND);
        if kind == FaultKind::ClockDrift {
            clock.set_drift([500, -500][usize::try_from(self.random.below(2)).unwrap_or(0)]);
            return Some(true);
        }
        clock.set_error(if self.random.per_mille(500) { error } else { -error });
        tokio::time::sleep(self.random.millis(200..=3_000)).await;
        clock.set_error(0);
        Some(true)
    }

    async fn transfer(&self) -> bool {
        let Some(leader) = self.world.leader() else {
            return false;
        };
        let Some((raft, _, _)) = self.world.running(leader) else {
            return false;
        };
        let handed = tokio::time::timeout(Duration::from_secs(2), raft.transfer(None)).await;
        matches!(handed, Ok(Ok(()))) && self.world.leader() != Some(leader)
    }

    async fn join(&self) -> Option<bool> {
        if self.world.settings.nodes == 1 || self.done().joined >= JOINS_MAX {
            return None;
        }
        self.done().joined += 1;
        let node = self.world.new_id();
        Some(join(&self.world, node).await)
    }

    async fn remove(&self, kill: bool) -> Option<bool> {
        {
            let mut done = self.done();
            if self.world.settings.nodes == 1 || done.destroyed || done.removed > 0 {
                return None;
            }
            done.removed += 1;
        }
        let node = self.random.pick(&self.world.members()).copied()?;
        let leader = self.world.leader()?;
        let (raft, _, _) = self.world.running(leader)?;
        if let Some(machine) = self.world.machines().get_mut(&node) {
            machine.leaves = true;
        }
        let removal = tokio::spawn(async move { raft.remove(node).await });
        if kill {
            tokio::time::sleep(self.random.millis(0..=20)).await;
            self.world.kill(leader, End::Power);
        }
        // Who asked is gone with the leader.
        let removed = tokio::time::timeout(Duration::from_secs(5), removal).await;
        self.world
            .facts
            .trace
            .event(format_args!("removal of {node}: {removed:?}"));
        Some(kill || matches!(removed, Ok(Ok(Ok(())))))
    }
}

/// Has a new node on an empty machine become a voter. Returns whether it is one.
pub(crate) async fn join(world: &Arc<World>, node: u64) -> bool {
    if !world.machines().contains_key(&node) && world.place(node).is_err() {
        return false;
    }
    world.start(node).await;
    let Some(leader) = world.leader() else { return false };
    let Some((raft, _, _)) = world.running(leader) else {
        return false;
    };
    let added = tokio::time::timeout(Duration::from_secs(4), raft.add(node, &crate::network::address(node))).await;
    matches!(added, Ok(Ok(())))
}
