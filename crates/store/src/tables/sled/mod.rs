//! The alternative engine: one tree of the `sled` crate, 0.34.
//!
//! This module adds the parts that the crate leaves to its user:
//! - The crate has no snapshots. `overlay` keeps the state of open views while the tree changes.
//! - The crate writes to disk at any time. Batches therefore wait in the overlay until the log has them
//!   ([`super::FlushGate`]), and go into the tree as one sled batch, with the applied record.
//! - The crate's flush is no sync. `sync` syncs.
//! - After an abrupt stop the crate may take a part of its file for the whole. `content` and `floor` detect that.
//! - The crate panics on some damage. Every call is guarded.
//!
//! Invariant: the tree is always the state after one whole batch, and contains the sum of its rows.
//!
//! ```text
//! conf, db, blobs/, snap.*   sled's
//! floor                      how far the tree certainly is on disk
//! ```

mod content;
mod floor;
mod open;
mod overlay;
mod part;
mod sync;
#[cfg(test)]
mod tests;
mod tree;
mod views;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use minoots_kernel::Failure;

use self::content::{CONTENT_KEY, Content};
use self::floor::{FLOOR_FILE, Floor};
use self::tree::{LATEST, Snapshot, Tree};
use super::TableOptions;
use super::engine::{Engine, EngineKind, EngineRead, RowSource, Usage, Visit, Write};
use super::error::{InstallError, OpenError};
use super::generation::lock;
use super::health::{Health, caught};

const DB_FILE: &str = "db";
const CONFIGURATION_FILE: &str = "conf";
const BLOBS_DIRECTORY: &str = "blobs";

/// The number of rows in one batch while a directory is built.
const BUILD_ROWS: usize = 1_000;
const BUILD_BYTES: usize = 1 << 20;

/// The `sled` crate, file format of 0.34.
#[derive(Clone, Copy, Debug)]
pub struct Sled;

impl EngineKind for Sled {
    fn name(&self) -> &'static str {
        "sled-0.34"
    }

    fn build(&self, path: &Path, options: &TableOptions, rows: &mut RowSource<'_>) -> Result<(), InstallError> {
        let db = open::open(path, options)?;
        let content = fill(&db, rows)?;
        caught(|| db.flush()).map_err(open::error)?;
        drop(db);
        sync::sync_files(path)?;
        // Without rows there is no floor file. Remains of a process that died here are therefore not taken for rows.
        if content.rows > 0 {
            Floor::create(path)?;
            super::directory::sync_directory(path)?;
        }
        Ok(())
    }

    fn open(&self, path: &Path, options: &TableOptions, health: Arc<Health>) -> Result<Box<dyn Engine>, OpenError> {
        let (db, content, floor) = open::open_verified(path, options)?;
        let floor = match floor {
            Some(floor) => floor,
            None => {
                let floor = Floor::create(path)?;
                super::directory::sync_directory(path)?;
                floor
            }
        };
        let tree = Arc::new(Tree::new(db, path.to_owned(), content, options.clone(), health));
        let worker = sync::start(&tree, floor)?;
        Ok(Box::new(SledEngine {
            tree,
            worker: Mutex::new(Some(worker)),
        }))
    }

    /// Checks only that the files exist and the floor decodes. sled overwrites its files in place, and they contain
    /// obsolete bytes that no checksum covers. Opening them verifies every row.
    fn first_altered(&self, path: &Path) -> Result<Option<(PathBuf, String)>, OpenError> {
        for name in [DB_FILE, CONFIGURATION_FILE] {
            if !path.join(name).exists() {
                return Ok(Some((path.join(name), "is missing".to_owned())));
            }
        }
        match Floor::open(path) {
            Err(OpenError::Corrupt(_)) => Ok(Some((path.join(FLOOR_FILE), "does not decode".to_owned()))),
            Err(error) => Err(error),
            Ok(_) => Ok(None),
        }
    }

    /// Opens a copy, because sled writes to every directory that it opens.
    fn inspect(
        &self,
        path: &Path,
        scratch: &Path,
        options: &TableOptions,
        health: Arc<Health>,
    ) -> Result<Box<dyn Engine>, OpenError> {
        open::copy(path, scratch)?;
        let (db, content, _) = open::open_verified(scratch, options)?;
        let tree = Tree::new(db, scratch.to_owned(), content, options.clone(), health);
        Ok(Box::new(SledEngine {
            tree: Arc::new(tree),
            worker: Mutex::default(),
        }))
    }

    fn holds_data(&self, path: &Path) -> io::Result<bool> {
        path.join(FLOOR_FILE).try_exists()
    }
}

fn cache_bytes(options: &TableOptions) -> u64 {
    // sled caches whole uncompressed pages.
    options.cache_bytes.saturating_mul(8)
}

/// Writes rows and their sum into an empty tree.
fn fill(db: &::sled::Db, rows: &mut RowSource<'_>) -> Result<Content, InstallError> {
    let mut content = Content::default();
    let mut end = false;
    while !end {
        let (mut batch, mut bytes) = (::sled::Batch::default(), 0);
        for _ in 0..BUILD_ROWS {
            let Some((key, value)) = rows()? else {
                end = true;
                break;
            };
            bytes += key.len() + value.len();
            content.add(&key, &value);
            batch.insert(key, value);
            if bytes >= BUILD_BYTES {
                break;
            }
        }
        if end && content.rows > 0 {
            batch.insert(&CONTENT_KEY, content.encode());
        }
        caught(|| db.apply_batch(batch)).map_err(open::error)?;
    }
    Ok(content)
}

struct SledEngine {
    tree: Arc<Tree>,
    worker: Mutex<Option<JoinHandle<()>>>,
}

impl EngineRead for SledEngine {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        self.tree.get(key, LATEST)
    }

    fn scan(&self, from: &[u8], until: &[u8], visit: &mut Visit<'_>) -> Result<(), Failure> {
        self.tree.scan(from, until, LATEST, visit)
    }
}

impl Engine for SledEngine {
    fn write(&self, batch: Vec<Write>, mark: u64) -> Result<(), Failure> {
        self.tree.write(batch, mark)
    }

    fn snapshot(&self) -> Result<Box<dyn EngineRead>, Failure> {
        Ok(Box::new(Snapshot::register(&self.tree)?))
    }

    fn durable_mark(&self) -> Option<u64> {
        lock(&self.tree.progress).synced.mark
    }

    fn request_flush(&self) -> Result<(), Failure> {
        let times = self.tree.try_drain()?;
        self.tree.request_sync(times);
        Ok(())
    }

    fn flush(&self) -> Result<(), Failure> {
        self.tree.health.check()?;
        let times = self.tree.drain_admitted()?;
        self.tree.wait_synced(times)
    }

    /// Returns true always, because sled does not report when it waits for its disk.
    fn is_behind(&self) -> bool {
        true
    }

    fn usage(&self) -> Usage {
        self.tree.usage()
    }

    /// Stops the sync thread. sled's own threads run until the engine is dropped. They move rows within its files, and
    /// change none.
    fn stop(&self) {
        self.tree.stop();
        if let Some(worker) = lock(&self.worker).take() {
            // The worker catches and reports its own panics.
            let _ = worker.join();
        }
    }
}

impl Drop for SledEngine {
    fn drop(&mut self) {
        self.stop();
    }
}
