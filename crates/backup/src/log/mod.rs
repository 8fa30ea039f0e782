//! The shipped log: committed entries in segments beside the backups, for restores at an instant.
//!
//! ```text
//! log/EPOCH/FIRST-LAST    consecutive entries; never changed
//! log/EPOCH/position      how far the log was known to be complete when no entries followed; replaced
//! ```
//! Entries of different epochs are different histories, even if their indexes are equal.
//!
//! An object states an instant up to which it is complete: everything acknowledged before it is at or below its last
//! entry. A restore at an instant needs an unbroken run of entries from a backup to an object that is complete up to
//! that instant.

mod plan;
mod segment;

pub use plan::{Plan, Until, plan};
pub use segment::{EntryReader, LogEntry, Segment, SegmentName};

use bytes::Bytes;
use std::io::Write;

use self::segment::{POSITION, directory_of};
use crate::error::Error;
use crate::place::Place;

/// The prefix of the shipped log.
pub(crate) const LOG: &str = "log/";

/// Stores a segment of entries durably, or, if it has no entries, how far the log is complete.
///
/// # Errors
/// The place rejects the write.
pub async fn put_segment(place: &Place, segment: &Segment) -> Result<(), Error> {
    let content = Bytes::from(segment.encode());
    let name = match segment.name() {
        Some(name) => name.object(),
        None => format!("{}{POSITION}", directory_of(segment.epoch)),
    };
    Ok(place.put(&name, content).await?)
}

/// Reads and verifies a segment.
///
/// # Errors
/// [`Error::Checksum`] if it is missing, truncated or altered.
pub async fn segment_at(place: &Place, name: SegmentName) -> Result<Segment, Error> {
    segment::read(place, &name.object(), Some(name))
        .await?
        .ok_or_else(|| crate::error::damaged(place, &name.object(), "is missing"))
}

/// The segments of an epoch, by their first entries.
///
/// # Errors
/// The place cannot be read.
pub async fn segments(place: &Place, epoch: u64) -> Result<Vec<SegmentName>, Error> {
    let found = place.list(&directory_of(epoch)).await?;
    Ok(sorted(
        found.iter().filter_map(|object| SegmentName::of_object(&object.name)),
    ))
}

/// The segments of all epochs.
///
/// # Errors
/// The place cannot be read.
pub async fn all_segments(place: &Place) -> Result<Vec<SegmentName>, Error> {
    let found = place.list(LOG).await?;
    Ok(sorted(
        found.iter().filter_map(|object| SegmentName::of_object(&object.name)),
    ))
}

fn sorted(names: impl Iterator<Item = SegmentName>) -> Vec<SegmentName> {
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names
}

/// The last entry of the unbroken run of segments that begins after `index`.
#[must_use]
pub fn run_end(segments: &[SegmentName], index: u64) -> u64 {
    run(segments, index).last().map_or(index, |name| name.last)
}

/// The unbroken run of segments that begins after `index`. Segments may overlap.
fn run(segments: &[SegmentName], index: u64) -> Vec<SegmentName> {
    let (mut reached, mut run) = (index, Vec::new());
    for name in segments {
        if name.last > reached && name.first <= reached.saturating_add(1) {
            reached = name.last;
            run.push(*name);
        }
    }
    run
}

/// Writes the entries of a plan to `output`, for an [`EntryReader`]. They count as verified only after this returns
/// `Ok`. Entries of overlapping segments are written once.
///
/// # Errors
/// [`Error::Checksum`] at the first segment that is missing, truncated or altered.
pub async fn fetch_log(place: &Place, plan: &Plan, output: &mut (dyn Write + Send)) -> Result<(), Error> {
    let mut reached = plan.manifest.about.applied_index;
    for name in &plan.segments {
        for entry in segment_at(place, *name).await?.entries {
            if entry.index > reached {
                reached = entry.index;
                segment::encode_entry(&entry, output)?;
            }
        }
    }
    output.flush()?;
    Ok(())
}
