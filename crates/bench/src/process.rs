//! A node under measurement, in a process of its own, so that it shares only the machine with the load.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use minoots_terminal::errors::{Exit, Failure};
use minoots_terminal::ready_file::{self, Ready};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tokio::process::{Child, Command};

use super::program::Program;

const START_TIMEOUT: Duration = Duration::from_secs(60);
const STOP_TIMEOUT: Duration = Duration::from_secs(30);
const POLL_INTERVAL: Duration = Duration::from_millis(10);

/// A process of the measured program; killed at the latest on drop.
pub struct Process {
    child: Child,
}

impl Process {
    /// Starts it with `arguments`, and with `ready_file` for [`Process::ready`]. Removes an earlier process' ready
    /// file.
    pub fn spawn(program: &Program, arguments: &[OsString], ready_file: &Path) -> Result<Self, Failure> {
        let failed = |error| Failure::io("cannot start a node", &error);
        ready_file::remove(ready_file)?;
        let child = Command::new(program.path()?)
            .args(arguments)
            .arg("--ready-file")
            .arg(ready_file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(failed)?;
        Ok(Self { child })
    }

    /// Waits until the node has written its ready file.
    pub async fn ready(&mut self, ready_file: &Path) -> Result<Ready, Failure> {
        let wait = async {
            loop {
                if let Ok(text) = std::fs::read(ready_file) {
                    let ready = serde_json::from_slice(&text);
                    return ready.map_err(|error| Failure::failed(format!("the node's ready file: {error}")));
                }
                if let Ok(Some(status)) = self.child.try_wait() {
                    return Err(Failure::failed(format!(
                        "the node did not start: it ended with {status}"
                    )));
                }
                tokio::time::sleep(POLL_INTERVAL).await;
            }
        };
        let late = |_| timed_out(&format!("the node was not ready within {START_TIMEOUT:?}"));
        tokio::time::timeout(START_TIMEOUT, wait).await.map_err(late)?
    }

    /// Sends a signal, unless the process has ended.
    pub fn signal(&self, signal: Signal) {
        let id = self.child.id().and_then(|id| i32::try_from(id).ok());
        if let Some(pid) = id.and_then(Pid::from_raw) {
            // The process may have ended by itself, which `ended` reports.
            let _ = kill_process(pid, signal);
        }
    }

    /// Waits until the process has ended.
    pub async fn ended(&mut self) -> Result<ExitStatus, Failure> {
        match tokio::time::timeout(STOP_TIMEOUT, self.child.wait()).await {
            Ok(ended) => ended.map_err(|error| Failure::io("cannot wait for the node", &error)),
            Err(_) => Err(timed_out(&format!("the node did not stop within {STOP_TIMEOUT:?}"))),
        }
    }

    /// Stops the node cleanly.
    pub async fn stop(mut self) -> Result<(), Failure> {
        self.signal(Signal::TERM);
        let status = self.ended().await?;
        if status.success() {
            return Ok(());
        }
        Err(Failure::failed(format!("the node ended with {status}")))
    }
}

/// Runs a command of a program to its end; returns its JSON output.
pub async fn run(program: &Path, arguments: &[impl AsRef<OsStr>]) -> Result<Value, Failure> {
    let what = arguments
        .first()
        .map(|word| word.as_ref().to_string_lossy())
        .unwrap_or_default();
    let failed = |error| Failure::io(format!("cannot run {what}"), &error);
    let output = Command::new(program)
        .args(arguments)
        .args(["-o", "json"])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .output()
        .await
        .map_err(failed)?;
    if !output.status.success() {
        return Err(Failure::failed(format!("{what} ended with {}", output.status)));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| Failure::failed(format!("what {what} told: {error}")))
}

fn timed_out(message: &str) -> Failure {
    Failure::new(Exit::TimedOut, message)
}
