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
    if verified.is_sound() {
        return Ok(());
    }
    let damaged = verified.backups.iter().filter(|backup| !backup.damage.is_empty());
    let message = format!(
        "BACKUP_CHECKSUM: {} of {} backups and {} of {} segments of the log are damaged",
        damaged.count(),
        verified.backups.len(),
        verified.log_damage.len(),
        verified.segments
    );
    Err(Failure::failed(message).hint("take a new backup: it writes truncated and missing chunks again"))
}

fn print(output: Output, verified: &Verified) -> Result<(), Failure> {
    if output.is_json() {
        return output.json(&json!({
            "sound": verified.is_sound(),
            "chunks": verified.chunks,
            "segments": verified.segments,
            "logDamage": verified.log_damage,
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
    for damage in &verified.log_damage {
        output.line(&format!("log damaged: {damage}"))?;
    }
    output.line(&format!(
        "{} chunks of {} bytes, {} segments of the log",
        verified.chunks, verified.bytes, verified.segments
    ))
}
