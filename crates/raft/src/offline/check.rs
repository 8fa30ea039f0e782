//! Verifies everything in a data directory, and changes nothing.

use std::path::{Path, PathBuf};

use minoots_kernel::Failure;
use minoots_store::io::ReadOnlyIo;
use minoots_store::log::{self, Inspected as LogFound, Log};
use minoots_store::tables::{self, InspectError, TableStore};

use crate::directory::DataDirectory;
use crate::error::StartError;
use crate::format::{AppliedState, decode_applied, decode_body};
use crate::parts::{Parts, other_life};
use crate::types::{Membership, Payload, StoredMembership, term_of};

/// The most damaged entries that are named one by one.
const DAMAGED_ENTRIES_MAX: usize = 20;

/// The result of a check.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// The owner of the directory: node id and incarnation.
    pub owner: Option<(u64, u128)>,
    /// The cluster it belongs to.
    pub cluster: Option<u128>,
    /// The reason why the node took itself out of service.
    pub quarantine: Option<String>,
    /// The log, if it is sound.
    pub log: Option<CheckedLog>,
    /// The tables, if they are sound.
    pub tables: Option<CheckedTables>,
    /// The damage found. Empty means that the node would start on unaltered data.
    pub damage: Vec<Damage>,
}

/// One deviation from the written data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The file, or the directory if the damage concerns several.
    pub file: PathBuf,
    /// The position in the file, in bytes from its start.
    pub position_bytes: Option<u64>,
    /// A description of the damage.
    pub what: String,
}

/// A log in which every record verifies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedLog {
    /// Segments with records.
    pub segments: u64,
    /// Records of all kinds.
    pub records: u64,
    /// Entries present.
    pub entries: u64,
    /// The last entry, or the purge point.
    pub last: Option<u64>,
    /// The term of that entry. Of two members, the one with the higher last term has the more recent log; with equal
    /// terms, the one with the higher last entry.
    pub last_term: Option<u64>,
    /// The last purged entry.
    pub purged: Option<u64>,
    /// The commit mark.
    pub committed: Option<u64>,
    /// An incomplete last write, which the next start cuts off: the file, and the position.
    pub torn: Option<(PathBuf, u64)>,
}

/// Tables whose every byte is as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedTables {
    /// The last applied entry, and its term.
    pub applied: Option<(u64, u64)>,
    /// The rolling hash of table writes up to it.
    pub rolling_hash: u128,
    /// Rows of all tables.
    pub rows: u64,
    /// Hash of the whole state: equal on all nodes at an equal entry.
    pub state_hash: u128,
}

/// Verifies a directory that no node runs on. `scratch` is an empty directory elsewhere.
///
/// # Errors
/// The directory is in use or cannot be read. The result lists damage to its content.
pub fn check(path: &Path, scratch: &Path) -> Result<Checked, StartError> {
    let mut checked = Checked::default();
    let directory = match DataDirectory::inspect(path) {
        Ok(directory) => directory,
        Err(error @ (StartError::InUse { .. } | StartError::Io { .. })) => return Err(error),
        Err(error) => {
            checked.add(path.join("NODE"), None, error.to_string());
            return Ok(checked);
        }
    };
    checked.owner = directory.owner()?;
    checked.cluster = directory.cluster();
    checked.quarantine = directory.quarantine()?;
    if checked.owner.is_none() {
        checked.add(path.join("NODE"), None, "is missing: this is no node's directory");
    }
    let state = checked.check_tables(&directory, scratch);
    checked.check_log(&directory, state.as_ref())?;
    Ok(checked)
}

impl Checked {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.damage.is_empty()
    }

    fn add(&mut self, file: impl Into<PathBuf>, position_bytes: Option<u64>, what: impl Into<String>) {
        self.damage.push(Damage {
            file: file.into(),
            position_bytes,
            what: what.into(),
        });
    }

    /// Returns the applied state of the tables, if they are sound.
    fn check_tables(&mut self, directory: &DataDirectory, scratch: &Path) -> Option<AppliedState> {
        let found = match TableStore::inspect(&directory.tables(), scratch) {
            Ok(found) => found,
            Err(InspectError::Altered { file, what }) => {
                self.add(file, None, what);
                return None;
            }
            Err(error) => {
                self.add(directory.tables(), None, error.to_string());
                return None;
            }
        };
        let state = match state_of(found.applied.as_ref()) {
            Ok(state) => state,
            Err(failure) => {
                self.add(directory.tables(), None, failure.to_string());
                return None;
            }
        };
        self.tables = Some(CheckedTables {
            applied: state.at.as_ref().map(|at| (at.index(), term_of(at))),
            rolling_hash: found.applied.map_or(0, |applied| applied.hash),
            rows: found.content.rows,
            state_hash: found.content.hash,
        });
        Some(state)
    }

    fn check_log(&mut self, directory: &DataDirectory, state: Option<&AppliedState>) -> Result<(), StartError> {
        let applied = state.and_then(|state| state.at).map(|at| at.index());
        // Tables that came from a snapshot and have not moved since do not constrain this log.
        let reached = applied.filter(|applied| directory.installed() != Some(*applied));
        let (mut damaged, mut members) = (Vec::new(), None);
        let mut visit = |place: log::Place<'_>, entry: log::LogEntry| match membership_of(&entry) {
            Ok(Some(membership)) => {
                members = Some((entry.index, StoredMembership::new(None, membership)));
            }
            Ok(None) => {}
            Err(failure) => {
                let what = format!("entry {}: {failure}", entry.index);
                damaged.push((place.file.to_owned(), place.position_bytes, what));
            }
        };
        let found = Log::inspect(
            &ReadOnlyIo,
            &directory.log(),
            reached,
            Some(&directory.synced_mark()),
            &mut visit,
        );
        let count = damaged.len();
        for (file, position, what) in damaged.into_iter().take(DAMAGED_ENTRIES_MAX) {
            self.add(file, Some(position), what);
        }
        if count > DAMAGED_ENTRIES_MAX {
            self.add(directory.log(), None, format!("{count} entries do not decode in all"));
        }
        match found {
            Ok(found) => {
                if let Some(state) = state.filter(|_| self.owner.is_some()) {
                    self.check_parts(directory, state, &found)?;
                }
                // Purged entries that are still on disk belong to the life before a recovery.
                let purged = found.purged.map_or(0, |purged| purged.index);
                let members = members.filter(|(index, _)| *index > purged);
                if let Some((owner, (_, members))) = self.owner.zip(members)
                    && let Some(what) = other_life(owner, &members, "log")
                {
                    self.add(directory.log(), None, what);
                }
                self.log = Some(found.into());
            }
            Err(log::OpenError::Corrupt(corruption)) => {
                let position = Some(corruption.position_bytes);
                self.add(corruption.file, position, corruption.rule.to_string());
            }
            Err(error) => self.add(directory.log(), None, error.to_string()),
        }
        Ok(())
    }

    fn check_parts(
        &mut self,
        directory: &DataDirectory,
        state: &AppliedState,
        log: &LogFound,
    ) -> Result<(), StartError> {
        let is_log_empty = log.last.is_none() && log.vote.is_none();
        let parts = Parts::of(directory, (is_log_empty, log.purged), state)?;
        let mismatches = [parts.gap(), parts.other_life()];
        for what in mismatches.into_iter().flatten() {
            self.add(directory.log(), None, what);
        }
        Ok(())
    }
}

fn state_of(applied: Option<&tables::Applied>) -> Result<AppliedState, Failure> {
    applied.map_or_else(|| Ok(AppliedState::default()), |applied| decode_applied(&applied.meta))
}

/// Decodes an entry. Returns the membership, if it is one.
fn membership_of(entry: &log::LogEntry) -> Result<Option<Membership>, Failure> {
    match decode_body(&entry.body)? {
        Payload::Normal(command) => command.entry().map(|_| None),
        Payload::Membership(membership) => Ok(Some(membership)),
        Payload::Blank => Ok(None),
    }
}

impl From<LogFound> for CheckedLog {
    fn from(log: LogFound) -> Self {
        Self {
            segments: log.found.segments,
            records: log.found.records,
            entries: log.found.entries,
            last: log.last.map(|last| last.index),
            last_term: log.last.map(|last| last.term),
            purged: log.purged.map(|purged| purged.index),
            committed: log.committed,
            torn: log.found.torn.map(|torn| (torn.file, torn.position_bytes)),
        }
    }
}
