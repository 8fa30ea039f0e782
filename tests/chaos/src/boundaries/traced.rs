//! A node under strace that stops behind every call of some kinds.

use std::fs;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use minoots_it::PATIENCE;
use minoots_it::clock::Deadline;
use minoots_it::faults::{self, SMALL_STORAGE_VARIABLE};
use minoots_it::server::{Home, RESERVE_VARIABLE};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tokio::time::sleep;

use super::images::Keep;

/// The calls that write, sync, rename or delete.
const CALLS: &str =
    "write,pwrite64,fdatasync,fsync,rename,renameat,renameat2,unlink,unlinkat,ftruncate,fallocate,mkdir,mkdirat,openat";

/// The line of strace for a stopped thread.
const STOPPED: &str = "--- stopped by SIGSTOP ---";

const POLL: Duration = Duration::from_micros(200);
const READY_FILE: &str = "ready.json";

/// The traced process, which is killed on drop.
#[derive(Debug)]
pub(super) struct Traced {
    strace: Child,
    log: PathBuf,
    data: String,
}

impl Traced {
    /// Starts a node on an empty directory. It stops at its first call.
    pub(super) fn start(home: &Home) -> Result<Self> {
        let log = home.path().join("strace.log");
        let data = home.data().to_string_lossy().into_owned();
        let mut command = Command::new("strace");
        command.args(["-f", "-y", "-e"]).arg(format!("trace={CALLS}"));
        command.arg("-e").arg(format!("inject={CALLS}:signal=STOP"));
        command.arg("-o").arg(&log).arg(faults::binary()?);
        command.args([
            "dev",
            "--no-demo",
            "--listen",
            "127.0.0.1:0",
            "--data",
            &data,
            "--ready-file",
        ]);
        command
            .arg(home.path().join(READY_FILE))
            .env(SMALL_STORAGE_VARIABLE, "1")
            .env(RESERVE_VARIABLE, "0");
        command.stdin(Stdio::null()).stdout(Stdio::null());
        command.stderr(fs::File::create(home.path().join("stderr.log"))?);
        let strace = command.spawn().context("starting strace")?;
        Ok(Self { strace, log, data })
    }

    /// Resumes the node behind each call, after the copy is made. Returns when the node ends.
    pub(super) async fn pump(&self, keep: &mut Keep<'_>) -> Result<()> {
        let mut trace = Trace::new(self.log.clone());
        let process = self.process(&mut trace).await?;
        loop {
            let Some(called) = trace.next_stop(process).await? else {
                return Ok(());
            };
            let changed = called.lines().rev().find(|line| changes(line, &self.data));
            if let Some(line) = changed {
                keep.place(line).await?;
            }
            kill_process(process, Signal::CONT)?;
        }
    }

    /// Returns the node's process id, from the first line of strace.
    async fn process(&self, trace: &mut Trace) -> Result<Pid> {
        let deadline = Deadline::after(PATIENCE);
        loop {
            let text = trace.peek()?;
            let first = text.split_whitespace().next().filter(|_| text.contains('\n'));
            if let Some(pid) = first.and_then(|word| word.parse().ok()).and_then(Pid::from_raw) {
                return Ok(pid);
            }
            ensure!(!deadline.has_passed(), "strace says nothing");
            sleep(POLL).await;
        }
    }
}

impl Drop for Traced {
    fn drop(&mut self) {
        let first = fs::read_to_string(&self.log).unwrap_or_default();
        let pid = first
            .split_whitespace()
            .next()
            .and_then(|word| word.parse().ok())
            .and_then(Pid::from_raw);
        if let Some(pid) = pid {
            // The node may have ended already; strace ends with it.
            let _ = kill_process(pid, Signal::KILL);
        }
        let _ = self.strace.wait();
    }
}

/// Returns the address of the node.
pub(super) async fn endpoint(home: &Home) -> Result<String> {
    let (file, deadline) = (home.path().join(READY_FILE), Deadline::after(10 * PATIENCE));
    while !file.exists() {
        ensure!(!deadline.has_passed(), "the node did not get ready: {}", home.errors()?);
        sleep(Duration::from_millis(5)).await;
    }
    let ready: Value = serde_json::from_slice(&fs::read(file)?)?;
    Ok(ready["endpoint"]
        .as_str()
        .context("no endpoint in the ready file")?
        .to_owned())
}

/// Whether a line of strace is a call that changed something in this directory. A call is unfinished in the log if
/// another thread reported in between. Every thread has stopped by now, so it is complete.
fn changes(line: &str, directory: &str) -> bool {
    let is_call = |line: &str| !line.contains(" --- ");
    let only_reads = line.contains("openat(") && !line.contains("O_CREAT");
    is_call(line) && line.contains(directory) && !only_reads && !line.contains(" = -1 ")
}

/// The growing log of strace.
struct Trace {
    path: PathBuf,
    read_bytes: u64,
    text: String,
}

impl Trace {
    fn new(path: PathBuf) -> Self {
        Self {
            path,
            read_bytes: 0,
            text: String::new(),
        }
    }

    fn peek(&mut self) -> Result<&str> {
        if self.path.exists() {
            let mut file = fs::File::open(&self.path)?;
            file.seek(SeekFrom::Start(self.read_bytes))?;
            let mut bytes = Vec::new();
            self.read_bytes += file.read_to_end(&mut bytes)? as u64;
            self.text.push_str(&String::from_utf8_lossy(&bytes));
        }
        Ok(&self.text)
    }

    /// Waits until every thread has stopped. Returns the calls since the previous stop; `None` once the node has ended.
    async fn next_stop(&mut self, process: Pid) -> Result<Option<String>> {
        let deadline = Deadline::after(PATIENCE);
        let tasks = PathBuf::from(format!("/proc/{}/task", process.as_raw_nonzero()));
        loop {
            let Ok(threads) = count(&tasks) else { return Ok(None) };
            let text = self.peek()?;
            if text.contains("+++ killed by") || text.contains("+++ exited with 0") && threads == 0 {
                return Ok(None);
            }
            if text.matches(STOPPED).count() >= threads {
                return Ok(Some(std::mem::take(&mut self.text)));
            }
            if deadline.has_passed() {
                // No call for a minute: a node without work may do that, a loaded one may not.
                bail!("the node neither stops nor ends");
            }
            sleep(POLL).await;
        }
    }
}

fn count(directory: &Path) -> Result<usize> {
    Ok(fs::read_dir(directory)?.count())
}

#[cfg(test)]
mod tests {
    use super::changes;

    #[test]
    fn only_calls_that_did_something_to_the_directory_are_changes() {
        let all = [
            ("17 pwrite64(9</d/log/1.log>, ..., 512, 0) = 512", true),
            (
                "17 openat(AT_FDCWD</>, \"/d/NODE.new\", O_WRONLY|O_CREAT) = 4</d/NODE.new>",
                true,
            ),
            ("17 openat(AT_FDCWD</>, \"/d/NODE\", O_RDONLY) = 4</d/NODE>", false),
            (
                "17 openat(AT_FDCWD</>, \"/d/NODE\", O_RDONLY|O_CREAT) = -1 EACCES",
                false,
            ),
            ("17 write(2</elsewhere>, ..., 5) = 5", false),
            ("17 fdatasync(9</d/log/1.log> <unfinished ...>", true),
            ("17 <... fdatasync resumed>) = 0", false),
            ("17 --- SIGSTOP {si_signo=SIGSTOP, about=\"/d\"} ---", false),
        ];
        for (line, is_change) in all {
            assert_eq!(changes(line, "/d/"), is_change, "{line}");
        }
    }
}
