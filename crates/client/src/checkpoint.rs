//! Checkpoints: the state of an execution, as versioned compare-and-set registers.

use std::collections::BTreeMap;
use std::time::SystemTime;

use bytes::Bytes;
use minoots_wire::checkpoint::v1 as proto;

mod calls;
mod changes;

pub use changes::{DeleteCheckpoint, PutCheckpoint, RollBack, RolledBack};

use crate::error::Error;
use crate::time;

/// The key of a checkpoint: its execution, its name, and optionally a partition key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckpointKey {
    /// The execution: an id of the caller's choice.
    pub execution: String,
    /// The name within the execution.
    pub name: String,
    /// Decides the shard; empty means the execution.
    pub partition_key: String,
}

impl CheckpointKey {
    /// A key with an explicit partition key.
    pub fn new(execution: impl Into<String>, name: impl Into<String>, partition_key: impl Into<String>) -> Self {
        Self {
            execution: execution.into(),
            name: name.into(),
            partition_key: partition_key.into(),
        }
    }
}

impl<E: Into<String>, N: Into<String>> From<(E, N)> for CheckpointKey {
    fn from((execution, name): (E, N)) -> Self {
        Self::new(execution, name, "")
    }
}

impl From<&Checkpoint> for CheckpointKey {
    fn from(checkpoint: &Checkpoint) -> Self {
        Self::new(&checkpoint.execution, &checkpoint.name, &checkpoint.partition_key)
    }
}

/// One version of a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The execution.
    pub execution: String,
    /// The name within the execution.
    pub name: String,
    /// Decides the shard.
    pub partition_key: String,
    /// The version: 1, 2, 3, … within its execution and name.
    pub version: u64,
    /// A media type.
    pub content_type: String,
    /// The data. Empty in lists and in answers to writes.
    pub data: Bytes,
    /// The length of the data in bytes.
    pub data_size: u32,
    /// SHA-256 of the data, in hexadecimal.
    pub checksum: String,
    /// Labels for searches.
    pub labels: BTreeMap<String, String>,
    /// The time of the write.
    pub create_time: Option<SystemTime>,
    /// The credential that wrote it.
    pub created_by: String,
    /// The version whose data a rollback restored; `None` if no rollback wrote this version.
    pub restored_version: Option<u64>,
    /// The oldest retained version.
    pub oldest_version: u64,
    /// The number of versions retained.
    pub keep_last: u32,
    /// Whether the key of the data was shredded, so that a read of this version fails. Only in lists.
    pub data_shredded: bool,
}

impl Checkpoint {
    pub(crate) fn read(checkpoint: Option<proto::Checkpoint>) -> Result<Self, Error> {
        let checkpoint = checkpoint.ok_or_else(|| Error::internal("an answer without its checkpoint"))?;
        Ok(Self {
            execution: checkpoint.execution,
            name: checkpoint.name,
            partition_key: checkpoint.partition_key,
            version: checkpoint.version,
            content_type: checkpoint.content_type,
            data: checkpoint.data,
            data_size: checkpoint.data_size,
            checksum: checkpoint.checksum,
            labels: checkpoint.labels,
            create_time: checkpoint.create_time.as_ref().and_then(time::instant),
            created_by: checkpoint.created_by,
            restored_version: Some(checkpoint.restored_version).filter(|version| *version != 0),
            oldest_version: checkpoint.oldest_version,
            keep_last: checkpoint.keep_last,
            data_shredded: checkpoint.data_shredded,
        })
    }
}

/// The result of recomputing the checksums of all versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Versions checked.
    pub checked: u64,
    /// Versions skipped because the key of their data, or of a chunk of it, was shredded.
    pub shredded: u64,
    /// The newest version whose data differs from the written data.
    pub bad: Option<BadVersion>,
}

/// A version whose data differs from the written data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadVersion {
    /// The version.
    pub version: u64,
    /// The checksum stored at the write, in hexadecimal.
    pub stored_checksum: String,
    /// The checksum of the present data, in hexadecimal.
    pub computed_checksum: String,
}
