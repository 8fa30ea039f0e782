//! Several nodes in one process: real sockets, real files and a runtime each, so that a kill is as abrupt as possible.

use std::collections::BTreeMap;
use std::fs::File;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use minoots_kernel::Entry;
use minoots_raft::{RaftNode, RaftOptions, StartError, Timing};
use minoots_sequencer::consensus::{Consensus, Leadership, ProposeError};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::harness::{Harness, bootstrap, create, image_of, timer_id};
use crate::network::Network;

pub const PATIENCE: Duration = Duration::from_secs(30);

/// The shortest elections that one machine running all nodes can sustain.
pub const HASTY: Timing = Timing {
    heartbeat_interval_ms: 12,
    election_timeout_ms_min: 50,
    election_timeout_ms_max: 80,
};

/// A node that runs.
pub struct Running {
    pub harness: Harness,
    runtime: Runtime,
}

/// A machine: a directory, and perhaps a running node.
pub struct Machine {
    pub directory: TempDir,
    pub running: Option<Running>,
}

pub struct Cluster {
    pub network: Arc<Network>,
    pub machines: BTreeMap<u64, Machine>,
    /// The nodes that begin the cluster. Other nodes get the present members as peers when they start.
    listed: Vec<u64>,
    pub configure: fn(&mut RaftOptions),
}

impl Cluster {
    /// Machines for nodes, none of which runs yet.
    pub fn of(nodes: &[u64]) -> Self {
        Self::configured(nodes, |_| {})
    }

    pub fn configured(nodes: &[u64], configure: fn(&mut RaftOptions)) -> Self {
        let mut cluster = Self {
            network: Network::new(),
            machines: BTreeMap::new(),
            listed: nodes.to_vec(),
            configure,
        };
        nodes.iter().for_each(|node| cluster.place(*node));
        cluster
    }

    /// Nodes that form a cluster, with its first entry committed.
    pub fn started(nodes: &[u64]) -> Self {
        Self::configured_and_started(nodes, |_| {})
    }

    pub fn configured_and_started(nodes: &[u64], configure: fn(&mut RaftOptions)) -> Self {
        let mut cluster = Self::configured(nodes, configure);
        nodes.iter().for_each(|node| cluster.start(*node));
        cluster.commit(bootstrap());
        cluster
    }

    /// A machine with an empty directory.
    pub fn place(&mut self, node: u64) {
        self.network.place(node);
        let machine = Machine {
            directory: tempfile::tempdir().unwrap(),
            running: None,
        };
        self.machines.insert(node, machine);
    }

    pub fn options(&self, node: u64) -> RaftOptions {
        let mut options = RaftOptions::new(node, self.machines[&node].directory.path());
        options.log.segment_bytes = 256 << 10;
        options.address = format!("client-{node}:1");
        let listed = match self.listed.contains(&node) {
            true => self.listed.clone(),
            false => self.alive(),
        };
        let listed = listed.iter().chain([&node]);
        options.peers = listed
            .map(|node| (*node, self.network.address(*node).to_string()))
            .collect();
        options.peer_listen = Some(self.network.address(node));
        options.transport = self.network.transport(node);
        (self.configure)(&mut options);
        options
    }

    pub fn start(&mut self, node: u64) {
        self.try_start(node).unwrap();
    }

    /// Starts a node. Waits until an earlier one has released the directory.
    pub fn try_start(&mut self, node: u64) -> Result<(), StartError> {
        let begun = Instant::now();
        loop {
            let mut builder = tokio::runtime::Builder::new_multi_thread();
            let runtime = builder
                .worker_threads(2)
                .thread_name(format!("n{node}"))
                .enable_all()
                .build()
                .unwrap();
            let options = self.options(node);
            let started = runtime.block_on(async move { Harness::start_with(options, Arc::default()).await });
            match started {
                Err(StartError::InUse { .. } | StartError::PeerListen { .. }) if begun.elapsed() < PATIENCE => {
                    runtime.shutdown_background();
                    std::thread::sleep(Duration::from_millis(5));
                }
                Err(error) => {
                    runtime.shutdown_background();
                    return Err(error);
                }
                Ok(harness) => {
                    let running = Running { harness, runtime };
                    self.machines.get_mut(&node).unwrap().running = Some(running);
                    return Ok(());
                }
            }
        }
    }

    /// Ends a node as a kill would, without a flush or a notice.
    pub fn kill(&mut self, node: u64) {
        assert_eq!(self.end(node), Vec::<String>::new(), "node {node}");
    }

    /// The same for a removed node, which may have learned of its removal.
    pub fn kill_removed(&mut self, node: u64) {
        let fatal = self.end(node);
        assert!(
            fatal.iter().all(|why| why.starts_with("NODE_ID_BURNED: ")),
            "node {node}: {fatal:?}"
        );
    }

    /// Returns the fatal errors reported before the end.
    fn end(&mut self, node: u64) -> Vec<String> {
        let Running { harness, runtime } = self.machines.get_mut(&node).unwrap().running.take().unwrap();
        // Read the errors first: a core whose tasks end one by one may report more.
        let fatal = harness.fatal.lock().unwrap().clone();
        runtime.shutdown_background();
        fatal
    }

    pub fn wipe(&mut self, node: u64) {
        assert!(self.machines[&node].running.is_none());
        self.machines.get_mut(&node).unwrap().directory = tempfile::tempdir().unwrap();
    }

    pub fn harness(&self, node: u64) -> &Harness {
        &self.machines[&node].running.as_ref().unwrap().harness
    }

    pub fn node(&self, node: u64) -> &RaftNode {
        &self.harness(node).node
    }

    /// Runs something on a node, on its own runtime.
    pub fn run<F, T>(&self, node: u64, work: impl FnOnce(RaftNode) -> F) -> T
    where
        F: Future<Output = T> + Send + 'static,
        T: Send + 'static,
    {
        let running = self.machines[&node].running.as_ref().unwrap();
        let done = running.runtime.spawn(work(running.harness.node.clone()));
        let waited = async { tokio::time::timeout(2 * PATIENCE, done).await };
        running.runtime.block_on(waited).expect("it never ends").unwrap()
    }

    /// Starts work on a node without waiting for it.
    pub fn begin<F>(&self, node: u64, work: impl FnOnce(RaftNode) -> F)
    where
        F: Future<Output: Send> + Send + 'static,
    {
        let running = self.machines[&node].running.as_ref().unwrap();
        running.runtime.spawn(work(running.harness.node.clone()));
    }

    /// The running nodes.
    pub fn alive(&self) -> Vec<u64> {
        let running = self.machines.iter().filter(|(_, machine)| machine.running.is_some());
        running.map(|(node, _)| *node).collect()
    }

    pub fn leads(&self, node: u64) -> Option<u64> {
        match *self.node(node).leadership().borrow() {
            Leadership::Leading { term, .. } => Some(term),
            Leadership::Following { .. } => None,
        }
    }

    /// Waits until one of these nodes leads. Returns the one with the highest term.
    pub fn leader_of(&self, nodes: &[u64]) -> u64 {
        let leading = || {
            let leading = nodes.iter().filter_map(|node| Some((self.leads(*node)?, *node)));
            leading.max().map(|(_, node)| node)
        };
        until("somebody leads", leading)
    }

    pub fn leader(&self) -> u64 {
        self.leader_of(&self.alive())
    }

    /// A running node that does not lead.
    pub fn follower(&self) -> u64 {
        let leader = self.leader();
        self.alive().into_iter().find(|node| *node != leader).unwrap()
    }

    /// Commits an entry through the leader among these nodes. Repeats until it is acknowledged.
    pub fn commit_on(&self, nodes: &[u64], entry: Entry) {
        let begun = Instant::now();
        loop {
            let leader = self.leader_of(nodes);
            let answer = self.harness(leader).propose(entry.clone()).blocking_recv();
            match answer.expect("a proposal was dropped without an answer") {
                Ok(_) => return,
                Err(ProposeError::NotLeader { .. } | ProposeError::OutcomeUnknown) => {
                    assert!(begun.elapsed() < PATIENCE, "nothing is committed");
                    std::thread::sleep(Duration::from_millis(2));
                }
            }
        }
    }

    pub fn commit(&self, entry: Entry) {
        self.commit_on(&self.alive(), entry);
    }

    /// Creates timers concurrently on one leader. Returns the acknowledged ones.
    pub fn create_on(&self, leader: u64, numbers: impl IntoIterator<Item = u64>) -> Vec<u64> {
        let harness = self.harness(leader);
        let answers: Vec<_> = numbers
            .into_iter()
            .map(|number| (number, harness.propose(create(number))))
            .collect();
        let acknowledged = answers.into_iter().filter_map(|(number, answer)| {
            let answer = answer
                .blocking_recv()
                .expect("a proposal was dropped without an answer");
            answer.is_ok().then_some(number)
        });
        acknowledged.collect()
    }

    /// Waits until all running nodes have applied the same entries, and compares their state hashes.
    pub fn converge(&self) -> u64 {
        let hashes = || -> Option<Vec<(u64, u128)>> {
            let alive = self.alive();
            let hashes = alive.iter().map(|node| self.node(*node).stats().hash);
            hashes.collect()
        };
        until("all nodes have applied the same", || {
            let hashes = hashes()?;
            let (index, hash) = *hashes.first()?;
            let same_index = hashes.iter().all(|(other, _)| *other == index);
            let committed = self.alive().iter().all(|node| {
                let stats = self.node(*node).stats();
                stats.last_log_index.is_none_or(|last| last <= index)
            });
            if !same_index || !committed {
                return None;
            }
            assert!(
                hashes.iter().all(|(_, other)| *other == hash),
                "replicas differ at {index}: {hashes:?}"
            );
            Some(index)
        })
    }

    pub fn assert_present(&self, numbers: &[u64]) {
        for node in self.alive() {
            for number in numbers {
                let id = timer_id(*number);
                assert!(
                    self.harness(node).has_timer(*number),
                    "node {node} lacks {id}, which was acknowledged"
                );
            }
        }
    }

    /// Kills a node, and copies its directory once all its threads have ended.
    pub fn image_after_kill(&mut self, node: u64) -> TempDir {
        self.kill(node);
        let lock = self.machines[&node].directory.path().join("LOCK");
        until("its threads have ended", || File::open(&lock).unwrap().try_lock().ok());
        image_of(self.machines[&node].directory.path())
    }

    /// Stops all nodes cleanly.
    pub fn stop(mut self) {
        for node in self.alive() {
            self.run(node, |node| async move { node.shutdown().await }).unwrap();
            self.kill(node);
        }
    }
}

/// Polls until a condition holds.
pub fn until<T>(what: &str, mut check: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = check() {
            return found;
        }
        assert!(begun.elapsed() < PATIENCE, "it never happens that {what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}
