//! Backs up the whole state, as of one entry, as a stream.
//!
//! The state is first copied to a file at full speed. So a slow caller blocks only its own call, which may outlast the
//! age of its connection.

use super::{ClusterApi, Responses};
use crate::{listener::Transfers, refusal};
use minoots_kernel::{id, tables::layout::table};
use minoots_raft::Export;
use minoots_wire::{
    admin::v1::{
        BackupChunk, BackupEnd, BackupHeader, BackupRequest, BackupResponse, TableRows, backup_response::Part,
    },
    error::{Reason, status},
    time::instant,
};
use sha2::{Digest, Sha256};
use std::{
    io::{self, Read},
    time::Duration,
};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio_stream::{StreamExt as _, wrappers::ReceiverStream};
use tonic::{Code, Status};

/// The retry delay when the disk is too full.
const DISK_RETRY: Duration = Duration::from_secs(10);

/// The number of bytes in one message.
const CHUNK_BYTES: u64 = 256 << 10;

pub(super) async fn run(
    api: &ClusterApi,
    request: BackupRequest,
    connection: Option<Transfers>,
) -> Result<Responses<BackupResponse>, Status> {
    let turn = api.backups.clone().try_acquire_owned();
    let turn = turn.map_err(|_| refusal::busy("another backup is being taken from this node"))?;
    // The copy of the state grows the data.
    api.app.writer.check_growth()?;
    if !request.local {
        // The backup contains every write that was acknowledged before this call.
        drop(api.app.reader.read(None).await?);
    }
    let (raft, disk) = (api.raft.clone(), api.app.disk.clone());
    let exported = tokio::task::spawn_blocking(move || raft.export(&|| disk.growth_allowed())).await;
    let exported = exported.unwrap_or_else(|error| Err(io::Error::other(error)));
    let export = exported.map_err(|error| match error.kind() {
        io::ErrorKind::StorageFull => no_room(),
        _ => unreadable(&error),
    })?;
    tracing::info!(index = export.index, bytes = export.bytes, "a backup is taken");
    let (sender, receiver) = mpsc::channel(4);
    let node = api.app.node;
    tokio::task::spawn_blocking(move || send(&export, node, &sender, turn));
    let transfer = connection.map(|connection| connection.begin());
    Ok(Box::pin(ReceiverStream::new(receiver).map(move |part| {
        // Keeps the transfer open while parts follow.
        let _ = &transfer;
        part
    })))
}

type Sender = mpsc::Sender<Result<BackupResponse, Status>>;

/// Sends the whole backup, unless the caller has disconnected.
fn send(export: &Export, node: u64, sender: &Sender, _turn: OwnedSemaphorePermit) {
    let part = |part| {
        sender
            .blocking_send(Ok(BackupResponse { part: Some(part) }))
            .map_err(|_| None)
    };
    let sent = part(Part::Header(header(export, node)))
        .and_then(|()| send_chunks(export, part))
        .and_then(|end| part(Part::End(end)));
    if let Err(Some(error)) = sent {
        // Without an end part the caller knows that the backup is incomplete.
        let _ = sender.blocking_send(Err(unreadable(&error)));
    }
}

/// Sends the chunks. The error is `None` if the caller has disconnected.
fn send_chunks(
    export: &Export,
    part: impl Fn(Part) -> Result<(), Option<io::Error>>,
) -> Result<BackupEnd, Option<io::Error>> {
    let (mut file, mut offset, mut sha256) = (export.open()?, 0, Sha256::new());
    loop {
        let mut data = Vec::new();
        io::Read::by_ref(&mut file).take(CHUNK_BYTES).read_to_end(&mut data)?;
        if data.is_empty() {
            break;
        }
        sha256.update(&data);
        let length = data.len() as u64;
        part(Part::Chunk(BackupChunk {
            offset,
            data: data.into(),
        }))?;
        offset += length;
    }
    if offset != export.bytes {
        return Err(Some(io::Error::other("the copy of the state was cut short")));
    }
    let tables = export.tables.iter().map(|(table, rows)| TableRows {
        table: table::name(*table).to_owned(),
        rows: *rows,
    });
    Ok(BackupEnd {
        length: offset,
        sha256: sha256.finalize().to_vec().into(),
        tables: tables.collect(),
    })
}

fn header(export: &Export, node: u64) -> BackupHeader {
    BackupHeader {
        cluster_id: export.shard.cluster_id.clone(),
        shard: id::SHARD,
        epoch: export.shard.epoch,
        applied_index: export.index,
        applied_term: export.term,
        log_time: Some(instant::to_proto(export.shard.time)),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        node,
    }
}

/// The copy would have filled the disk: it was removed, and the node goes on.
fn no_room() -> Status {
    let message = "there is no room for a copy of the state above the disk's reserve: back up from a node with more, or free some";
    status(Code::ResourceExhausted, Reason::DiskReserve, message)
        .retry_after(DISK_RETRY)
        .build()
}

fn unreadable(error: &io::Error) -> Status {
    tracing::error!(%error, "no backup could be taken");
    let message = "the state could not be copied; this node's log says why";
    status(Code::Internal, Reason::Internal, message).build()
}
