//! Three nodes as they are run, each in a network namespace, reached by its peers through a relay.
//!
//! Node 2 is the ordinary program. Nodes 1 and 3 are the build with fault hooks, so that their clocks can be wrong; node 3 lives on a
//! small file system of its own, and keeps so small a log that segments, snapshots and purges happen all the time.

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

/// How many nodes there are.
pub const NODES: u64 = 3;

/// With room for some 300 MiB beside the reserve.
const SMALL_DISK_BYTES: u64 = 512 << 20;

/// The nodes and what is between them. Dropping it removes everything, in this order.
#[derive(Debug)]
pub struct Scene {
    /// The nodes.
    pub cluster: Cluster,
    proxies: BTreeMap<u64, Proxy>,
    /// What they are connected by.
    pub network: Arc<Network>,
    /// Where node 3 lives.
    pub small_disk: Tmpfs,
    /// Where the key for the secrets of webhooks lies.
    _keys: TempDir,
}

impl Scene {
    /// Starts the nodes on empty directories, and waits until all know a leader.
    ///
    /// # Errors
    /// When a program, a right or a node is missing.
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

    /// Where clients reach the nodes.
    ///
    /// # Errors
    /// When one is missing.
    pub fn endpoints(&self) -> Result<Vec<String>> {
        (1..=NODES).map(|node| self.cluster.endpoint(node)).collect()
    }

    /// The relay in front of a node.
    ///
    /// # Errors
    /// When there is no such node.
    pub fn proxy(&self, node: u64) -> Result<&Proxy> {
        self.proxies
            .get(&node)
            .with_context(|| format!("there is no node {node}"))
    }

    /// Nothing stands between the nodes any more.
    ///
    /// # Errors
    /// When the network does not take it.
    pub fn heal_network(&self) -> Result<()> {
        for (node, proxy) in &self.proxies {
            self.network.heal(*node)?;
            proxy.behave(Behaviour::Pass);
        }
        Ok(())
    }
}
