//! Starts an epoch after a restore. Versions jump above every version an earlier epoch may have drawn, so that dedupe
//! keys never repeat. Fences of the new epoch are above all earlier ones. The epoch comes from outside the backup,
//! because a backup can be restored twice.
//!
//! A waiting timer that was due by then may have fired before, in a future that the backup does not know. It is
//! therefore held: see [`ShardRow::holds`] and `release_overdue`. An armed timer is not held, because its firing is
//! decided.

use super::rejected;
use crate::{
    context::Context,
    defects::{Defect, planted},
    failure::Failure,
    internal::{ShardRow, StartEpoch},
    reply::{Reject, Reply},
};

/// The number of bits by which the epoch is shifted to get its first version.
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

/// Extends the hold. Timers held by an earlier restore stay held, and are scanned from the start again.
fn hold(shard: &mut ShardRow, until: i64) {
    shard.held_until = match (shard.held_until, until) {
        (0, until) => until,
        (earlier, 0) => earlier,
        (earlier, until) => earlier.max(until),
    };
    shard.held_from.clear();
}

impl ShardRow {
    /// Whether a waiting timer is held since a restore: it belongs to an earlier epoch, and was due by the hold's
    /// instant.
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
