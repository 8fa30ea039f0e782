//! Writing of backups.

use bytes::Bytes;

use crate::Digest;
use crate::error::Error;
use crate::manifest::{self, About, Chunk, FORMAT, Manifest};
use crate::place::{Place, Put};

/// Bytes per object. Memory holds one object at a time.
const CHUNK_BYTES: usize = 8 << 20;

/// A backup that is being written. If dropped before [`Writer::finish`], it leaves chunks without a manifest, which is
/// no valid backup.
pub struct Writer {
    place: Place,
    buffer: Vec<u8>,
    whole: Digest,
    bytes: u64,
    chunks: Vec<Chunk>,
}

impl Writer {
    /// Begins a backup at an empty location.
    ///
    /// # Errors
    /// [`Error::Exists`] if the location has a backup.
    pub async fn begin(place: &Place) -> Result<Self, Error> {
        place.prepare().await?;
        if place.get(manifest::NAME).await?.is_some() {
            return Err(exists(place, manifest::NAME));
        }
        Ok(Self {
            place: place.clone(),
            buffer: Vec::with_capacity(CHUNK_BYTES),
            whole: Digest::default(),
            bytes: 0,
            chunks: Vec::new(),
        })
    }

    /// Appends bytes to the stream.
    ///
    /// # Errors
    /// The location rejects the write, or holds an unfinished backup ([`Error::Exists`]).
    pub async fn write(&mut self, mut bytes: &[u8]) -> Result<(), Error> {
        self.whole.update(bytes);
        self.bytes += bytes.len() as u64;
        while !bytes.is_empty() {
            let (taken, rest) = bytes.split_at(bytes.len().min(CHUNK_BYTES - self.buffer.len()));
            self.buffer.extend_from_slice(taken);
            bytes = rest;
            if self.buffer.len() == CHUNK_BYTES {
                self.put_chunk().await?;
            }
        }
        Ok(())
    }

    /// SHA-256 of the bytes written so far, hexadecimal.
    #[must_use]
    pub fn sha256(&self) -> String {
        self.whole.clone().finish()
    }

    /// Completes the backup by writing its manifest last.
    ///
    /// # Errors
    /// The location rejects the write.
    pub async fn finish(mut self, about: About) -> Result<Manifest, Error> {
        if !self.buffer.is_empty() {
            self.put_chunk().await?;
        }
        let manifest = Manifest {
            format: FORMAT,
            about,
            bytes: self.bytes,
            sha256: self.whole.finish(),
            chunks: self.chunks,
        };
        let sealed = manifest.seal().map_err(std::io::Error::other)?;
        match self.place.put_last(manifest::NAME, sealed.into()).await? {
            Put::Done => Ok(manifest),
            Put::Exists => Err(exists(&self.place, manifest::NAME)),
        }
    }

    async fn put_chunk(&mut self) -> Result<(), Error> {
        let content = Bytes::from(std::mem::replace(&mut self.buffer, Vec::with_capacity(CHUNK_BYTES)));
        let chunk = Chunk {
            name: Chunk::name(self.chunks.len()),
            bytes: content.len() as u64,
            sha256: Digest::of(&content),
        };
        match self.place.put(&chunk.name, content).await? {
            Put::Done => {}
            Put::Exists => return Err(exists(&self.place, &chunk.name)),
        }
        self.chunks.push(chunk);
        Ok(())
    }
}

fn exists(place: &Place, name: &str) -> Error {
    Error::Exists {
        place: place.to_string(),
        name: name.to_owned(),
    }
}
