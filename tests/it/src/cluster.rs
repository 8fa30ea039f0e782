//! A cluster of `minoots server` processes.
//!
//! Invariants:
//! - A node keeps its ports and its directory for as long as the cluster lives, so that it can come back after any end.
//! - Ports are below those the system hands out by itself: nobody else's connection takes one while its node is down.

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use minoots_wire::admin::v1::{ClusterNode, GetClusterStatusResponse, NodeRole};
use rustix::process::Signal;

use crate::PATIENCE;
use crate::client::Client;
use crate::clock::Deadline;
use crate::faults;
use crate::server::{Home, Server, Starting};

const POLL: Duration = Duration::from_millis(20);

const PORT_FIRST: u16 = 12_000;
const PORTS: u16 = 18_000;

/// Ports tried so far by this process.
static TRIED: AtomicU16 = AtomicU16::new(0);

/// Where a node listens, where its data is, and its process while it runs.
#[derive(Debug)]
struct Member {
    home: Home,
    client_port: u16,
    peer_port: u16,
    /// What it was told of its peers.
    peers: String,
    server: Option<Server>,
}

/// The nodes. Dropping it kills them.
#[derive(Debug)]
pub struct Cluster {
    members: BTreeMap<u64, Member>,
}

impl Cluster {
    /// Starts three nodes on empty directories and waits until all know a leader.
    ///
    /// # Errors
    /// When one of them ends first, or is not ready in time.
    pub async fn start() -> Result<Self> {
        Self::start_in([Home::new()?, Home::new()?, Home::new()?]).await
    }

    /// As [`start`](Self::start), with clocks that are off by so many nanoseconds, until [`faults::set_clock`] says otherwise.
    ///
    /// # Errors
    /// As [`start`](Self::start), or when there is no binary with fault hooks.
    pub async fn start_with_clocks([first, second, third]: [i64; 3]) -> Result<Self> {
        Self::start_in([faults::home(first)?, faults::home(second)?, faults::home(third)?]).await
    }

    async fn start_in(homes: [Home; 3]) -> Result<Self> {
        let mut cluster = Self {
            members: BTreeMap::new(),
        };
        for (node, home) in (1..).zip(homes) {
            cluster.members.insert(node, Member::new(home)?);
        }
        let peers = cluster.peers();
        let mut starting = Vec::new();
        for (node, member) in &mut cluster.members {
            member.peers.clone_from(&peers);
            starting.push((*node, member.launch(*node)?));
        }
        for (node, process) in starting {
            let server = process.ready().await?;
            cluster.member_mut(node)?.server = Some(server);
        }
        Ok(cluster)
    }

    fn peers(&self) -> String {
        let peers: Vec<String> = self
            .members
            .iter()
            .map(|(node, member)| format!("{node}={}", member.peer_address()))
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
        Ok(format!("http://127.0.0.1:{}", self.member(node)?.client_port))
    }

    /// Where a node's peers reach it, as host:port.
    ///
    /// # Errors
    /// When there is no such node.
    pub fn peer_address(&self, node: u64) -> Result<String> {
        Ok(self.member(node)?.peer_address())
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
        Client::connect(&self.endpoint(node)?).await
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
        self.member(node)?.launch(node)
    }

    /// Starts a node with an empty directory under an id the cluster does not have, and leaves it waiting to be added.
    ///
    /// # Errors
    /// When it cannot be run.
    pub fn prepare(&mut self, node: u64) -> Result<Starting> {
        ensure!(!self.members.contains_key(&node), "there is a node {node}");
        self.members.insert(node, Member::new(Home::new()?)?);
        let peers = self.peers();
        let member = self.member_mut(node)?;
        member.peers = peers;
        member.launch(node)
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

impl Member {
    fn new(home: Home) -> Result<Self> {
        Ok(Self {
            home,
            client_port: free_port()?,
            peer_port: free_port()?,
            peers: String::new(),
            server: None,
        })
    }

    fn peer_address(&self) -> String {
        format!("127.0.0.1:{}", self.peer_port)
    }

    fn launch(&self, node: u64) -> Result<Starting> {
        let (node, data) = (node.to_string(), self.home.data());
        let client_address = format!("127.0.0.1:{}", self.client_port);
        let arguments = [
            ("--node", node.as_str()),
            ("--data", &data.to_string_lossy()),
            ("--listen", &client_address),
            ("--advertise", &client_address),
            ("--peer-listen", &self.peer_address()),
            ("--peers", &self.peers),
        ];
        let mut all = vec!["server"];
        all.extend(arguments.iter().flat_map(|(name, value)| [*name, *value]));
        Server::launch(&self.home, &all)
    }
}

/// A port nobody listens on. Processes of these tests begin at different ones.
fn free_port() -> Result<u16> {
    let begin = u16::try_from(std::process::id() % u32::from(PORTS))?;
    for _ in 0..PORTS {
        let step = TRIED.fetch_add(1, Ordering::Relaxed);
        let port = PORT_FIRST + u16::try_from((u32::from(begin) * 64 + u32::from(step)) % u32::from(PORTS))?;
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    anyhow::bail!("no free port")
}
