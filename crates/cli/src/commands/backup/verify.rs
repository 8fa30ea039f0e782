//! `minoots backup verify`.

use clap::Args;
use minoots_backup::{Verified, verify};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::Output;
use serde_json::{Value, json};

use super::{PlaceArguments, backup_failure};
use crate::progress::Progress;

/// Arguments of `minoots backup verify`.
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(flatten)]
    place: PlaceArguments,
    /// Id of one backup to verify [default: all backups]
    #[arg(long, value_name = "ID")]
    backup: Option<String>,
}

/// Verifies, and fails if a backup is damaged.
pub async fn run(arguments: &Arguments, output: Output) -> Result<(), Failure> {
    let place = arguments.place.place()?;
    let mut progress = Progress::of("verified");
    let verified = verify(&place, arguments.backup.as_deref(), &mut |bytes| progress.at(bytes)).await;
    let verified = verified.map_err(backup_failure)?;
    drop(progress);
    print(output, &verified)?;
    match verified
        .backups
        .iter()
        .filter(|backup| !backup.damage.is_empty())
        .count()
    {
        0 => Ok(()),
        damaged => Err(Failure::failed(format!(
            "BACKUP_CHECKSUM: {damaged} of {} backups are damaged",
            verified.backups.len()
        ))
        .hint("take a new backup: it writes truncated and missing chunks again")),
    }
}

fn print(output: Output, verified: &Verified) -> Result<(), Failure> {
    if output.is_json() {
        return output.json(&json!({
            "sound": verified.is_sound(),
            "chunks": verified.chunks,
            "bytes": verified.bytes,
            "backups": verified.backups.iter().map(|backup| json!({
                "id": backup.id,
                "sound": backup.damage.is_empty(),
                "damage": backup.damage,
            })).collect::<Vec<Value>>(),
        }));
    }
    for backup in &verified.backups {
        let verdict = if backup.damage.is_empty() { "sound" } else { "damaged" };
        output.line(format!("{} {verdict}", backup.id).trim_start())?;
        for damage in &backup.damage {
            output.line(&format!("  {damage}"))?;
        }
    }
    output.line(&format!("{} chunks, {} bytes", verified.chunks, verified.bytes))
}
