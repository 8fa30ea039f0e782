//! The floor file: the last mark that is certainly on disk, recorded outside the tree.
//!
//! sled treats a damaged end of its log as an incomplete write. If the tree opens at a state before the last synced
//! mark, it is damaged.
//!
//! ```text
//! file = 2 slots, written in turn and synced: mark u64 ‖ xxh3-64 of it
//! ```
//! Integers are little-endian. A directory without this file had no rows yet.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _};
use std::os::unix::fs::FileExt;
use std::path::Path;

use xxhash_rust::xxh3::xxh3_64;

use crate::tables::error::OpenError;

pub(super) const FLOOR_FILE: &str = "floor";
const SLOT_BYTES: usize = 16;

/// The open file.
pub(super) struct Floor {
    file: File,
    next_slot: u64,
}

impl Floor {
    /// Creates the file.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(path.join(FLOOR_FILE))?;
        let mut floor = Self { file, next_slot: 0 };
        floor.raise(0)?;
        floor.raise(0)?;
        Ok(floor)
    }

    /// Opens the file and returns its mark; `None` if there is no file.
    pub(super) fn open(path: &Path) -> Result<Option<(Self, u64)>, OpenError> {
        let file = match OpenOptions::new().read(true).write(true).open(path.join(FLOOR_FILE)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            opened => opened?,
        };
        let mut highest = None;
        for slot in [0, 1] {
            highest = highest.max(read(&file, slot)?.map(|mark| (mark, slot)));
        }
        let (mark, slot) = match highest {
            Some(highest) => highest,
            // The file was being created, before there were any rows.
            None if is_blank(&file)? => (0, 1),
            None => return Err(OpenError::Corrupt(format!("{FLOOR_FILE} does not decode"))),
        };
        let next_slot = 1 - slot;
        Ok(Some((Self { file, next_slot }, mark)))
    }

    /// Makes a mark durable.
    pub(super) fn raise(&mut self, mark: u64) -> io::Result<()> {
        let mut slot = mark.to_le_bytes().to_vec();
        slot.extend_from_slice(&xxh3_64(&mark.to_le_bytes()).to_le_bytes());
        self.file.write_all_at(&slot, self.next_slot * SLOT_BYTES as u64)?;
        self.file.sync_data()?;
        self.next_slot = 1 - self.next_slot;
        Ok(())
    }
}

fn is_blank(mut file: &File) -> io::Result<bool> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(bytes.len() < 2 * SLOT_BYTES || bytes.iter().all(|byte| *byte == 0))
}

fn read(file: &File, slot: u64) -> io::Result<Option<u64>> {
    let mut bytes = [0; SLOT_BYTES];
    match file.read_exact_at(&mut bytes, slot * SLOT_BYTES as u64) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        read => read?,
    }
    let (mark, sum) = bytes.split_at(8);
    let intact = xxh3_64(mark).to_le_bytes() == sum;
    Ok(mark.try_into().ok().filter(|_| intact).map(u64::from_le_bytes))
}
