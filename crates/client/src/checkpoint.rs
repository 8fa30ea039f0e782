//! Checkpoints: what an execution has come to, each a register that is compared and set.

use std::collections::BTreeMap;
use std::time::SystemTime;

use bytes::Bytes;
use minoots_wire::checkpoint::v1 as proto;

mod calls;
mod changes;

pub use changes::{DeleteCheckpoint, PutCheckpoint, RollBack, RolledBack};

use crate::error::Error;
use crate::time;

/// Names a checkpoint: what it is of, and which of its checkpoints. Made from both, or from these and a partition key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckpointKey {
    /// What it is of: an id of the caller's.
    pub execution: String,
    /// Which of the execution's.
    pub name: String,
    /// Decides the shard; empty means the execution.
    pub partition_key: String,
}

impl CheckpointKey {
    /// With a partition key of its own.
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
    /// What it is of.
    pub execution: String,
    /// Which of the execution's.
    pub name: String,
    /// Decides the shard.
    pub partition_key: String,
    /// 1, 2, 3, … of its execution and name.
    pub version: u64,
    /// A media type.
    pub content_type: String,
    /// What was put. Empty in lists and in answers to writes.
    pub data: Bytes,
    /// Bytes of the data.
    pub data_size: u32,
    /// SHA-256 of the data, in hexadecimal.
    pub checksum: String,
    /// For finding it again.
    pub labels: BTreeMap<String, String>,
    /// When it was written.
    pub create_time: Option<SystemTime>,
    /// Which credential wrote it.
    pub created_by: String,
    /// Of one that a rollback wrote: the version whose data it has.
    pub restored_version: Option<u64>,
    /// The oldest version that is kept.
    pub oldest_version: u64,
    /// So many are kept.
    pub keep_last: u32,
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
        })
    }
}

/// What came of computing the checksums of all versions again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Versions that were looked at.
    pub checked: u64,
    /// Versions that were passed over: the key that their data was sealed by was shredded.
    pub shredded: u64,
    /// The newest whose data is not what was written.
    pub bad: Option<BadVersion>,
}

/// A version whose data is not what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadVersion {
    /// Which.
    pub version: u64,
    /// What it was written with, in hexadecimal.
    pub stored_checksum: String,
    /// What its data has, in hexadecimal.
    pub computed_checksum: String,
}
