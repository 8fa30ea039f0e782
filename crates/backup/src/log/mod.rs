//! The shipped log: committed entries in segments beside the backups, for restores at an instant.
//!
//! ```text
//! log/EPOCH-CLUSTER/FIRST-LAST-LATEST    consecutive entries; never changed
//! log/EPOCH-CLUSTER/position             how far the log was known to be complete when no entries followed; replaced
//! log/EPOCH-CLUSTER/position-LAST        the same, of entries that a gap follows
//! ```
//! Entries of different epochs or clusters are different histories, even if their indexes are equal. LATEST is the
//! latest reading of a proposer's clock in the entries, nanoseconds UTC. Log time never goes back, so no later entry is
//! earlier than it: everything before it is here.
//!
//! While no entries follow, an object states an instant up to which it is complete: everything acknowledged before that
//! instant is at or below its last entry. A restore at an instant needs an unbroken run of entries from a backup to one
//! of the two.

mod covered;
mod history;
mod plan;
mod segment;
#[cfg(test)]
mod tests;

pub use covered::{Covered, covered};
pub use history::History;
pub use plan::{Plan, Until, plan};
pub use segment::{EntryReader, LogEntry, Segment, SegmentName};

use std::io::Write;

use bytes::Bytes;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::error::Error;
use crate::fetch::GETS_MAX;
use crate::place::Place;

/// The prefix of the shipped log.
pub(crate) const LOG: &str = "log/";

/// Stores a segment of entries durably, or, if it has no entries, how far the log is complete.
///
/// # Errors
/// The place rejects the write.
pub async fn put_segment(place: &Place, segment: &Segment) -> Result<(), Error> {
    let content = Bytes::from(segment.encode()?);
    let name = match segment.name() {
        Some(name) => name.object(),
        None => segment.history.position(),
    };
    Ok(place.put(&name, content).await?)
}

/// Reads and verifies a segment.
///
/// # Errors
/// [`Error::Checksum`] if it is missing, truncated or altered.
pub async fn segment_at(place: &Place, name: &SegmentName) -> Result<Segment, Error> {
    segment::read(place, name).await
}

/// The segments of a history, by their first entries.
///
/// # Errors
/// The place cannot be read.
pub async fn segments(place: &Place, history: &History) -> Result<Vec<SegmentName>, Error> {
    below(place, &history.directory()).await
}

/// The segments of all histories.
///
/// # Errors
/// The place cannot be read.
pub async fn all_segments(place: &Place) -> Result<Vec<SegmentName>, Error> {
    below(place, LOG).await
}

async fn below(place: &Place, prefix: &str) -> Result<Vec<SegmentName>, Error> {
    let found = place.list(prefix).await?;
    let names = found.iter().filter_map(|object| SegmentName::of_object(&object.name));
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    Ok(names)
}

/// The last entry of the unbroken run of segments that begins after `index`.
#[must_use]
pub fn run_end(segments: &[SegmentName], index: u64) -> u64 {
    run(segments, index).last().map_or(index, |name| name.last)
}

/// The unbroken run of segments that begins after `index`. The segments are of one history. They may overlap.
pub(crate) fn run(segments: &[SegmentName], index: u64) -> Vec<&SegmentName> {
    let (mut reached, mut run) = (index, Vec::new());
    for name in segments {
        if name.last > reached && name.first <= reached.saturating_add(1) {
            reached = name.last;
            run.push(name);
        }
    }
    run
}

/// The instant up to which a run is complete, nanoseconds UTC; `None` if nothing says so. The run begins after entry
/// `applied`.
async fn complete_ns(
    place: &Place,
    history: &History,
    applied: u64,
    run: &[&SegmentName],
) -> Result<Option<i64>, Error> {
    let known = |complete_ns: i64| (complete_ns != 0).then_some(complete_ns);
    let latest = run.iter().filter_map(|name| known(name.latest_ns)).max();
    // A later entry may have the same reading.
    let mut complete = latest.map(|latest| latest - 1);
    let mut reached = applied;
    if let Some(last) = run.last() {
        reached = last.last;
        complete = complete.max(known(segment_at(place, last).await?.complete_ns));
    }
    for object in [history.position(), history.last_position(reached)] {
        let position = segment::read_position(place, history, &object).await?;
        let position = position.filter(|position| (applied..=reached).contains(&position.after));
        complete = complete.max(position.and_then(|position| known(position.complete_ns)));
    }
    Ok(complete)
}

/// Keeps how far a log is complete, before a gap and entries after it follow.
///
/// # Errors
/// [`Error::Checksum`] if the position is damaged, or the place rejects the write.
pub async fn keep_position(place: &Place, history: &History) -> Result<(), Error> {
    let position = segment::read_position(place, history, &history.position()).await?;
    if let Some(position) = position {
        let content = Bytes::from(position.encode()?);
        place.put(&history.last_position(position.after), content).await?;
    }
    Ok(())
}

/// Reads and verifies the position of a history, if there is one.
///
/// # Errors
/// [`Error::Checksum`] if it is damaged.
pub(crate) async fn verify_position(place: &Place, history: &History) -> Result<(), Error> {
    let position = segment::read_position(place, history, &history.position()).await;
    position.map(|_| ())
}

/// Writes the entries of a plan to `output`, for an [`EntryReader`]. They count as verified only after this returns
/// `Ok`. Entries of overlapping segments are written once.
///
/// # Errors
/// [`Error::Checksum`] at the first segment that is missing, truncated or altered.
pub async fn fetch_log(place: &Place, plan: &Plan, output: &mut (dyn Write + Send)) -> Result<(), Error> {
    let mut reached = plan.manifest.about.applied_index;
    let reads = plan.segments.iter().map(|name| segment_at(place, name));
    let mut reads = stream::iter(reads).buffered(GETS_MAX);
    while let Some(segment) = reads.try_next().await? {
        for entry in segment.entries {
            if entry.index > reached {
                reached = entry.index;
                segment::encode_entry(&entry, output)?;
            }
        }
    }
    output.flush()?;
    Ok(())
}
