//! Sending a snapshot: the view is written to a file at full speed and dropped, then the file is sent in chunks.

use std::fs::File;
use std::io::{self, Read};
use std::time::Duration;

use bytes::Bytes;
use openraft::alias::SnapshotOf;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::Status;

use super::client::Peer;
use super::convert;
use crate::r#gen::peer::v1 as wire;
use crate::platform::Workers;
use crate::snapshot::{SnapshotData, Spool, SpooledFile};
use crate::types::{Types, Vote};

use wire::install_snapshot_request::Part;

/// Bytes of one chunk.
const CHUNK_BYTES: usize = 256 << 10;

/// A transfer ends if the peer accepts no chunk for this long.
const PROGRESS_TIMEOUT: Duration = Duration::from_secs(1);

/// The longest duration of a transfer, whatever its progress.
const TRANSFER_TIMEOUT: Duration = Duration::from_secs(3_600);

/// The base time that a peer may take to install a complete snapshot. [`INSTALL_BYTES_PER_SECOND`] adds a second for
/// each such number of bytes. The answer may be lost, and until the timeout the peer gets nothing else. A peer that
/// receives the snapshot again during the installation answers after it is done with the first.
const INSTALL_TIMEOUT: Duration = Duration::from_secs(5);
const INSTALL_BYTES_PER_SECOND: u64 = 16 << 20;

/// Sends a snapshot and waits until it is installed. Returns the peer's vote.
pub(crate) async fn snapshot(
    peer: &Peer,
    spool: &Spool,
    vote: &Vote,
    snapshot: SnapshotOf<Types, SnapshotData>,
) -> Result<Vote, Status> {
    let header = wire::SnapshotHeader {
        vote: Some(vote.into()),
        state: convert::snapshot_state(&snapshot.meta),
    };
    let target = spool.clone();
    let file = blocking(spool.workers(), move || snapshot.snapshot.into_file(&target)).await?;
    let install_timeout = INSTALL_TIMEOUT + Duration::from_secs(file.length / INSTALL_BYTES_PER_SECOND);
    let (parts, stream) = mpsc::channel(2);
    let message = peer.request(ReceiverStream::new(stream));
    let mut client = peer.client();
    let call = peer.call(TRANSFER_TIMEOUT, client.install_snapshot(message));
    tokio::pin!(call);
    let answer = tokio::select! {
        // An answer before the end is a rejection.
        answer = &mut call => answer?,
        sent = send_parts(spool.workers(), header, file, parts) => {
            sent?;
            let installed = tokio::time::timeout(install_timeout, call).await;
            installed.map_err(|_| Status::deadline_exceeded("the peer does not install what it has"))??
        }
    };
    convert::vote(answer.vote).map_err(|failure| Status::internal(failure.to_string()))
}

type Parts = mpsc::Sender<wire::InstallSnapshotRequest>;

async fn send_parts(
    workers: &Workers,
    header: wire::SnapshotHeader,
    file: SpooledFile,
    parts: Parts,
) -> Result<(), Status> {
    send_part(&parts, Part::Header(header)).await?;
    let mut input = file.open().map_err(unreadable)?;
    let mut offset = 0;
    loop {
        let (back, data) = blocking(workers, move || {
            let data = read_chunk(&mut input)?;
            Ok((input, data))
        })
        .await?;
        input = back;
        if data.is_empty() {
            break;
        }
        let chunk = wire::SnapshotChunk {
            offset,
            checksum: crc32c::crc32c(&data),
            data,
        };
        offset += chunk.data.len() as u64;
        send_part(&parts, Part::Chunk(chunk)).await?;
    }
    let end = wire::SnapshotEnd {
        length: file.length,
        checksum: file.checksum,
    };
    send_part(&parts, Part::End(end)).await
}

async fn send_part(parts: &Parts, part: Part) -> Result<(), Status> {
    let message = wire::InstallSnapshotRequest { part: Some(part) };
    match tokio::time::timeout(PROGRESS_TIMEOUT, parts.send(message)).await {
        Ok(Ok(())) => Ok(()),
        // The peer ended the call. Its answer gives the reason, and the other branch returns it.
        Ok(Err(_)) => std::future::pending().await,
        Err(_) => Err(Status::deadline_exceeded("the peer takes no more of the snapshot")),
    }
}

/// The next bytes; empty at the end.
fn read_chunk(input: &mut File) -> io::Result<Bytes> {
    let mut data = Vec::with_capacity(CHUNK_BYTES);
    input.take(CHUNK_BYTES as u64).read_to_end(&mut data)?;
    Ok(data.into())
}

async fn blocking<T: Send + 'static>(
    workers: &Workers,
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> Result<T, Status> {
    let done = workers.run(work).await;
    done.map_err(|error| Status::cancelled(error.to_string()))?
        .map_err(unreadable)
}

fn unreadable(error: io::Error) -> Status {
    Status::internal(format!("the snapshot was not spooled: {error}"))
}
