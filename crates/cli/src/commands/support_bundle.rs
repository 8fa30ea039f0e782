//! `minoots support-bundle`: one archive with what a person needs to help with a node or a cluster.
//!
//! Invariants:
//! - The archive has no payload, key, password or label of a timer, and no content of the data directory.
//! - Each part passes the [`Redactor`], whatever its source.
//! - A part that cannot be collected is named in `manifest.json` with the reason, and does not end the command.
//! - An existing file is never overwritten, and the order of the parts is fixed.

use std::path::PathBuf;

use clap::Args;
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments};
use serde_json::json;

use super::node::absolute;
use crate::client_arguments::ClientArguments;
use crate::settings::{NodeArguments, NodeSettings, Sources};

mod archive;
mod cluster;
mod files;
mod redactor;

use archive::Bundle;
use redactor::Redactor;

/// Arguments of `minoots support-bundle`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// New file to write, a .tar.gz; an existing file is refused
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// Data directory whose files are listed; the node may run [env: MINOOTS_DATA] [default: ./minoots-data]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// File to which the node logs; its last 1 MiB is added [default: none]
    #[arg(long, value_name = "FILE")]
    log_file: Option<PathBuf>,
    /// Collect from this machine only, and ask no server
    #[arg(long)]
    offline: bool,
    #[command(flatten)]
    client: ClientArguments,
    #[command(flatten)]
    output: OutputArguments,
}

/// Collects the parts and writes the archive.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let output = Output::new(arguments.output);
    let sources = Sources::load(&arguments.client.file)?;
    let node = NodeArguments {
        data: arguments.data.clone(),
        ..NodeArguments::default()
    };
    let data = absolute(&NodeSettings::resolve(node, &sources)?.data.value)?;
    // An existing file ends the command before anything is collected.
    let mut file = archive::NewFile::create(&arguments.to)?;
    let mut bundle = Bundle::new(Redactor::of(&sources, &data)?);
    bundle.add("version.txt", Ok(format!("{}\n", crate::version::long())));
    bundle.add("config.json", files::config(&arguments.client));
    let doctor = files::doctor(&arguments.client, arguments.data, arguments.offline).await;
    bundle.add("doctor.json", doctor);
    bundle.add("data-files.txt", files::listing(&data));
    match &arguments.log_file {
        Some(log) => bundle.add("log.txt", files::tail(log)),
        None => bundle.leave_out("log.txt", "no file was given by --log-file"),
    }
    if arguments.offline {
        for part in ["cluster-status.json", "audit-heads.json", "metrics/"] {
            bundle.leave_out(part, "--offline asks no server");
        }
    } else {
        cluster::collect(&arguments.client, &mut bundle).await;
    }
    bundle.leave_out("payloads, labels, keys, secrets and rows of tables", "never collected");
    let summary = json!({
        "file": arguments.to,
        "parts": bundle.parts(),
        "leftOut": bundle.left_out(),
    });
    file.write(&bundle.into_archive()?)?;
    if output.is_json() {
        return output.json(&summary);
    }
    output.line(&format!("wrote {}; read it before you send it", arguments.to.display()))
}
