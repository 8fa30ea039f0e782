//! The default engine: one tree of the `lsm-tree` crate, without a log of its own.
//!
//! This module adds the parts that the crate leaves to its user:
//! - The crate uses its manifest and the footers of its files unchecked. `manifest` verifies them before the crate
//!   opens a directory.
//! - The crate exposes half a batch as soon as a flush registers. `snapshots` decides which states are visible; the
//!   crate's own counter for that is a dummy.
//! - The crate flushes and compacts only when called. `workers` calls it.
//! - The crate panics on some damage. Every call is guarded.
//!
//! Sequence numbers continue after the highest one on disk. All rows of a batch have the same number. Write buffers are
//! sealed only between batches, so the disk always holds the state after some batch. `clear` and value separation are
//! not used.

mod compaction;
mod manifest;
mod snapshots;
mod stop;
mod tree;
mod workers;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use lsm_tree::{AbstractTree, AnyTree, Config};
use minoots_kernel::Failure;

use self::stop::Stop;
use self::tree::{LATEST, Sequence, Snapshot, Tree};
use super::TableOptions;
use super::directory::sync_directory;
use super::engine::{Engine, EngineKind, EngineRead, RowSource, Usage, Visit, Write};
use super::error::{InstallError, OpenError};
use super::health::{Caught, Health, caught};

/// The `lsm-tree` crate, file format 3.
#[derive(Clone, Copy, Debug)]
pub struct Lsm;

impl EngineKind for Lsm {
    fn name(&self) -> &'static str {
        "lsm-tree-3"
    }

    fn build(&self, path: &Path, options: &TableOptions, rows: &mut RowSource<'_>) -> Result<(), InstallError> {
        let (tree, sequence) = open_tree(path, options, &Stop::default(), tree::written_once)?;
        sequence.continue_after(None);
        ingest(&tree, rows)?;
        drop(tree);
        sync_directory(&path.join(manifest::TABLES_DIRECTORY))?;
        sync_directory(path)?;
        Ok(())
    }

    fn open(&self, path: &Path, options: &TableOptions, health: Arc<Health>) -> Result<Box<dyn Engine>, OpenError> {
        manifest::verify(path)?;
        manifest::remove_temporary_files(path)?;
        let tree = continue_tree(path, options, health)?;
        let workers = workers::start(&tree)?;
        let workers = Mutex::new(workers);
        Ok(Box::new(LsmEngine { tree, workers }))
    }

    fn first_altered(&self, path: &Path) -> Result<Option<(PathBuf, String)>, OpenError> {
        let in_force = manifest::tables(path)?;
        Ok(manifest::first_altered(path, &in_force.files)?)
    }

    /// Opens a copy whose tables are hard links, because opening removes files that the manifest does not name. Table
    /// files are never written to.
    fn inspect(
        &self,
        path: &Path,
        scratch: &Path,
        options: &TableOptions,
        health: Arc<Health>,
    ) -> Result<Box<dyn Engine>, OpenError> {
        manifest::verify(path)?;
        let path = path.canonicalize()?;
        let in_force = manifest::tables(&path)?;
        for name in [manifest::CURRENT_FILE, &in_force.manifest] {
            fs::copy(path.join(name), scratch.join(name))?;
        }
        let (from, to) = (
            path.join(manifest::TABLES_DIRECTORY),
            scratch.join(manifest::TABLES_DIRECTORY),
        );
        fs::create_dir(&to)?;
        for table in &in_force.files {
            let name = table.id.to_string();
            std::os::unix::fs::symlink(from.join(&name), to.join(&name))?;
        }
        let tree = continue_tree(scratch, options, health)?;
        Ok(Box::new(LsmEngine {
            tree,
            workers: Mutex::default(),
        }))
    }

    fn holds_data(&self, path: &Path) -> io::Result<bool> {
        match fs::read_dir(path.join(manifest::TABLES_DIRECTORY)) {
            Ok(mut files) => Ok(files.next().is_some()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }
}

fn continue_tree(path: &Path, options: &TableOptions, health: Arc<Health>) -> Result<Arc<Tree>, OpenError> {
    let stop = Stop::default();
    let (tree, sequence) = open_tree(path, options, &stop, std::convert::identity)?;
    sequence.continue_after(tree.get_highest_persisted_seqno());
    Ok(Arc::new(Tree::new(tree, sequence, options.clone(), stop, health)))
}

fn open_tree(
    path: &Path,
    options: &TableOptions,
    stop: &Stop,
    adapt: fn(Config) -> Config,
) -> Result<(AnyTree, Sequence), OpenError> {
    let sequence = Sequence::default();
    let config = adapt(tree::config(path, options, &sequence, stop));
    let opened = caught(|| config.open()).map_err(open_error)?;
    Ok((opened, sequence))
}

/// Ingests rows. Without rows it creates no table file, not even briefly. A process that died there would leave a file
/// that looks like rows that lost their `TABLES` ([`EngineKind::holds_data`]).
fn ingest(tree: &AnyTree, rows: &mut RowSource<'_>) -> Result<(), InstallError> {
    let mut next = rows()?;
    if next.is_none() {
        return Ok(());
    }
    let mut ingestion = caught(|| tree.ingestion()).map_err(open_error)?;
    while let Some((key, value)) = next {
        caught(|| ingestion.write(key, value)).map_err(open_error)?;
        next = rows()?;
    }
    caught(|| ingestion.finish()).map_err(open_error)?;
    Ok(())
}

fn open_error(why: Caught<lsm_tree::Error>) -> OpenError {
    match why {
        Caught::Error(lsm_tree::Error::Io(error)) if error.kind() != io::ErrorKind::UnexpectedEof => {
            OpenError::Io(error)
        }
        other => OpenError::Corrupt(other.message()),
    }
}

struct LsmEngine {
    tree: Arc<Tree>,
    workers: Mutex<Vec<JoinHandle<()>>>,
}

impl EngineRead for LsmEngine {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        self.tree.get(key, LATEST)
    }

    fn scan(&self, from: &[u8], until: &[u8], visit: &mut Visit<'_>) -> Result<(), Failure> {
        self.tree.scan(from, until, LATEST, visit)
    }
}

impl Engine for LsmEngine {
    fn write(&self, batch: Vec<Write>, mark: u64) -> Result<(), Failure> {
        self.tree.write(batch, mark)
    }

    fn snapshot(&self) -> Result<Box<dyn EngineRead>, Failure> {
        self.tree.health().check()?;
        Ok(Box::new(Snapshot::register(&self.tree)))
    }

    fn durable_mark(&self) -> Option<u64> {
        self.tree.durable_mark()
    }

    fn request_flush(&self) -> Result<(), Failure> {
        self.tree.try_seal()
    }

    fn flush(&self) -> Result<(), Failure> {
        let sealed = self.tree.seal()?;
        self.tree.wait_flushed(sealed)
    }

    fn is_behind(&self) -> bool {
        self.tree.is_behind()
    }

    fn usage(&self) -> Usage {
        self.tree.usage()
    }

    fn stop(&self) {
        self.tree.stop();
        for worker in self.workers.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            // A worker catches and reports its own panics.
            let _ = worker.join();
        }
    }
}

impl Drop for LsmEngine {
    fn drop(&mut self) {
        self.stop();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn g1_a_process_that_dies_while_it_makes_empty_tables_leaves_nothing_that_looks_like_rows() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("generation-1");
        let mut asked = 0;
        let mut no_rows = || {
            asked += 1;
            assert!(
                !Lsm.holds_data(&path).unwrap(),
                "a file for rows is there before any row"
            );
            Ok(None)
        };
        Lsm.build(&path, &TableOptions::default(), &mut no_rows).unwrap();
        assert_eq!(asked, 1);
        assert!(!Lsm.holds_data(&path).unwrap());
        manifest::verify(&path).unwrap();
    }

    /// Creates a tree without workers, with `runs` runs that were flushed before it was opened.
    fn with_runs(path: &Path, runs: u64) -> Arc<Tree> {
        let open = || {
            let health = Arc::new(Health::new(Arc::new(|failure: &Failure| panic!("{failure}"))));
            continue_tree(path, &TableOptions::default(), health).unwrap()
        };
        let tree = open();
        for number in 0..runs {
            let write = Write {
                key: b"key".to_vec(),
                value: Some(number.to_be_bytes().to_vec()),
            };
            tree.inner().insert(write.key, write.value.unwrap(), number + 1);
            tree.inner().rotate_memtable();
            let flushing = tree.inner().get_flush_lock();
            tree.inner().flush(&flushing, 0).unwrap();
        }
        drop(tree);
        open()
    }

    #[test]
    fn runs_of_an_earlier_process_hold_up_batches_only_where_no_more_may_be_added() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("generation-1");
        Lsm.build(&path, &TableOptions::default(), &mut || Ok(None)).unwrap();
        let tree = with_runs(&path, 23);
        assert_eq!(tree.inner().l0_run_count(), 23);
        assert!(!tree.is_behind());
        drop(tree);
        let tree = with_runs(&path, 1);
        assert_eq!(tree.inner().l0_run_count(), 24);
        assert!(tree.is_behind());
    }
}
