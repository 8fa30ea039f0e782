//! Errors of backups, divided by their remedy.

use crate::place::PlaceError;

/// Why a backup could not be written or read. An incomplete backup has no manifest.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// An object of that name exists. Nothing was overwritten.
    #[error("BACKUP_EXISTS: {place} holds {name} already; a backup is never written over another, finished or not")]
    Exists {
        /// Location of the backup.
        place: String,
        /// Name of the existing object.
        name: String,
    },
    /// The backup has no manifest.
    #[error("BACKUP_INCOMPLETE: {place} has no manifest.json: there is no backup, or it was interrupted")]
    Incomplete {
        /// Location of the backup.
        place: String,
    },
    /// An object does not match its checksum.
    #[error("BACKUP_CHECKSUM: {name} in {place} {what}")]
    Checksum {
        /// Location of the backup.
        place: String,
        /// Name of the object.
        name: String,
        /// Description of the damage.
        what: String,
    },
    /// A later release wrote the backup.
    #[error("{place} has backup format {found}, written by a newer release; this one reads up to {newest}")]
    NewerFormat {
        /// Location of the backup.
        place: String,
        /// Format of the backup.
        found: u32,
        /// Newest format that this release reads.
        newest: u32,
    },
    /// The location cannot be read or written.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// The local output cannot be written.
    #[error("what was fetched cannot be stored: {0}")]
    Output(#[from] std::io::Error),
}
