//! The synced mark: a file outside the log's directory that records how far the log is synced.
//!
//! The log alone cannot tell a last group that a power failure cut short from a group that was synced and damaged
//! later. Nor can it tell an emptied directory from a new one. The mark can. The writer records the end of each group
//! after its sync and before its completions run, so that everything acknowledged lies below the mark. A log that ends
//! below it is refused.
//!
//! The file has two slots for a note, a sector each. Most notes are written to the second one without a sync: they
//! survive the death of the process, and a power failure may tear them. When the log opens, begins a segment or closes,
//! it writes and syncs both slots one after the other. One of them is therefore whole at any time. The note that names
//! the later end counts. After a power failure it may be older than the log. It is never newer, unless the disk lost
//! data that it had reported as synced.
//!
//! | bytes of a slot | field; integers are little-endian |
//! |---|---|
//! | 0–3 | CRC-32C of bytes 4 to 47; of version 1: to 31 |
//! | 4–7 | version of this format |
//! | 8–15 | number of the segment; 0 if nothing was ever synced |
//! | 16–19 | epoch of the segment |
//! | 20–23 | offset at which the last group starts |
//! | 24–27 | offset at which it ends |
//! | 28–31 | checksum of its first record, as stored there |
//! | 32–47 | the id of the log; since version 2 |

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::{Corruption, IoFailure, OpenError, Rule, SYNC};
use super::format::{u32_at, u64_at};
use super::segment::Segment;
use crate::io::{Io, IoFile};

/// The known versions and their note sizes. Version 1 did not contain the log's id.
const VERSIONS: [(u32, usize); 2] = [(1, 32), (2, NOTE_BYTES)];
const VERSION: u32 = 2;
const NOTE_BYTES: usize = 48;

/// The offsets of the slots: of notes that are synced at once, and of all notes.
const PLACES: [u64; 2] = [0, 512];
const FILE_BYTES: u64 = 1_024;

/// The location of a log's mark, and the conditions under which opening trusts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncedMarkOptions {
    /// The file, in an existing directory.
    pub path: PathBuf,
    /// The requirement that opening checks.
    pub demand: Demand,
    /// The id of this log, recorded beside each mark. It is drawn at random when a log is created.
    pub log_id: u128,
    /// Whether opening refuses the mark of another log: true if the log had this id before.
    pub refuses_others: bool,
}

/// The requirement that opening a log makes of its mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// The mark must exist, and the log must reach it.
    Present,
    /// If the mark exists, the log must reach it. The log may be new, or older than the introduction of marks.
    IfPresent,
    /// No requirement: an operator accepts the loss of acknowledged changes. The mark is set to the end that recovery
    /// found.
    Nothing,
}

/// The last group known to be synced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct SyncedMark {
    pub sequence: u64,
    pub epoch: u32,
    pub group_offset: u32,
    pub end: u32,
    pub checksum: u32,
}

/// A mark and the id of its log; 0 if the note contains none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Note {
    mark: SyncedMark,
    log_id: u128,
}

/// The open mark file.
pub(super) struct MarkFile {
    path: PathBuf,
    log_id: u128,
    file: Arc<dyn IoFile>,
    has_failed: bool,
}

impl Note {
    fn encode(&self) -> [u8; NOTE_BYTES] {
        let SyncedMark {
            sequence,
            epoch,
            group_offset,
            end,
            checksum,
        } = self.mark;
        let mut bytes = [0; NOTE_BYTES];
        bytes[4..8].copy_from_slice(&VERSION.to_le_bytes());
        bytes[8..16].copy_from_slice(&sequence.to_le_bytes());
        let rest = [epoch, group_offset, end, checksum];
        for (field, place) in rest.iter().zip(bytes[16..32].chunks_exact_mut(4)) {
            place.copy_from_slice(&field.to_le_bytes());
        }
        bytes[32..].copy_from_slice(&self.log_id.to_le_bytes());
        let checksum = crc32c::crc32c(&bytes[4..]);
        bytes[..4].copy_from_slice(&checksum.to_le_bytes());
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let version = u32_at(bytes, 4)?;
        let (_, length) = VERSIONS.iter().find(|(known, _)| *known == version)?;
        let checked = bytes.get(4..*length)?;
        if u32_at(bytes, 0)? != crc32c::crc32c(checked) {
            return None;
        }
        let log_id = checked.get(28..).unwrap_or_default().try_into();
        Some(Self {
            mark: SyncedMark {
                sequence: u64_at(bytes, 8)?,
                epoch: u32_at(bytes, 16)?,
                group_offset: u32_at(bytes, 20)?,
                end: u32_at(bytes, 24)?,
                checksum: u32_at(bytes, 28)?,
            },
            log_id: log_id.map(u128::from_le_bytes).unwrap_or(0),
        })
    }
}

impl SyncedMark {
    /// Creates the mark of an existing group.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn of_group(segment: &Segment, group_offset: u32, end: u32) -> Result<Self, IoFailure> {
        let mut checksum = [0; 4];
        let read = segment.file.read_at(&mut checksum, u64::from(group_offset));
        read.map_err(|error| segment.failure("read", error))?;
        Ok(Self {
            sequence: segment.header.sequence,
            epoch: segment.header.epoch,
            group_offset,
            end,
            checksum: u32::from_le_bytes(checksum),
        })
    }

    /// Checks that the log contains the group of the mark. The log's good records end at `end` of the last of these
    /// segments.
    ///
    /// # Errors
    /// [`Rule::ReachedBySynced`] if the log ends before the group, [`Rule::OtherThanSynced`] if its position holds
    /// something else.
    pub fn check(&self, segments: &[Arc<Segment>], end: u32, directory: &Path) -> Result<(), OpenError> {
        if self.sequence == 0
            || segments
                .first()
                .is_some_and(|first| first.header.sequence > self.sequence)
        {
            // Nothing was synced, or the segment has been purged since.
            return Ok(());
        }
        let Some(last) = segments.last() else {
            return Err(Corruption {
                file: directory.to_owned(),
                position_bytes: 0,
                rule: Rule::ReachedBySynced,
            }
            .into());
        };
        let at = segments.iter().find(|segment| segment.header.sequence == self.sequence);
        let Some(segment) = at.filter(|segment| !Arc::ptr_eq(segment, last) || self.end <= end) else {
            return Err(last.corruption(end, Rule::ReachedBySynced).into());
        };
        if Self::of_group(segment, self.group_offset, self.end)? != *self {
            return Err(segment.corruption(self.group_offset, Rule::OtherThanSynced).into());
        }
        Ok(())
    }
}

/// Reads the mark. Changes nothing.
///
/// # Errors
/// The file cannot be read, belongs to another log, or is missing or damaged although the options demand it.
pub(super) fn read(io: &dyn Io, options: &SyncedMarkOptions) -> Result<Option<SyncedMark>, OpenError> {
    let broken = |rule| Corruption {
        file: options.path.clone(),
        position_bytes: 0,
        rule,
    };
    let is_ignored = options.demand == Demand::Nothing;
    let is_demanded = options.demand == Demand::Present;
    let failed = |error| IoFailure::new("read", &options.path, error);
    let file = match io.open(&options.path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound && is_demanded => {
            return Err(broken(Rule::SyncedMarkMissing).into());
        }
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error).into()),
    };
    // With [`Demand::Nothing`] a log that lost its end is accepted, but not the mark of another log.
    let mut notes = [[0; NOTE_BYTES]; 2];
    for (note, place) in notes.iter_mut().zip(PLACES) {
        file.read_at(note, place).map_err(failed)?;
    }
    let is_blank = notes.as_flattened().iter().all(|byte| *byte == 0);
    let notes = notes.iter().filter_map(|note| Note::decode(note));
    match notes.max_by_key(|note| (note.mark.sequence, note.mark.end)) {
        // A process created the file and died before it wrote a note.
        None if is_blank && !is_demanded || is_ignored => Ok(None),
        None => Err(broken(Rule::SyncedMark).into()),
        Some(note) if options.refuses_others && note.log_id != options.log_id => {
            Err(broken(Rule::SyncedMarkOfAnother).into())
        }
        Some(_) if is_ignored => Ok(None),
        Some(note) => Ok(Some(note.mark)),
    }
}

impl MarkFile {
    /// Opens or creates the file, and syncs this mark in it.
    pub fn open(io: &dyn Io, (path, log_id): (&Path, u128), mark: SyncedMark) -> Result<Self, IoFailure> {
        let failed = |action| move |error| IoFailure::new(action, path, error);
        let (file, is_new) = match io.open(path) {
            Ok(file) => (file, false),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                (io.create(path, FILE_BYTES).map_err(failed("create"))?, true)
            }
            Err(error) => return Err(failed("open")(error)),
        };
        let opened = Self {
            path: path.to_owned(),
            log_id,
            file,
            has_failed: false,
        };
        opened.write_synced(mark)?;
        if is_new && let Some(parent) = path.parent() {
            io.sync_directory(parent).map_err(failed("sync the directory of"))?;
        }
        Ok(opened)
    }

    /// Records how far the log is synced. If the disk has no space for the note, the mark becomes older than the log,
    /// which is allowed, and is logged once.
    ///
    /// # Errors
    /// The disk failed.
    pub fn note(&mut self, mark: SyncedMark) -> Result<(), IoFailure> {
        let written = self.file.write_all_at(&self.note_of(mark).encode(), PLACES[1]);
        self.allow_full(written.map_err(|error| IoFailure::new("write", &self.path, error)))
    }

    /// Records the mark in both slots and syncs them; otherwise as [`note`](Self::note).
    ///
    /// # Errors
    /// The disk failed.
    pub fn note_synced(&mut self, mark: SyncedMark) -> Result<(), IoFailure> {
        let written = self.write_synced(mark);
        self.allow_full(written)
    }

    fn note_of(&self, mark: SyncedMark) -> Note {
        Note {
            mark,
            log_id: self.log_id,
        }
    }

    fn allow_full(&mut self, written: Result<(), IoFailure>) -> Result<(), IoFailure> {
        match written {
            Err(failure) if failure.is_disk_full() => {
                if !self.has_failed {
                    self.has_failed = true;
                    tracing::warn!(%failure, "the synced mark was not written; it stays older than the log until it is");
                }
                Ok(())
            }
            written => {
                self.has_failed = false;
                written
            }
        }
    }

    fn write_synced(&self, mark: SyncedMark) -> Result<(), IoFailure> {
        for place in PLACES.iter().rev() {
            let written = self.file.write_all_at(&self.note_of(mark).encode(), *place);
            written.map_err(|error| IoFailure::new("write", &self.path, error))?;
            let synced = self.file.sync_data();
            synced.map_err(|error| IoFailure::new(SYNC, &self.path, error))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_mark_is_read_as_it_was_written_and_no_changed_byte_is_overlooked() {
        let mark = SyncedMark {
            sequence: 7,
            epoch: 9,
            group_offset: 512,
            end: 4_000,
            checksum: 0xfeed,
        };
        let note = Note { mark, log_id: 11 };
        let bytes = note.encode();
        assert_eq!(Note::decode(&bytes).unwrap(), note);
        for position in 0..NOTE_BYTES {
            let mut changed = bytes;
            changed[position] ^= 1;
            assert_eq!(Note::decode(&changed), None, "byte {position}");
        }
        // The bytes as version 1 wrote them.
        let mut bytes = [bytes[..32].to_vec(), vec![0; 16]].concat();
        bytes[4] = 1;
        let checksum = crc32c::crc32c(&bytes[4..32]);
        bytes[..4].copy_from_slice(&checksum.to_le_bytes());
        assert_eq!(Note::decode(&bytes).unwrap(), Note { mark, log_id: 0 });
    }
}
