//! One node of a cluster: its addresses and its start.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use anyhow::Result;

use crate::namespaces::{self, Network};
use crate::server::{Home, Server, Starting};

/// The networks of test receivers: loopback, or a namespace.
const PRIVATE: &str = "127.0.0.0/8,10.0.0.0/8,172.16.0.0/12,192.168.0.0/16";
const PORT_FIRST: u16 = 12_000;
const PORTS: u16 = 18_000;

/// The number of ports that this process has tried.
static TRIED: AtomicU16 = AtomicU16::new(0);

/// A node's addresses, its data directory, and its process while it runs.
#[derive(Debug)]
pub(super) struct Member {
    node: u64,
    pub(super) home: Home,
    /// The listener for clients, as host:port.
    pub(super) client_address: String,
    /// The listener for peers, as host:port.
    pub(super) peer_address: String,
    /// The address at which peers reach it, as host:port.
    pub(super) reached_at: String,
    /// Its list of peers.
    pub(super) peers: String,
    /// Its other arguments.
    settings: Vec<String>,
    network: Option<Arc<Network>>,
    pub(super) server: Option<Server>,
}

impl Member {
    pub(super) fn new(node: u64, home: Home, settings: Vec<String>, network: Option<Arc<Network>>) -> Result<Self> {
        let address = || match &network {
            Some(_) => Ok(format!("{}:{}", namespaces::address(node), next_port())),
            None => Ok::<_, anyhow::Error>(format!("127.0.0.1:{}", free_port()?)),
        };
        let (client_address, peer_address) = (address()?, address()?);
        Ok(Self {
            node,
            home,
            client_address,
            reached_at: peer_address.clone(),
            peer_address,
            peers: String::new(),
            settings,
            network,
            server: None,
        })
    }

    pub(super) fn launch(&self) -> Result<Starting> {
        let (node, data) = (self.node.to_string(), self.home.data());
        let arguments = [
            ("--node", node.as_str()),
            ("--data", &data.to_string_lossy()),
            ("--listen", &self.client_address),
            ("--advertise", &self.client_address),
            ("--peer-listen", &self.peer_address),
            ("--peers", &self.peers),
        ];
        // Receivers of tests are on this machine, and tests read their responses.
        let mut all = vec!["server", "--webhook-private", PRIVATE, "--webhook-answers", "show"];
        all.extend(arguments.iter().flat_map(|(name, value)| [*name, *value]));
        all.extend(self.settings.iter().map(String::as_str));
        // Without certificates, a node with a root key, or beyond loopback, starts only with this argument.
        if !self.settings.iter().any(|setting| setting == "--peer-ca") {
            all.push("--insecure");
        }
        match &self.network {
            Some(network) => network.end(self.node)?.enter(|| Server::launch(&self.home, &all))?,
            None => Server::launch(&self.home, &all),
        }
    }
}

/// Returns an unused port, below those that the system assigns by itself. Processes of these tests begin at different
/// ones.
///
/// # Errors
/// When every one of them is in use.
pub fn free_port() -> Result<u16> {
    for _ in 0..PORTS {
        let port = next_port();
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    anyhow::bail!("no free port")
}

fn next_port() -> u16 {
    let begin = u64::from(std::process::id() % u32::from(PORTS)) * 64;
    let step = u64::from(TRIED.fetch_add(1, Ordering::Relaxed));
    PORT_FIRST + u16::try_from((begin + step) % u64::from(PORTS)).unwrap_or_default()
}
