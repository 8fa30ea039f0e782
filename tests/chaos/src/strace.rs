//! `strace` attached to a running node, which makes its system calls fail or wait.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use minoots_it::PATIENCE;
use minoots_it::clock::Deadline;
use rustix::process::{Pid, Signal, kill_process};

const POLL: Duration = Duration::from_millis(5);

/// The mark of a changed call in strace's log.
const INJECTED: &str = "(INJECTED)";
/// The mark of a delayed call.
const DELAYED: &str = "(DELAYED)";

/// The system calls to change, and the change, in strace's syntax.
#[derive(Clone, Copy, Debug)]
pub struct Injection {
    /// The calls.
    pub calls: &'static str,
    /// The change.
    pub action: &'static str,
}

/// An attached strace. Dropping it detaches; the node continues.
#[derive(Debug)]
pub struct Strace {
    child: Child,
    log: PathBuf,
}

impl Strace {
    /// Attaches to all threads of a process, and returns when that is done.
    ///
    /// # Errors
    /// strace does not start, or may not attach.
    pub fn attach(process: u32, injection: &Injection, directory: &Path) -> Result<Self> {
        let Injection { calls, action } = injection;
        let (log, said) = (directory.join("strace.log"), directory.join("strace.err"));
        let mut command = Command::new("strace");
        command
            .args(["-f", "-p", &process.to_string(), "-e"])
            .arg(format!("trace={calls}"));
        command.arg("-e").arg(format!("inject={calls}:{action}"));
        command.arg("-o").arg(&log).stdin(Stdio::null()).stdout(Stdio::null());
        command.stderr(fs::File::create(&said)?);
        let child = command.spawn().context("starting strace")?;
        let mut strace = Self { child, log };
        let deadline = Deadline::after(PATIENCE);
        while !fs::read_to_string(&said)?.contains("attached") {
            if strace.child.try_wait()?.is_some() {
                bail!("strace did not attach: {}", fs::read_to_string(&said)?.trim());
            }
            ensure!(!deadline.has_passed(), "strace did not attach in time");
            std::thread::sleep(POLL);
        }
        Ok(strace)
    }

    /// Returns the number of changed calls so far.
    ///
    /// # Errors
    /// strace's log cannot be read.
    pub fn injected(&self) -> Result<usize> {
        let text = fs::read(&self.log)?;
        let text = String::from_utf8_lossy(&text);
        Ok(text.matches(INJECTED).count() + text.matches(DELAYED).count())
    }

    /// Detaches, and returns the number of changed calls.
    ///
    /// # Errors
    /// strace does not end, or its log cannot be read.
    pub fn detach(mut self) -> Result<usize> {
        self.end()?;
        self.injected()
    }

    fn end(&mut self) -> Result<()> {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        if self.child.try_wait()?.is_none() {
            kill_process(pid.context("strace has no id")?, Signal::INT)?;
        }
        let deadline = Deadline::after(PATIENCE);
        while self.child.try_wait()?.is_none() {
            if deadline.has_passed() {
                self.child.kill()?;
            }
            std::thread::sleep(POLL);
        }
        Ok(())
    }
}

impl Drop for Strace {
    fn drop(&mut self) {
        if let Err(error) = self.end() {
            eprintln!("strace: {error:#}");
        }
    }
}
