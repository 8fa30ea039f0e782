//! A cluster on this machine: several nodes, each a process of its own, in one temporary directory.

use std::ffi::OsString;
use std::future::Future;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::Duration;

use minoots_terminal::cluster_status::{self, Status};
use minoots_terminal::connect::connect;
use minoots_terminal::errors::{Exit, Failure};
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

use super::machine;
use super::process::Process;
use super::program::Program;
use super::report::NodeUsage;

/// A node that has not returned the cluster's status by then is skipped.
const STATUS_TIMEOUT: Duration = Duration::from_secs(2);
/// The longest wait for a cluster to reach an expected state.
const PATIENCE: Duration = Duration::from_secs(60);
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// The nodes and their data, which is deleted on drop.
pub struct Cluster {
    members: Vec<Member>,
    folder: TempDir,
}

/// One node.
pub struct Member {
    /// Its id.
    pub node: u64,
    /// Its URL, the same after a restart.
    pub endpoint: String,
    program: Program,
    arguments: Vec<OsString>,
    data: PathBuf,
    ready_file: PathBuf,
    pid: u32,
    process: Process,
}

impl Cluster {
    /// Starts `count` nodes on free ports of loopback and waits until all of them follow a leader.
    pub async fn start(program: &Program, count: u32) -> Result<Self, Failure> {
        program.note_profile().await?;
        let failed = |error| Failure::io("cannot start a cluster", &error);
        let folder = tempfile::Builder::new().prefix("minoots-bench-").tempdir();
        let folder = folder.map_err(failed)?;
        let addresses = free_addresses(count).map_err(failed)?;
        let peers: Vec<String> = (1_u64..)
            .zip(&addresses)
            .map(|(node, own)| format!("{node}={}", own.peer))
            .collect();
        let peers = peers.join(",");
        let members = (1_u64..)
            .zip(&addresses)
            .map(|(node, own)| Member::spawn(program, node, own, &peers, folder.path()));
        let mut members: Vec<Member> = members.collect::<Result<_, _>>()?;
        for member in &mut members {
            member.ready().await?;
        }
        let cluster = Self { members, folder };
        cluster
            .wait_until("every node follows a leader", |status| {
                status.member(status.leader).is_some() && status.nodes.iter().all(|member| member.role != "unreachable")
            })
            .await?;
        Ok(cluster)
    }

    /// The directory that holds the nodes' data.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Every node, by id.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// A node.
    pub fn member_mut(&mut self, node: u64) -> Option<&mut Member> {
        self.members.iter_mut().find(|member| member.node == node)
    }

    /// The leader's URL.
    pub async fn leader_endpoint(&self) -> Result<String, Failure> {
        let leads = |status: &Status| self.members.iter().any(|member| member.node == status.leader);
        let status = self.wait_until("a node leads", leads).await?;
        let leader = self.members.iter().find(|member| member.node == status.leader);
        let leader = leader.ok_or_else(|| Failure::failed("a node leads that is not of this cluster"))?;
        Ok(leader.endpoint.clone())
    }

    /// Asks the nodes in turn until one reports a status that meets `condition`.
    pub async fn wait_until(&self, what: &str, condition: impl Fn(&Status) -> bool) -> Result<Status, Failure> {
        let seen = async {
            loop {
                for member in &self.members {
                    if let Some(status) = member.status().await.filter(&condition) {
                        return status;
                    }
                }
                sleep(POLL_INTERVAL).await;
            }
        };
        let late = |_| Failure::new(Exit::TimedOut, format!("waited {PATIENCE:?} until {what}, in vain"));
        timeout(PATIENCE, seen).await.map_err(late)
    }

    /// The present resource usage of each node.
    pub fn usage(&self) -> Vec<NodeUsage> {
        let usage = |member: &Member| NodeUsage {
            node: member.node,
            rss_bytes: machine::rss_bytes(member.pid),
            disk_bytes: machine::disk_bytes(&member.data),
        };
        self.members.iter().map(usage).collect()
    }

    /// Stops every node, the leader last, so that leadership does not move from one node to the next.
    pub async fn stop(self) -> Result<(), Failure> {
        let leader = self.leader_endpoint().await?;
        let (leading, following): (Vec<_>, Vec<_>) =
            self.members.into_iter().partition(|member| member.endpoint == leader);
        for member in following.into_iter().chain(leading) {
            member.process.stop().await?;
        }
        Ok(())
    }
}

impl Member {
    fn spawn(program: &Program, node: u64, own: &Addresses, peers: &str, folder: &Path) -> Result<Self, Failure> {
        let data = folder.join(format!("node-{node}"));
        let ready_file = folder.join(format!("node-{node}.json"));
        let words = [
            ("--node", node.to_string()),
            ("--listen", own.client.to_string()),
            ("--advertise", own.client.to_string()),
            ("--peer-listen", own.peer.to_string()),
            ("--peers", peers.to_owned()),
        ];
        let mut arguments = vec![OsString::from("server"), "--data".into(), data.clone().into()];
        arguments.extend(words.into_iter().flat_map(|(flag, value)| [flag.into(), value.into()]));
        Ok(Self {
            node,
            endpoint: format!("http://{}", own.client),
            process: Process::spawn(program, &arguments, &ready_file)?,
            program: program.clone(),
            arguments,
            data,
            ready_file,
            pid: 0,
        })
    }

    async fn ready(&mut self) -> Result<(), Failure> {
        self.pid = self.process.ready(&self.ready_file).await?.pid;
        Ok(())
    }

    /// The running process.
    pub fn process(&mut self) -> &mut Process {
        &mut self.process
    }

    /// Starts a new process on the same data and addresses, after the previous one has ended.
    pub async fn start_again(&mut self) -> Result<(), Failure> {
        self.process = Process::spawn(&self.program, &self.arguments, &self.ready_file)?;
        self.ready().await
    }

    /// The cluster as this node sees it; `None` if it does not answer in time.
    fn status(&self) -> impl Future<Output = Option<Status>> {
        let asked = async {
            let channel = connect(&self.endpoint).await.ok()?;
            cluster_status::fetch(&channel).await.ok()
        };
        async { timeout(STATUS_TIMEOUT, asked).await.ok().flatten() }
    }
}

/// The addresses of a node.
struct Addresses {
    client: SocketAddr,
    peer: SocketAddr,
}

/// Free ports. All are held until the last is found, so that no two are equal.
fn free_addresses(count: u32) -> std::io::Result<Vec<Addresses>> {
    let mut held = Vec::new();
    let mut free = || {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr();
        held.push(listener);
        address
    };
    (0..count)
        .map(|_| {
            Ok(Addresses {
                client: free()?,
                peer: free()?,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_nodes_get_the_same_port() {
        let addresses = free_addresses(20).unwrap();
        let ports: BTreeSet<u16> = addresses
            .iter()
            .flat_map(|own| [own.client.port(), own.peer.port()])
            .collect();
        assert_eq!(ports.len(), 40);
    }
}
