//! Three nodes as operators run them, each in a network namespace, reached by its peers through a relay.
//!
//! Node 2 is the ordinary program. Nodes 1 and 3 are the build with fault hooks, so that their clocks can be wrong.
//! Node 3 has a small file system of its own, and a log so small that new segments, snapshots and purges are frequent.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use minoots_it::cluster::{Cluster, PATIENT, Plan};
use minoots_it::faults::{SMALL_STORAGE_VARIABLE, equip};
use minoots_it::namespaces::Network;
use minoots_it::random::Random;
use minoots_it::server::{Home, secrets_key};
use tempfile::TempDir;

use crate::plan::ON_SMALL_DISK;
use crate::proxy::{Behaviour, Proxy};
use crate::reigns::LOG_LEVEL;
use crate::tmpfs::Tmpfs;

/// The number of nodes.
pub const NODES: u64 = 3;

/// The size of the small disk, with space for about 300 MiB beside the reserve.
const SMALL_DISK_BYTES: u64 = 512 << 20;

/// The nodes and the network between them. Dropping it removes everything, in this order.
#[derive(Debug)]
pub struct Scene {
    /// The nodes.
    pub cluster: Cluster,
    proxies: BTreeMap<u64, Proxy>,
    /// The network of the nodes.
    pub network: Arc<Network>,
    /// The file system of node 3.
    pub small_disk: Tmpfs,
    /// The directory of the key for the secrets of webhooks.
    _keys: TempDir,
}

impl Scene {
    /// Starts the nodes on empty directories, and waits until all know a leader.
    ///
    /// # Errors
    /// A program, a right or a node is missing.
    pub async fn begin(random: &mut Random) -> Result<Self> {
        let small_disk = Tmpfs::new(SMALL_DISK_BYTES)?;
        let network = Arc::new(Network::new(NODES)?);
        let on_small_disk = equip(Home::within(small_disk.path())?, 0)?.with_variable(SMALL_STORAGE_VARIABLE, "1");
        let keys = TempDir::new()?;
        let secrets_key = secrets_key(keys.path())?;
        let settings = [&PATIENT[..], &["--log-level", LOG_LEVEL, "--secrets-key", &secrets_key]].concat();
        let plan = Plan::of(NODES).with(&settings).on(Arc::clone(&network));
        let plan = plan.with_clocks(&[0]).with_home(ON_SMALL_DISK, on_small_disk);
        let mut cluster = plan.place()?;
        let mut proxies = BTreeMap::new();
        for node in 1..=NODES {
            let proxy = Proxy::start(&network, node, cluster.peer_address(node)?, random.fork())?;
            proxies.insert(node, proxy);
            cluster.reach_at(node, Proxy::reached_at(node))?;
        }
        cluster.begin().await?;
        Ok(Self {
            cluster,
            proxies,
            network,
            small_disk,
            _keys: keys,
        })
    }

    /// Returns the addresses of the nodes for clients.
    ///
    /// # Errors
    /// A node is missing.
    pub fn endpoints(&self) -> Result<Vec<String>> {
        (1..=NODES).map(|node| self.cluster.endpoint(node)).collect()
    }

    /// Returns the relay in front of a node.
    ///
    /// # Errors
    /// There is no such node.
    pub fn proxy(&self, node: u64) -> Result<&Proxy> {
        self.proxies
            .get(&node)
            .with_context(|| format!("there is no node {node}"))
    }

    /// Removes every network fault between the nodes.
    ///
    /// # Errors
    /// The network refuses the change.
    pub fn heal_network(&self) -> Result<()> {
        for (node, proxy) in &self.proxies {
            self.network.heal(*node)?;
            proxy.behave(Behaviour::Pass);
        }
        Ok(())
    }
}
