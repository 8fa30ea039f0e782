//! A cluster of `minoots server` processes.
//!
//! Invariants:
//! - A node keeps its addresses and its directory for the lifetime of the cluster, so that it can restart after any
//!   end.
//! - On loopback, ports are below those that the system assigns by itself, so that no other connection takes one while
//!   its node is down.

use std::collections::BTreeMap;
use std::fs;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use minoots_wire::admin::v1::{ClusterNode, GetClusterStatusResponse, NodeRole};
use rustix::process::Signal;

use crate::PATIENCE;
use crate::client::Client;
use crate::clock::Deadline;
use crate::faults;
use crate::namespaces::Network;
use crate::server::{Home, Release, Server, Starting};
use crate::tls;

mod member;

use self::member::Member;
pub use self::member::free_port;

const POLL: Duration = Duration::from_millis(20);

/// Settings of nodes on a busy machine, with long timeouts, so that a pause of the scheduler causes no election.
pub const PATIENT: [&str; 6] = [
    "--heartbeat-interval-ms",
    "40",
    "--election-timeout-ms-min",
    "150",
    "--election-timeout-ms-max",
    "300",
];

/// The lease of a leader with the settings [`PATIENT`], in nanoseconds.
pub const PATIENT_LEASE_NS: i64 = 300_000_000;

/// The lease of a leader with the default settings, in nanoseconds.
pub const LAN_LEASE_NS: i64 = 200_000_000;

/// The configuration of a cluster.
#[derive(Debug)]
pub struct Plan {
    nodes: u64,
    settings: Vec<String>,
    network: Option<Arc<Network>>,
    /// The authority of the certificates for clients.
    authority: Option<String>,
    /// The offset of each node's clock, if clocks can be wrong.
    clocks_ns: Vec<i64>,
    /// Homes of nodes that differ from the default.
    homes: BTreeMap<u64, Home>,
    release: Release,
}

impl Plan {
    /// Plans this number of nodes, with the default settings, on loopback addresses.
    #[must_use]
    pub fn of(nodes: u64) -> Self {
        Self {
            nodes,
            settings: Vec::new(),
            network: None,
            authority: None,
            clocks_ns: Vec::new(),
            homes: BTreeMap::new(),
            release: Release::This,
        }
    }

    /// Sets the home of a node.
    #[must_use]
    pub fn with_home(mut self, node: u64, home: Home) -> Self {
        self.homes.insert(node, home);
        self
    }

    /// Sets the clock offsets of the first nodes in nanoseconds, until [`faults::set_clock`] changes them.
    #[must_use]
    pub fn with_clocks(mut self, offsets_ns: &[i64]) -> Self {
        self.clocks_ns = offsets_ns.to_vec();
        self
    }

    /// Sets the release of every node, until [`Cluster::set_release`] changes it.
    #[must_use]
    pub fn of_release(mut self, release: Release) -> Self {
        self.release = release;
        self
    }

    /// Adds arguments for every node.
    #[must_use]
    pub fn with(mut self, settings: &[&str]) -> Self {
        self.settings.extend(settings.iter().map(|part| (*part).to_owned()));
        self
    }

    /// Sets the authority, PEM, of the certificates for clients; the variables of each home name their files.
    #[must_use]
    pub fn secured(mut self, authority: String) -> Self {
        self.authority = Some(authority);
        self
    }

    /// Places each node at the end of the network with its id. Its callers must be at an end, too.
    #[must_use]
    pub fn on(mut self, network: Arc<Network>) -> Self {
        self.network = Some(network);
        self
    }

    /// Starts the nodes on empty directories and waits until all know a leader.
    ///
    /// # Errors
    /// When one of them ends first, or is not ready in time.
    pub async fn start(self) -> Result<Cluster> {
        let mut cluster = self.place()?;
        cluster.begin().await?;
        Ok(cluster)
    }

    /// Prepares each node, and starts none.
    ///
    /// # Errors
    /// When there is no port or directory for one.
    pub fn place(self) -> Result<Cluster> {
        let nodes = self.nodes;
        let mut cluster = Cluster {
            plan: self,
            members: BTreeMap::new(),
        };
        for node in 1..=nodes {
            cluster.place(node)?;
        }
        Ok(cluster)
    }
}

/// The nodes. Dropping it kills them.
#[derive(Debug)]
pub struct Cluster {
    plan: Plan,
    members: BTreeMap<u64, Member>,
}

impl Cluster {
    /// Starts three nodes with the default settings.
    ///
    /// # Errors
    /// As [`Plan::start`].
    pub async fn start() -> Result<Self> {
        Plan::of(3).start().await
    }

    /// Makes peers reach a node at this address instead of its listener.
    ///
    /// # Errors
    /// When there is no such node.
    pub fn reach_at(&mut self, node: u64, peer_address: String) -> Result<()> {
        self.member_mut(node)?.reached_at = peer_address;
        Ok(())
    }

    /// Starts the prepared nodes, and waits until all know a leader.
    ///
    /// # Errors
    /// As [`Plan::start`].
    pub async fn begin(&mut self) -> Result<()> {
        let peers = self.peers();
        let mut starting = Vec::new();
        for (node, member) in &mut self.members {
            member.peers.clone_from(&peers);
            starting.push((*node, member.launch()?));
        }
        for (node, process) in starting {
            let server = process.ready().await?;
            self.member_mut(node)?.server = Some(server);
        }
        Ok(())
    }

    fn place(&mut self, node: u64) -> Result<()> {
        let index = usize::try_from(node - 1)?;
        let mut home = match (self.plan.homes.remove(&node), self.plan.clocks_ns.get(index)) {
            (Some(home), _) => home,
            (None, Some(offset_ns)) => faults::home(*offset_ns)?,
            (None, None) => Home::new()?,
        };
        home.set_release(self.plan.release);
        let member = Member::new(node, home, self.plan.settings.clone(), self.plan.network.clone())?;
        self.members.insert(node, member);
        Ok(())
    }

    fn peers(&self) -> String {
        let peers: Vec<String> = self
            .members
            .iter()
            .map(|(node, member)| format!("{node}={}", member.reached_at))
            .collect();
        peers.join(",")
    }

    fn member(&self, node: u64) -> Result<&Member> {
        self.members
            .get(&node)
            .with_context(|| format!("there is no node {node}"))
    }

    fn member_mut(&mut self, node: u64) -> Result<&mut Member> {
        self.members
            .get_mut(&node)
            .with_context(|| format!("there is no node {node}"))
    }

    /// Returns a node's address for clients, whether or not it runs.
    ///
    /// # Errors
    /// When there is no such node.
    pub fn endpoint(&self, node: u64) -> Result<String> {
        let scheme = self.plan.authority.as_ref().map_or("http", |_| "https");
        Ok(format!("{scheme}://{}", self.member(node)?.client_address))
    }

    /// Returns a node's address for peers, as host:port.
    ///
    /// # Errors
    /// When there is no such node.
    pub fn peer_address(&self, node: u64) -> Result<String> {
        Ok(self.member(node)?.peer_address.clone())
    }

    /// Returns the directory of a node's data and output.
    ///
    /// # Errors
    /// When there is no such node.
    pub fn home(&self, node: u64) -> Result<&Home> {
        Ok(&self.member(node)?.home)
    }

    /// Sets the release of a node from its next start on.
    ///
    /// # Errors
    /// When there is no such node.
    pub fn set_release(&mut self, node: u64, release: Release) -> Result<()> {
        self.member_mut(node)?.home.set_release(release);
        Ok(())
    }

    /// Returns the running nodes, in order.
    #[must_use]
    pub fn running(&self) -> Vec<u64> {
        let running = self.members.iter().filter(|(_, member)| member.server.is_some());
        running.map(|(node, _)| *node).collect()
    }

    /// Returns the addresses of the running nodes.
    #[must_use]
    pub fn endpoints(&self) -> Vec<String> {
        self.running()
            .into_iter()
            .flat_map(|node| self.endpoint(node))
            .collect()
    }

    /// Connects to a node.
    ///
    /// # Errors
    /// When nothing answers there.
    pub async fn client(&self, node: u64) -> Result<Client> {
        let endpoint = self.endpoint(node)?;
        match &self.plan.authority {
            None => Client::connect(&endpoint).await,
            Some(authority) => Ok(Client::over(tls::channel(&endpoint, authority).await?)),
        }
    }

    /// Sends SIGKILL.
    ///
    /// # Errors
    /// When the node had ended by itself.
    pub fn kill(&mut self, node: u64) -> Result<()> {
        self.take(node)?.kill()
    }

    /// Sends SIGTERM, waits for the end, and returns the exit code.
    ///
    /// # Errors
    /// When it does not end in time.
    pub async fn terminate(&mut self, node: u64) -> Result<Option<i32>> {
        Ok(self.take(node)?.end_by(Signal::TERM).await?.code())
    }

    fn take(&mut self, node: u64) -> Result<Server> {
        let server = self.member_mut(node)?.server.take();
        server.with_context(|| format!("node {node} does not run"))
    }

    /// Requires that no running node has ended by itself or panicked.
    ///
    /// # Errors
    /// When one has; with its output.
    pub fn check_sound(&mut self) -> Result<()> {
        let mut servers = self.members.values_mut().flat_map(|member| &mut member.server);
        servers.try_for_each(Server::check_sound)
    }

    /// Whether a node ended by itself since its last start; then it no longer counts as running.
    ///
    /// # Errors
    /// When there is no such node.
    pub fn has_ended(&mut self, node: u64) -> Result<bool> {
        let member = self.member_mut(node)?;
        let Some(server) = &mut member.server else {
            return Ok(false);
        };
        if server.has_ended()?.is_none() {
            return Ok(false);
        }
        member.server = None;
        Ok(true)
    }

    /// Returns the process of a node.
    ///
    /// # Errors
    /// When it does not run.
    pub fn pid(&self, node: u64) -> Result<u32> {
        let server = self.member(node)?.server.as_ref();
        Ok(server.with_context(|| format!("node {node} does not run"))?.pid())
    }

    /// Sends a signal to a node that keeps running.
    ///
    /// # Errors
    /// When it does not run.
    pub fn signal(&self, node: u64, signal: Signal) -> Result<()> {
        let server = self.member(node)?.server.as_ref();
        server
            .with_context(|| format!("node {node} does not run"))?
            .signal(signal)
    }

    /// Restarts a node that ended, on its data, and waits until it knows a leader.
    ///
    /// # Errors
    /// When it ends first, or is not ready in time.
    pub async fn restart(&mut self, node: u64) -> Result<()> {
        let server = self.launch(node)?.ready().await?;
        self.member_mut(node)?.server = Some(server);
        Ok(())
    }

    /// Starts a node without adding it to the cluster's processes.
    ///
    /// # Errors
    /// When there is no such node, or it cannot be run.
    pub fn launch(&self, node: u64) -> Result<Starting> {
        self.member(node)?.launch()
    }

    /// Starts a node with an empty directory under an id that the cluster does not have. It waits to be added.
    ///
    /// # Errors
    /// When it cannot be run.
    pub fn prepare(&mut self, node: u64) -> Result<Starting> {
        ensure!(!self.members.contains_key(&node), "there is a node {node}");
        self.place(node)?;
        let peers = self.peers();
        let member = self.member_mut(node)?;
        member.peers = peers;
        member.launch()
    }

    /// Updates the peer list of a node for its next start.
    ///
    /// # Errors
    /// When there is no such node.
    pub fn tell_peers(&mut self, node: u64) -> Result<()> {
        let peers = self.peers();
        self.member_mut(node)?.peers = peers;
        Ok(())
    }

    /// Simulates the loss of a disk: removes the data of a node that does not run.
    ///
    /// # Errors
    /// When it runs, or the data cannot be removed.
    pub fn wipe(&self, node: u64) -> Result<()> {
        let member = self.member(node)?;
        ensure!(member.server.is_none(), "node {node} runs");
        Ok(fs::remove_dir_all(member.home.data())?)
    }

    /// Adds the process of a ready node to the cluster.
    ///
    /// # Errors
    /// When there is no such node.
    pub fn keep(&mut self, node: u64, server: Server) -> Result<()> {
        self.member_mut(node)?.server = Some(server);
        Ok(())
    }

    /// Returns the status from one of these nodes, once one of them leads.
    ///
    /// # Errors
    /// When none leads in time.
    pub async fn status_led_by(&self, nodes: &[u64]) -> Result<GetClusterStatusResponse> {
        let deadline = Deadline::after(PATIENCE);
        loop {
            for node in nodes {
                let Ok(client) = self.client(*node).await else { continue };
                let Ok(status) = client.status().await else { continue };
                // A node may be the last to learn that the leader has failed: only a node that claims leadership itself
                // leads.
                let leads = |shown: &ClusterNode| shown.node == status.leader && shown.role() == NodeRole::Leader;
                if nodes.contains(&first_id(status.leader)) && status.nodes.iter().any(leads) {
                    return Ok(status);
                }
            }
            ensure!(!deadline.has_passed(), "none of {nodes:?} leads");
            tokio::time::sleep(POLL).await;
        }
    }

    /// Returns the leader among the running nodes, by the id of its first life.
    ///
    /// # Errors
    /// When none leads in time.
    pub async fn leader(&self) -> Result<u64> {
        Ok(first_id(self.status_led_by(&self.running()).await?.leader))
    }
}

/// The id that a node had before it lost its data, which its home has.
#[must_use]
pub const fn first_id(node: u64) -> u64 {
    node % 1_000
}
