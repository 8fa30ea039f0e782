//! `minoots orchestrator`: acts on due timers of executions, beside a node or a cluster.

use std::path::PathBuf;

use clap::Args;
use minoots_orchestrator::Connections;
use minoots_terminal::errors::Failure;
use minoots_wire::shown_url::shown_url;
use tokio::sync::watch;

use super::node::Signals;
use super::observed_process::ObservedProcess;
use crate::client_arguments::ClientArguments;
use crate::notice;
use crate::orchestration::{self, KeyFile};
use crate::settings::{Sources, TelemetryArguments, orchestrator_keys};

/// Arguments of `minoots orchestrator`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// File with API keys, one a line, of the tenants to act for, instead of a single key; it is read again when it
    /// changes [env: MINOOTS_ORCHESTRATOR_KEYS] [default: none]
    #[arg(long, value_name = "FILE", conflicts_with = "api_key")]
    orchestrator_keys: Option<PathBuf>,
    #[command(flatten)]
    telemetry: TelemetryArguments,
    #[command(flatten)]
    client: ClientArguments,
}

/// Works until a signal ends the process.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let mut signals = Signals::install()?;
    let endpoints = arguments.client.endpoints()?;
    let shown = arguments.client.shown()?;
    let process = ObservedProcess::start("minoots-orchestrator", arguments.telemetry, &arguments.client).await?;
    let connections = Connections::new(endpoints.clone(), shown.ca_file).measured(process.meter());
    let client = connections.client(shown.credential);
    let client = client.map_err(|error| Failure::usage(error.to_string()))?;
    let sources = Sources::load(&arguments.client.file)?;
    // A key in the arguments takes precedence over a file named elsewhere.
    let keys = match &arguments.client.api_key {
        Some(_) => None,
        None => KeyFile::of(&orchestrator_keys(&sources, arguments.orchestrator_keys)?)?,
    };
    let (stop, stopping) = watch::channel(false);
    let worker = match keys {
        Some(file) => tokio::spawn(orchestration::act_for(connections, file, stopping)),
        None => tokio::spawn(minoots_orchestrator::work(client, connections.metrics(), stopping)),
    };
    let servers: Vec<_> = endpoints.iter().map(|url| shown_url(url)).collect();
    notice::tell(&format!("acting on executions of {}", servers.join(", ")));
    signals.next().await;
    // The orchestrator has stopped already if the channel is closed.
    let _ = stop.send(true);
    worker
        .await
        .map_err(|error| Failure::failed(format!("the orchestrator has failed: {error}")))
}
