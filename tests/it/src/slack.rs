//! Slack from the view of `minoots slack`: requests with Slack's signature, and a receiver for the responses.

use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStderr, Command};
use tokio::time::timeout;

use crate::PATIENCE;
use crate::clock::now_ns;
use crate::http1::{Answer, send};
use crate::receiver::Receiver;
use crate::server::{Home, command};

/// The signing secret of the app.
pub const SECRET: &str = "8f742231b10e8888abcd99yyyzzz85a5";
/// The bot token of its workspace.
pub const TOKEN: &str = "xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcHrzqqgy";
/// The workspace, a channel of it and a person in it.
pub const TEAM: &str = "T0123ABCD";
/// See [`TEAM`].
pub const CHANNEL: &str = "C0123ABCD";
/// See [`TEAM`].
pub const USER: &str = "U0123ABCD";

/// A running `minoots slack`. Dropping it kills the process.
#[derive(Debug)]
pub struct Slack {
    child: Child,
    /// Read continuously, so that the process never blocks on its reader.
    _errors: Lines<BufReader<ChildStderr>>,
    address: String,
}

/// Builds the command, and does not run it.
///
/// # Errors
/// When there is no binary.
pub fn program(home: &Home, endpoint: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Result<Command> {
    let mut command = Command::from(command(home.path())?);
    command
        .args(["slack", "--listen", "127.0.0.1:0"])
        .args(arguments)
        .env("MINOOTS_ENDPOINT", endpoint)
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    Ok(command)
}

impl Slack {
    /// Serves the one workspace for tenant `dev`, and calls `slack` instead of Slack.
    ///
    /// # Errors
    /// When it does not start to serve.
    pub async fn start(home: &Home, endpoint: &str, slack: &Receiver) -> Result<Self> {
        let workspace = format!("{TEAM}=dev");
        let variables = [("MINOOTS_SLACK_BOT_TOKEN", TOKEN)];
        Self::start_with(home, endpoint, slack, &["--workspace", &workspace], &variables).await
    }

    /// Starts it with these arguments and variables, and the signing secret.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub async fn start_with(
        home: &Home,
        endpoint: &str,
        slack: &Receiver,
        arguments: &[&str],
        variables: &[(&str, &str)],
    ) -> Result<Self> {
        let (api, hooks) = (slack.url("/api/"), slack.url("/hooks/"));
        let arguments = [&["--slack-api", &api, "--slack-hooks", &hooks], arguments].concat();
        let variables = [&[("MINOOTS_SLACK_SIGNING_SECRETS", SECRET)], variables].concat();
        let mut child = program(home, endpoint, &arguments, &variables)?.spawn()?;
        let mut errors = BufReader::new(child.stderr.take().context("no standard error")?).lines();
        let address = loop {
            let line = timeout(PATIENCE, errors.next_line()).await??.context("it has ended")?;
            if let Some((address, _)) = line.split_once("http://").and_then(|(_, rest)| rest.split_once('/')) {
                break address.to_owned();
            }
        };
        Ok(Self {
            child,
            _errors: errors,
            address,
        })
    }

    /// Sends a typed command with this trigger id.
    ///
    /// # Errors
    /// When there is no response.
    pub async fn command(&self, text: &str, trigger: &str) -> Result<Answer> {
        self.signed("/slack/commands", &typed(text, trigger)).await
    }

    /// Sends a press of a button with this trigger id.
    ///
    /// # Errors
    /// When there is no response.
    pub async fn press(&self, button: &Value, trigger: &str) -> Result<Answer> {
        let payload = json!({
            "type": "block_actions", "team": {"id": TEAM}, "user": {"id": USER}, "channel": {"id": CHANNEL},
            "response_url": response_url("actions", trigger), "trigger_id": trigger,
            "actions": [{"action_id": button["action_id"], "value": button["value"]}],
        });
        self.signed("/slack/interactions", &form(&[("payload", &payload.to_string())]))
            .await
    }

    /// Sends a body with the correct signature.
    ///
    /// # Errors
    /// When there is no response.
    pub async fn signed(&self, path: &str, body: &str) -> Result<Answer> {
        let now = (now_ns() / 1_000_000_000).to_string();
        let signature = signature(SECRET, &now, body)?;
        self.send(path, &[(SIGNATURE, &signature), (TIMESTAMP, &now)], body)
            .await
    }

    /// Sends a body with these headers.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn send(&self, path: &str, headers: &[(&str, &str)], body: &str) -> Result<Answer> {
        send(&self.address, "POST", path, headers, body.as_bytes()).await
    }

    /// `127.0.0.1:PORT`.
    #[must_use]
    pub fn address(&self) -> &str {
        &self.address
    }

    /// SIGKILL, and waits for the end.
    ///
    /// # Errors
    /// When the process had ended by itself before.
    pub async fn kill(mut self) -> Result<()> {
        ensure!(self.child.try_wait()?.is_none(), "it had ended by itself");
        Ok(self.child.kill().await?)
    }
}

/// The header with the signature.
pub const SIGNATURE: &str = "x-slack-signature";
/// The header with the time.
pub const TIMESTAMP: &str = "x-slack-request-timestamp";

/// Computes Slack's signature of a body, written from its documentation.
///
/// # Errors
/// When the secret cannot be a key.
pub fn signature(secret: &str, timestamp: &str, body: &str) -> Result<String> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())?;
    mac.update(format!("v0:{timestamp}:{body}").as_bytes());
    let digest = mac.finalize().into_bytes();
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("v0={hex}"))
}

/// Builds the body of a command.
#[must_use]
pub fn typed(text: &str, trigger: &str) -> String {
    let url = response_url("commands", trigger);
    form(&[
        ("team_id", TEAM),
        ("channel_id", CHANNEL),
        ("user_id", USER),
        ("command", "/ato"),
        ("text", text),
        ("response_url", &url),
        ("trigger_id", trigger),
    ])
}

fn response_url(kind: &str, trigger: &str) -> String {
    format!("https://hooks.slack.com/{kind}/{TEAM}/{trigger}/secret")
}

/// Encodes a form whose values are percent-encoded in every byte with a special meaning.
#[must_use]
pub fn form(fields: &[(&str, &str)]) -> String {
    let encoded = |value: &str| -> String {
        let byte = |byte: u8| match byte {
            byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        };
        value.bytes().map(byte).collect()
    };
    let pairs = fields.iter().map(|(name, value)| format!("{name}={}", encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// Returns the first button of a message whose action id has this prefix.
///
/// # Errors
/// When it has none.
pub fn button(message: &Value, action: &str) -> Result<Value> {
    let blocks = message["blocks"].as_array().context("no blocks")?;
    let in_blocks = blocks.iter().flat_map(|block| {
        let elements = block["elements"].as_array().cloned().unwrap_or_default();
        elements.into_iter().chain([block["accessory"].clone()])
    });
    let mut buttons =
        in_blocks.filter(|element| element["action_id"].as_str().is_some_and(|id| id.starts_with(action)));
    buttons.next().with_context(|| format!("no {action}: {message}"))
}
