//! The files of a log's directory.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::io::Io;
use crate::log::error::{Corruption, IoFailure, OpenError, Rule};
use crate::log::format::{SEGMENT_HEADER_BYTES, SegmentHeader};
use crate::log::options::LogOptions;
use crate::log::pool::Pool;
use crate::log::segment::{FileName, Segment};
use crate::log::stats::Counters;

/// Segments by number with verified headers, and all other files as a pool.
pub(super) struct Directory {
    pub pool: Pool,
    pub segments: Vec<Arc<Segment>>,
}

/// Loads a directory. It makes the names durable first, because a process may have died between a rename and the sync
/// that completes it.
pub(super) fn load(
    io: Arc<dyn Io>,
    path: &Path,
    options: &LogOptions,
    counters: Arc<Counters>,
) -> Result<Directory, OpenError> {
    let failure = |action| move |error| IoFailure::new(action, path, error);
    io.create_directory(path).map_err(failure("create"))?;
    io.sync_directory(path).map_err(failure("sync"))?;
    let names = io.list(path).map_err(failure("list"))?;
    let mut pool = Pool {
        io,
        directory: path.to_owned(),
        segment_bytes: options.segment_bytes,
        spare_count_max: options.spare_count_max,
        spares: Vec::new(),
        unretired: VecDeque::new(),
        next_epoch: 1,
        counters,
    };
    let mut segments = Vec::new();
    for name in names.iter().filter_map(|name| FileName::parse(name)) {
        match name {
            FileName::New(_) => pool.remove(&pool.path(name))?,
            FileName::Spare(sequence) => load_spare(&mut pool, sequence)?,
            FileName::Log(sequence) => segments.push(Arc::new(load_segment(&mut pool, sequence)?)),
        }
    }
    check_numbers(&segments)?;
    Ok(Directory { pool, segments })
}

fn load_segment(pool: &mut Pool, sequence: u64) -> Result<Segment, OpenError> {
    let segment = open_segment(pool.io.as_ref(), pool.path(FileName::Log(sequence)), sequence)?;
    pool.next_epoch = pool.next_epoch.max(segment.header.epoch + 1);
    Ok(segment)
}

fn open_segment(io: &dyn Io, path: PathBuf, sequence: u64) -> Result<Segment, OpenError> {
    let file = io.open(&path).map_err(|error| IoFailure::new("open", &path, error))?;
    let mut sector = [0; SEGMENT_HEADER_BYTES];
    file.read_at(&mut sector, 0)
        .map_err(|error| IoFailure::new("read", &path, error))?;
    let header = SegmentHeader::decode(&sector).filter(|header| header.sequence == sequence);
    let Some(header) = header else {
        return Err(Corruption {
            file: path,
            position_bytes: 0,
            rule: Rule::SegmentHeader,
        }
        .into());
    };
    Ok(Segment { header, path, file })
}

/// Loads segments by number with verified headers, and changes nothing.
pub(super) fn inspect(io: &dyn Io, path: &Path) -> Result<Vec<Arc<Segment>>, OpenError> {
    let names = io.list(path).map_err(|error| IoFailure::new("list", path, error))?;
    let mut segments = Vec::new();
    for name in names.iter().filter_map(|name| FileName::parse(name)) {
        if let FileName::Log(sequence) = name {
            segments.push(Arc::new(open_segment(io, path.join(name.to_string()), sequence)?));
        }
    }
    check_numbers(&segments)?;
    Ok(segments)
}

/// Loads a spare. A spare whose header does not verify may hold records of any epoch, so it is not reused.
fn load_spare(pool: &mut Pool, sequence: u64) -> Result<(), OpenError> {
    let path = pool.path(FileName::Spare(sequence));
    let file = pool
        .io
        .open(&path)
        .map_err(|error| IoFailure::new("open", &path, error))?;
    let mut sector = [0; SEGMENT_HEADER_BYTES];
    file.read_at(&mut sector, 0)
        .map_err(|error| IoFailure::new("read", &path, error))?;
    let length = file
        .length_bytes()
        .map_err(|error| IoFailure::new("read", &path, error))?;
    let header = SegmentHeader::decode(&sector);
    if let Some(header) = header {
        pool.next_epoch = pool.next_epoch.max(header.epoch + 1);
    }
    let whole =
        header.is_some_and(|header| header.capacity_bytes == pool.segment_bytes) && length == pool.segment_bytes;
    if whole && pool.spares.len() < pool.spare_count_max {
        pool.spares.push(sequence);
    } else {
        pool.remove(&path)?;
    }
    Ok(())
}

fn check_numbers(segments: &[Arc<Segment>]) -> Result<(), Corruption> {
    for pair in segments.windows(2) {
        if pair[1].header.sequence != pair[0].header.sequence + 1 {
            return Err(pair[1].corruption(0, Rule::SegmentMissing));
        }
    }
    Ok(())
}
