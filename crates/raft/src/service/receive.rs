//! Receiving a snapshot: into a file, verified to the last byte, and only then passed on.
//!
//! A damaged snapshot that reached openraft would end the node. Here it costs one transfer.

use std::fs::File;
use std::io::Write;
use std::time::Duration;

use bytes::Bytes;
use tonic::{Status, Streaming};

use crate::r#gen::peer::v1 as wire;
use crate::peer::convert;
use crate::platform::Workers;
use crate::snapshot::{SnapshotMeta, Spool, SpooledFile};
use crate::types::Vote;

use wire::install_snapshot_request::Part;

/// A transfer ends if the sender is silent for this long.
const PROGRESS_TIMEOUT: Duration = Duration::from_secs(1);

/// A complete snapshot.
pub(crate) struct Received {
    pub(crate) vote: Vote,
    pub(crate) meta: SnapshotMeta,
    pub(crate) file: SpooledFile,
}

/// Receives a whole snapshot. Any error removes the file.
pub(crate) async fn snapshot(
    mut parts: Streaming<wire::InstallSnapshotRequest>,
    spool: &Spool,
) -> Result<Received, Status> {
    let Part::Header(header) = next(&mut parts).await? else {
        return Err(damaged("no header"));
    };
    let vote = convert::vote(header.vote).map_err(damaged)?;
    let meta = convert::snapshot_meta(&header.state).map_err(damaged)?;
    let (file, output) = spool
        .create()
        .map_err(|error| Status::internal(format!("no room for a snapshot: {error}")))?;
    let mut assembly = Assembly::new(file, output);
    loop {
        match next(&mut parts).await? {
            Part::Chunk(chunk) => assembly = assembly.take(spool.workers(), chunk).await?,
            Part::End(end) => {
                let file = assembly.finish(&end)?;
                return Ok(Received { vote, meta, file });
            }
            Part::Header(_) => return Err(damaged("two headers")),
        }
    }
}

async fn next(parts: &mut Streaming<wire::InstallSnapshotRequest>) -> Result<Part, Status> {
    let message = tokio::time::timeout(PROGRESS_TIMEOUT, parts.message()).await;
    let message = message.map_err(|_| Status::deadline_exceeded("the snapshot does not go on"))??;
    let part = message.and_then(|message| message.part);
    part.ok_or_else(|| damaged("it ends early"))
}

/// A partly received snapshot.
struct Assembly {
    file: SpooledFile,
    output: File,
}

impl Assembly {
    fn new(file: SpooledFile, output: File) -> Self {
        Self { file, output }
    }

    /// Adds a chunk.
    async fn take(mut self, workers: &Workers, chunk: wire::SnapshotChunk) -> Result<Self, Status> {
        self.check(&chunk)?;
        self.file.length += chunk.data.len() as u64;
        self.file.checksum = crc32c::crc32c_append(self.file.checksum, &chunk.data);
        self.write(workers, chunk.data).await
    }

    fn check(&self, chunk: &wire::SnapshotChunk) -> Result<(), Status> {
        if chunk.offset != self.file.length {
            return Err(damaged(format!(
                "a chunk of offset {} at {}",
                chunk.offset, self.file.length
            )));
        }
        if crc32c::crc32c(&chunk.data) != chunk.checksum {
            return Err(damaged(format!("the chunk at {} is damaged", chunk.offset)));
        }
        Ok(())
    }

    async fn write(mut self, workers: &Workers, data: Bytes) -> Result<Self, Status> {
        let written = workers.run(move || {
            self.output.write_all(&data)?;
            Ok::<_, std::io::Error>(self)
        });
        written
            .await
            .map_err(|error| Status::cancelled(error.to_string()))?
            .map_err(|error| Status::internal(format!("a snapshot was not written: {error}")))
    }

    /// The file, if it equals the sent one.
    fn finish(self, end: &wire::SnapshotEnd) -> Result<SpooledFile, Status> {
        if (end.length, end.checksum) != (self.file.length, self.file.checksum) {
            return Err(damaged("the whole is not what the sender wrote"));
        }
        Ok(self.file)
    }
}

fn damaged(what: impl std::fmt::Display) -> Status {
    Status::data_loss(format!("a snapshot was refused: {what}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;
    use crate::platform::Platform;
    use tempfile::TempDir;

    fn chunk(offset: u64, data: &'static [u8]) -> wire::SnapshotChunk {
        wire::SnapshotChunk {
            offset,
            data: data.into(),
            checksum: crc32c::crc32c(data),
        }
    }

    fn end(whole: &[u8]) -> wire::SnapshotEnd {
        wire::SnapshotEnd {
            length: whole.len() as u64,
            checksum: crc32c::crc32c(whole),
        }
    }

    fn workers() -> Workers {
        Workers::new(&Platform::default())
    }

    fn begin() -> (TempDir, Assembly) {
        let directory = tempfile::tempdir().unwrap();
        let (file, output) = Spool::open(directory.path(), workers()).unwrap().create().unwrap();
        (directory, Assembly::new(file, output))
    }

    fn files_in(directory: &TempDir) -> usize {
        std::fs::read_dir(directory.path()).unwrap().count()
    }

    #[tokio::test]
    async fn received_chunks_are_written_to_the_file() {
        let (_directory, assembly) = begin();
        let assembly = assembly.take(&workers(), chunk(0, b"first ")).await.unwrap();
        let assembly = assembly.take(&workers(), chunk(6, b"second")).await.unwrap();
        let file = assembly.finish(&end(b"first second")).unwrap();
        assert_eq!(std::io::read_to_string(file.open().unwrap()).unwrap(), "first second");
    }

    #[tokio::test]
    async fn a_damaged_repeated_or_missing_chunk_is_refused_and_leaves_no_file() {
        let mut damaged = chunk(6, b"second");
        damaged.checksum ^= 1;
        for wrong in [damaged, chunk(0, b"first "), chunk(7, b"second")] {
            let (directory, assembly) = begin();
            let assembly = assembly.take(&workers(), chunk(0, b"first ")).await.unwrap();
            assert!(assembly.take(&workers(), wrong).await.is_err());
            assert_eq!(files_in(&directory), 0);
        }
    }

    #[tokio::test]
    async fn a_whole_that_is_not_what_the_sender_wrote_is_refused_and_leaves_no_file() {
        for whole in [&b"first second"[..], b"First ", b""] {
            let (directory, assembly) = begin();
            let assembly = assembly.take(&workers(), chunk(0, b"first ")).await.unwrap();
            assert!(assembly.finish(&end(whole)).is_err());
            assert_eq!(files_in(&directory), 0);
        }
    }
}
