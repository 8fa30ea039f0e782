//! A client of `minoots mcp`: JSON-RPC as a host sends it, over a process's standard streams.

use std::process::Stdio;

use anyhow::{Context as _, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Map, Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

use crate::PATIENCE;
use crate::server::{Home, command};

/// The protocol version with a handshake.
pub const V_2025: &str = "2025-11-25";
/// The protocol version whose requests each describe the client.
pub const V_2026: &str = "2026-07-28";

/// A running `minoots mcp`. Dropping it kills the process.
#[derive(Debug)]
pub struct Mcp {
    child: Child,
    input: Option<ChildStdin>,
    lines: Lines<BufReader<ChildStdout>>,
    /// Number of the last request.
    last: u64,
    /// The metadata of each request, in the version without a handshake.
    meta: Option<Value>,
}

impl Mcp {
    /// Starts a process that serves standard input, and sends nothing to it yet.
    ///
    /// # Errors
    /// When there is no binary, or it cannot be run.
    pub fn spawn(home: &Home, endpoint: &str, arguments: &[&str]) -> Result<Self> {
        let mut command = Command::from(command(home.path())?);
        command.arg("mcp").args(arguments).env("MINOOTS_ENDPOINT", endpoint);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        let mut child = command.spawn()?;
        let input = child.stdin.take();
        let output = child.stdout.take().context("no standard output")?;
        Ok(Self {
            child,
            input,
            lines: BufReader::new(output).lines(),
            last: 0,
            meta: None,
        })
    }

    /// Starts a process and makes the handshake, as a client with this name.
    ///
    /// # Errors
    /// As [`spawn`](Self::spawn), or when its response is wrong.
    pub async fn start(home: &Home, endpoint: &str, name: &str, arguments: &[&str]) -> Result<Self> {
        let mut mcp = Self::spawn(home, endpoint, arguments)?;
        let answer = mcp.request("initialize", initialize(name)).await?;
        ensure!(answer["result"]["protocolVersion"] == V_2025, "{answer}");
        mcp.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}))
            .await?;
        Ok(mcp)
    }

    /// Starts a process whose requests each describe the client.
    ///
    /// # Errors
    /// As [`spawn`](Self::spawn).
    pub fn start_stateless(home: &Home, endpoint: &str, capabilities: &Value, arguments: &[&str]) -> Result<Self> {
        let mut mcp = Self::spawn(home, endpoint, arguments)?;
        mcp.meta = Some(meta(capabilities));
        Ok(mcp)
    }

    /// Calls a tool without waiting for its response; returns the id of that response.
    ///
    /// # Errors
    /// When the process takes no input.
    pub async fn begin_call(&mut self, tool: &str, arguments: Value) -> Result<u64> {
        self.last += 1;
        let params = json!({"name": tool, "arguments": arguments});
        self.send(&json!({"jsonrpc": "2.0", "id": self.last, "method": "tools/call", "params": params}))
            .await?;
        Ok(self.last)
    }

    /// Ends the input, and continues to read.
    pub fn end_input(&mut self) {
        drop(self.input.take());
    }

    /// Sends SIGTERM, with the input still open.
    ///
    /// # Errors
    /// When the process has ended.
    pub fn terminate(&self) -> Result<()> {
        let pid = self.child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
        Ok(kill_process(pid.context("the process has no id")?, Signal::TERM)?)
    }

    /// Waits until the process has ended with success.
    ///
    /// # Errors
    /// When it fails, or a signal ended it.
    pub async fn ended(&mut self) -> Result<()> {
        let status = timeout(PATIENCE, self.child.wait())
            .await
            .context("it does not end")??;
        ensure!(status.success(), "{status}");
        Ok(())
    }

    /// Sends a request and waits for its response. Skips other messages before it.
    ///
    /// # Errors
    /// When the process ends, or does not answer.
    pub async fn request(&mut self, method: &str, mut params: Value) -> Result<Value> {
        self.last += 1;
        if let Some(meta) = &self.meta {
            params["_meta"] = meta.clone();
        }
        let id = self.last;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}))
            .await?;
        loop {
            let message = self.receive().await?;
            if message["id"] == id {
                return Ok(message);
            }
        }
    }

    /// Calls a tool, which must succeed.
    ///
    /// # Errors
    /// When it fails.
    pub async fn call(&mut self, tool: &str, arguments: Value) -> Result<Value> {
        let result = self.call_any(tool, arguments).await?;
        ensure!(result["isError"] == false, "{tool}: {result}");
        told(&result)
    }

    /// Calls a tool, which must refuse and name a remedy.
    ///
    /// # Errors
    /// When it does not refuse.
    pub async fn refused(&mut self, tool: &str, arguments: Value) -> Result<Value> {
        let result = self.call_any(tool, arguments).await?;
        ensure!(result["isError"] == true, "{tool}: {result}");
        let told = told(&result)?;
        for field in ["error", "message", "do"] {
            ensure!(
                told[field].as_str().is_some_and(|text| !text.is_empty()),
                "no {field}: {told}"
            );
        }
        Ok(told)
    }

    /// Calls a tool.
    ///
    /// # Errors
    /// When the response is not a result.
    pub async fn call_any(&mut self, tool: &str, arguments: Value) -> Result<Value> {
        let answer = self
            .request("tools/call", json!({"name": tool, "arguments": arguments}))
            .await?;
        match answer.get("result") {
            Some(result) => Ok(result.clone()),
            None => bail!("no result: {answer}"),
        }
    }

    /// Sends one line.
    ///
    /// # Errors
    /// When the process takes none.
    pub async fn send(&mut self, message: &Value) -> Result<()> {
        self.send_bytes(format!("{message}\n").as_bytes()).await
    }

    /// Sends these bytes.
    ///
    /// # Errors
    /// When the process takes none.
    pub async fn send_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        let input = self.input.as_mut().context("the input has ended")?;
        input.write_all(bytes).await?;
        Ok(input.flush().await?)
    }

    /// Returns the next message; standard output has nothing else.
    ///
    /// # Errors
    /// On a timeout, or when it is not of the protocol.
    pub async fn receive(&mut self) -> Result<Value> {
        let line = timeout(PATIENCE, self.lines.next_line())
            .await
            .context("no message in time")??;
        let line = line.context("standard output has ended")?;
        let message: Value = serde_json::from_str(&line).with_context(|| format!("not JSON: {line:?}"))?;
        ensure!(message["jsonrpc"] == "2.0", "not of the protocol: {line}");
        Ok(message)
    }

    /// Sends SIGKILL, and waits for the end.
    ///
    /// # Errors
    /// When the process had ended by itself before.
    pub async fn kill(mut self) -> Result<()> {
        ensure!(self.child.try_wait()?.is_none(), "it had ended by itself");
        Ok(self.child.kill().await?)
    }

    /// Ends its input, waits for its end, and returns its standard error.
    ///
    /// # Errors
    /// When it fails.
    pub async fn close(mut self) -> Result<String> {
        drop(self.input.take());
        let status = timeout(PATIENCE, self.child.wait())
            .await
            .context("it does not end")??;
        let mut errors = String::new();
        self.child
            .stderr
            .take()
            .context("no standard error")?
            .read_to_string(&mut errors)
            .await?;
        ensure!(status.success(), "{status}\n{errors}");
        Ok(errors)
    }
}

/// Builds the request of a handshake.
#[must_use]
pub fn initialize(name: &str) -> Value {
    json!({"protocolVersion": V_2025, "capabilities": {}, "clientInfo": {"name": name, "version": "1"}})
}

/// Builds the description of the client in each request without a handshake.
#[must_use]
pub fn meta(capabilities: &Value) -> Value {
    let mut meta = Map::new();
    let key = |name: &str| format!("io.modelcontextprotocol/{name}");
    meta.insert(key("protocolVersion"), V_2026.into());
    meta.insert(key("clientInfo"), json!({"name": "it", "version": "1"}));
    meta.insert(key("clientCapabilities"), capabilities.clone());
    meta.into()
}

/// Returns the structured content of a result, which its text must repeat.
///
/// # Errors
/// When they differ.
pub fn told(result: &Value) -> Result<Value> {
    let text = result["content"][0]["text"].as_str().context("no text")?;
    let told: Value = serde_json::from_str(text)?;
    ensure!(
        told == result["structuredContent"],
        "the text is not the content: {result}"
    );
    Ok(told)
}
