//! A cluster of `minoots server` processes.
//!
//! Invariants:
//! - A node keeps its addresses and its directory for as long as the cluster lives, so that it can come back after any end.
//! - On loopback, ports are below those the system hands out by itself: nobody else's connection takes one while its node is down.

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
use crate::server::{Home, Server, Starting};
use crate::tls;

mod member;

use self::member::Member;
pub use self::member::free_port;

const POLL: Duration = Duration::from_millis(20);

/// Settings of nodes that share a busy machine: patient enough not to elect for every pause of the scheduler.
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

/// The lease of a leader with the settings it has by itself, in nanoseconds.
pub const LAN_LEASE_NS: i64 = 200_000_000;

/// What a cluster is made of.
#[derive(Debug)]
pub struct Plan {
    nodes: u64,
    settings: Vec<String>,
    network: Option<Arc<Network>>,
    /// The authority of the certificates that clients see.
    authority: Option<String>,
    /// How far each node's clock is off, if it may be.
    clocks_ns: Vec<i64>,
    /// Nodes that live elsewhere than others.
    homes: BTreeMap<u64, Home>,
}

impl Plan {
    /// So many nodes, with the settings they have by themselves, on loopback addresses.
    #[must_use]
    pub fn of(nodes: u64) -> Self {
        Self {
            nodes,
            settings: Vec::new(),
            network: None,
            authority: None,
            clocks_ns: Vec::new(),
            homes: BTreeMap::new(),
        }
    }

    /// This node lives here.
    #[must_use]
    pub fn with_home(mut self, node: u64, home: Home) -> Self {
        self.homes.insert(node, home);
        self
    }

    /// The clocks of the first nodes are off by so many nanoseconds, until [`faults::set_clock`] says otherwise.
    #[must_use]
    pub fn with_clocks(mut self, offsets_ns: &[i64]) -> Self {
        self.clocks_ns = offsets_ns.to_vec();
        self
    }

    /// Every node is started with these arguments as well.
    #[must_use]
    pub fn with(mut self, settings: &[&str]) -> Self {
        self.settings.extend(settings.iter().map(|part| (*part).to_owned()));
        self
    }

    /// Clients see certificates of this authority, PEM; their files are told by the variables of each home.
    #[must_use]
    pub fn secured(mut self, authority: String) -> Self {
        self.authority = Some(authority);
        self
    }

    /// Each node is at the end of the network that has its id. What calls them must be at an end, too.
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

    /// Finds a place for each node, and starts none.
    ///
    /// # Errors
    /// When there is no room for one.
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
    /// Three nodes as they are by themselves.
    ///
    /// # Errors
    /// As [`Plan::start`].
    pub async fn start() -> Result<Self> {
        Plan::of(3).start().await
    }

    /// Peers are told to reach a node here, and not where it listens.
    ///
    /// # Errors
    /// When there is no such node.
    pub fn reach_at(&mut self, node: u64, peer_address: String) -> Result<()> {
        self.member_mut(node)?.reached_at = peer_address;
        Ok(())
    }

    /// Starts the nodes that were placed, and waits until all know a leader.
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
        let home = match (self.plan.homes.remove(&node), self.plan.clocks_ns.get(index)) {
            (Some(home), _) => home,
            (None, Some(offset_ns)) => faults::home(*offset_ns)?,
            (None, None) => Home::new()?,
        };
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

    /// Where a node's clients reach it, whether or not it runs.
    ///
    /// # Errors
    /// When there is no such node.
    pub fn endpoint(&self, node: u64) -> Result<String> {
        let scheme = self.plan.authority.as_ref().map_or("http", |_| "https");
        Ok(format!("{scheme}://{}", self.member(node)?.client_address))
    }

    /// Where a node's peers reach it, as host:port.
    ///
    /// # Errors
    /// When there is no such node.
    pub fn peer_address(&self, node: u64) -> Result<String> {
        Ok(self.member(node)?.peer_address.clone())
    }

    /// The place of a node's data and output.
    ///
    /// # Errors
    /// When there is no such node.
    pub fn home(&self, node: u64) -> Result<&Home> {
        Ok(&self.member(node)?.home)
    }

    /// The nodes that run, in order.
    #[must_use]
    pub fn running(&self) -> Vec<u64> {
        let running = self.members.iter().filter(|(_, member)| member.server.is_some());
        running.map(|(node, _)| *node).collect()
    }

    /// Where the nodes that run are.
    #[must_use]
    pub fn endpoints(&self) -> Vec<String> {
        self.running()
            .into_iter()
            .flat_map(|node| self.endpoint(node))
            .collect()
    }

    /// A connection to a node.
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

    /// SIGKILL.
    ///
    /// # Errors
    /// When the node had ended by itself.
    pub fn kill(&mut self, node: u64) -> Result<()> {
        self.take(node)?.kill()
    }

    /// SIGTERM, and waits for the end; answers the exit code.
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

    /// No node that runs has ended by itself or panicked.
    ///
    /// # Errors
    /// When one has; with what it said.
    pub fn check_sound(&mut self) -> Result<()> {
        let mut servers = self.members.values_mut().flat_map(|member| &mut member.server);
        servers.try_for_each(Server::check_sound)
    }

    /// Whether a node ended by itself since it was last started; it then no longer counts as running.
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

    /// The process of a node.
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

    /// Starts a node that ended, on its data, and waits until it knows a leader.
    ///
    /// # Errors
    /// When it ends first, or is not ready in time.
    pub async fn restart(&mut self, node: u64) -> Result<()> {
        let server = self.launch(node)?.ready().await?;
        self.member_mut(node)?.server = Some(server);
        Ok(())
    }

    /// Starts a node and does not keep it.
    ///
    /// # Errors
    /// When there is no such node, or it cannot be run.
    pub fn launch(&self, node: u64) -> Result<Starting> {
        self.member(node)?.launch()
    }

    /// Starts a node with an empty directory under an id the cluster does not have, and leaves it waiting to be added.
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

    /// A node is told of all nodes there are when it is next started.
    ///
    /// # Errors
    /// When there is no such node.
    pub fn tell_peers(&mut self, node: u64) -> Result<()> {
        let peers = self.peers();
        self.member_mut(node)?.peers = peers;
        Ok(())
    }

    /// Loses a disk: removes the data of a node that does not run.
    ///
    /// # Errors
    /// When it runs, or the data cannot be removed.
    pub fn wipe(&self, node: u64) -> Result<()> {
        let member = self.member(node)?;
        ensure!(member.server.is_none(), "node {node} runs");
        Ok(fs::remove_dir_all(member.home.data())?)
    }

    /// Keeps the process of a node that got ready.
    ///
    /// # Errors
    /// When there is no such node.
    pub fn keep(&mut self, node: u64, server: Server) -> Result<()> {
        self.member_mut(node)?.server = Some(server);
        Ok(())
    }

    /// The status, as one of these nodes tells it, once one of them leads.
    ///
    /// # Errors
    /// When none leads in time.
    pub async fn status_led_by(&self, nodes: &[u64]) -> Result<GetClusterStatusResponse> {
        let deadline = Deadline::after(PATIENCE);
        loop {
            for node in nodes {
                let Ok(client) = self.client(*node).await else { continue };
                let Ok(status) = client.status().await else { continue };
                // A node may be the last to hear that a leader is gone: only one that says so itself leads.
                let leads = |shown: &ClusterNode| shown.node == status.leader && shown.role() == NodeRole::Leader;
                if nodes.contains(&status.leader) && status.nodes.iter().any(leads) {
                    return Ok(status);
                }
            }
            ensure!(!deadline.has_passed(), "none of {nodes:?} leads");
            tokio::time::sleep(POLL).await;
        }
    }

    /// The node that leads, among those that run.
    ///
    /// # Errors
    /// When none leads in time.
    pub async fn leader(&self) -> Result<u64> {
        Ok(self.status_led_by(&self.running()).await?.leader)
    }
}
