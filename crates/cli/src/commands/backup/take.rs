//! Taking one backup from a node.

use clap::Args;
use minoots_backup::{About, Instants, Place, Writer, Written, prune};
use minoots_terminal::clock;
use minoots_terminal::errors::{Exit, Failure};
use minoots_terminal::output::Output;
use minoots_wire::admin::v1::backup_response::Part;
use minoots_wire::admin::v1::{BackupEnd, BackupHeader, BackupRequest, BackupResponse};
use minoots_wire::time::instant;
use serde_json::{Value, json};
use tonic::Streaming;

use super::keep::KeepArguments;
use super::{backup_failure, prune as pruning};
use crate::client_arguments::ClientArguments;
use crate::progress::Progress;

/// The length of a date and a time of day in RFC 3339, up to the second.
const SECOND_BYTES: usize = "2030-01-02T03:04:05".len();

/// The state to back up.
#[derive(Args, Clone, Debug, Default)]
pub struct SourceArguments {
    /// Back up the node's own state without asking the leader, for a node that has lost its leader
    #[arg(long)]
    local: bool,
}

/// Copies the state of a running cluster to a place.
pub async fn take(client: &ClientArguments, source: &SourceArguments, place: &Place) -> Result<Written, Failure> {
    let taken_ns = clock::wall_ns();
    let mut cluster = client.cluster().await?;
    let mut writer = Writer::begin(place).await.map_err(backup_failure)?;
    let request = BackupRequest { local: source.local };
    let copied = match cluster.backup(request).await {
        Ok(parts) => copy(parts.into_inner(), &mut writer).await,
        Err(status) => Err(status.into()),
    };
    let (header, end) = match copied {
        Ok(copied) => copied,
        Err(failure) => {
            // The first failure is the one to report. A lock that stays is found abandoned.
            let _ = writer.abandon().await;
            return Err(failure);
        }
    };
    let log_time = header.log_time.as_ref().and_then(|time| instant::from_proto(time).ok());
    let instants = Instants {
        taken_ns,
        log_time_ns: log_time.unwrap_or_default(),
    };
    let about = about(header, &end, instants.log_time_ns);
    let written = writer.finish(about, instants, &second(taken_ns)).await;
    written.map_err(backup_failure)
}

/// Takes a backup, prunes the place if a rule is given, and prints the result of each.
pub async fn round(
    client: &ClientArguments,
    source: &SourceArguments,
    keep: KeepArguments,
    place: &Place,
    output: Output,
) -> Result<(), Failure> {
    print(output, place, &take(client, source, place).await?)?;
    keep_by(keep, place, output).await
}

/// Prunes the place if a rule is given, and prints the result.
pub async fn keep_by(keep: KeepArguments, place: &Place, output: Output) -> Result<(), Failure> {
    match keep.rules() {
        Some(keep) => pruning::print(
            output,
            &prune(place, &keep, false).await.map_err(backup_failure)?,
            false,
        ),
        None => Ok(()),
    }
}

/// Prints the result, in JSON as one line.
pub fn print(output: Output, place: &Place, written: &Written) -> Result<(), Failure> {
    match output.is_json() {
        true => output.json_line(&shown(place, written)),
        false => output.line(&line(place, written)),
    }
}

fn line(place: &Place, written: &Written) -> String {
    let (manifest, about) = (&written.manifest, &written.manifest.about);
    format!(
        "{place}: backup {}, everything up to entry {}, log time {}; {} bytes, {} of them new",
        manifest.id, about.applied_index, about.log_time, manifest.bytes, written.new_bytes
    )
}

fn shown(place: &Place, written: &Written) -> Value {
    let manifest = &written.manifest;
    json!({
        "place": place.to_string(),
        "id": manifest.id,
        "appliedIndex": manifest.about.applied_index,
        "logTime": manifest.about.log_time,
        "epoch": manifest.about.epoch,
        "bytes": manifest.bytes,
        "sha256": manifest.sha256,
        "tables": manifest.about.tables,
        "chunks": manifest.chunks.len(),
        "newChunks": written.new_chunks,
        "newBytes": written.new_bytes,
    })
}

/// Writes all chunks and checks that they match the node's totals.
async fn copy(mut parts: Streaming<BackupResponse>, writer: &mut Writer) -> Result<(BackupHeader, BackupEnd), Failure> {
    let header = match next(&mut parts).await? {
        Part::Header(header) => header,
        _ => return Err(broken("it does not begin with a header")),
    };
    let (mut length, mut progress) = (0, Progress::of("backed up"));
    loop {
        match next(&mut parts).await? {
            Part::Chunk(chunk) if chunk.offset == length => {
                writer.write(&chunk.data).await.map_err(backup_failure)?;
                length += chunk.data.len() as u64;
                progress.at(length);
            }
            Part::End(end) if end.length == length && hex::encode(&end.sha256) == writer.sha256() => {
                return Ok((header, end));
            }
            _ => return Err(broken("a part is missing or altered")),
        }
    }
}

async fn next(parts: &mut Streaming<BackupResponse>) -> Result<Part, Failure> {
    let part = parts.message().await?.and_then(|message| message.part);
    part.ok_or_else(|| broken("it ends early"))
}

fn broken(what: &str) -> Failure {
    let message = format!("the stream from the node is not a backup: {what}");
    Failure::new(Exit::Unavailable, message).hint("what was written has no manifest and is no backup; repeat it")
}

fn about(header: BackupHeader, end: &BackupEnd, log_time_ns: i64) -> About {
    About {
        minoots_version: header.version,
        cluster_id: header.cluster_id,
        shard: header.shard,
        node: header.node,
        epoch: header.epoch,
        applied_index: header.applied_index,
        applied_term: header.applied_term,
        log_time: instant::format(log_time_ns),
        tables: end
            .tables
            .iter()
            .map(|table| (table.table.clone(), table.rows))
            .collect(),
    }
}

/// The second of an instant, as backups are named: `20300102T030405Z`.
fn second(instant_ns: i64) -> String {
    let text = instant::format(instant_ns);
    let kept = text.chars().take(SECOND_BYTES).filter(char::is_ascii_alphanumeric);
    kept.chain(['Z']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backups_are_named_by_their_second() {
        assert_eq!(second(1_893_553_445_600_000_000), "20300102T030405Z");
        assert_eq!(second(0), "19700101T000000Z");
    }
}
