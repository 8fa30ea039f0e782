//! `minoots backup`.

use clap::Args;
use minoots_backup::{About, Error, Manifest, Place, PlaceError, S3Options, Writer};
use minoots_terminal::errors::{Exit, Failure};
use minoots_terminal::output::{Output, OutputArguments};
use minoots_wire::admin::v1::backup_response::Part;
use minoots_wire::admin::v1::{BackupEnd, BackupHeader, BackupRequest, BackupResponse};
use minoots_wire::time::instant;
use serde_json::{Value, json};
use tonic::Streaming;

use crate::client_arguments::ClientArguments;
use crate::progress::Progress;

/// Arguments of `minoots backup`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Directory or s3://BUCKET/PREFIX to write to; it must not hold a backup
    #[arg(long, value_name = "PLACE")]
    to: String,
    #[command(flatten)]
    store: StoreArguments,
    /// Back up the node's own state without asking the leader, for a node that has lost its leader
    #[arg(long)]
    local: bool,
    #[command(flatten)]
    client: ClientArguments,
    #[command(flatten)]
    output: OutputArguments,
}

/// The access to an object store. Credentials come from the standard `AWS_*` variables.
#[derive(Args, Clone, Debug)]
pub struct StoreArguments {
    /// Endpoint of an S3-compatible store other than Amazon's [env: AWS_ENDPOINT_URL]
    #[arg(long, value_name = "URL")]
    s3_endpoint: Option<String>,
}

impl StoreArguments {
    /// Resolves the location that a flag names.
    pub fn place(&self, text: &str) -> Result<Place, Failure> {
        let options = S3Options {
            endpoint: self.s3_endpoint.clone(),
        };
        Place::parse(text, &options).map_err(|error| Failure::usage(error.to_string()))
    }
}

/// Converts the error of a backup or restore into a failure of the command.
pub fn backup_failure(error: Error) -> Failure {
    let exit = match &error {
        Error::Exists { .. } => Exit::Conflict,
        Error::Incomplete { .. } => Exit::NotFound,
        Error::Place(PlaceError::Store { .. }) => Exit::Unavailable,
        Error::Place(PlaceError::Invalid { .. }) => Exit::Usage,
        Error::Place(PlaceError::Directory { .. })
        | Error::Checksum { .. }
        | Error::NewerFormat { .. }
        | Error::Output(_) => Exit::Failed,
    };
    let failure = Failure::new(exit, error.to_string());
    match &error {
        Error::Exists { .. } => {
            failure.hint("choose a place of its own for each backup, such as one named by the date")
        }
        Error::Checksum { .. } => failure.hint("use another backup; nothing was restored from this one"),
        _ => failure,
    }
}

/// Copies the state of a running cluster.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let output = Output::new(arguments.output);
    let place = arguments.store.place(&arguments.to)?;
    let mut cluster = arguments.client.cluster().await?;
    let mut writer = Writer::begin(&place).await.map_err(backup_failure)?;
    let request = BackupRequest { local: arguments.local };
    let mut parts = cluster.backup(request).await?.into_inner();
    let header = match next(&mut parts).await? {
        Part::Header(header) => header,
        _ => return Err(broken("it does not begin with a header")),
    };
    let end = copy(&mut parts, &mut writer).await?;
    let manifest = writer.finish(about(header, &end)).await;
    let manifest = manifest.map_err(backup_failure)?;
    if output.is_json() {
        return output.json(&shown(&place, &manifest));
    }
    let About {
        applied_index,
        log_time,
        ..
    } = &manifest.about;
    output.line(&format!(
        "{place}: everything up to entry {applied_index}, log time {log_time}; {} bytes",
        manifest.bytes
    ))
}

async fn next(parts: &mut Streaming<BackupResponse>) -> Result<Part, Failure> {
    let part = parts.message().await?.and_then(|message| message.part);
    part.ok_or_else(|| broken("it ends early"))
}

/// Writes all chunks and checks that they match the node's totals.
async fn copy(parts: &mut Streaming<BackupResponse>, writer: &mut Writer) -> Result<BackupEnd, Failure> {
    let (mut length, mut progress) = (0, Progress::of("backed up"));
    loop {
        match next(parts).await? {
            Part::Chunk(chunk) if chunk.offset == length => {
                writer.write(&chunk.data).await.map_err(backup_failure)?;
                length += chunk.data.len() as u64;
                progress.at(length);
            }
            Part::End(end) if end.length == length && hex::encode(&end.sha256) == writer.sha256() => return Ok(end),
            _ => return Err(broken("a part is missing or altered")),
        }
    }
}

fn broken(what: &str) -> Failure {
    let message = format!("the stream from the node is not a backup: {what}");
    Failure::new(Exit::Unavailable, message)
        .hint("what was written has no manifest and is no backup; repeat it at another place")
}

fn about(header: BackupHeader, end: &BackupEnd) -> About {
    let log_time = header.log_time.as_ref().and_then(|time| instant::from_proto(time).ok());
    About {
        minoots_version: header.version,
        cluster_id: header.cluster_id,
        shard: header.shard,
        node: header.node,
        epoch: header.epoch,
        applied_index: header.applied_index,
        applied_term: header.applied_term,
        log_time: log_time.map(instant::format).unwrap_or_default(),
        tables: end
            .tables
            .iter()
            .map(|table| (table.table.clone(), table.rows))
            .collect(),
    }
}

fn shown(place: &Place, manifest: &Manifest) -> Value {
    json!({
        "place": place.to_string(),
        "appliedIndex": manifest.about.applied_index,
        "logTime": manifest.about.log_time,
        "epoch": manifest.about.epoch,
        "bytes": manifest.bytes,
        "sha256": manifest.sha256,
        "tables": manifest.about.tables,
    })
}
