//! Creates, recycles and retires segment files.
//!
//! After every step the directory can be opened. A file gets its final name only after its header is durable. It is
//! used only after that name is durable. It is overwritten for reuse only after its old name is durably removed.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use minoots_kernel::defects::{Defect, planted};

use super::error::{IoFailure, SYNC};
use super::format::SegmentHeader;
use super::segment::{FileName, Segment};
use super::stats::Counters;
use crate::io::{Io, IoFile};

pub(super) struct Pool {
    pub io: Arc<dyn Io>,
    pub directory: PathBuf,
    pub segment_bytes: u64,
    pub spare_count_max: usize,
    /// Sequence numbers of the spare files.
    pub spares: Vec<u64>,
    /// Segments out of use, in order, that still exist because the disk had no space to rename or remove them.
    pub unretired: VecDeque<Arc<Segment>>,
    /// An epoch larger than any epoch used in the directory.
    pub next_epoch: u32,
    pub counters: Arc<Counters>,
}

impl Pool {
    pub fn path(&self, name: FileName) -> PathBuf {
        self.directory.join(name.to_string())
    }

    /// Prepares a segment that is ready to be written and durable under its name.
    pub fn prepare(&mut self, sequence: u64) -> Result<Segment, IoFailure> {
        let header = SegmentHeader {
            sequence,
            epoch: self.next_epoch,
            capacity_bytes: self.segment_bytes,
        };
        self.next_epoch += 1;
        let spare = self.spares.last().copied();
        let (file, temporary) = match spare {
            Some(spare) => {
                let path = self.path(FileName::Spare(spare));
                let opened = self.io.open(&path);
                (opened.map_err(|error| IoFailure::new("open", &path, error))?, path)
            }
            None => self.create(sequence)?,
        };
        let path = self.path(FileName::Log(sequence));
        let named = write_header(file.as_ref(), &header, &temporary).and_then(|()| self.rename(&temporary, &path));
        if let Err(failure) = named {
            if spare.is_none() {
                // A remaining file only takes space. If this removal fails too, the next start removes it.
                let _ = self.io.remove(&temporary);
            }
            return Err(failure);
        }
        if spare.is_some() {
            self.spares.pop();
            Counters::add(&self.counters.segments_recycled, 1);
        }
        Ok(Segment { header, path, file })
    }

    /// Takes segments out of use, in order. Segments that a full disk cannot retire stay until the next call.
    pub fn retire_all(&mut self, segments: Vec<Arc<Segment>>) -> Result<(), IoFailure> {
        self.unretired.extend(segments);
        while let Some(segment) = self.unretired.front().cloned() {
            match self.retire(&segment) {
                Ok(()) => drop(self.unretired.pop_front()),
                Err(failure) if failure.is_disk_full() => return Ok(()),
                Err(failure) => return Err(failure),
            }
        }
        Ok(())
    }

    /// Takes a segment out of use. The caller passes segments in order, so that a crash can leave no gap.
    pub fn retire(&mut self, segment: &Segment) -> Result<(), IoFailure> {
        let sequence = segment.header.sequence;
        let reusable = segment.header.capacity_bytes == self.segment_bytes && self.spares.len() < self.spare_count_max;
        if !reusable {
            return self.remove(&segment.path);
        }
        self.rename(&segment.path, &self.path(FileName::Spare(sequence)))?;
        self.spares.push(sequence);
        Ok(())
    }

    /// Removes a file durably.
    pub fn remove(&self, path: &Path) -> Result<(), IoFailure> {
        self.io
            .remove(path)
            .map_err(|error| IoFailure::new("remove", path, error))?;
        self.sync_directory()
    }

    pub fn sync_directory(&self) -> Result<(), IoFailure> {
        if planted(Defect::DirectorySyncSkipped) {
            return Ok(());
        }
        self.io
            .sync_directory(&self.directory)
            .map_err(|error| IoFailure::new(SYNC, &self.directory, error))
    }

    fn create(&self, sequence: u64) -> Result<(Arc<dyn IoFile>, PathBuf), IoFailure> {
        let path = self.path(FileName::New(sequence));
        match self.io.create(&path, self.segment_bytes) {
            Ok(file) => {
                Counters::add(&self.counters.segments_created, 1);
                Ok((file, path))
            }
            Err(error) => {
                // A partial file only takes space. If this removal fails too, the next start removes it.
                let _ = self.io.remove(&path);
                Err(IoFailure::new("create", &path, error))
            }
        }
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<(), IoFailure> {
        self.io
            .rename(from, to)
            .map_err(|error| IoFailure::new("rename", from, error))?;
        self.sync_directory()
    }
}

fn write_header(file: &dyn IoFile, header: &SegmentHeader, path: &Path) -> Result<(), IoFailure> {
    let written = file.write_all_at(&header.encode(), 0);
    written.map_err(|error| IoFailure::new("write the header of", path, error))?;
    file.sync_data().map_err(|error| IoFailure::new(SYNC, path, error))
}
