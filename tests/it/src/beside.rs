//! A process beside a node that serves its metrics: an orchestrator, an MCP server or a Slack app.

use std::process::Stdio;

use anyhow::{Context as _, Result};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStderr, ChildStdin, Command};
use tokio::time::{sleep, timeout};

use crate::PATIENCE;
use crate::clock::Deadline;
use crate::http1;
use crate::server::{Home, command};

/// A running process. Dropping it kills the process.
#[derive(Debug)]
pub struct Beside {
    _child: Child,
    input: Option<ChildStdin>,
    errors: Lines<BufReader<ChildStderr>>,
    metrics: String,
}

impl Beside {
    /// Starts `minoots` with these arguments and variables, and metrics at a free port of loopback.
    ///
    /// # Errors
    /// When it does not serve metrics.
    pub async fn start(home: &Home, endpoint: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Result<Self> {
        let mut command = Command::from(command(home.path())?);
        command
            .args(arguments)
            .args(["--metrics-addr", "0"])
            .env("MINOOTS_ENDPOINT", endpoint)
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn()?;
        let errors = BufReader::new(child.stderr.take().context("no standard error")?).lines();
        let input = child.stdin.take();
        let mut beside = Self {
            _child: child,
            input,
            errors,
            metrics: String::new(),
        };
        beside.metrics = beside.address("metrics at http://").await?;
        Ok(beside)
    }

    /// Waits for a line with this text, and returns what follows it up to a slash.
    ///
    /// # Errors
    /// When the process ends, or does not write it.
    pub async fn address(&mut self, text: &str) -> Result<String> {
        loop {
            let line = timeout(PATIENCE, self.errors.next_line())
                .await??
                .context("it has ended")?;
            if let Some((_, rest)) = line.split_once(text) {
                return Ok(rest.split('/').next().unwrap_or_default().to_owned());
            }
        }
    }

    /// Writes a line to standard input.
    ///
    /// # Errors
    /// When the process takes no input.
    pub async fn write(&mut self, line: &str) -> Result<()> {
        let input = self.input.as_mut().context("it has no input")?;
        input.write_all(format!("{line}\n").as_bytes()).await?;
        Ok(input.flush().await?)
    }

    /// The response to this path, as its status and its text.
    ///
    /// # Errors
    /// When there is none.
    pub async fn get(&self, path: &str) -> Result<(u16, String)> {
        let answer = http1::get(&self.metrics, path).await?;
        Ok((answer.status, answer.body))
    }

    /// Waits until the text at this path has this part, and returns it.
    ///
    /// # Errors
    /// On a timeout, with the last text.
    pub async fn until(&self, path: &str, part: &str) -> Result<String> {
        let deadline = Deadline::after(PATIENCE);
        loop {
            let (_, body) = self.get(path).await?;
            if body.contains(part) {
                return Ok(body);
            }
            anyhow::ensure!(!deadline.has_passed(), "{path} has no {part}: {body}");
            sleep(std::time::Duration::from_millis(50)).await;
        }
    }
}
