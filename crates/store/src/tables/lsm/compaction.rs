//! Additions to a compaction: it ends when the engine stops, and it syncs its files while it writes them.
//!
//! The crate offers neither, but calls a filter for each value. This filter never changes a row.
//!
//! **Stopping.** Merging a large level takes many seconds. An error of the filter ends it.
//!
//! **Syncing.** The crate syncs a file when it is complete. It syncs the last file of a merge while it holds the lock
//! that every read takes. That is one sync of tens of megabytes, for which reads, batches and the log's own syncs wait.
//! The filter therefore syncs the written bytes every few megabytes, and once more before the lock is taken; little is
//! left for the crate's own sync.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::PathBuf;

use lsm_tree::compaction::filter::{CompactionFilter, Context, Factory, ItemAccessor, Verdict};

use super::stop::Stop;

/// The amount of keys and values after which files are synced.
const PIECE_BYTES: usize = 2 << 20;

/// Creates a filter for each compaction.
pub(super) struct Compactions {
    stop: Stop,
    tables: PathBuf,
}

impl Compactions {
    /// Creates the factory for a tree with its files in this directory.
    pub(super) fn new(stop: Stop, tables: PathBuf) -> Self {
        Self { stop, tables }
    }
}

impl Factory for Compactions {
    fn name(&self) -> &str {
        "compaction"
    }

    fn make_filter(&self, _context: &Context) -> Box<dyn CompactionFilter> {
        let mut files = Growing {
            tables: self.tables.clone(),
            lengths: BTreeMap::new(),
        };
        // If listing fails, the files that existed before are synced once more.
        let _ = files.grown();
        Box::new(Compaction {
            stop: self.stop.clone(),
            files,
            passed_bytes: 0,
        })
    }
}

struct Compaction {
    stop: Stop,
    files: Growing,
    /// The bytes since the last sync.
    passed_bytes: usize,
}

impl CompactionFilter for Compaction {
    fn filter_item(&mut self, item: ItemAccessor<'_>, _context: &Context) -> lsm_tree::Result<Verdict> {
        if self.stop.is_stopped() {
            return Err(io::Error::from(io::ErrorKind::Interrupted).into());
        }
        self.passed_bytes += item.key().len() + item.value()?.len();
        if self.passed_bytes >= PIECE_BYTES {
            self.passed_bytes = 0;
            self.files.sync()?;
        }
        Ok(Verdict::Keep)
    }

    fn finish(mut self: Box<Self>) {
        // The crate's own sync, through a file opened before, reports the same error.
        if let Err(error) = self.files.sync() {
            tracing::warn!(%error, "a file of tables could not be synced before its end");
        }
    }
}

/// Table files that grow.
struct Growing {
    tables: PathBuf,
    /// Lengths by file number, as of the last listing.
    lengths: BTreeMap<u64, u64>,
}

impl Growing {
    /// Syncs the bytes that this compaction, and a concurrent flush, wrote since the last call.
    fn sync(&mut self) -> io::Result<()> {
        let mut synced = Ok(());
        for path in self.grown()? {
            if let Some(file) = present(File::open(path))? {
                synced = synced.and(file.sync_data());
            }
        }
        synced
    }

    fn grown(&mut self) -> io::Result<Vec<PathBuf>> {
        let mut grown = Vec::new();
        for entry in fs::read_dir(&self.tables)? {
            let entry = entry?;
            let Some(number) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else {
                continue;
            };
            // A file removed since the listing needs no sync.
            let Some(length) = present(entry.metadata())?.map(|metadata| metadata.len()) else {
                continue;
            };
            if self.lengths.insert(number, length) != Some(length) {
                grown.push(entry.path());
            }
        }
        Ok(grown)
    }
}

fn present<T>(found: io::Result<T>) -> io::Result<Option<T>> {
    match found {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        found => found.map(Some),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::Write as _;

    use super::*;

    #[test]
    fn files_are_looked_at_once_for_each_time_they_grow() {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name);
        fs::write(path("7"), "before").unwrap();
        fs::write(path("not-a-table"), "never").unwrap();
        let mut files = Growing {
            tables: directory.path().to_owned(),
            lengths: BTreeMap::new(),
        };
        let mut grown = || {
            let paths = files.grown().unwrap().into_iter();
            let mut seen: Vec<String> = paths.map(|path| fs::read_to_string(path).unwrap()).collect();
            seen.sort();
            seen
        };
        assert_eq!(grown(), ["before"]);
        assert!(grown().is_empty());
        fs::write(path("8"), "new").unwrap();
        fs::OpenOptions::new()
            .append(true)
            .open(path("7"))
            .unwrap()
            .write_all(b" and after")
            .unwrap();
        assert_eq!(grown(), ["before and after", "new"]);
        fs::remove_file(path("7")).unwrap();
        assert!(grown().is_empty());
    }
}
