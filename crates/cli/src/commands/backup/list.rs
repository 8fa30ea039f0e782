//! `minoots backup list`.

use clap::Args;
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

/// Lists the backups.
pub async fn run(arguments: &Arguments, output: Output) -> Result<(), Failure> {
    let found = manifests(&arguments.place.place()?).await.map_err(backup_failure)?;
    if output.is_json() {
        let backups: Vec<Value> = found.iter().map(shown).collect();
        return output.json(&json!({ "backups": backups }));
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
    output.table(&table)
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
