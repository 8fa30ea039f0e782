//! Errors outside reading and writing rows.

use std::io;

use minoots_kernel::Failure;

use super::choice::EngineChoice;

/// The reason why tables do not open. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process, or another handle of this one, has the directory open.
    #[error("the tables are in use by another process")]
    InUse,
    /// A format, or an engine, that this release cannot read.
    #[error("DATA_FORMAT_UNKNOWN: the tables have a format this release does not read: {0}")]
    Format(String),
    /// The directory was created with the other engine.
    #[error(
        "ENGINE_MISMATCH: the tables were made with engine `{found}`, and the setting `engine` says `{wanted}`. Start with \
         `{found}` (--engine, MINOOTS_ENGINE, or `engine` in the settings file); to change it, `minoots backup` the cluster and \
         `minoots restore --engine {wanted}` into an empty directory, or remove the node and add one with a new id and no data"
    )]
    Engine {
        /// The engine that created the directory.
        found: EngineChoice,
        /// The requested engine.
        wanted: EngineChoice,
    },
    /// The tables are damaged. To recover, install a snapshot of a peer, or a backup: see
    /// [`super::TableStore::install`].
    #[error("the tables are damaged: {0}")]
    Corrupt(String),
    /// The operating system returned an error.
    #[error("the tables cannot be opened: {0}")]
    Io(#[from] io::Error),
}

/// The reason why a stream was not installed. The previous state is still in place.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// A format that this release does not read.
    #[error("the snapshot has a format this release does not read: version {0}")]
    Format(u32),
    /// The stream is truncated, altered, or not a snapshot.
    #[error("the snapshot is damaged: {0}")]
    Corrupt(String),
    /// The new state could not be written or opened.
    #[error("the snapshot cannot be stored: {0}")]
    Store(#[from] OpenError),
    /// The stream could not be read, or the new state could not be written.
    #[error("the snapshot cannot be read or stored: {0}")]
    Io(#[from] io::Error),
    /// A batch is being applied. Retry after it ends.
    #[error("entries are being applied")]
    Busy,
}

/// The reason why a stream is incomplete. The bytes written so far are not a snapshot.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The tables could not be read.
    #[error(transparent)]
    Tables(#[from] Failure),
    /// The stream could not be written.
    #[error("the snapshot cannot be written: {0}")]
    Io(#[from] io::Error),
}
