//! Turns a backup into the directory of a node.
//!
//! All parts are prepared below `restoring/` and moved into place by renames. `NODE`, without which no node starts,
//! comes last. So an interruption at any point leaves a directory on which no node starts, and which the next restore
//! cleans.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use minoots_store::tables::{EngineChoice, TableStore};

use super::replay::{Replay, replay};
use super::{Begun, NewEpoch, OfflineError, SoleNode, begin_epoch, end_log, io, new_log, open_tables};
use crate::directory::{DataDirectory, LOCK, Life, NODE_UNFINISHED, RESTORING, draw, sync};
use crate::format::decode_applied;
use crate::types::{Member, term_of};

/// The directory that file systems create in their roots.
const LOST_AND_FOUND: &str = "lost+found";

/// An empty directory, locked for a restore. If it is dropped before [`Restoration::complete`], the directory is left
/// empty.
pub struct Restoration {
    directory: DataDirectory,
    path: PathBuf,
    is_new: bool,
    completed: bool,
}

/// The result of a restore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The state.
    pub begun: Begun,
    /// The incarnation of the directory.
    pub incarnation: u128,
}

impl Restoration {
    /// Locks a directory that is empty, does not exist, or holds an interrupted restore.
    ///
    /// # Errors
    /// [`OfflineError::NotEmpty`], or an error of the file system; nothing was changed.
    pub fn begin(path: &Path) -> Result<Self, OfflineError> {
        let is_new = !path.exists();
        if !is_new {
            check_empty(path)?;
        }
        let directory = DataDirectory::take(path).inspect_err(|_| {
            if is_new {
                // Succeeds only if the directory is empty, as it was made.
                let _ = fs::remove_dir(path);
            }
        })?;
        // Check again: the previous holder of the lock may have added files.
        check_empty(path)?;
        let restoration = Self {
            directory,
            path: path.to_owned(),
            is_new,
            completed: false,
        };
        restoration.clean()?;
        let prepared = restoration.directory.restoring();
        fs::create_dir(&prepared).map_err(io(&prepared))?;
        Ok(restoration)
    }

    /// The path for the exported stream.
    #[must_use]
    pub fn stream(&self) -> PathBuf {
        self.directory.restoring().join("stream")
    }

    /// The path for shipped entries, if some follow the stream.
    #[must_use]
    pub fn entries(&self) -> PathBuf {
        self.directory.restoring().join("entries")
    }

    /// Makes the directory that of a sole node, in a new epoch, with the state of the stream and of the entries after
    /// it.
    ///
    /// # Errors
    /// The stream or an entry is damaged, the epoch is not larger, or the file system failed. In the first two cases
    /// the directory is empty again.
    pub fn complete(
        mut self,
        sole: &SoleNode,
        new: NewEpoch,
        engine: EngineChoice,
        later: Option<Replay>,
    ) -> Result<Restored, OfflineError> {
        let restoring = self.directory.restoring();
        let path = self.path.clone();
        let drawn = || draw().map_err(io(&path));
        let (incarnation, cluster) = (drawn()?, drawn()?);
        let member = Member {
            address: sole.peer_address.clone(),
            client_address: sole.client_address.clone(),
            incarnation,
        };
        let begun = self.prepare(&restoring, engine, (sole.node, member), new, later)?;
        for (from, to) in [("log", self.directory.log()), ("tables", self.directory.tables())] {
            fs::rename(restoring.join(from), &to).map_err(io(&to))?;
        }
        sync(&self.path).map_err(io(&self.path))?;
        self.directory.begin_life(Life {
            node: sole.node,
            incarnation,
            cluster,
            installed: None,
        })?;
        self.completed = true;
        remove(&restoring)?;
        Ok(Restored { begun, incarnation })
    }

    /// Makes log and tables, durably, below `restoring`.
    fn prepare(
        &self,
        restoring: &Path,
        engine: EngineChoice,
        sole: (u64, Member),
        new: NewEpoch,
        later: Option<Replay>,
    ) -> Result<Begun, OfflineError> {
        let stream = self.stream();
        let file = File::open(&stream).map_err(io(&stream))?;
        let tables = restoring.join("tables");
        TableStore::install_with(engine.kind(), &tables, &Default::default(), &mut BufReader::new(file))?;
        fs::remove_file(&stream).map_err(io(&stream))?;
        let tables = open_tables(&tables)?;
        let applied = tables.applied();
        let applied = applied.ok_or_else(|| OfflineError::Damaged("it holds no entry of a log".to_owned()))?;
        let mut state = decode_applied(&applied.meta)?;
        if let Some(later) = later {
            state = replay(&tables, state, later)?;
        }
        // In a new cluster no id has been used.
        state.membership = Default::default();
        state.burned.clear();
        let node = sole.0;
        let term = state.at.as_ref().map_or(0, term_of) + 1;
        let (at, begun) = begin_epoch(&tables, state, term, sole, new)?;
        tables.stop();
        end_log(&new_log(&restoring.join("log"))?, node, &at)?;
        sync(restoring).map_err(io(restoring))?;
        Ok(begun)
    }

    /// Removes all leftovers of an interrupted restore. Without `NODE` they belong to no node.
    fn clean(&self) -> Result<(), OfflineError> {
        remove(&self.directory.log())?;
        remove(&self.directory.tables())?;
        let unfinished = self.path.join(NODE_UNFINISHED);
        match fs::remove_file(&unfinished) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(io(&unfinished)(error)),
            _ => {}
        }
        remove(&self.directory.restoring())
    }
}

fn remove(path: &Path) -> Result<(), OfflineError> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(io(path)(error)),
        _ => Ok(()),
    }
}

impl Drop for Restoration {
    fn drop(&mut self) {
        if self.completed {
            return;
        }
        if let Err(error) = self.clean() {
            tracing::warn!(%error, "what a restore prepared was not removed");
            return;
        }
        // The lock ends with its file; a process that waits for it finds another file.
        let _ = fs::remove_file(self.path.join(LOCK));
        if self.is_new {
            let _ = fs::remove_dir(&self.path);
        }
    }
}

fn check_empty(path: &Path) -> Result<(), OfflineError> {
    match first_entry(path)? {
        None => Ok(()),
        Some(found) => Err(OfflineError::NotEmpty {
            directory: path.to_owned(),
            found,
        }),
    }
}

/// A name in the directory that a restore must not coexist with.
fn first_entry(path: &Path) -> Result<Option<String>, OfflineError> {
    let names = fs::read_dir(path).map_err(io(path))?;
    let interrupted = path.join(RESTORING).exists();
    for entry in names {
        let name = entry.map_err(io(path))?.file_name().to_string_lossy().into_owned();
        let ours = [LOCK, LOST_AND_FOUND, RESTORING].contains(&name.as_str());
        // A part that a restore moved into place before it was interrupted.
        let left = interrupted && ["log", "tables", NODE_UNFINISHED].contains(&name.as_str());
        if !ours && !left {
            return Ok(Some(name));
        }
    }
    Ok(None)
}
