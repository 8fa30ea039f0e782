//! Runs client commands as a script does.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;
use tokio::io::AsyncWriteExt as _;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::{PATIENCE, server};

/// The time limit of a benchmark: it starts its own nodes, and loads both processors of a busy machine.
const BENCHMARK_PATIENCE: Duration = PATIENCE.saturating_mul(4);

/// Client commands against one node.
#[derive(Clone, Debug)]
pub struct Cli {
    directory: PathBuf,
    endpoint: String,
    environment: Vec<(String, String)>,
    /// Builds the command of the program in a directory.
    program: fn(&Path) -> Result<std::process::Command>,
    /// The time limit of a command.
    patience: Duration,
}

/// The result of a command.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The exit code; `None` if a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Outcome {
    /// Parses the one JSON value on standard output.
    ///
    /// # Errors
    /// When standard output is not one JSON value.
    pub fn json(&self) -> Result<Value> {
        serde_json::from_str(&self.stdout).with_context(|| format!("not JSON: {self:?}"))
    }

    /// Parses the JSON values on standard output, one per line.
    ///
    /// # Errors
    /// When a line is not JSON.
    pub fn lines(&self) -> Result<Vec<Value>> {
        let lines = self.stdout.lines().map(serde_json::from_str);
        lines
            .collect::<Result<_, _>>()
            .with_context(|| format!("not JSON lines: {self:?}"))
    }
}

/// A command that runs until it is killed; at the latest when this is dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    output: PathBuf,
}

impl Running {
    /// Returns its output up to now, both streams.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn told(&self) -> Result<String> {
        Ok(fs::read_to_string(&self.output)?)
    }

    /// Sends SIGKILL, and returns the output.
    ///
    /// # Errors
    /// When it had ended by itself; with its output.
    pub async fn kill(mut self) -> Result<String> {
        ensure!(self.child.try_wait()?.is_none(), "it ended by itself: {}", self.told()?);
        self.child.kill().await?;
        self.told()
    }
}

impl Cli {
    /// Builds commands that run in `directory` and call `endpoint`.
    #[must_use]
    pub fn new(directory: &Path, endpoint: &str) -> Self {
        Self {
            directory: directory.to_owned(),
            endpoint: endpoint.to_owned(),
            environment: Vec::new(),
            program: server::command,
            patience: PATIENCE,
        }
    }

    /// Builds commands of `minoots-bench` that run in `directory`. The disk may be nearly full with other data, so the
    /// nodes that they start keep no reserve.
    #[must_use]
    pub fn bench(directory: &Path) -> Self {
        let bench = Self {
            program: server::bench_command,
            patience: BENCHMARK_PATIENCE,
            ..Self::new(directory, "")
        };
        bench.with_variable(server::RESERVE_VARIABLE, "0")
    }

    /// Sets a variable of the commands.
    #[must_use]
    pub fn with_variable(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Runs a command with nothing on standard input.
    ///
    /// # Errors
    /// When it cannot be run, or does not end in time.
    pub async fn run(&self, arguments: &[&str]) -> Result<Outcome> {
        self.run_with_input(arguments, "").await
    }

    /// Starts a command that runs until it is killed.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(&self, arguments: &[&str]) -> Result<Running> {
        let output = tempfile::Builder::new().suffix(".out").tempfile_in(&self.directory)?;
        let (file, output) = output.keep()?;
        let mut command = Command::from((self.program)(&self.directory)?);
        command.args(arguments).env("MINOOTS_ENDPOINT", &self.endpoint);
        command.envs(self.environment.iter().cloned());
        command
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file)
            .kill_on_drop(true);
        let child = command.spawn()?;
        Ok(Running { child, output })
    }

    /// Runs a command with `input` on standard input.
    ///
    /// # Errors
    /// When it cannot be run, or does not end in time.
    pub async fn run_with_input(&self, arguments: &[&str], input: &str) -> Result<Outcome> {
        let mut command = (self.program)(&self.directory)?;
        command.args(arguments);
        self.run_to_end(command, arguments, input).await
    }

    /// Runs a command and kills it as soon as one of its threads is about to make its `number`th system call of these,
    /// counted from 1. `calls` is a set in strace's syntax; strace writes the calls to `trace`.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub async fn run_killed(&self, calls: &str, number: usize, trace: &Path, arguments: &[&str]) -> Result<Outcome> {
        let plain = (self.program)(&self.directory)?;
        let mut command = std::process::Command::new("strace");
        command.args(["-f", "-qqq", "-e", "signal=none", "-e", &format!("trace={calls}")]);
        command.args(["-e", &format!("inject={calls}:signal=SIGKILL:when={number}")]);
        command.arg("-o").arg(trace).arg(plain.get_program()).args(arguments);
        command.current_dir(&self.directory);
        for (name, value) in plain.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        self.run_to_end(command, arguments, "").await
    }

    async fn run_to_end(&self, command: std::process::Command, arguments: &[&str], input: &str) -> Result<Outcome> {
        let mut command = Command::from(command);
        command.env("MINOOTS_ENDPOINT", &self.endpoint);
        command.envs(self.environment.iter().cloned());
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn()?;
        let mut stdin = child.stdin.take().context("no standard input")?;
        // A command that reads nothing may close its end.
        drop(stdin.write_all(input.as_bytes()).await);
        drop(stdin);
        let output = timeout(self.patience, child.wait_with_output()).await;
        let output = output.with_context(|| format!("{arguments:?} did not end"))??;
        Ok(Outcome {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout)?,
            stderr: String::from_utf8(output.stderr)?,
        })
    }
}
