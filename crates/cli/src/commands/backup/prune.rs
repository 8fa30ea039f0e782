//! `minoots backup prune`.

use clap::Args;
use minoots_backup::{Pruned, prune};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use serde_json::json;

use super::keep::KeepArguments;
use super::{PlaceArguments, backup_failure};

/// Arguments of `minoots backup prune`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    place: PlaceArguments,
    #[command(flatten)]
    keep: KeepArguments,
    /// Show what would be removed, and remove nothing
    #[arg(long)]
    dry_run: bool,
}

/// Prunes a place.
pub async fn run(arguments: &Arguments, output: Output) -> Result<(), Failure> {
    let place = arguments.place.place()?;
    let keep = arguments.keep.rules().ok_or_else(|| {
        Failure::usage("keep: no rule keeps a backup: give --keep-last, --keep-hourly, --keep-daily or --keep-weekly")
    })?;
    let pruned = prune(&place, &keep, arguments.dry_run).await.map_err(backup_failure)?;
    print(output, &pruned, arguments.dry_run)
}

/// Prints the result, in JSON as one line.
pub fn print(output: Output, pruned: &Pruned, dry_run: bool) -> Result<(), Failure> {
    if output.is_json() {
        return output.json_line(&json!({
            "dryRun": dry_run,
            "kept": pruned.kept,
            "removed": pruned.removed,
            "objects": pruned.objects,
            "bytes": pruned.bytes,
        }));
    }
    for id in &pruned.removed {
        output.line(&format!(
            "{id} {}",
            if dry_run { "would be removed" } else { "removed" }
        ))?;
    }
    output.line(&format!(
        "{} backups kept, {} removed; {} objects of {} bytes needed by none",
        pruned.kept.len(),
        pruned.removed.len(),
        pruned.objects,
        pruned.bytes
    ))
}
