//! `minoots server`: one node of a cluster in this process.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;
use minoots_server::exposure::{self, Exposed, Reachable};
use minoots_server::{ClusterOptions, Node, Options};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments};
use minoots_terminal::ready_file;

use super::node::{self, Hangups, Signals};
use super::reload::{self, ServerArguments, ServerSettings};
use crate::orchestration::{self, KeyFile, Whose};
use crate::settings::{
    ClusterArguments, ClusterSettings, ConsensusArguments, ConsensusSettings, FileArguments, NodeArguments,
    NodeSettings, TlsArguments, TlsSettings, given,
};

/// Arguments of `minoots server`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    node: NodeArguments,
    #[command(flatten)]
    cluster: ClusterArguments,
    #[command(flatten)]
    tls: TlsArguments,
    #[command(flatten)]
    consensus: ConsensusArguments,
    #[command(flatten)]
    file: FileArguments,
    /// File to write {"endpoint","dataDir","pid","node"} to once the node is ready
    #[arg(long, value_name = "FILE")]
    ready_file: Option<PathBuf>,
}

/// Serves until a signal ends the node. A leader transfers leadership first.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let flags = ServerArguments {
        node: arguments.node,
        cluster: arguments.cluster,
        tls: arguments.tls,
        consensus: arguments.consensus,
        file: arguments.file,
    };
    let started = ServerSettings::resolve(&flags)?;
    let ServerSettings {
        node: settings,
        cluster,
        tls,
        consensus,
    } = started.clone();
    let options = options(&settings, &cluster, &tls, &consensus)?;
    check_exposure(&options, &settings, &cluster)?;
    let whose = match KeyFile::of(&settings.orchestrator_keys)? {
        Some(file) => Whose::Keys(file),
        None => Whose::Nobody,
    };
    let (mut signals, mut hangups) = (Signals::install()?, Hangups::install()?);
    if let Some(file) = &arguments.ready_file {
        ready_file::remove(file)?;
    }
    let data = options.data.clone();
    let node = tokio::select! {
        node = node::start(options) => node?,
        () = signals.next() => return Ok(()),
    };
    let served = tokio::select! {
        served = serve(&node, &cluster, &data, arguments.ready_file.as_deref()) => served,
        failed = orchestration::act(node.inside(), whose) => failed,
        () = signals.next() => Ok(()),
        () = reload::on_hangup(&node, &flags, &started, &mut hangups) => Ok(()),
        reason = node.failed() => Err(Failure::failed(format!("the node has failed: {reason}"))),
    };
    node::stop(node, &mut signals).await?;
    served
}

fn options(
    settings: &NodeSettings,
    cluster: &ClusterSettings,
    tls: &TlsSettings,
    consensus: &ConsensusSettings,
) -> Result<Options, Failure> {
    let node = cluster.node_id()?;
    let data = node::absolute(&settings.data.value)?;
    let join_token_file = given(&tls.join_token_file);
    let others = cluster.peers.value.0.keys().any(|other| *other != node);
    if join_token_file.is_some() && !others {
        let failure = Failure::usage("peers: names no other node, and a node that joins waits to be added by some");
        return Err(failure.hint("give --peers with this node and some members"));
    }
    Ok(Options {
        insecure: cluster.insecure.value,
        cluster: Some(ClusterOptions {
            node,
            rejoins: cluster.rejoins(),
            peer_listen: cluster.peer_listen.value,
            advertise: cluster.advertise.value.clone(),
            peers: cluster.peers.value.0.clone(),
            tls: tls.peers(&data)?,
            join_token_file,
            peer_ca_key: given(&tls.peer_ca_key),
            peer_cert_life_s: tls.peer_cert_life_s.value,
        }),
        data,
        mounts: orchestration::mounts(),
        tls: tls.server()?,
        ca_file: given(&tls.ca_file),
        consensus: consensus.options(),
        ..settings.options()
    })
}

/// Refuses ports that other machines reach without the required protection, or warns if `--insecure` permits them.
fn check_exposure(options: &Options, settings: &NodeSettings, cluster: &ClusterSettings) -> Result<(), Failure> {
    for exposed in exposure::exposed(options) {
        let Exposed {
            port,
            address,
            to,
            missing,
        } = exposed;
        let missing = missing.join(", ");
        if !cluster.insecure.value {
            let origin = match port {
                "listen" => &settings.listen.origin,
                _ => &cluster.peer_listen.origin,
            };
            let message = format!("{port}: {address} ({origin}) {to} without {missing}");
            let hint = match to {
                Reachable::Elsewhere => {
                    format!(
                        "give {missing}; or use a loopback address, or --insecure on a network where everyone is trusted"
                    )
                }
                Reachable::Here => format!(
                    "give {missing}, which `minoots cluster certs` makes; or --insecure on a machine where everyone is trusted"
                ),
            };
            return Err(Failure::usage(message).hint(hint));
        }
        eprintln!(
            "WARNING: {port} {address} {to} without {missing}: a caller who reaches it can read and change everything."
        );
    }
    Ok(())
}

/// Announces the node once it knows a leader, and serves.
async fn serve(node: &Node, cluster: &ClusterSettings, data: &Path, ready_file: Option<&Path>) -> Result<(), Failure> {
    node.ready().await;
    let endpoint = node.endpoint();
    let id = node.id();
    if let Some(file) = ready_file {
        ready_file::write(file, &endpoint, data, Some(id))?;
    }
    let output = Output::new(OutputArguments { output: None });
    // The node serves even if its standard output is closed.
    let _ = output.line(&ready_line(id, &endpoint, cluster.peer_listen.value, data));
    std::future::pending().await
}

fn ready_line(node: u64, endpoint: &str, peers: SocketAddr, data: &Path) -> String {
    format!(
        "minoots node {node} ready: {endpoint} (peers {peers}, data {})",
        data.display()
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_ready_node_says_so_in_one_line() {
        let peers = SocketAddr::from(([127, 0, 0, 1], 7412));
        assert_eq!(
            ready_line(1, "http://127.0.0.1:7411", peers, Path::new("/data")),
            "minoots node 1 ready: http://127.0.0.1:7411 (peers 127.0.0.1:7412, data /data)"
        );
    }
}
