//! `minoots orchestrator`: acts on what is due in executions, beside a node or a cluster.

use clap::Args;
use minoots_orchestrator::Connections;
use tokio::sync::watch;

use super::node::Signals;
use crate::connect::ClientArguments;
use crate::errors::Failure;

/// How to reach the fabric.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    client: ClientArguments,
}

/// Works until a signal ends it.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let mut signals = Signals::install()?;
    let endpoints = arguments.client.endpoints()?;
    let shown = arguments.client.shown()?;
    let connections = Connections::new(endpoints.clone(), shown.ca_file);
    let client = connections.client(shown.credential);
    let client = client.map_err(|error| Failure::usage(error.to_string()))?;
    let (stop, stopping) = watch::channel(false);
    let worker = tokio::spawn(minoots_orchestrator::work(client, stopping));
    // Whoever started it may not read what it says.
    let _ = std::io::Write::write_all(
        &mut std::io::stderr(),
        format!("acting on executions of {}\n", endpoints.join(", ")).as_bytes(),
    );
    signals.next().await;
    // It stops as well if nobody hears this.
    let _ = stop.send(true);
    worker
        .await
        .map_err(|error| Failure::failed(format!("the orchestrator has failed: {error}")))
}
