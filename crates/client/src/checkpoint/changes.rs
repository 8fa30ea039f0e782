//! What is asked for: a version to be written, undone, or all to be removed.

use bytes::Bytes;
use minoots_wire::checkpoint::v1 as proto;
use uuid::Uuid;

use super::{Checkpoint, CheckpointKey};
use crate::error::Error;

/// A version to be written. Its request id is chosen here, so that repeating it is safe; clones have the same one.
#[derive(Debug, Clone)]
#[must_use = "a checkpoint is put by a client"]
pub struct PutCheckpoint {
    pub(crate) request: proto::PutCheckpointRequest,
}

impl PutCheckpoint {
    /// If this is the current version; 0 if there is none.
    pub fn after(checkpoint: impl Into<CheckpointKey>, expected_version: u64) -> Self {
        let CheckpointKey {
            execution,
            name,
            partition_key,
        } = checkpoint.into();
        Self {
            request: proto::PutCheckpointRequest {
                request_id: Uuid::now_v7().to_string(),
                execution,
                name,
                partition_key,
                expected_version,
                ..proto::PutCheckpointRequest::default()
            },
        }
    }

    /// The first version of a checkpoint that does not exist.
    pub fn first(checkpoint: impl Into<CheckpointKey>) -> Self {
        Self::after(checkpoint, 0)
    }

    /// The state, at most 256 KiB, and its media type; up to 64 MiB for [`Client::put_large_checkpoint`](crate::Client::put_large_checkpoint).
    pub fn data(mut self, content_type: impl Into<String>, data: impl Into<Bytes>) -> Self {
        self.request.content_type = content_type.into();
        self.request.data = data.into();
        self
    }

    /// The state as JSON, as written.
    pub fn json(self, json: impl Into<String>) -> Self {
        self.data("application/json", json.into())
    }

    /// SHA-256 of the data in hexadecimal, as the caller computed it; data with another one is refused.
    pub fn checksum(mut self, checksum: impl Into<String>) -> Self {
        self.request.checksum = checksum.into();
        self
    }

    /// Adds a label; at most 32, keys of 1 to 63 bytes, values of at most 255.
    pub fn label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.request.labels.insert(key.into(), value.into());
        self
    }

    /// Keeps the last so many versions from now on, 1 to 1,000. Default: as it is, which is 100 at first.
    pub fn keep_last(mut self, versions: u32) -> Self {
        self.request.keep_last = versions;
        self
    }

    /// A timer that a rollback to an earlier version cancels; at most 100.
    pub fn timer(mut self, id: impl Into<String>) -> Self {
        self.request.timer_ids.push(id.into());
        self
    }

    /// Makes a repeat in another process answer as the first did, for 24 h.
    pub fn request_id(mut self, request_id: impl Into<String>) -> Self {
        self.request.request_id = request_id.into();
        self
    }

    pub(crate) fn into_request(self) -> proto::PutCheckpointRequest {
        self.request
    }
}

/// Versions to be undone: the data of an earlier one becomes the next, and the timers that hang on those after it are
/// cancelled, in one step. Its request id is chosen here, so that repeating it is safe; clones have the same one.
#[derive(Debug, Clone)]
#[must_use = "a checkpoint is rolled back by a client"]
pub struct RollBack {
    pub(super) request: proto::RollbackCheckpointRequest,
}

impl RollBack {
    /// To `version`, if `expected_version` is the current one.
    pub fn to(checkpoint: impl Into<CheckpointKey>, expected_version: u64, version: u64) -> Self {
        let CheckpointKey {
            execution,
            name,
            partition_key,
        } = checkpoint.into();
        Self {
            request: proto::RollbackCheckpointRequest {
                request_id: Uuid::now_v7().to_string(),
                execution,
                name,
                partition_key,
                expected_version,
                version,
                ..proto::RollbackCheckpointRequest::default()
            },
        }
    }

    /// Kept with the timers it cancels and in the event log, at most 255 bytes.
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.request.reason = reason.into();
        self
    }

    /// Makes a repeat in another process answer as the first did, for 24 h.
    pub fn request_id(mut self, request_id: impl Into<String>) -> Self {
        self.request.request_id = request_id.into();
        self
    }

    pub(crate) fn into_request(self) -> proto::RollbackCheckpointRequest {
        self.request
    }
}

/// What a rollback came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolledBack {
    /// The version that it wrote, without its data.
    pub checkpoint: Checkpoint,
    /// Timers that it cancelled.
    pub cancelled: Vec<String>,
    /// Timers that it could not cancel any more: armed, or later.
    pub too_late: Vec<String>,
}

impl RolledBack {
    pub(super) fn read(answer: proto::RollbackCheckpointResponse) -> Result<Self, Error> {
        Ok(Self {
            checkpoint: Checkpoint::read(answer.checkpoint)?,
            cancelled: answer.cancelled_timer_ids,
            too_late: answer.too_late_timer_ids,
        })
    }
}

/// A checkpoint to be removed with all its versions. Its request id is chosen here, so that repeating it is safe; clones
/// have the same one.
#[derive(Debug, Clone)]
#[must_use = "a checkpoint is deleted by a client"]
pub struct DeleteCheckpoint {
    pub(super) request: proto::DeleteCheckpointRequest,
}

impl DeleteCheckpoint {
    /// If this is the current version.
    pub fn at(checkpoint: impl Into<CheckpointKey>, expected_version: u64) -> Self {
        let CheckpointKey {
            execution,
            name,
            partition_key,
        } = checkpoint.into();
        Self {
            request: proto::DeleteCheckpointRequest {
                request_id: Uuid::now_v7().to_string(),
                execution,
                name,
                partition_key,
                expected_version,
            },
        }
    }

    /// Makes a repeat in another process answer as the first did, for 24 h.
    pub fn request_id(mut self, request_id: impl Into<String>) -> Self {
        self.request.request_id = request_id.into();
        self
    }
}
