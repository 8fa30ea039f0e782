//! After a restore: versions jump above every version an earlier epoch may have drawn, so that dedupe keys never repeat, and fences
//! of the new epoch are above all earlier ones. The epoch comes from outside the backup, because a backup can be restored twice.
//!
//! What waits and was due by then may have fired before, in a future that the backup does not know. So it is held: see
//! [`ShardRow::holds`] and `release_overdue`. What is armed is not: that it fires was decided.

use super::rejected;
use crate::{
    context::Context,
    defects::{Defect, planted},
    failure::Failure,
    internal::{ShardRow, StartEpoch},
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
            if !planted(Defect::VersionsRepeatAfterRestore) {
                shard.version = first;
            }
            hold(shard, command.hold_until);
            Ok(Reply::Done)
        }
        _ => rejected(Reject::EpochTooSmall { epoch: shard.epoch }),
    }
}

/// What an earlier restore holds stays held, and is looked at from the start again.
fn hold(shard: &mut ShardRow, until: i64) {
    shard.held_until = match (shard.held_until, until) {
        (0, until) => until,
        (earlier, 0) => earlier,
        (earlier, until) => earlier.max(until),
    };
    shard.held_from.clear();
}

impl ShardRow {
    /// Whether a waiting timer is held since a restore: it is of an earlier epoch, and was due by then.
    pub fn holds(&self, due: i64, version: u64) -> bool {
        if planted(Defect::HoldIgnored) {
            return false;
        }
        self.held_until != 0 && due <= self.held_until && self.is_of_earlier_epoch(version)
    }

    /// Whether a version was drawn before the last restore.
    pub fn is_of_earlier_epoch(&self, version: u64) -> bool {
        let earlier = self.epoch.checked_mul(1 << VERSIONS_PER_EPOCH_BITS);
        earlier.is_some_and(|last| version <= last)
    }
}
