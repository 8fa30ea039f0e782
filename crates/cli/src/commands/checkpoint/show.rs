//! Checkpoints as tables.

use minoots_terminal::output::Table;
use minoots_wire::checkpoint::v1::Checkpoint;
use minoots_wire::well_known::Timestamp;
use serde::Deserialize;

use super::large;
use crate::record::text_of;

fn time(time: &Option<Timestamp>) -> String {
    time.as_ref().and_then(text_of).unwrap_or_default()
}

/// Formats the restored version; empty if there is none.
fn restored(checkpoint: &Checkpoint) -> String {
    match checkpoint.restored_version {
        0 => String::new(),
        version => version.to_string(),
    }
}

fn labels(checkpoint: &Checkpoint) -> String {
    let labels = checkpoint.labels.iter().map(|(key, value)| format!("{key}={value}"));
    labels.collect::<Vec<_>>().join(" ")
}

/// A version's reference to its chunks.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Chunks {
    content_type: String,
    size: u64,
    sha256: String,
    chunks: Vec<String>,
}

impl Chunks {
    fn of(checkpoint: &Checkpoint) -> Option<Self> {
        large::refers(checkpoint).then(|| serde_json::from_slice(&checkpoint.data).ok())?
    }
}

/// Formats one version, a field a row; unset fields are left out.
pub fn checkpoint(checkpoint: &Checkpoint) -> Table {
    let mut table = Table::of_fields();
    table.field("execution", &checkpoint.execution);
    table.field("name", &checkpoint.name);
    table.field("version", checkpoint.version.to_string());
    table.field("restored", restored(checkpoint));
    table.field("content type", &checkpoint.content_type);
    table.field("bytes", checkpoint.data_size.to_string());
    table.field("checksum", &checkpoint.checksum);
    if let Some(chunks) = Chunks::of(checkpoint) {
        table.field("state bytes", chunks.size.to_string());
        table.field("state type", &chunks.content_type);
        table.field("state checksum", &chunks.sha256);
        table.field("chunks", chunks.chunks.len().to_string());
    }
    table.field("labels", labels(checkpoint));
    table.field("created", time(&checkpoint.create_time));
    table.field("created by", &checkpoint.created_by);
    table.field("oldest version", checkpoint.oldest_version.to_string());
    table.field("keep last", checkpoint.keep_last.to_string());
    table
}

/// Formats versions, one a row.
pub fn checkpoints(checkpoints: &[Checkpoint]) -> Table {
    let mut table = Table::with_headers(&["NAME", "VERSION", "RESTORED", "BYTES", "CREATED", "BY", "LABELS"]);
    for checkpoint in checkpoints {
        table.row([
            checkpoint.name.clone(),
            checkpoint.version.to_string(),
            restored(checkpoint),
            match checkpoint.data_shredded {
                true => "shredded".to_owned(),
                false => checkpoint.data_size.to_string(),
            },
            time(&checkpoint.create_time),
            checkpoint.created_by.clone(),
            labels(checkpoint),
        ]);
    }
    table
}
