//! Checkpoints: compare-and-set registers (G12). Invariants:
//! - Versions of a checkpoint are 1, 2, 3, …. A write makes the next one, and only if its caller knew the current one.
//!   No version repeats: a checkpoint that is created again continues after its last version, as long as that is
//!   remembered.
//! - A version never changes. The last versions are kept, without a gap. Excess versions are removed in the entry that
//!   exceeds the limit.
//! - A rollback writes a new version, and in the same entry cancels the timers bound to versions after its target.
//! - The bytes of versions are counted for each checkpoint and for the tenant, so that no entry needs to read the rows
//!   that it removes.

use super::requests::{self, RequestLookup};
use crate::{
    context::Context,
    defects::{Defect, planted},
    failure::Failure,
    internal::{
        self, Caller, CheckpointAnswer, CheckpointHeadRow, CheckpointRow, EventKind, EventRow, Quota, RequestRow,
    },
    limits::{CHECKPOINT_BYTES_MAX, CHECKPOINT_KEEP_DEFAULT},
    reply::{Reject, Reply},
    tables::checkpoint,
};
use alloc::{boxed::Box, format, string::ToString};

mod put;
mod remove;
mod roll_back;

pub(super) use put::put;
pub(crate) use remove::forget;
pub(super) use remove::remove;
pub(super) use roll_back::roll_back;

/// Tenant, execution, name.
type Place<'a> = (&'a str, &'a str, &'a str);

/// The answer to an earlier equal request, or the reason to reject this one.
fn answered(context: &mut Context<'_>, caller: &Caller, digest: &[u8]) -> Result<Option<Reply>, Failure> {
    Ok(match requests::look(context, caller, digest)? {
        RequestLookup::New => None,
        RequestLookup::Before(first) => Some(Reply::Checkpoint {
            answer: first.checkpoint.unwrap_or_default(),
            original_index: first.commit_index,
        }),
        RequestLookup::Refused(reject) => Some(Reply::Rejected(reject)),
    })
}

/// Answers, and remembers the answer for a repeat.
fn answer(
    context: &mut Context<'_>,
    caller: &Caller,
    digest: &[u8],
    answer: CheckpointAnswer,
) -> Result<Reply, Failure> {
    let answer = Box::new(answer);
    let row = RequestRow {
        digest: digest.to_vec(),
        checkpoint: Some(answer.clone()),
        ..RequestRow::default()
    };
    requests::remember(context, caller, row)?;
    Ok(Reply::Checkpoint {
        answer,
        original_index: 0,
    })
}

/// The checkpoint at the version that its caller expects; an empty one if none is expected and none exists.
fn expected(
    context: &Context<'_>,
    place: Place<'_>,
    partition_key: &str,
    version: u64,
) -> Result<Result<CheckpointHeadRow, Reject>, Failure> {
    let found = checkpoint::get(context.tables, place.0, place.1, place.2)?;
    Ok(match found {
        None if version == 0 => Ok(CheckpointHeadRow {
            partition_key: partition_key.to_string(),
            keep_last: CHECKPOINT_KEEP_DEFAULT,
            ..CheckpointHeadRow::default()
        }),
        None => Err(Reject::VersionConflict { version: 0 }),
        Some(head) if !head.is_of(place.1, partition_key) => Err(Reject::CheckpointPartition),
        Some(head) if planted(Defect::PutIgnoresExpected) => Ok(head),
        Some(head) if version == 0 => Err(Reject::VersionRequired { version: head.version }),
        Some(head) if version != head.version => Err(Reject::VersionConflict { version: head.version }),
        Some(head) => Ok(head),
    })
}

/// The maximum bytes of a tenant's checkpoints.
pub(super) fn bytes_limit(quota: Option<Quota>) -> u64 {
    match quota.map_or(0, |quota| quota.checkpoint_bytes) {
        0 => CHECKPOINT_BYTES_MAX,
        own => own.min(CHECKPOINT_BYTES_MAX),
    }
}

/// Removes excess versions and writes the next version. Changes nothing if the limits do not allow it.
fn write(
    context: &mut Context<'_>,
    place: Place<'_>,
    head: &mut CheckpointHeadRow,
    row: &CheckpointRow,
) -> Result<Result<(), Reject>, Failure> {
    let encoded = internal::encode(row);
    let size = u32::try_from(encoded.len()).unwrap_or(u32::MAX);
    head.sizes.push(size);
    let surplus = head.sizes.len().saturating_sub(head.keep_last as usize);
    let removed: u64 = head.sizes.drain(..surplus).map(u64::from).sum();
    let now = !context.room_later;
    let counted = context.tenant(place.0)?;
    let bytes = counted.checkpoint_bytes.saturating_add(size.into());
    let Some(bytes) = bytes.checked_sub(removed) else {
        return Err(Failure::Corrupt(format!(
            "checkpoint {} has more bytes than its tenant",
            place.2
        )));
    };
    let limit = bytes_limit(counted.quota);
    if now && bytes > limit && bytes > counted.checkpoint_bytes {
        return Ok(Err(Reject::Quota {
            name: "checkpoint_bytes",
            limit,
        }));
    }
    counted.checkpoint_bytes = bytes;
    head.version += 1;
    let oldest = head.oldest();
    for version in oldest.saturating_sub(surplus as u64)..oldest {
        checkpoint::delete_version(context.tables, place, version);
    }
    checkpoint::put_version(context.tables, place, head.version, encoded);
    checkpoint::put(context.tables, place, head);
    Ok(Ok(()))
}

/// The answer for a version that a write made.
fn told(head: &CheckpointHeadRow, row: CheckpointRow) -> CheckpointAnswer {
    CheckpointAnswer {
        version: head.version,
        size: u32::try_from(row.data.len()).unwrap_or(u32::MAX),
        oldest: head.oldest(),
        keep_last: head.keep_last,
        partition_key: head.partition_key.clone(),
        row: Some(CheckpointRow {
            data: alloc::vec::Vec::new(),
            ..row
        }),
        ..CheckpointAnswer::default()
    }
}

/// Creates an event about a checkpoint.
fn event(kind: EventKind, place: Place<'_>, version: u64, caller: &Caller) -> EventRow {
    let mut event = EventRow {
        execution: place.1.to_string(),
        object: place.2.to_string(),
        version,
        actor: caller.actor.clone(),
        request_id: caller.request_id.clone(),
        ..EventRow::default()
    };
    event.set_kind(kind);
    event
}

impl CheckpointHeadRow {
    /// Whether a partition key from a caller, or an empty one, matches this checkpoint.
    pub fn is_of(&self, execution: &str, partition_key: &str) -> bool {
        let own = match self.partition_key.as_str() {
            "" => execution,
            own => own,
        };
        partition_key.is_empty() || partition_key == own
    }
}
