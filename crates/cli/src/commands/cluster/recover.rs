//! `minoots cluster recover`.

use std::path::{Path, PathBuf};

use clap::Args;
use minoots_server::offline::{Recovered, recover};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use minoots_wire::time::instant;
use serde_json::json;

use crate::commands::node;
use crate::epoch::{EpochArguments, held_until, hold_notice, offline};

/// Arguments of `minoots cluster recover`.
#[derive(Args, Clone, Debug)]
pub struct Arguments {
    /// Survivor's data directory; its node must be stopped
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Survivor's node id
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    node: u64,
    #[command(flatten)]
    epoch: EpochArguments,
    /// Accept that writes acknowledged without this node are lost; required
    #[arg(long)]
    i_accept_data_loss: bool,
}

/// Turns one survivor into a cluster of its own.
pub async fn run(arguments: Arguments, output: Output) -> Result<(), Failure> {
    if !arguments.i_accept_data_loss {
        let failure = Failure::usage(
            "a recovery gives up what the other nodes acknowledged without this one, and none of them can ever come back",
        );
        return Err(failure.hint(
            "only if a majority is lost for good: destroy what is left of the other nodes, then repeat this with --i-accept-data-loss",
        ));
    }
    let data = node::absolute(&arguments.data)?;
    let new = arguments.epoch.begin()?;
    let (looked_at, id) = (data.clone(), arguments.node);
    let recovered = tokio::task::spawn_blocking(move || recover(&looked_at, id, new)).await;
    let recovered = recovered.map_err(|error| Failure::failed(format!("the recovery was cut short: {error}")))?;
    report(output, &data, id, &recovered.map_err(offline)?)
}

fn report(output: Output, data: &Path, node: u64, recovered: &Recovered) -> Result<(), Failure> {
    let Recovered { begun, last, .. } = recovered;
    let notice = hold_notice(*begun);
    let mut loss = format!(
        "DATA LOSS: whatever was acknowledged behind entry {last} is lost. Log time was {}; what was acknowledged after that, and \
         perhaps a little before, must be looked for elsewhere.",
        instant::format(begun.time),
    );
    if !recovered.gone.is_empty() {
        loss += &format!("\nNodes {:?} are gone for good: destroy their data.", recovered.gone);
    }
    if output.is_json() {
        eprintln!("{loss}\n{notice}");
        return output.json(&json!({
            "data": data,
            "node": node,
            "incarnation": format!("{:032x}", recovered.incarnation),
            "epoch": begun.epoch,
            "appliedBefore": recovered.applied_before,
            "committedBefore": recovered.committed_before,
            "lastEntry": last,
            "logTime": instant::format(begun.time),
            "gone": recovered.gone,
            "heldUntil": held_until(*begun),
            "held": begun.held,
        }));
    }
    output.line(&format!(
        "{}: node {node} is the cluster now, epoch {}",
        data.display(),
        begun.epoch
    ))?;
    output.line(&loss)?;
    output.line(&notice)
}
