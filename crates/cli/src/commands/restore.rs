//! `minoots restore`.

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};

use clap::Args;
use minoots_backup::log::{EntryReader, Plan, Until, fetch_log, plan};
use minoots_backup::{Place, fetch};
use minoots_server::EngineChoice;
use minoots_server::offline::{NewEpoch, Replay, Restoration, Restored, SoleNode, StoredEntry};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments};
use minoots_wire::time::instant;
use serde_json::json;

use super::backup::{PlaceArguments, backup_failure};
use super::node;
use crate::epoch::{EpochArguments, held_by_now, held_until, hold_notice, not_larger, offline};
use crate::progress::Counted;
use crate::settings::host_and_port;
use crate::value::Moment;

/// Arguments of `minoots restore`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    place: PlaceArguments,
    /// Id of a backup to restore, without entries of the log after it [default: the latest state of the place]
    #[arg(long, value_name = "ID")]
    backup: Option<String>,
    /// Instant to restore, in RFC 3339: everything acknowledged before it; needs a shipped log [default: the latest]
    #[arg(long, value_name = "T", conflicts_with = "backup")]
    at: Option<Moment>,
    /// Data directory to create; it must be empty or absent
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Id of the node whose directory it becomes, at first the only node of the cluster
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    node: u64,
    /// Storage engine of the directory: lsm or sled
    #[arg(long, value_name = "ENGINE", default_value_t)]
    engine: EngineChoice,
    #[command(flatten)]
    epoch: EpochArguments,
    /// Address at which later nodes will reach the node
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:7412", value_parser = host_and_port)]
    peer: String,
    /// Address at which clients will reach the node
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:7411", value_parser = host_and_port)]
    advertise: String,
    #[command(flatten)]
    output: OutputArguments,
}

/// Turns a backup into the data of a node that does not run yet.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let output = Output::new(arguments.output);
    let place = arguments.place.place()?;
    let data = node::absolute(&arguments.data)?;
    let new = arguments.epoch.begin()?;
    let until = match (arguments.backup, arguments.at) {
        (Some(id), _) => Until::Backup(Some(id)),
        (None, Some(at)) => Until::Instant(at.ns),
        (None, None) => Until::Latest,
    };
    let plan = plan(&place, &until).await.map_err(backup_failure)?;
    let present = plan.manifest.about.epoch;
    if new.epoch <= present {
        return Err(not_larger(new.epoch, present));
    }
    let sole = SoleNode {
        node: arguments.node,
        peer_address: arguments.peer,
        client_address: arguments.advertise,
    };
    let restored = restore(&place, &plan, &data, sole.clone(), new, arguments.engine).await?;
    report(output, &data, &sole, (&restored, &plan))
}

async fn restore(
    place: &Place,
    plan: &Plan,
    data: &Path,
    sole: SoleNode,
    new: NewEpoch,
    engine: EngineChoice,
) -> Result<Restored, Failure> {
    let restoration = Restoration::begin(data).map_err(offline)?;
    let stream = restoration.stream();
    let create = |path: &Path| {
        File::create(path).map_err(|error| Failure::io(format!("cannot write {}", path.display()), &error))
    };
    let mut output = Counted::new(BufWriter::new(create(&stream)?), "fetched");
    fetch(place, &plan.manifest, &mut output)
        .await
        .map_err(backup_failure)?;
    let entries = restoration.entries();
    let mut output = Counted::new(BufWriter::new(create(&entries)?), "fetched of the log");
    fetch_log(place, plan, &mut output).await.map_err(backup_failure)?;
    let later = later(&entries, plan.until_ns)?;
    // Fetching may have taken long.
    let new = held_by_now(new);
    let completed = tokio::task::spawn_blocking(move || restoration.complete(&sole, new, engine, Some(later))).await;
    let completed = completed.map_err(|error| Failure::failed(format!("the restore was cut short: {error}")))?;
    completed.map_err(offline)
}

/// The fetched entries, as the restore reads them.
fn later(entries: &Path, until_ns: Option<i64>) -> Result<Replay, Failure> {
    let file = File::open(entries);
    let file = file.map_err(|error| Failure::io(format!("cannot read {}", entries.display()), &error))?;
    let entries = EntryReader::new(BufReader::new(file)).map(|entry| {
        entry.map(|entry| StoredEntry {
            index: entry.index,
            term: entry.term,
            body: entry.body,
        })
    });
    Ok(Replay {
        entries: Box::new(entries),
        until_ns,
    })
}

fn report(output: Output, data: &Path, sole: &SoleNode, (restored, plan): (&Restored, &Plan)) -> Result<(), Failure> {
    let begun = restored.begun;
    let notice = hold_notice(begun);
    if output.is_json() {
        eprintln!("{notice}");
        return output.json(&json!({
            "data": data,
            "backup": plan.manifest.id,
            "completeTime": plan.complete_ns.map(instant::format),
            "node": sole.node,
            "incarnation": format!("{:032x}", restored.incarnation),
            "peer": sole.peer_address,
            "advertise": sole.client_address,
            "epoch": begun.epoch,
            "appliedIndex": begun.index,
            "logTime": instant::format(begun.time),
            "heldUntil": held_until(begun),
            "held": begun.held,
        }));
    }
    output.line(&format!(
        "{}: node {}, epoch {}, log time {}",
        data.display(),
        sole.node,
        begun.epoch,
        instant::format(begun.time)
    ))?;
    output.line(&format!(
        "It is recorded as reached by nodes at {} and by clients at {}, which cannot be changed later (--peer, --advertise)",
        sole.peer_address, sole.client_address
    ))?;
    output.line(&notice)
}
