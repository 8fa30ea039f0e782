//! A consistent copy of the state for a backup, in a file: the same stream as a snapshot for a peer.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;

use minoots_kernel::internal::ShardRow;
use minoots_kernel::tables::shard;
use minoots_store::tables::TableStore;

use crate::format::decode_applied;
use crate::snapshot::{Spool, SpooledFile, spool_view};
use crate::types::term_of;

/// The state as of one entry. Its file is removed when this is dropped.
pub struct Export {
    /// The last entry in it; 0 before the first.
    pub index: u64,
    /// The term of that entry.
    pub term: u64,
    /// The shard's row.
    pub shard: ShardRow,
    /// Rows of each table, by the first byte of their keys.
    pub tables: BTreeMap<u8, u64>,
    /// Length of the stream.
    pub bytes: u64,
    file: SpooledFile,
}

impl Export {
    /// Opens the stream.
    ///
    /// # Errors
    /// An error of the file system.
    pub fn open(&self) -> io::Result<File> {
        self.file.open()
    }
}

/// Copies the state at full speed, so that no slow reader holds the view. Blocks.
pub(crate) fn export(tables: &TableStore, spool: &Spool, has_room: &dyn Fn() -> bool) -> io::Result<Export> {
    let view = tables.view().map_err(io::Error::other)?;
    let shard = shard::get(&view).map_err(io::Error::other)?;
    let state = view.applied().map(|applied| decode_applied(&applied.meta)).transpose();
    let at = state.map_err(io::Error::other)?.and_then(|state| state.at);
    let (file, summary) = spool_view(view, spool, has_room)?;
    Ok(Export {
        index: at.map_or(0, |at| at.index()),
        term: at.as_ref().map_or(0, term_of),
        shard,
        tables: summary.tables,
        bytes: file.length,
        file,
    })
}
