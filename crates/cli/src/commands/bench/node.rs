//! The node under measurement: a process of its own, so that it shares nothing with the load but the machine.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use super::machine;
use crate::commands::node::Ready;
use crate::errors::{Exit, Failure};

const START_TIMEOUT: Duration = Duration::from_secs(30);
const STOP_TIMEOUT: Duration = Duration::from_secs(30);
const POLL_INTERVAL: Duration = Duration::from_millis(10);

/// A running node.
pub struct Node {
    /// Its URL.
    pub endpoint: String,
    /// Unset for a server that was already there, whose process and disk are not ours to look at.
    owned: Option<Owned>,
}

struct Owned {
    process: Child,
    ready: Ready,
    _folder: TempDir,
}

impl Node {
    /// The server at `endpoint`, or a new node.
    pub async fn find_or_start(endpoint: Option<String>) -> Result<Self, Failure> {
        match endpoint {
            Some(endpoint) => Ok(Self { endpoint, owned: None }),
            None => Self::start().await,
        }
    }

    async fn start() -> Result<Self, Failure> {
        let failed = |error| Failure::io("cannot start a node", &error);
        let folder = tempfile::Builder::new()
            .prefix("minoots-bench-")
            .tempdir()
            .map_err(failed)?;
        let ready_file = folder.path().join("ready.json");
        let mut process = Command::new(std::env::current_exe().map_err(failed)?)
            .args([
                "dev",
                "--ephemeral",
                "--no-demo",
                "--listen",
                "127.0.0.1:0",
                "--ready-file",
            ])
            .arg(&ready_file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(failed)?;
        let ready = wait_until_ready(&mut process, &ready_file).await?;
        Ok(Self {
            endpoint: ready.endpoint.clone(),
            owned: Some(Owned {
                process,
                ready,
                _folder: folder,
            }),
        })
    }

    /// The directory that holds the node's data directory, on the same disk.
    pub fn data_parent(&self) -> Option<PathBuf> {
        self.owned
            .as_ref()
            .and_then(|owned| Path::new(&owned.ready.data_dir).parent())
            .map(Path::to_owned)
    }

    /// Resident memory of the process, in bytes.
    pub fn rss_bytes(&self) -> Option<u64> {
        self.owned
            .as_ref()
            .and_then(|owned| machine::rss_bytes(owned.ready.pid))
    }

    /// Disk space of the data directory, in bytes.
    pub fn disk_bytes(&self) -> Option<u64> {
        self.owned
            .as_ref()
            .map(|owned| machine::disk_bytes(Path::new(&owned.ready.data_dir)))
    }

    /// Stops the process if it is ours. It removes its data itself.
    pub async fn stop(self) -> Result<(), Failure> {
        let Some(mut owned) = self.owned else { return Ok(()) };
        let pid = i32::try_from(owned.ready.pid).ok().and_then(Pid::from_raw);
        if let Some(pid) = pid {
            // It may have gone by itself, which the wait below reports.
            let _ = kill_process(pid, Signal::TERM);
        }
        match tokio::time::timeout(STOP_TIMEOUT, owned.process.wait()).await {
            Ok(Ok(status)) if status.success() => Ok(()),
            Ok(Ok(status)) => Err(Failure::failed(format!("the node ended with {status}"))),
            Ok(Err(error)) => Err(Failure::io("cannot wait for the node", &error)),
            Err(_) => Err(Failure::new(
                Exit::TimedOut,
                format!("the node did not stop within {STOP_TIMEOUT:?}"),
            )),
        }
    }
}

async fn wait_until_ready(process: &mut Child, ready_file: &Path) -> Result<Ready, Failure> {
    let wait = async {
        loop {
            if let Ok(text) = std::fs::read(ready_file) {
                let ready = serde_json::from_slice(&text);
                return ready.map_err(|error| Failure::failed(format!("the node's ready file: {error}")));
            }
            if let Ok(Some(status)) = process.try_wait() {
                return Err(Failure::failed(format!(
                    "the node did not start: it ended with {status}"
                )));
            }
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    };
    let late = |_| {
        Failure::new(
            Exit::TimedOut,
            format!("the node was not ready within {START_TIMEOUT:?}"),
        )
    };
    tokio::time::timeout(START_TIMEOUT, wait).await.map_err(late)?
}
