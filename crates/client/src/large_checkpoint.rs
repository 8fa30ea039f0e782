//! States larger than one checkpoint holds, up to 64 MiB. Their chunks are written first, and the version that refers
//! to them last.
//!
//! Invariants:
//! - The chunks of a state are the first versions of a second checkpoint, whose name contains the SHA-256 of the whole
//!   state. Until the named checkpoint refers to them, nothing has changed.
//! - The first version that refers to chunks is written together with a mark after them, in one transaction. A remover
//!   that saw the chunks without a reference can no longer remove them, because its removal expects the version before
//!   the mark.
//! - Data is returned only after the checksums of each chunk and of the whole have been recomputed.

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::checkpoint::{BadVersion, Checkpoint, CheckpointKey, PutCheckpoint, Verified};
use crate::client::Client;
use crate::error::Error;
use crate::transaction::{OperationResult, Transaction};

mod chunks;
mod kept;
mod manifest;
#[cfg(test)]
mod tests;

use chunks::{Chunks, Found};
use kept::Kept;
use manifest::Manifest;

/// The largest state that [`Client::put_large_checkpoint`] accepts, in bytes.
pub const LARGE_CHECKPOINT_BYTES_MAX: usize = 64 << 20;
/// The start of the media type of a version that refers to chunks. `;sha256=` and the SHA-256 of the whole follow.
pub const LARGE_CHECKPOINT_TYPE: &str = "application/vnd.minoots.chunks+json";
/// The size of a chunk except the last, in bytes: the most that one version holds.
pub(crate) const CHUNK_BYTES: usize = 256 << 10;
/// The limit of iterations of one put. Each writes a chunk, or collides with another writer's chunk, removal or
/// version.
const LOOKS_MAX: usize = 1_000;
/// The limit of restarts of a read whose version was replaced meanwhile.
const READS_MAX: usize = 20;
/// The number of chunks fetched concurrently.
const READ_AHEAD: usize = 4;

impl Client {
    /// As [`put_checkpoint`](Self::put_checkpoint), up to 64 MiB. A state above 256 KiB is written in chunks, and the
    /// named version, which refers to them, is written last. A put that fails before that leaves the checkpoint
    /// unchanged; a repeat writes only the missing chunks. Afterwards the call removes chunks that no version refers
    /// to. It returns the whole state's version, without its data.
    ///
    /// A repeat with the same request id returns the version that the first put wrote, while that version is retained.
    ///
    /// # Errors
    /// As [`put_checkpoint`](Self::put_checkpoint); `Invalid` when the state exceeds 64 MiB, or the checksum does not
    /// match.
    pub async fn put_large_checkpoint(&self, put: PutCheckpoint) -> Result<Checkpoint, Error> {
        if put.request.data.len() <= CHUNK_BYTES {
            return self.put_checkpoint(put).await;
        }
        self.linearizable().put_chunks(put).await
    }

    async fn put_chunks(&self, put: PutCheckpoint) -> Result<Checkpoint, Error> {
        let request = &put.request;
        let key = CheckpointKey::new(&request.execution, &request.name, &request.partition_key);
        let manifest = Manifest::of(&put)?;
        for _ in 0..LOOKS_MAX {
            let kept = Kept::read(self, &key).await?;
            if kept.version != request.expected_version {
                return self.put_before(&key, &manifest, &kept, request.expected_version).await;
            }
            let is_referred = kept.refers_to(&manifest.sha256);
            let key = kept.key(&key);
            let Some(chunks) = Chunks::written(self, &key, &manifest, &request.data, is_referred).await? else {
                continue;
            };
            match self.refer(&put, &key, &manifest, &chunks, is_referred).await {
                Ok(written) => {
                    // The next put finds remaining chunks.
                    let _ = self.sweep_checkpoint(key).await;
                    return Ok(manifest.shown(written));
                }
                // A conflict on the version or on the chunks; the next iteration shows which.
                Err(error) if is_overtaken(&error) => {}
                Err(error) => return Err(error),
            }
        }
        Err(conflict("others write and remove these chunks all the while", None))
    }

    /// Writes the version that refers to the chunks, and their mark if there is none yet, in one transaction.
    async fn refer(
        &self,
        put: &PutCheckpoint,
        key: &CheckpointKey,
        manifest: &Manifest,
        chunks: &Chunks,
        is_referred: bool,
    ) -> Result<Checkpoint, Error> {
        let mut reference = put.clone();
        reference.request.partition_key.clone_from(&key.partition_key);
        reference.request.content_type = manifest.content_type();
        reference.request.data = manifest.encoded(chunks.first_version)?;
        reference.request.checksum.clear();
        let transaction = Transaction::new(key.partition_key.clone()).put_checkpoint(reference);
        let transaction = if is_referred {
            transaction.if_checkpoint(&key.execution, chunks.name.clone(), chunks.version)
        } else {
            transaction.put_checkpoint(chunks.mark(key))
        };
        let written = self.transact(transaction).await?;
        match written.results.into_iter().next() {
            Some(OperationResult::Checkpoint(written)) => Ok(*written),
            _ => Err(Error::internal("a transaction without what its put wrote")),
        }
    }

    /// Handles a conflict with the current version: returns the version that an earlier put with this request id wrote,
    /// otherwise an error.
    async fn put_before(
        &self,
        key: &CheckpointKey,
        manifest: &Manifest,
        kept: &Kept,
        expected_version: u64,
    ) -> Result<Checkpoint, Error> {
        let made = if expected_version == 0 {
            kept.oldest
        } else {
            expected_version.saturating_add(1)
        };
        if kept.refers_at(made).is_some_and(|sha256| sha256 == manifest.sha256) {
            let stored = self.checkpoint_at(key.clone(), made).await?;
            if Manifest::read(&stored)?.is_some_and(|(found, _)| found.request_id == manifest.request_id) {
                return Ok(manifest.shown(Checkpoint {
                    data: Bytes::new(),
                    ..stored
                }));
            }
        }
        let version = kept.version;
        let message =
            format!("version {version} is current, not {expected_version}; read it, and put what follows from it");
        Err(conflict(&message, Some(version)))
    }

    /// Reads the current version of a checkpoint of any size: joins its chunks, and recomputes every checksum.
    ///
    /// # Errors
    /// As [`large_checkpoint_at`](Self::large_checkpoint_at).
    pub async fn large_checkpoint(&self, checkpoint: impl Into<CheckpointKey>) -> Result<Checkpoint, Error> {
        self.large_checkpoint_at(checkpoint, 0).await
    }

    /// Reads a retained version of a checkpoint of any size; 0 means the current one.
    ///
    /// # Errors
    /// `NotFound` when there is no such checkpoint or the version is not retained; `Internal` when its chunks differ
    /// from the written ones; see [`Error`] for other errors.
    pub async fn large_checkpoint_at(
        &self,
        checkpoint: impl Into<CheckpointKey>,
        version: u64,
    ) -> Result<Checkpoint, Error> {
        let key = checkpoint.into();
        let mut missing = Error::internal("a checkpoint was replaced each time that it was read");
        for _ in 0..READS_MAX {
            let stored = self.checkpoint_at(key.clone(), version).await?;
            let Some((manifest, first_version)) = Manifest::read(&stored)? else {
                return Ok(stored);
            };
            match self
                .whole(&CheckpointKey::from(&stored), &manifest, first_version)
                .await
            {
                Ok(data) => {
                    return Ok(Checkpoint {
                        data,
                        ..manifest.shown(stored)
                    });
                }
                // The chunks were removed after the version that referred to them, so that version is no longer
                // retained.
                Err(error @ Error::NotFound { .. }) => missing = error,
                Err(error) => return Err(error),
            }
        }
        Err(Error::internal(format!("chunks of it are missing: {missing}")))
    }

    async fn whole(&self, key: &CheckpointKey, manifest: &Manifest, first_version: u64) -> Result<Bytes, Error> {
        let name = manifest::chunks_of(&key.name, &manifest.sha256);
        let chunks = CheckpointKey::new(&key.execution, name, &key.partition_key);
        let mut reads = Vec::with_capacity(manifest.chunks.len());
        for (sum, version) in manifest.chunks.iter().cloned().zip(first_version..) {
            reads.push(chunk(self.clone(), chunks.clone(), version, sum));
        }
        let mut reads = stream::iter(reads).buffered(READ_AHEAD);
        let mut whole = BytesMut::with_capacity(usize::try_from(manifest.size).unwrap_or_default());
        while let Some(chunk) = reads.try_next().await? {
            whole.extend_from_slice(&chunk);
        }
        if manifest::sum(&whole) != manifest.sha256 || whole.len() as u64 != manifest.size {
            return Err(Error::internal(
                "chunks of it are as they were written, and the whole is not",
            ));
        }
        Ok(whole.freeze())
    }

    /// As [`verify_checkpoint`](Self::verify_checkpoint), and also checks the chunks that versions refer to. A bad
    /// chunk marks the newest version that refers to it as bad; a missing chunk has no computed checksum.
    ///
    /// # Errors
    /// As [`verify_checkpoint`](Self::verify_checkpoint).
    pub async fn verify_large_checkpoint(&self, checkpoint: impl Into<CheckpointKey>) -> Result<Verified, Error> {
        self.linearizable().verify_with_chunks(checkpoint.into()).await
    }

    async fn verify_with_chunks(&self, key: CheckpointKey) -> Result<Verified, Error> {
        let mut verified = self.verify_checkpoint(key.clone()).await?;
        if verified.bad.is_some() {
            return Ok(verified);
        }
        let kept = Kept::read(self, &key).await?;
        for (version, others) in kept.states() {
            match self.verify_chunks(&key, version).await? {
                Found::Sound => {}
                Found::Shredded => {
                    let versions = others + 1;
                    verified.checked = verified.checked.saturating_sub(versions);
                    verified.shredded += versions;
                }
                Found::Bad(bad) => {
                    verified.bad = Some(bad);
                    break;
                }
            }
        }
        Ok(verified)
    }

    async fn verify_chunks(&self, key: &CheckpointKey, version: u64) -> Result<Found, Error> {
        let mut found = None;
        // A missing chunk counts as bad only if the version that refers to it is still retained.
        loop {
            let stored = match self.checkpoint_at(key.clone(), version).await {
                Ok(stored) => stored,
                Err(Error::NotFound { .. }) => return Ok(Found::Sound),
                // Shredded data cannot be checked, and is counted already.
                Err(error) if error.reason() == "PAYLOAD_SHREDDED" => return Ok(Found::Sound),
                Err(error) => return Err(error),
            };
            let Some((manifest, first_version)) = Manifest::read(&stored)? else {
                return Ok(Found::Sound);
            };
            if let Some(bad) = found {
                return Ok(Found::Bad(bad));
            }
            match Chunks::verify(self, &CheckpointKey::from(&stored), &manifest, first_version).await? {
                Found::Bad(bad) => found = Some(BadVersion { version, ..bad }),
                sound_or_shredded => return Ok(sound_or_shredded),
            }
        }
    }

    /// Removes a checkpoint's chunks that no retained version refers to. They stem from puts that failed before their
    /// version, and from versions no longer retained. A concurrent put of those chunks starts again. Returns the number
    /// of states whose chunks were removed.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn sweep_checkpoint(&self, checkpoint: impl Into<CheckpointKey>) -> Result<u64, Error> {
        self.linearizable().sweep_chunks(checkpoint.into()).await
    }

    async fn sweep_chunks(&self, key: CheckpointKey) -> Result<u64, Error> {
        // Before the versions: a reference added after this look writes a mark that this look has not seen.
        let found = Chunks::beside(self, &key).await?;
        if found.is_empty() {
            return Ok(0);
        }
        let kept = Kept::read(self, &key).await?;
        let mut removed = 0;
        for (sha256, chunks) in found {
            if !kept.refers_to(&sha256) {
                removed += u64::from(chunks::remove(self, &chunks).await?);
            }
        }
        Ok(removed)
    }
}

/// Reads a chunk and checks its checksum.
async fn chunk(client: Client, chunks: CheckpointKey, version: u64, sum: String) -> Result<Bytes, Error> {
    let chunk = client.checkpoint_at(chunks, version).await?;
    if manifest::sum(&chunk.data) != sum {
        let message = format!("chunk {version} of {} is not what was written", chunk.name);
        return Err(Error::internal(message));
    }
    Ok(chunk.data)
}

/// Whether a transaction found a version other than it expected, of the checkpoint or of the chunks.
fn is_overtaken(error: &Error) -> bool {
    let Error::Conflict { reason, metadata, .. } = error else {
        return false;
    };
    let cause = metadata.get("cause").map(String::as_str);
    reason == "GUARD_FAILED" && matches!(cause, Some("VERSION_CONFLICT" | "VERSION_REQUIRED" | "CHECKPOINT"))
}

fn conflict(message: &str, version: Option<u64>) -> Error {
    Error::Conflict {
        reason: "VERSION_CONFLICT".to_owned(),
        message: message.to_owned(),
        retry_after: None,
        metadata: version
            .map(|version| ("version".to_owned(), version.to_string()))
            .into_iter()
            .collect(),
    }
}
