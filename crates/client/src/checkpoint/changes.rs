//! Requests that write, undo or delete versions of a checkpoint.

use bytes::Bytes;
use minoots_wire::checkpoint::v1 as proto;
use uuid::Uuid;

use super::{Checkpoint, CheckpointKey};
use crate::error::Error;

/// A request to write a version. It contains a request id, so that a repeat is safe; clones share the id.
#[derive(Debug, Clone)]
#[must_use = "a checkpoint is put by a client"]
pub struct PutCheckpoint {
    pub(crate) request: proto::PutCheckpointRequest,
}

impl PutCheckpoint {
    /// A version after `expected_version`, which must be current; 0 requires that none exists.
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

    /// Sets the state, at most 256 KiB, and its media type; up to 64 MiB for
    /// [`Client::put_large_checkpoint`](crate::Client::put_large_checkpoint).
    pub fn data(mut self, content_type: impl Into<String>, data: impl Into<Bytes>) -> Self {
        self.request.content_type = content_type.into();
        self.request.data = data.into();
        self
    }

    /// Sets JSON data, sent as given.
    pub fn json(self, json: impl Into<String>) -> Self {
        self.data("application/json", json.into())
    }

    /// Sets the caller's SHA-256 of the data, in hexadecimal. The server rejects data with another checksum.
    pub fn checksum(mut self, checksum: impl Into<String>) -> Self {
        self.request.checksum = checksum.into();
        self
    }

    /// Adds a label; at most 32, keys of 1 to 63 bytes, values of at most 255.
    pub fn label(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.request.labels.insert(key.into(), value.into());
        self
    }

    /// Sets the number of versions retained from now on, 1 to 1,000. Default: unchanged, initially 100.
    pub fn keep_last(mut self, versions: u32) -> Self {
        self.request.keep_last = versions;
        self
    }

    /// Binds a timer to this version: a rollback to an earlier version cancels it; at most 100.
    pub fn timer(mut self, id: impl Into<String>) -> Self {
        self.request.timer_ids.push(id.into());
        self
    }

    /// Sets the request id. A repeat from another process then returns the first answer, for 24 h.
    pub fn request_id(mut self, request_id: impl Into<String>) -> Self {
        self.request.request_id = request_id.into();
        self
    }

    pub(crate) fn into_request(self) -> proto::PutCheckpointRequest {
        self.request
    }
}

/// A request to undo versions: the data of an earlier version becomes the next one, and the timers bound to the undone
/// versions are cancelled, in one step. It contains a request id, so that a repeat is safe; clones share the id.
#[derive(Debug, Clone)]
#[must_use = "a checkpoint is rolled back by a client"]
pub struct RollBack {
    pub(super) request: proto::RollbackCheckpointRequest,
}

impl RollBack {
    /// Rolls back to `version` if `expected_version` is current.
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

    /// Sets the reason, stored with the cancelled timers and in the event log, at most 255 bytes.
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.request.reason = reason.into();
        self
    }

    /// Sets the request id. A repeat from another process then returns the first answer, for 24 h.
    pub fn request_id(mut self, request_id: impl Into<String>) -> Self {
        self.request.request_id = request_id.into();
        self
    }

    pub(crate) fn into_request(self) -> proto::RollbackCheckpointRequest {
        self.request
    }
}

/// The result of a rollback.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolledBack {
    /// The new version, without its data.
    pub checkpoint: Checkpoint,
    /// The cancelled timers.
    pub cancelled: Vec<String>,
    /// Timers that were armed or later, and so not cancelled.
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

/// A request to delete a checkpoint with all its versions. It contains a request id, so that a repeat is safe; clones
/// share the id.
#[derive(Debug, Clone)]
#[must_use = "a checkpoint is deleted by a client"]
pub struct DeleteCheckpoint {
    pub(super) request: proto::DeleteCheckpointRequest,
}

impl DeleteCheckpoint {
    /// Deletes the checkpoint if this version is current.
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

    /// Sets the request id. A repeat from another process then returns the first answer, for 24 h.
    pub fn request_id(mut self, request_id: impl Into<String>) -> Self {
        self.request.request_id = request_id.into();
        self
    }
}
