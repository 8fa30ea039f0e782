//! Checkpoint calls.

use minoots_wire::checkpoint::v1 as proto;

use super::{BadVersion, Checkpoint, CheckpointKey, DeleteCheckpoint, PutCheckpoint, RollBack, RolledBack, Verified};
use crate::client::Client;
use crate::error::Error;
use crate::pages::Pages;

impl Client {
    /// Writes the next version of a checkpoint. Returns it without its data.
    ///
    /// # Errors
    /// `Conflict` (`VERSION_CONFLICT`) when another version is current, with that version in `metadata`; see [`Error`]
    /// for other errors.
    pub async fn put_checkpoint(&self, put: PutCheckpoint) -> Result<Checkpoint, Error> {
        Checkpoint::read(self.unary(put.request).await?.checkpoint)
    }

    /// Reads the current version of a checkpoint.
    ///
    /// # Errors
    /// `NotFound` when there is no such checkpoint; see [`Error`] for other errors.
    pub async fn checkpoint(&self, checkpoint: impl Into<CheckpointKey>) -> Result<Checkpoint, Error> {
        self.checkpoint_at(checkpoint, 0).await
    }

    /// Reads a retained version of a checkpoint; 0 means the current one.
    ///
    /// # Errors
    /// `NotFound` when there is no such checkpoint or the version is not retained; see [`Error`] for other errors.
    pub async fn checkpoint_at(&self, checkpoint: impl Into<CheckpointKey>, version: u64) -> Result<Checkpoint, Error> {
        let CheckpointKey {
            execution,
            name,
            partition_key,
        } = checkpoint.into();
        let request = proto::GetCheckpointRequest {
            execution,
            name,
            partition_key,
            version,
            read: self.read_options(),
        };
        Checkpoint::read(self.unary(request).await?.checkpoint)
    }

    /// Lists the retained versions of a checkpoint, newest first, without their data.
    pub fn checkpoint_versions(&self, checkpoint: impl Into<CheckpointKey>) -> Pages<Checkpoint> {
        self.list_checkpoints(checkpoint.into())
    }

    /// Lists the current versions of an execution's checkpoints, by name, without their data.
    pub fn checkpoints(&self, execution: impl Into<String>) -> Pages<Checkpoint> {
        self.list_checkpoints(CheckpointKey::new(execution, "", ""))
    }

    fn list_checkpoints(&self, which: CheckpointKey) -> Pages<Checkpoint> {
        let request = proto::ListCheckpointsRequest {
            execution: which.execution,
            name: which.name,
            partition_key: which.partition_key,
            read: self.read_options(),
            ..proto::ListCheckpointsRequest::default()
        };
        self.pages(request, |checkpoint| Checkpoint::read(Some(checkpoint)))
    }

    /// Lists the ids of executions with checkpoints that start with a prefix, in order.
    pub fn executions(&self, id_prefix: impl Into<String>) -> Pages<String> {
        let request = proto::ListExecutionsRequest {
            id_prefix: id_prefix.into(),
            read: self.read_options(),
            ..proto::ListExecutionsRequest::default()
        };
        self.pages(request, Ok)
    }

    /// Asks the server to recompute the checksums of all versions of a checkpoint, newest first, up to the first bad
    /// one.
    ///
    /// # Errors
    /// `NotFound` when there is no such checkpoint; see [`Error`] for other errors.
    pub async fn verify_checkpoint(&self, checkpoint: impl Into<CheckpointKey>) -> Result<Verified, Error> {
        let CheckpointKey {
            execution,
            name,
            partition_key,
        } = checkpoint.into();
        let mut request = proto::VerifyCheckpointRequest {
            execution,
            name,
            partition_key,
            before_version: 0,
            read: self.read_options(),
        };
        let (mut checked, mut shredded) = (0, 0);
        loop {
            let answer = self.unary(request.clone()).await?;
            checked += u64::from(answer.checked);
            shredded += u64::from(answer.shredded);
            let bad = (answer.bad_version != 0).then_some(BadVersion {
                version: answer.bad_version,
                stored_checksum: answer.stored_checksum,
                computed_checksum: answer.computed_checksum,
            });
            if bad.is_some() || answer.next_before_version == 0 {
                return Ok(Verified { checked, shredded, bad });
            }
            request.before_version = answer.next_before_version;
        }
    }

    /// Undoes versions of a checkpoint, and cancels the timers bound to them.
    ///
    /// # Errors
    /// `Conflict` (`VERSION_CONFLICT`) when another version is current; `NotFound` when the earlier one is not
    /// retained; see [`Error`] for other errors.
    pub async fn roll_back_checkpoint(&self, roll_back: RollBack) -> Result<RolledBack, Error> {
        RolledBack::read(self.unary(roll_back.request).await?)
    }

    /// Deletes a checkpoint with all its versions. Timers stay.
    ///
    /// # Errors
    /// `Conflict` (`VERSION_CONFLICT`) when another version is current; `NotFound` when there is no such checkpoint;
    /// see [`Error`] for other errors.
    pub async fn delete_checkpoint(&self, delete: DeleteCheckpoint) -> Result<(), Error> {
        self.unary(delete.request).await.map(drop)
    }
}
