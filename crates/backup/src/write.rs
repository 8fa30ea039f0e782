//! Writing of backups: only chunks that the place lacks.

use std::collections::HashMap;

use bytes::Bytes;
use minoots_store::tables::StreamParts;
use tokio::task::JoinSet;

use crate::Digest;
use crate::error::Error;
use crate::lock::{Lock, Side, Timing};
use crate::manifest::{self, About, CHUNKS, Chunk, FORMAT, Manifest, chunk_object, manifest_object};
use crate::place::{Place, PlaceError};

/// The most chunks that are written at once. Memory holds as many.
const PUTS_MAX: usize = 8;

/// The digits of the stream's SHA-256 in a backup's id.
const ID_DIGITS: usize = 8;

/// A backup that is being written. If dropped before [`Writer::finish`], it leaves chunks that no manifest names. A
/// later backup uses them, or [`prune`](crate::prune) removes them.
pub struct Writer {
    place: Place,
    lock: Lock,
    /// The length of each chunk in the place, by its SHA-256.
    present: HashMap<String, u64>,
    parts: StreamParts,
    whole: Digest,
    bytes: u64,
    chunks: Vec<Chunk>,
    puts: JoinSet<Result<(), PlaceError>>,
    new_chunks: u64,
    new_bytes: u64,
}

/// A complete backup, and how much of it was new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The manifest.
    pub manifest: Manifest,
    /// The chunks that the place lacked.
    pub new_chunks: u64,
    /// Their bytes.
    pub new_bytes: u64,
}

/// The instants of a backup, nanoseconds UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instants {
    /// When the command began, by the clock of its machine.
    pub taken_ns: i64,
    /// Log time.
    pub log_time_ns: i64,
}

impl Writer {
    /// Begins a backup. Waits for a prune that runs in the place.
    ///
    /// # Errors
    /// [`Error::Exists`] if the place is that of a single backup.
    pub async fn begin(place: &Place) -> Result<Self, Error> {
        if place.get(manifest::NAME).await?.is_some() {
            return Err(Error::alone(place));
        }
        let lock = Lock::acquire(place, Side::Backup, Timing::default()).await?;
        // Only now: no prune removes a chunk after this list.
        let found = place.list(CHUNKS).await?;
        let present = found.iter().filter_map(|object| {
            let sha256 = manifest::sha256_of_object(&object.name)?;
            Some((sha256.to_owned(), object.bytes))
        });
        Ok(Self {
            place: place.clone(),
            lock,
            present: present.collect(),
            parts: StreamParts::default(),
            whole: Digest::default(),
            bytes: 0,
            chunks: Vec::new(),
            puts: JoinSet::new(),
            new_chunks: 0,
            new_bytes: 0,
        })
    }

    /// Appends bytes to the stream.
    ///
    /// # Errors
    /// The place rejects the write, or the bytes are no stream of tables.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.whole.update(bytes);
        self.bytes += bytes.len() as u64;
        self.parts.push(bytes);
        while let Some(part) = self.parts.next_part().map_err(Error::Stream)? {
            self.put(part.into()).await?;
        }
        Ok(())
    }

    /// SHA-256 of the bytes written so far, hexadecimal.
    #[must_use]
    pub fn sha256(&self) -> String {
        self.whole.clone().finish()
    }

    /// Completes the backup by writing its manifest last. `second` is its instant, to sort by, of letters and digits.
    ///
    /// # Errors
    /// The place rejects a write, the stream ended within a part, or the lock was lost.
    pub async fn finish(mut self, about: About, instants: Instants, second: &str) -> Result<Written, Error> {
        while let Some(put) = self.puts.join_next().await {
            done(put)?;
        }
        if !self.parts.is_empty() {
            let why = "it ends within a part".to_owned();
            return Err(Error::Stream(minoots_store::tables::InstallError::Corrupt(why)));
        }
        let sha256 = self.whole.finish();
        let digits = sha256.get(..ID_DIGITS).unwrap_or_default();
        let manifest = Manifest {
            format: FORMAT,
            id: format!("{second}-{}-{digits}", about.applied_index),
            taken_ns: Some(instants.taken_ns),
            log_time_ns: Some(instants.log_time_ns),
            about,
            bytes: self.bytes,
            sha256,
            chunks: self.chunks,
        };
        let sealed = manifest.seal().map_err(std::io::Error::other)?;
        self.lock.confirm().await?;
        let name = manifest_object(&manifest.id);
        self.lock.within(self.place.put(&name, sealed.into())).await?;
        self.lock.release().await?;
        Ok(Written {
            manifest,
            new_chunks: self.new_chunks,
            new_bytes: self.new_bytes,
        })
    }

    /// Removes the lock of a backup that will not be completed.
    ///
    /// # Errors
    /// The place rejects it. The lock is then found abandoned after a while.
    pub async fn abandon(mut self) -> Result<(), Error> {
        self.puts.shutdown().await;
        Ok(self.lock.release().await?)
    }

    /// Adds a part, and stores it unless the place has it.
    async fn put(&mut self, content: Bytes) -> Result<(), Error> {
        let chunk = Chunk {
            name: None,
            bytes: content.len() as u64,
            sha256: Digest::of(&content),
        };
        // A chunk of another length is damaged, and is written again.
        let known = self.present.insert(chunk.sha256.clone(), chunk.bytes);
        if known != Some(chunk.bytes) {
            if self.puts.len() >= PUTS_MAX
                && let Some(put) = self.puts.join_next().await
            {
                done(put)?;
            }
            self.new_chunks += 1;
            self.new_bytes += chunk.bytes;
            let (place, name) = (self.place.clone(), chunk_object(&chunk.sha256));
            self.puts.spawn(async move { place.put(&name, content).await });
        }
        self.chunks.push(chunk);
        Ok(())
    }
}

fn done(put: Result<Result<(), PlaceError>, tokio::task::JoinError>) -> Result<(), Error> {
    Ok(put.map_err(std::io::Error::other)??)
}
