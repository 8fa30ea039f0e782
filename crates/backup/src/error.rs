//! What goes wrong with a backup, by what to do about it.

use crate::place::PlaceError;

/// Why a backup was not made or not read. A backup that was not completed has no manifest.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something of that name is there. Nothing was overwritten.
    #[error("BACKUP_EXISTS: {place} holds {name} already; a backup is never written over another, finished or not")]
    Exists {
        /// Where.
        place: String,
        /// What is there.
        name: String,
    },
    /// There is no manifest.
    #[error("BACKUP_INCOMPLETE: {place} has no manifest.json: there is no backup, or it was interrupted")]
    Incomplete {
        /// Where.
        place: String,
    },
    /// Something is not what it was when it was written.
    #[error("BACKUP_CHECKSUM: {name} in {place} {what}")]
    Checksum {
        /// Where.
        place: String,
        /// The object.
        name: String,
        /// What is wrong with it.
        what: String,
    },
    /// A later release made it.
    #[error("{place} has backup format {found}, written by a newer release; this one reads up to {newest}")]
    NewerFormat {
        /// Where.
        place: String,
        /// The format found.
        found: u32,
        /// The newest format this release reads.
        newest: u32,
    },
    /// The place cannot be read or written.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// What was fetched could not be stored here.
    #[error("what was fetched cannot be stored: {0}")]
    Output(#[from] std::io::Error),
}
