//! Opens a directory: verifies every record, rebuilds the state, and cuts a torn tail or refuses.
//!
//! Recovery makes the accepted records durable again before use. A process that died between write and sync, or after a
//! failed sync, leaves bytes that can be read but may not be on the disk. Only the last group can be in that state, so
//! recovery writes and syncs it once more. Recovery zeroes and syncs a tail that it cuts, so that no later scan finds
//! any of it.

mod directory;
mod replay;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use minoots_kernel::defects::{Defect, planted};

use self::directory::Directory;
use self::replay::{Replay, TailPlace};
use super::LogEntry;
use super::error::{Corruption, IoFailure, OpenError, Rule};
use super::format::{SEGMENT_HEADER_BYTES, decode};
use super::index::EntryIndex;
use super::ledger::{Ledger, LogId};
use super::options::LogOptions;
use super::pool::Pool;
use super::segment::Segment;
use super::shared::LiveSegment;
use super::stats::Counters;
use super::synced_mark::{self, MarkFile, SyncedMark, SyncedMarkOptions};
use super::writer::Resume;
use crate::io::{Io, IoFile};

const ZERO_CHUNK_BYTES: usize = 1 << 20;

/// The result of opening a log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recovered {
    /// Segments with records.
    pub segments: u64,
    /// Records verified, of all kinds.
    pub records: u64,
    /// Entries present.
    pub entries: u64,
    /// The tail that was cut, if the last write was incomplete.
    pub torn: Option<TornTail>,
}

/// The content of a log, as [`Log::inspect`](super::Log::inspect) found it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Inspected {
    /// The verified records. A torn tail marks the position where opening would cut.
    pub found: Recovered,
    /// The first entry present.
    pub first_index: Option<u64>,
    /// The last entry, or the purge point if none is present.
    pub last: Option<LogId>,
    /// The last purged entry.
    pub purged: Option<LogId>,
    /// The vote.
    pub vote: Option<Bytes>,
    /// The commit mark.
    pub committed: Option<u64>,
}

/// The position of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The segment.
    pub file: &'a Path,
    /// The position in bytes from the segment's start.
    pub position_bytes: u64,
}

/// A tail that recovery cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TornTail {
    /// The segment.
    pub file: PathBuf,
    /// The end of the good records, in bytes from the start of the file.
    pub position_bytes: u64,
    /// The number of records of the same write that verify behind the first one that does not.
    pub stray_records: u64,
    /// The last entry before the cut, or the purge point.
    pub last: Option<LogId>,
    /// Whether a synced mark confirms the remaining log. Then the cut removed nothing acknowledged, unless the power
    /// failed and the disk lost data that it had synced. Without a mark, rot in the last group looks the same.
    pub has_mark: bool,
}

pub(super) struct Recovery {
    pub pool: Pool,
    pub index: EntryIndex,
    pub segments: VecDeque<LiveSegment>,
    pub resume: Resume,
    pub recovered: Recovered,
    pub mark: Option<MarkFile>,
}

/// The content of a directory, with every record verified.
pub(super) struct Verified {
    path: PathBuf,
    directory: Directory,
    replay: Replay,
    mark_place: Option<(PathBuf, u128)>,
    mark: Option<SyncedMark>,
}

/// Reads and verifies everything. It changes no segment, but creates the directory, and removes unfinished files of an
/// earlier process and spares that do not fit.
pub(super) fn verify(
    io: Arc<dyn Io>,
    path: &Path,
    options: &LogOptions,
    counters: Arc<Counters>,
) -> Result<Verified, OpenError> {
    let mark = read_mark(io.as_ref(), options.synced_mark.as_ref())?;
    let directory = directory::load(io, path, options, counters)?;
    let replay = replay::replay(&directory.segments)?;
    Ok(Verified {
        path: path.to_owned(),
        directory,
        replay,
        mark_place: options
            .synced_mark
            .as_ref()
            .map(|mark| (mark.path.clone(), mark.log_id)),
        mark,
    })
}

impl Verified {
    /// Turns the verified directory into a writable log. `applied_index` is as in [`LogOptions::applied_index`].
    pub fn recover(self, applied_index: Option<u64>) -> Result<Recovery, OpenError> {
        let Self {
            path,
            directory: Directory { mut pool, mut segments },
            mut replay,
            mark_place,
            mark,
        } = self;
        check_marks(&replay, &segments, &path, applied_index)?;
        check_synced(mark, &replay, &segments, &path)?;
        replay.ledger.commit(applied_index);
        let recovered = report(&replay, &segments, mark);
        let empty = segments.split_off(replay.floors.len());
        let mut live = with_floors(segments, &replay.floors);
        if let (Some(tail), Some(last)) = (&replay.tail, live.back()) {
            make_durable(&last.segment, tail)?;
        }
        for segment in empty.iter().rev() {
            pool.retire(segment)?;
        }
        let unneeded = std::iter::from_fn(|| take_purged(&mut live, &replay.ledger)).collect();
        pool.retire_all(unneeded)?;
        let end = synced_end(&live, &replay)?;
        let mark = mark_place
            .map(|(path, log_id)| MarkFile::open(pool.io.as_ref(), (&path, log_id), end))
            .transpose()?;
        let resume = resume(&mut live, &mut pool, &replay)?;
        Ok(Recovery {
            pool,
            index: replay.index,
            segments: live,
            resume,
            recovered,
            mark,
        })
    }
}

/// Finds the content that opening would find, verifies every record and changes nothing. `visit` receives each written
/// entry that is still on disk, in the order of writing, including entries that a later leader truncated.
pub(super) fn inspect(
    io: &dyn Io,
    path: &Path,
    applied: Option<u64>,
    mark: Option<&SyncedMarkOptions>,
    visit: &mut dyn FnMut(Place<'_>, LogEntry),
) -> Result<Inspected, OpenError> {
    let mark = read_mark(io, mark)?;
    let segments = directory::inspect(io, path)?;
    let replay = replay::replay(&segments)?;
    check_marks(&replay, &segments, path, applied)?;
    check_synced(mark, &replay, &segments, path)?;
    replay::entries(&segments, visit)?;
    Ok(Inspected {
        found: report(&replay, &segments, mark),
        first_index: replay.ledger.first,
        last: replay.ledger.last,
        purged: replay.ledger.purged,
        vote: replay.ledger.vote.clone(),
        committed: replay.ledger.committed,
    })
}

fn read_mark(io: &dyn Io, options: Option<&SyncedMarkOptions>) -> Result<Option<SyncedMark>, OpenError> {
    // With the mark, damage that this defect takes for the end would still be refused.
    if planted(Defect::DamageCutOff) {
        return Ok(None);
    }
    Ok(options
        .map(|options| synced_mark::read(io, options))
        .transpose()?
        .flatten())
}

/// Checks that the log does not end before a position up to which it was synced.
fn check_synced(
    mark: Option<SyncedMark>,
    replay: &Replay,
    segments: &[Arc<Segment>],
    path: &Path,
) -> Result<(), OpenError> {
    let with_records = &segments[..replay.floors.len()];
    let end = replay.tail.as_ref().map_or(0, |tail| tail.end);
    mark.map_or(Ok(()), |mark| mark.check(with_records, end, path))
}

/// The mark of the log's end after recovery made it durable.
fn synced_end(live: &VecDeque<LiveSegment>, replay: &Replay) -> Result<SyncedMark, OpenError> {
    let (Some(tail), Some(last)) = (&replay.tail, live.back()) else {
        return Ok(SyncedMark::default());
    };
    Ok(SyncedMark::of_group(&last.segment, tail.group_offset, tail.end)?)
}

/// Checks that the log does not end below the applied index or the commit mark.
fn check_marks(
    replay: &Replay,
    segments: &[Arc<Segment>],
    path: &Path,
    applied: Option<u64>,
) -> Result<(), Corruption> {
    let last = replay.ledger.last_index();
    let rule = if last < applied {
        Rule::ReachedByApplied
    } else if last < replay.ledger.committed {
        Rule::ReachedByCommitted
    } else {
        return Ok(());
    };
    Err(
        match (
            &replay.tail,
            replay.floors.len().checked_sub(1).and_then(|tail| segments.get(tail)),
        ) {
            (Some(tail), Some(segment)) => segment.corruption(tail.end, rule),
            _ => Corruption {
                file: path.to_owned(),
                position_bytes: 0,
                rule,
            },
        },
    )
}

fn report(replay: &Replay, segments: &[Arc<Segment>], mark: Option<SyncedMark>) -> Recovered {
    let torn = replay.torn.and_then(|torn| {
        let file = segments.get(torn.segment)?.path.clone();
        Some(TornTail {
            file,
            position_bytes: u64::from(torn.position),
            stray_records: torn.stray_records,
            last: replay.ledger.last,
            has_mark: mark.is_some(),
        })
    });
    if let Some(torn) = &torn {
        let (file, position_bytes) = (torn.file.display(), torn.position_bytes);
        tracing::warn!(%file, position_bytes, "the log's last write was incomplete; its tail is cut");
    }
    let entries = replay.index.len() as u64;
    Recovered {
        segments: replay.floors.len() as u64,
        records: replay.records,
        entries,
        torn,
    }
}

fn with_floors(segments: Vec<Arc<Segment>>, floors: &[Option<LogId>]) -> VecDeque<LiveSegment> {
    segments
        .into_iter()
        .zip(floors)
        .map(|(segment, &floor)| LiveSegment { segment, floor })
        .collect()
}

fn take_purged(live: &mut VecDeque<LiveSegment>, ledger: &Ledger) -> Option<Arc<Segment>> {
    let floor = live.get(1)?.floor.map(|floor| floor.index);
    if floor > ledger.purged_index() {
        return None;
    }
    live.pop_front().map(|unneeded| unneeded.segment)
}

fn resume(live: &mut VecDeque<LiveSegment>, pool: &mut Pool, replay: &Replay) -> Result<Resume, IoFailure> {
    if let (Some(tail), Some(last)) = (&replay.tail, live.back()) {
        let segment = Arc::clone(&last.segment);
        return Ok(Resume {
            segment,
            end: tail.end,
            head_due: None,
            ledger: replay.ledger.clone(),
        });
    }
    let segment = Arc::new(pool.prepare(1)?);
    live.push_back(LiveSegment {
        segment: Arc::clone(&segment),
        floor: None,
    });
    Ok(Resume {
        segment,
        end: SEGMENT_HEADER_BYTES as u32,
        head_due: Some(0),
        ledger: Ledger::default(),
    })
}

/// Writes the last group again, zeroes the rest of a torn write behind it, and syncs.
fn make_durable(segment: &Segment, tail: &TailPlace) -> Result<(), OpenError> {
    let capacity = segment.header.capacity_bytes;
    let file = segment.file.as_ref();
    let last_group = last_group(segment, tail)?;
    let write = || -> std::io::Result<()> {
        let length = file.length_bytes()?;
        file.extend(capacity)?;
        if tail.torn {
            write_zeros(file, u64::from(tail.end), length.min(capacity))?;
        }
        file.write_all_at(&last_group, u64::from(tail.group_offset))?;
        file.sync_data()
    };
    Ok(write().map_err(|error| segment.failure("write the tail of", error))?)
}

/// Reads and verifies the last group again. The kernel may have dropped bytes from memory since the first read, if a
/// sync did not write them to disk.
fn last_group(segment: &Segment, tail: &TailPlace) -> Result<Vec<u8>, OpenError> {
    let mut bytes = vec![0; (tail.end - tail.group_offset) as usize];
    let read = segment.file.read_at(&mut bytes, u64::from(tail.group_offset));
    read.map_err(|error| segment.failure("read", error))?;
    let mut offset = tail.group_offset;
    while offset < tail.end {
        let rest = &bytes[(offset - tail.group_offset) as usize..];
        let record = decode(rest, segment.position(offset));
        offset = record.ok_or_else(|| segment.corruption(offset, Rule::Checksum))?.end();
    }
    Ok(bytes)
}

fn write_zeros(file: &dyn IoFile, start: u64, end: u64) -> std::io::Result<()> {
    let zeros = vec![0; ZERO_CHUNK_BYTES];
    let mut offset = start;
    while offset < end {
        let count = (end - offset).min(ZERO_CHUNK_BYTES as u64);
        file.write_all_at(&zeros[..count as usize], offset)?;
        offset += count;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::io::MemoryIo;
    use crate::log::format::SegmentHeader;

    #[test]
    fn a_last_group_that_is_not_what_was_verified_before_is_not_made_durable() {
        let (io, path) = (MemoryIo::default(), Path::new("segment"));
        let capacity_bytes = 4_096;
        let segment = Segment {
            header: SegmentHeader {
                sequence: 1,
                epoch: 1,
                capacity_bytes,
            },
            path: path.to_owned(),
            file: io.create(path, capacity_bytes).unwrap(),
        };
        segment.file.write_all_at(&[7; 600], 512).unwrap();
        let before = io.contents(path);
        let tail = TailPlace {
            end: 1_024,
            group_offset: 512,
            torn: true,
        };
        let Err(OpenError::Corrupt(corruption)) = make_durable(&segment, &tail) else {
            unreachable!("it is written again");
        };
        assert_eq!((corruption.position_bytes, corruption.rule), (512, Rule::Checksum));
        assert_eq!(io.contents(path), before);
    }
}
