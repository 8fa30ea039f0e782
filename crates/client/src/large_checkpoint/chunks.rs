//! The checkpoint with the chunks of a state: they are its first versions, and marks follow.

use bytes::Bytes;
use futures_util::TryStreamExt as _;

use super::CHUNK_BYTES;
use super::manifest::{self, CHUNK, CHUNK_VERSIONS_MAX, MARK, Manifest};
use crate::checkpoint::{BadVersion, Checkpoint, CheckpointKey, DeleteCheckpoint, PutCheckpoint};
use crate::client::Client;
use crate::error::Error;

/// A complete set of chunks.
#[derive(Debug)]
pub(super) struct Chunks {
    pub name: String,
    /// The version of the first chunk.
    pub first_version: u64,
    /// The current version.
    pub version: u64,
}

impl Chunks {
    /// Writes the missing chunks. `None` if another client writes or removes them: look again.
    pub async fn written(
        client: &Client,
        key: &CheckpointKey,
        manifest: &Manifest,
        data: &Bytes,
        is_referred: bool,
    ) -> Result<Option<Self>, Error> {
        let name = manifest::chunks_of(&key.name, &manifest.sha256);
        let place = CheckpointKey::new(&key.execution, name.clone(), &key.partition_key);
        let found = versions(client, &place).await?;
        let mut version = found.last().map_or(0, |last| last.version);
        let is_prefix = found
            .iter()
            .zip(&manifest.chunks)
            .all(|(found, sum)| found.checksum == *sum);
        let is_whole = found.is_empty() || found.len() >= manifest.chunks.len();
        // Their payload key was shredded. Readers and versions that refer to them need them written again.
        if !found.is_empty() && client.verify_checkpoint(place.clone()).await?.shredded > 0 {
            remove(client, &DeleteCheckpoint::at(place, version)).await?;
            return Ok(None);
        }
        if !is_prefix || (is_referred && !is_whole) || (!is_referred && found.len() >= CHUNK_VERSIONS_MAX as usize) {
            if is_referred {
                let message =
                    format!("chunks that are kept in {name} are not what was written; `verify` tells of which version");
                return Err(Error::internal(message));
            }
            remove(client, &DeleteCheckpoint::at(place, version)).await?;
            return Ok(None);
        }
        let mut first_version = found.first().map_or(0, |first| first.version);
        for index in found.len()..manifest.chunks.len() {
            let begin = index * CHUNK_BYTES;
            let chunk = data.slice(begin..data.len().min(begin + CHUNK_BYTES));
            let put = PutCheckpoint::after(place.clone(), version)
                .data(CHUNK, chunk)
                .checksum(&manifest.chunks[index])
                .keep_last(CHUNK_VERSIONS_MAX);
            match client.put_checkpoint(put).await {
                Ok(written) => version = written.version,
                Err(error) if matches!(error.reason(), "VERSION_CONFLICT" | "VERSION_REQUIRED") => return Ok(None),
                // A put under another partition key left them.
                Err(error) if error.reason() == "CHECKPOINT_PARTITION" && !is_referred => {
                    for (sha256, chunks) in Self::beside(client, key).await? {
                        if sha256 == manifest.sha256 {
                            remove(client, &chunks).await?;
                        }
                    }
                    return Ok(None);
                }
                Err(error) => return Err(error),
            }
            if index == 0 {
                first_version = version;
            }
        }
        Ok(Some(Self {
            name,
            first_version,
            version,
        }))
    }

    /// The mark after the chunks, valid if they are unchanged.
    pub fn mark(&self, key: &CheckpointKey) -> PutCheckpoint {
        let place = CheckpointKey::new(&key.execution, &self.name, &key.partition_key);
        PutCheckpoint::after(place, self.version).data(MARK, Bytes::new())
    }

    /// The checkpoints of chunks for this one: for each, the state's checksum, and a request to remove its present
    /// version.
    pub async fn beside(client: &Client, key: &CheckpointKey) -> Result<Vec<(String, DeleteCheckpoint)>, Error> {
        let mut names = client.checkpoints(key.execution.clone());
        let mut found = Vec::new();
        while let Some(beside) = names.try_next().await? {
            if let Some((name, sha256)) = manifest::beside(&beside.name)
                && name == key.name
            {
                found.push((sha256.to_owned(), DeleteCheckpoint::at(&beside, beside.version)));
            }
        }
        Ok(found)
    }

    /// Compares the data and checksum of each chunk with the manifest.
    pub async fn verify(
        client: &Client,
        key: &CheckpointKey,
        manifest: &Manifest,
        first_version: u64,
    ) -> Result<Found, Error> {
        let name = manifest::chunks_of(&key.name, &manifest.sha256);
        let place = CheckpointKey::new(&key.execution, name, &key.partition_key);
        let bad = |stored: &str, computed: &str| BadVersion {
            version: 0,
            stored_checksum: stored.to_owned(),
            computed_checksum: computed.to_owned(),
        };
        let found = versions(client, &place).await?;
        for (sum, version) in manifest.chunks.iter().zip(first_version..) {
            let found = found.iter().find(|found| found.version == version);
            let computed = found.map_or("", |found| &found.checksum);
            if computed != sum {
                return Ok(Found::Bad(bad(sum, computed)));
            }
        }
        match client.verify_checkpoint(place).await {
            Ok(verified) => Ok(match verified.bad {
                Some(bad) => Found::Bad(bad),
                None if verified.shredded > 0 => Found::Shredded,
                None => Found::Sound,
            }),
            Err(Error::NotFound { .. }) => Ok(Found::Bad(bad(&manifest.sha256, ""))),
            Err(error) => Err(error),
        }
    }
}

/// The chunks of a state, compared with its manifest.
pub(super) enum Found {
    /// All chunks match.
    Sound,
    /// The payload key of a chunk was shredded, so the state cannot be read. The other chunks match.
    Shredded,
    /// The first chunk that does not match.
    Bad(BadVersion),
}

/// The versions of a checkpoint, oldest first; empty if there is no such checkpoint.
async fn versions(client: &Client, place: &CheckpointKey) -> Result<Vec<Checkpoint>, Error> {
    let mut found: Vec<_> = match client.checkpoint_versions(place.clone()).try_collect().await {
        Ok(found) => found,
        Err(Error::NotFound { .. }) => Vec::new(),
        Err(error) => return Err(error),
    };
    found.reverse();
    Ok(found)
}

/// Removes chunks if they are still at the version that was seen. Returns whether this call removed them.
pub(super) async fn remove(client: &Client, chunks: &DeleteCheckpoint) -> Result<bool, Error> {
    match client.delete_checkpoint(chunks.clone()).await {
        Ok(()) => Ok(true),
        Err(Error::NotFound { .. }) => Ok(false),
        Err(error) if error.reason() == "VERSION_CONFLICT" => Ok(false),
        Err(error) => Err(error),
    }
}
