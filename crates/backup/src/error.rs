//! Errors of backups, divided by their remedy.

use minoots_store::tables::InstallError;

use crate::place::PlaceError;

/// Why a backup could not be written or read. An incomplete backup has no manifest.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The place is that of a single backup, in the form of an earlier release. Nothing was written.
    #[error("BACKUP_EXISTS: {place} holds {name}, a backup of an earlier release that is alone in its place")]
    Exists {
        /// The place.
        place: String,
        /// Name of the existing object.
        name: String,
    },
    /// The place holds no complete backup.
    #[error("BACKUP_INCOMPLETE: {place} holds no complete backup: there is none, or it was interrupted")]
    Incomplete {
        /// The place.
        place: String,
    },
    /// The place holds no backup of this id.
    #[error("BACKUP_NOT_FOUND: {place} holds no backup {id:?}")]
    NotFound {
        /// The place.
        place: String,
        /// The requested backup.
        id: String,
    },
    /// An object does not match its checksum.
    #[error("BACKUP_CHECKSUM: {name} in {place} {what}")]
    Checksum {
        /// The place.
        place: String,
        /// Name of the object.
        name: String,
        /// Description of the damage.
        what: String,
    },
    /// No backup was taken before the instant.
    #[error(
        "BACKUP_NOT_FOUND: {place} holds no backup taken before {instant_ns} ns; the first is of {earliest_ns:?} ns"
    )]
    NoneBefore {
        /// The place.
        place: String,
        /// The requested instant, nanoseconds UTC.
        instant_ns: i64,
        /// The first instant that can be restored, nanoseconds UTC; `None` if none is known.
        earliest_ns: Option<i64>,
    },
    /// The shipped log lacks entries.
    #[error("LOG_GAP: the log in {place} is complete up to {complete_ns:?} ns, then lacks entries {first} to {last}")]
    LogGap {
        /// The place.
        place: String,
        /// The first missing entry.
        first: u64,
        /// The last missing entry.
        last: u64,
        /// The instant up to which it is complete, nanoseconds UTC; `None` if none is known.
        complete_ns: Option<i64>,
    },
    /// The shipped log does not reach the instant.
    #[error("LOG_ENDS: the log in {place} leads from {from_ns:?} ns to {complete_ns:?} ns, not to {instant_ns} ns")]
    LogEnds {
        /// The place.
        place: String,
        /// The requested instant, nanoseconds UTC.
        instant_ns: i64,
        /// The instant of the backup before it, nanoseconds UTC; `None` if none is known.
        from_ns: Option<i64>,
        /// The instant up to which it is complete, nanoseconds UTC; `None` if none is known.
        complete_ns: Option<i64>,
    },
    /// A later release wrote the backup.
    #[error("{place} has backup format {found}, written by a newer release; this one reads up to {newest}")]
    NewerFormat {
        /// The place.
        place: String,
        /// Format of the backup.
        found: u32,
        /// Newest format that this release reads.
        newest: u32,
    },
    /// A backup or another prune runs there. Nothing was removed.
    #[error("BACKUP_BUSY: {name} in {place} belongs to a backup or a prune that runs there")]
    Busy {
        /// The place.
        place: String,
        /// The lock of the other process.
        name: String,
    },
    /// The lock was not renewed in time, so a prune may have removed chunks.
    #[error("BACKUP_BUSY: the lock in {place} was not renewed in time; what was written is no backup")]
    LockLost {
        /// The place.
        place: String,
    },
    /// The stream from the node is not a backup.
    #[error("the stream from the node is not a backup: {0}")]
    Stream(InstallError),
    /// The location cannot be read or written.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// The local output cannot be written.
    #[error("what was fetched cannot be stored: {0}")]
    Output(#[from] std::io::Error),
}

/// The error of an object that is missing, truncated or altered.
pub(crate) fn damaged(place: &crate::Place, name: &str, what: &str) -> Error {
    Error::Checksum {
        place: place.to_string(),
        name: name.to_owned(),
        what: what.to_owned(),
    }
}
