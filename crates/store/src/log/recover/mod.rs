//! Opens a directory: verifies every record, rebuilds the state, cuts a torn tail or refuses.
//!
//! What is accepted is made durable again before use. A process that died between write and sync, or after a failed
//! sync, leaves bytes that can be read but may not be on the disk; only the last group can be such, so it is written
//! and synced once more. What is cut is zeroed and synced, so that nothing of it is ever found again.

mod directory;
mod replay;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;

use self::directory::Directory;
use self::replay::{Replay, TailPlace};
use super::LogEntry;
use super::error::{Corruption, IoFailure, OpenError, Rule};
use super::format::SEGMENT_HEADER_BYTES;
use super::index::EntryIndex;
use super::ledger::{Ledger, LogId};
use super::options::LogOptions;
use super::pool::Pool;
use super::segment::Segment;
use super::shared::LiveSegment;
use super::stats::Counters;
use super::writer::Resume;
use crate::io::{Io, IoFile};

const ZERO_CHUNK_BYTES: usize = 1 << 20;

/// What opening a log found and did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recovered {
    /// Segments with records.
    pub segments: u64,
    /// Records verified, of all kinds.
    pub records: u64,
    /// Entries present.
    pub entries: u64,
    /// The tail that was cut, if the last write had not been completed.
    pub torn: Option<TornTail>,
}

/// A log as it was found, by [`Log::inspect`](super::Log::inspect).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Inspected {
    /// What was verified. A torn tail is where opening would cut.
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

/// Where a record lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The segment.
    pub file: &'a Path,
    /// In bytes from its start.
    pub position_bytes: u64,
}

/// A tail that was cut. After a power failure this is a write nobody was told of; on a single node it cannot be told
/// from rot in the last group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TornTail {
    /// The segment.
    pub file: PathBuf,
    /// Where the good records end, in bytes from the start of the file.
    pub position_bytes: u64,
    /// Records of the same write that verify behind the first one that does not.
    pub stray_records: u64,
}

pub(super) struct Recovery {
    pub pool: Pool,
    pub index: EntryIndex,
    pub segments: VecDeque<LiveSegment>,
    pub resume: Resume,
    pub recovered: Recovered,
}

pub(super) fn recover(
    io: Arc<dyn Io>,
    path: &Path,
    options: &LogOptions,
    counters: Arc<Counters>,
) -> Result<Recovery, OpenError> {
    let Directory { mut pool, mut segments } = directory::load(io, path, options, counters)?;
    let mut replay = replay::replay(&segments)?;
    check_marks(&replay, &segments, path, options.applied_index)?;
    replay.ledger.commit(options.applied_index);
    let recovered = report(&replay, &segments);
    let empty = segments.split_off(replay.floors.len());
    let mut live = with_floors(segments, &replay.floors);
    if let (Some(tail), Some(last)) = (&replay.tail, live.back()) {
        make_durable(&last.segment, tail)?;
    }
    for segment in empty.iter().rev() {
        pool.retire(segment)?;
    }
    while let Some(unneeded) = take_purged(&mut live, &replay.ledger) {
        pool.retire(&unneeded)?;
    }
    let resume = resume(&mut live, &mut pool, &replay)?;
    Ok(Recovery {
        pool,
        index: replay.index,
        segments: live,
        resume,
        recovered,
    })
}

/// What opening would find, every record verified and nothing changed. `visit` is given each entry that was ever written and is still
/// on disk, in the order of writing: also those that a later leader took back.
pub(super) fn inspect(
    io: &dyn Io,
    path: &Path,
    applied: Option<u64>,
    visit: &mut dyn FnMut(Place<'_>, LogEntry),
) -> Result<Inspected, OpenError> {
    let segments = directory::inspect(io, path)?;
    let replay = replay::replay(&segments)?;
    check_marks(&replay, &segments, path, applied)?;
    replay::entries(&segments, visit)?;
    Ok(Inspected {
        found: report(&replay, &segments),
        first_index: replay.ledger.first,
        last: replay.ledger.last,
        purged: replay.ledger.purged,
        vote: replay.ledger.vote.clone(),
        committed: replay.ledger.committed,
    })
}

/// The log may not end below what the tables applied or what was committed.
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

fn report(replay: &Replay, segments: &[Arc<Segment>]) -> Recovered {
    let torn = replay.torn.and_then(|torn| {
        let file = segments.get(torn.segment)?.path.clone();
        Some(TornTail {
            file,
            position_bytes: u64::from(torn.position),
            stray_records: torn.stray_records,
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

/// Writes the last group again, zeros behind it if anything of a torn write is there, and syncs.
fn make_durable(segment: &Segment, tail: &TailPlace) -> Result<(), IoFailure> {
    let capacity = segment.header.capacity_bytes;
    let file = segment.file.as_ref();
    let write = || -> std::io::Result<()> {
        let length = file.length_bytes()?;
        file.extend(capacity)?;
        if tail.torn {
            write_zeros(file, u64::from(tail.end), length.min(capacity))?;
        }
        file.write_all_at(&tail.last_group, u64::from(tail.group_offset))?;
        file.sync_data()
    };
    write().map_err(|error| segment.failure("write the tail of", error))
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
