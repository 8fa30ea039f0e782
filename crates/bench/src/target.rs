//! The target of a measurement: an existing server, a node of its own, or a cluster of its own.

use std::path::{Path, PathBuf};

use minoots_terminal::errors::Failure;
use minoots_terminal::ready_file::Ready;
use tempfile::TempDir;

use super::TargetArguments;
use super::cluster::Cluster;
use super::floor::{self, Floor};
use super::machine::{self, CpuMeter};
use super::process::Process;
use super::program::{Program, note_own_profile};
use super::report::{NodeUsage, Usage};

/// The target of a measurement.
pub enum Target {
    /// An existing server, whose processes and disks are not accessible.
    Existing(String),
    /// A sole node.
    Node(Box<Node>),
    /// Several nodes.
    Cluster(Cluster),
}

/// A development node. It deletes its data itself.
pub struct Node {
    process: Process,
    ready: Ready,
    _folder: TempDir,
}

/// The result of a load, with the figures common to all reports.
pub struct Measured<T> {
    /// The load's own result.
    pub outcome: T,
    /// Resource usage of the nodes, right after the load.
    pub usage: Usage,
    /// Processor time of the load, as a share of its duration.
    pub driver_cpu_percent: f64,
    /// Measured before and after the load, with the nodes idle.
    pub floor: Floor,
}

/// Finds or starts the target, runs `load` on it (the URL is the leader's), and stops what it started. The floor is
/// measured with this many callers.
pub async fn measured<T>(
    program: &Program,
    arguments: &TargetArguments,
    callers: u32,
    load: impl AsyncFnOnce(&Target, &str) -> Result<T, Failure>,
) -> Result<Measured<T>, Failure> {
    let target = Target::find_or_start(program, arguments).await?;
    let measured = target.measured(callers, load).await;
    target.stop().await?;
    measured
}

impl Target {
    /// The given server, or the requested number of new nodes.
    async fn find_or_start(program: &Program, arguments: &TargetArguments) -> Result<Self, Failure> {
        match &arguments.endpoint {
            Some(endpoint) => {
                note_own_profile();
                Ok(Self::Existing(endpoint.clone()))
            }
            None if arguments.nodes == 1 => Node::start(program).await.map(|node| Self::Node(Box::new(node))),
            None => Cluster::start(program, arguments.nodes).await.map(Self::Cluster),
        }
    }

    async fn measured<T>(
        &self,
        callers: u32,
        load: impl AsyncFnOnce(&Self, &str) -> Result<T, Failure>,
    ) -> Result<Measured<T>, Failure> {
        let before = floor::measure(self.data_parent(), callers).await?;
        let endpoint = self.endpoint().await?;
        let meter = CpuMeter::start();
        let outcome = load(self, &endpoint).await?;
        let (driver_cpu_percent, usage) = (meter.percent(), self.usage().unwrap_or_default());
        let after = floor::measure(self.data_parent(), callers).await?;
        Ok(Measured {
            outcome,
            usage,
            driver_cpu_percent,
            floor: Floor::new(&before, &after)?,
        })
    }

    /// The URL for the load; of several nodes, the leader's.
    async fn endpoint(&self) -> Result<String, Failure> {
        match self {
            Self::Existing(endpoint) => Ok(endpoint.clone()),
            Self::Node(node) => Ok(node.ready.endpoint.clone()),
            Self::Cluster(cluster) => cluster.leader_endpoint().await,
        }
    }

    /// The parent of the data directories, on the same disk.
    fn data_parent(&self) -> Option<PathBuf> {
        match self {
            Self::Existing(_) => None,
            Self::Node(node) => node.data().parent().map(Path::to_owned),
            Self::Cluster(cluster) => Some(cluster.folder().to_owned()),
        }
    }

    /// The present resource usage of the nodes; `None` for an existing server.
    fn usage(&self) -> Option<Usage> {
        match self {
            Self::Existing(_) => None,
            Self::Node(node) => Some(Usage::of(vec![node.usage()])),
            Self::Cluster(cluster) => Some(Usage::of(cluster.usage())),
        }
    }

    /// The process of a sole node.
    pub fn pid(&self) -> Option<u32> {
        match self {
            Self::Node(node) => Some(node.ready.pid),
            Self::Existing(_) | Self::Cluster(_) => None,
        }
    }

    /// Stops the started nodes.
    async fn stop(self) -> Result<(), Failure> {
        match self {
            Self::Existing(_) => Ok(()),
            Self::Node(node) => node.process.stop().await,
            Self::Cluster(cluster) => cluster.stop().await,
        }
    }
}

impl Node {
    async fn start(program: &Program) -> Result<Self, Failure> {
        program.note_profile().await?;
        let folder = tempfile::Builder::new().prefix("minoots-bench-").tempdir();
        let folder = folder.map_err(|error| Failure::io("cannot start a node", &error))?;
        let ready_file = folder.path().join("ready.json");
        let arguments = ["dev", "--ephemeral", "--no-demo", "--listen", "127.0.0.1:0"].map(Into::into);
        let mut process = Process::spawn(program, &arguments, &ready_file)?;
        let ready = process.ready(&ready_file).await?;
        Ok(Self {
            process,
            ready,
            _folder: folder,
        })
    }

    fn data(&self) -> &Path {
        Path::new(&self.ready.data_dir)
    }

    fn usage(&self) -> NodeUsage {
        NodeUsage {
            node: 1,
            rss_bytes: machine::rss_bytes(self.ready.pid),
            disk_bytes: machine::disk_bytes(self.data()),
        }
    }
}
