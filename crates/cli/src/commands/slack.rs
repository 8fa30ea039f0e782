//! `minoots slack`: the endpoint of a Slack app, beside a node or a cluster.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args};
use minoots_slack::id::ChannelId;
use minoots_slack::verify::Secrets;
use minoots_slack_app::{Addresses, ServeError, Settings, SlackMetrics};
use minoots_terminal::errors::{Exit, Failure};

use super::node::Signals;
use super::observed_process::ObservedProcess;
use crate::client_arguments::ClientArguments;
use crate::notice;
use crate::settings::TelemetryArguments;

mod workspaces;

use workspaces::Named;

const SECRETS_VARIABLE: &str = "MINOOTS_SLACK_SIGNING_SECRETS";
const TOKEN_VARIABLE: &str = "MINOOTS_SLACK_BOT_TOKEN";
/// The maximum size of a file of secrets, tokens or workspaces.
const FILE_BYTES_MAX: u64 = 4 << 20;

/// Arguments of `minoots slack`.
#[derive(Args, Debug)]
#[command(group(ArgGroup::new("tenants").args(["workspace", "workspaces"]).required(true)))]
pub struct Arguments {
    /// Address to listen on; a TLS proxy must stand before it
    #[arg(
        long,
        value_name = "ADDRESS:PORT",
        env = "MINOOTS_SLACK_LISTEN",
        hide_env_values = true,
        default_value = "127.0.0.1:7481"
    )]
    listen: SocketAddr,
    /// Workspace and the tenant that it acts for; repeatable
    #[arg(long, value_name = "TEAM_ID=TENANT")]
    workspace: Vec<Named>,
    /// TOML file of workspaces, each with its tenant, users, API key and bot token
    #[arg(long, value_name = "FILE")]
    workspaces: Option<PathBuf>,
    /// File with the app's signing secrets, one a line, the current one first [default: the value of
    /// MINOOTS_SLACK_SIGNING_SECRETS]
    #[arg(long, value_name = "FILE")]
    signing_secrets_file: Option<PathBuf>,
    /// File with the bot token of the single workspace [default: the value of MINOOTS_SLACK_BOT_TOKEN]
    #[arg(long, value_name = "FILE", conflicts_with = "workspaces")]
    bot_token_file: Option<PathBuf>,
    /// Channel of the single workspace for decisions of workflows [default: none]
    #[arg(long, value_name = "CHANNEL_ID", conflicts_with = "workspaces", value_parser = channel)]
    approvals: Option<ChannelId>,
    /// Base URL of Slack's API methods
    #[arg(
        long,
        value_name = "URL",
        env = "MINOOTS_SLACK_API",
        hide_env_values = true,
        default_value = "https://slack.com/api/"
    )]
    slack_api: String,
    /// Base URL for response URLs, such as a gateway [default: hooks.slack.com]
    #[arg(long, value_name = "URL", env = "MINOOTS_SLACK_HOOKS", hide_env_values = true)]
    slack_hooks: Option<String>,
    #[command(flatten)]
    telemetry: TelemetryArguments,
    #[command(flatten)]
    client: ClientArguments,
}

/// Serves until a signal ends it.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let secrets = secrets(arguments.signing_secrets_file.as_deref())?;
    let addresses = Addresses::new(&arguments.slack_api, arguments.slack_hooks.as_deref())
        .map_err(|error| Failure::usage(error.to_string()))?;
    let installations = match &arguments.workspaces {
        Some(file) => workspaces::of_file(file, &arguments.client)?,
        None => {
            let token = secret_text(arguments.bot_token_file.as_deref(), TOKEN_VARIABLE)?;
            let one = workspaces::One {
                token,
                approvals: arguments.approvals,
            };
            workspaces::of_flags(arguments.workspace, &one, &arguments.client)?
        }
    };
    let process = ObservedProcess::start("minoots-slack", arguments.telemetry, &arguments.client).await?;
    let settings = Settings {
        listen: arguments.listen,
        secrets,
        installations,
        addresses,
        metrics: SlackMetrics::new(process.meter()),
    };
    let stop = Signals::install()?.cancelling();
    let ready = |address: SocketAddr| {
        notice::tell(&format!(
            "serving Slack at http://{address}/slack/commands and /slack/interactions"
        ))
    };
    minoots_slack_app::serve(settings, Box::new(ready), stop)
        .await
        .map_err(|error| match error {
            ServeError::Listen(..) => Failure::failed(error.to_string()).hint("choose another address with --listen"),
            error => Failure::usage(error.to_string()),
        })
}

/// Reads the signing secrets. They are required, because without one any caller could send requests.
fn secrets(file: Option<&Path>) -> Result<Secrets, Failure> {
    let text = secret_text(file, SECRETS_VARIABLE)?.unwrap_or_default();
    let hint = format!(
        "set {SECRETS_VARIABLE}, or name a file with --signing-secrets-file; several are separated by white space"
    );
    Secrets::new(text.split_whitespace()).map_err(|error| Failure::usage(error.to_string()).hint(hint))
}

/// Reads a secret from a file, or else from the environment. An argument would be visible to other users of this
/// machine.
fn secret_text(file: Option<&Path>, variable: &str) -> Result<Option<String>, Failure> {
    match file {
        Some(file) => Ok(Some(read(file)?)),
        None => Ok(std::env::var(variable).ok().filter(|text| !text.trim().is_empty())),
    }
}

fn channel(text: &str) -> Result<ChannelId, String> {
    ChannelId::new(text).map_err(|error| error.to_string())
}

/// Reads a small text file.
fn read(file: &Path) -> Result<String, Failure> {
    let refused = |why: String| Failure::new(Exit::Usage, format!("{}: {why}", file.display()));
    let metadata = std::fs::metadata(file).map_err(|error| refused(error.to_string()))?;
    if metadata.len() > FILE_BYTES_MAX {
        return Err(refused(format!(
            "has more than {FILE_BYTES_MAX} bytes; name the right file"
        )));
    }
    std::fs::read_to_string(file).map_err(|error| refused(error.to_string()))
}
