//! After a restore: versions jump above every version an earlier epoch may have drawn, so that dedupe keys never repeat, and fences
//! of the new epoch are above all earlier ones. The epoch comes from outside the backup, because a backup can be restored twice.

use super::rejected;
use crate::{
    apply::Context,
    failure::Failure,
    internal::StartEpoch,
    reply::{Reject, Reply},
};

/// Versions of an epoch start at the epoch times this.
const VERSIONS_PER_EPOCH_BITS: u32 = 36;

pub(super) fn run(context: &mut Context<'_>, command: &StartEpoch) -> Result<Reply, Failure> {
    let shard = &mut context.shard;
    let first = command
        .epoch
        .checked_mul(1 << VERSIONS_PER_EPOCH_BITS)
        .filter(|first| *first > shard.version);
    match first {
        Some(first) if command.epoch > shard.epoch => {
            shard.epoch = command.epoch;
            shard.version = first;
            Ok(Reply::Done)
        }
        _ => rejected(Reject::EpochTooSmall { epoch: shard.epoch }),
    }
}
