//! `minoots backup list`.

use clap::Args;
use minoots_backup::log::{Covered, covered};
use minoots_backup::{Manifest, manifests};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, Table};
use minoots_wire::time::instant;
use serde_json::{Value, json};

use super::{PlaceArguments, backup_failure};

/// Arguments of `minoots backup list`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    place: PlaceArguments,
}

/// Lists the backups, and the instants that can be restored.
pub async fn run(arguments: &Arguments, output: Output) -> Result<(), Failure> {
    let place = arguments.place.place()?;
    let found = manifests(&place).await.map_err(backup_failure)?;
    let ranges = covered(&place, &found).await.map_err(backup_failure)?;
    if output.is_json() {
        let backups: Vec<Value> = found.iter().map(shown).collect();
        let ranges: Vec<Value> = ranges.iter().map(shown_range).collect();
        return output.json(&json!({ "backups": backups, "restorable": ranges }));
    }
    let mut table = Table::with_headers(&["ID", "TAKEN", "EPOCH", "APPLIED", "BYTES"]);
    for manifest in &found {
        table.row([
            manifest.id.clone(),
            taken(manifest),
            manifest.about.epoch.to_string(),
            manifest.about.applied_index.to_string(),
            manifest.bytes.to_string(),
        ]);
    }
    output.table(&table)?;
    for range in &ranges {
        let (from, to) = (instant::format(range.from_ns), instant::format(range.to_ns));
        output.line(&format!(
            "--at restores from {from} to {to} (epoch {})",
            range.history.epoch
        ))?;
    }
    Ok(())
}

/// When the backup was taken. Earlier releases recorded only log time.
fn taken(manifest: &Manifest) -> String {
    let taken = manifest.taken_ns.map(instant::format);
    taken.unwrap_or_else(|| manifest.about.log_time.clone())
}

fn shown(manifest: &Manifest) -> Value {
    json!({
        "id": manifest.id,
        "taken": taken(manifest),
        "logTime": manifest.about.log_time,
        "epoch": manifest.about.epoch,
        "appliedIndex": manifest.about.applied_index,
        "bytes": manifest.bytes,
        "chunks": manifest.chunks.len(),
        "sha256": manifest.sha256,
    })
}

fn shown_range(range: &Covered) -> Value {
    json!({
        "from": instant::format(range.from_ns),
        "to": instant::format(range.to_ns),
        "epoch": range.history.epoch,
        "cluster": range.history.cluster_id,
    })
}
