//! The content of a version that refers to a large state: its length, its checksum and those of its chunks, as JSON.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{CHUNK_BYTES, LARGE_CHECKPOINT_BYTES_MAX, LARGE_CHECKPOINT_TYPE};
use crate::checkpoint::{Checkpoint, PutCheckpoint};
use crate::error::Error;

/// The versions that the checkpoint of chunks retains: all chunks, and marks.
pub(super) const CHUNK_VERSIONS_MAX: u32 = 1_000;
/// The separator before the checksum of the whole, in the media type of a version that refers to chunks.
const SUM: &str = ";sha256=";
/// Media type of a chunk.
pub(super) const CHUNK: &str = "application/vnd.minoots.chunk";
/// Media type of the mark after chunks that a version starts to refer to.
pub(super) const MARK: &str = "application/vnd.minoots.chunks-mark";
/// The separator between a checkpoint's name and a state's checksum, in the name of the checkpoint of its chunks.
const BESIDE: &str = ".chunks.";
const NAME_BYTES_MAX: usize = 255;
const SUM_DIGITS: usize = 64;

const _: () = assert!(LARGE_CHECKPOINT_BYTES_MAX / CHUNK_BYTES < CHUNK_VERSIONS_MAX as usize / 2);

/// A state in chunks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Manifest {
    /// Media type of the whole.
    pub media_type: String,
    /// Its length in bytes.
    pub size: u64,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
    /// The SHA-256 of each chunk.
    pub chunks: Vec<String>,
    /// The request id of the put that wrote it.
    pub request_id: String,
}

/// The stored form.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Stored {
    content_type: String,
    size: u64,
    sha256: String,
    /// The version of the first chunk.
    first_version: u64,
    chunks: Vec<String>,
    request_id: String,
}

impl Manifest {
    /// The manifest of a put, if the put is valid.
    pub fn of(put: &PutCheckpoint) -> Result<Self, Error> {
        let request = &put.request;
        let size = request.data.len();
        if size > LARGE_CHECKPOINT_BYTES_MAX {
            let rule = format!(
                "has {size} bytes; at most {LARGE_CHECKPOINT_BYTES_MAX} are allowed, in chunks: keep more in a store of your own, and put where it is"
            );
            return Err(Error::invalid("data", rule));
        }
        if request.name.len() > NAME_BYTES_MAX - BESIDE.len() - SUM_DIGITS {
            let max = NAME_BYTES_MAX - BESIDE.len() - SUM_DIGITS;
            let rule = format!(
                "has {} bytes; of a state in chunks at most {max} are allowed: choose a shorter one",
                request.name.len()
            );
            return Err(Error::invalid("name", rule));
        }
        if beside(&request.name).is_some() {
            let rule = "ends as the names of chunks do, .chunks. and 64 hexadecimal digits: choose another one";
            return Err(Error::invalid("name", rule));
        }
        let sha256 = sum(&request.data);
        if !request.checksum.is_empty() && !request.checksum.eq_ignore_ascii_case(&sha256) {
            let rule = "is not the SHA-256 of the data in hexadecimal: compute it again, or leave it out";
            return Err(Error::invalid("checksum", rule));
        }
        Ok(Self {
            media_type: request.content_type.clone(),
            size: size as u64,
            sha256,
            chunks: request.data.chunks(CHUNK_BYTES).map(sum).collect(),
            request_id: request.request_id.clone(),
        })
    }

    /// The manifest in a version, and the version of the first chunk; `None` for a version that contains its data
    /// itself.
    pub fn read(stored: &Checkpoint) -> Result<Option<(Self, u64)>, Error> {
        let Some(sha256) = referred(&stored.content_type) else {
            return Ok(None);
        };
        let wrong =
            |what: &str| Error::internal(format!("version {} does not refer to chunks: {what}", stored.version));
        let read: Stored = serde_json::from_slice(&stored.data).map_err(|error| wrong(&error.to_string()))?;
        if read.sha256 != sha256 || !read.chunks.iter().all(|sum| is_sum(sum)) {
            return Err(wrong("sha256 or chunks are not what its content type says"));
        }
        let chunks = read.size.div_ceil(CHUNK_BYTES as u64);
        if read.size > LARGE_CHECKPOINT_BYTES_MAX as u64
            || read.chunks.len() as u64 != chunks
            || read.first_version == 0
        {
            return Err(wrong("size, chunks and firstVersion contradict one another"));
        }
        let manifest = Self {
            media_type: read.content_type,
            size: read.size,
            sha256: read.sha256,
            chunks: read.chunks,
            request_id: read.request_id,
        };
        Ok(Some((manifest, read.first_version)))
    }

    /// Media type of the version that refers to it.
    pub fn content_type(&self) -> String {
        format!("{LARGE_CHECKPOINT_TYPE}{SUM}{}", self.sha256)
    }

    /// The data of that version.
    pub fn encoded(&self, first_version: u64) -> Result<Bytes, Error> {
        let stored = Stored {
            content_type: self.media_type.clone(),
            size: self.size,
            sha256: self.sha256.clone(),
            first_version,
            chunks: self.chunks.clone(),
            request_id: self.request_id.clone(),
        };
        let encoded = serde_json::to_vec(&stored).map_err(|error| Error::internal(error.to_string()))?;
        Ok(encoded.into())
    }

    /// The version that refers to it, shown as if it contained the data itself.
    pub fn shown(&self, stored: Checkpoint) -> Checkpoint {
        Checkpoint {
            content_type: self.media_type.clone(),
            data_size: u32::try_from(self.size).unwrap_or(u32::MAX),
            checksum: self.sha256.clone(),
            ..stored
        }
    }
}

/// The SHA-256 of a chunked state, from the media type of a version that refers to it.
pub(super) fn referred(content_type: &str) -> Option<&str> {
    let sum = content_type.strip_prefix(LARGE_CHECKPOINT_TYPE)?.strip_prefix(SUM)?;
    is_sum(sum).then_some(sum)
}

/// The name of the checkpoint for the chunks of a state.
pub(super) fn chunks_of(name: &str, sha256: &str) -> String {
    format!("{name}{BESIDE}{sha256}")
}

/// Splits such a name into the checkpoint's name and the state's checksum.
pub(super) fn beside(name: &str) -> Option<(&str, &str)> {
    let (name, sha256) = name.rsplit_once(BESIDE)?;
    (is_sum(sha256) && !name.is_empty()).then_some((name, sha256))
}

pub(super) fn sum(data: &[u8]) -> String {
    hex::encode(Sha256::digest(data))
}

fn is_sum(text: &str) -> bool {
    text.len() == SUM_DIGITS && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
