//! The machines of a run, and the operations on them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use minoots_raft::{RaftNode, RaftOptions};
use minoots_sequencer::Sequencer;
use minoots_sequencer::clock::Clock;
use minoots_sequencer::consensus::{Consensus, Leadership};

use crate::clock::NodeClock;
use crate::disk::{Image, NodeDisk};
use crate::facts::Facts;
use crate::network::{Network, address};
use crate::node::{Birth, Life, Running, platform};
use crate::outcome::Counts;
use crate::pace::NodePace;
use crate::random::Random;
use crate::settings::Settings;
use crate::watch::CallWatch;

/// A machine for a node.
pub(crate) struct Machine {
    pub(crate) disk: NodeDisk,
    pub(crate) clock: NodeClock,
    pub(crate) pace: NodePace,
    pub(crate) running: Option<Running>,
    pub(crate) is_starting: bool,
    /// The current or last life.
    pub(crate) life: Life,
    /// Whether an injected fault may end this life or prevent the next.
    pub(crate) may_fail: bool,
    /// Whether the disk was lost or rolled back. The other nodes may then reject the node once they learn of it.
    pub(crate) swapped: bool,
    /// Whether the disk's content was destroyed. The node must not return.
    pub(crate) destroyed: bool,
    /// Whether the node was removed from the cluster and has ended.
    pub(crate) removed: bool,
    /// Whether the node is being removed. It may learn that and end.
    pub(crate) leaves: bool,
    /// Whether the node has run before and may have made promises.
    pub(crate) has_run: bool,
}

/// The state shared by all tasks of a run.
pub(crate) struct World {
    pub(crate) seed: u64,
    pub(crate) settings: Settings,
    pub(crate) facts: Facts,
    pub(crate) network: Network,
    pub(crate) watch: CallWatch,
    pub(crate) counts: Mutex<Counts>,
    machines: Mutex<BTreeMap<u64, Machine>>,
    root: PathBuf,
    next_life: AtomicU64,
    next_op: AtomicU64,
    /// Numbers of omitted faults.
    pub(crate) dropped: BTreeSet<usize>,
    pub(crate) clients_stop: AtomicBool,
}

/// The way a life ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// A power failure.
    Power,
    /// The process dies; its writes to files survive.
    Process,
}

impl Machine {
    /// Whether a life may end, or fail to start, for this reason.
    fn may_end(&self, why: &str) -> bool {
        self.may_fail || (self.swapped && is_refusal(why)) || (self.leaves && why.contains("NODE_ID_BURNED"))
    }
}

/// Whether the other nodes rejected the node because of its changed disk.
fn is_refusal(why: &str) -> bool {
    why.contains("DATA_REVERTED") || why.contains("NODE_ID_BURNED")
}

impl World {
    pub(crate) fn new(seed: u64, settings: Settings, dropped: BTreeSet<usize>, facts: Facts, root: &Path) -> Arc<Self> {
        let watch = CallWatch::new(facts.clone());
        let random = Random::stream(seed, "network");
        let network = Network::new(facts.trace.clone(), random, watch.clone());
        Arc::new(Self {
            seed,
            settings,
            facts,
            network,
            watch,
            counts: Mutex::default(),
            machines: Mutex::default(),
            root: root.to_owned(),
            next_life: AtomicU64::new(0),
            next_op: AtomicU64::new(0),
            dropped,
            clients_stop: AtomicBool::new(false),
        })
    }

    pub(crate) fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn machines(&self) -> MutexGuard<'_, BTreeMap<u64, Machine>> {
        self.machines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new number for a call.
    pub(crate) fn new_op(&self) -> u64 {
        self.next_op.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Adds a machine with an empty disk.
    pub(crate) fn place(&self, node: u64) -> std::io::Result<()> {
        let number = self.next_life.fetch_add(1, Ordering::Relaxed);
        let random = Random::stream(self.seed, &format!("machine {node}"));
        let machine = Machine {
            disk: NodeDisk::new(self.root.join(format!("node-{node}-{number}")), random.clone())?,
            clock: NodeClock::new(self.facts.trace.clone()),
            pace: NodePace::new(random),
            running: None,
            is_starting: false,
            life: Life::default(),
            may_fail: false,
            swapped: false,
            destroyed: false,
            removed: false,
            leaves: false,
            has_run: false,
        };
        self.machines().insert(node, machine);
        Ok(())
    }

    /// Starts the node of an existing machine, unless it runs.
    pub(crate) async fn start(self: &Arc<Self>, node: u64) {
        let Some(birth) = self.conceive(node) else { return };
        let life = birth.life.clone();
        let started = birth.start().await;
        let mut machines = self.machines();
        let Some(machine) = machines.get_mut(&node) else { return };
        if machine.life.number != life.number {
            // The disk was replaced meanwhile.
            return;
        }
        machine.is_starting = false;
        match started {
            Ok(running) if life.goes_on() => {
                machine.running = Some(running);
                machine.has_run = true;
                drop(machines);
                self.facts.trace.event(format_args!("started {node}"));
                self.mind(node, life);
            }
            Ok(_) => {
                let fatal = life.fatal();
                drop(machines);
                self.ended(node, fatal.unwrap_or_default());
            }
            Err(error) => {
                drop(machines);
                self.not_started(node, &error.to_string());
            }
        }
    }

    fn conceive(&self, node: u64) -> Option<Birth> {
        let listed: BTreeSet<u64> = (1..=self.settings.nodes).chain([node]).collect();
        let mut machines = self.machines();
        let machine = machines.get_mut(&node)?;
        if machine.running.is_some() || machine.is_starting || machine.destroyed || machine.removed {
            return None;
        }
        let life = Life::new(self.next_life.fetch_add(1, Ordering::Relaxed));
        machine.life = life.clone();
        machine.is_starting = true;
        let mut options = RaftOptions::new(node, machine.disk.directory());
        self.settings.configure(&mut options);
        options.clock = Clock::new(Arc::new(machine.clock.clone()));
        options.peers = listed.iter().map(|peer| (*peer, address(*peer))).collect();
        options.peer_listen = address(node).parse().ok();
        let wires = self.network.at(node, life.clone(), machine.pace.clone());
        options.platform = platform(&machine.disk, &machine.pace, wires);
        if machine.has_run && self.settings.nodes > 1 {
            self.watch
                .restarts(node, Duration::from_millis(options.timing.election_timeout_ms_max));
        }
        self.facts.trace.event(format_args!("starting {node}"));
        Some(Birth {
            node,
            life,
            options,
            pace: machine.pace.clone(),
            facts: self.facts.clone(),
        })
    }

    /// Cleans up after a life that ends by itself.
    fn mind(self: &Arc<Self>, node: u64, life: Life) {
        let world = Arc::clone(self);
        tokio::spawn(async move {
            life.died.notified().await;
            if let Some(fatal) = life.fatal() {
                world.ended(node, fatal);
            }
        });
    }

    /// Handles a life that ended by itself: its process aborted.
    fn ended(&self, node: u64, why: String) {
        self.facts.trace.event(format_args!("aborted {node}: {why}"));
        let expected = {
            let mut machines = self.machines();
            let Some(machine) = machines.get_mut(&node) else { return };
            machine.destroyed |= is_refusal(&why);
            machine.may_end(&why)
        };
        if !expected {
            self.facts.violation(format!("node {node} aborted: {why}"));
        }
        self.bury(node, End::Process);
    }

    fn not_started(&self, node: u64, why: &str) {
        self.facts.trace.event(format_args!("not started {node}: {why}"));
        let expected = {
            let mut machines = self.machines();
            let Some(machine) = machines.get_mut(&node) else { return };
            machine.life.end();
            // A node that cannot start is given up, unless its start was only interrupted.
            let cut_short = machine.may_fail && machine.life.fatal().is_some();
            machine.destroyed |= !cut_short;
            machine.may_end(why)
        };
        if !expected {
            self.facts.violation(format!("node {node} does not start: {why}"));
        }
        self.bury(node, End::Power);
    }

    /// Kills a life. Returns whether there was one.
    pub(crate) fn kill(&self, node: u64, end: End) -> bool {
        let runs = self
            .machines()
            .get(&node)
            .is_some_and(|machine| machine.running.is_some());
        if runs {
            self.facts.trace.event(format_args!("killed {node} {end:?}"));
            self.bury(node, end);
        }
        runs
    }

    fn bury(&self, node: u64, end: End) {
        let running = {
            let mut machines = self.machines();
            let Some(machine) = machines.get_mut(&node) else { return };
            machine.life.end();
            machine.may_fail = false;
            machine.pace.resume();
            // Cut off the disk first, so that remaining tasks of the life change nothing.
            let kept = match end {
                End::Power => machine.disk.crash(),
                End::Process => machine.disk.stop(),
            };
            if let Err(error) = kept {
                self.facts.violation(format!("the simulation failed: {error}"));
            }
            machine.running.take()
        };
        drop(running);
    }

    /// Stops a node gracefully.
    pub(crate) async fn stop(&self, node: u64) -> bool {
        let Some((raft, _, life)) = self.running(node) else {
            return false;
        };
        self.facts.trace.event(format_args!("stopping {node}"));
        if let Err(error) = raft.shutdown().await
            && life.goes_on()
            && !self.machines().get(&node).is_some_and(|machine| machine.may_fail)
        {
            self.facts
                .violation(format!("node {node} did not stop in order: {error}"));
        }
        drop(raft);
        // The node may have died meanwhile, and a later life may have started.
        let same = self
            .machines()
            .get(&node)
            .is_some_and(|machine| machine.life.number == life.number);
        same && self.kill(node, End::Process)
    }

    /// The parts of a running node.
    pub(crate) fn running(&self, node: u64) -> Option<(RaftNode, Arc<Sequencer>, Life)> {
        let machines = self.machines();
        let running = machines.get(&node)?.running.as_ref()?;
        Some((
            running.raft.clone(),
            Arc::clone(&running.sequencer),
            running.life.clone(),
        ))
    }

    /// The running nodes.
    pub(crate) fn alive(&self) -> Vec<u64> {
        let machines = self.machines();
        let alive = machines.iter().filter(|(_, machine)| machine.running.is_some());
        alive.map(|(node, _)| *node).collect()
    }

    /// Machines that are members of the cluster or are joining.
    pub(crate) fn members(&self) -> Vec<u64> {
        let machines = self.machines();
        let members = machines.iter().filter(|(_, machine)| !machine.removed);
        members.map(|(node, _)| *node).collect()
    }

    /// The node that claims leadership; of several, the one with the newest term.
    pub(crate) fn leader(&self) -> Option<u64> {
        let leads = |node: &u64| {
            let (raft, _, _) = self.running(*node)?;
            match *raft.leadership().borrow() {
                Leadership::Leading { term, .. } => Some((term, *node)),
                Leadership::Following { .. } => None,
            }
        };
        self.alive().iter().filter_map(leads).max().map(|(_, node)| node)
    }

    /// A node id that was never used.
    pub(crate) fn new_id(&self) -> u64 {
        self.machines().keys().next_back().copied().unwrap_or(0) + 1
    }

    /// A copy of a running node's disk as it is now.
    pub(crate) fn image(&self, node: u64) -> Option<Image> {
        let machines = self.machines();
        machines.get(&node)?.disk.image().ok()
    }
}
