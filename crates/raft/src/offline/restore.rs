//! A backup becomes the directory of a node.
//!
//! Everything is made ready below `restoring/` and put in place by renames, and `NODE`, without which a directory is none, comes last.
//! So an interruption at any point leaves what no node starts on, and what the next restore removes.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use minoots_store::tables::{EngineChoice, TableStore};

use super::{Begun, NewEpoch, OfflineError, SoleNode, begin_epoch, end_log, io, new_log, open_tables};
use crate::directory::{DataDirectory, LOCK, Life, NODE_UNFINISHED, RESTORING, draw, sync};
use crate::format::decode_applied;
use crate::types::{Member, term_of};

/// What file systems put into their roots.
const LOST_AND_FOUND: &str = "lost+found";

/// An empty directory, held for a backup. Dropped before [`Restoration::complete`], it is left empty.
pub struct Restoration {
    directory: DataDirectory,
    path: PathBuf,
    is_new: bool,
    completed: bool,
}

/// What a restore made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The state.
    pub begun: Begun,
    /// Which life of a directory this is.
    pub incarnation: u128,
}

impl Restoration {
    /// Takes a directory that is empty, or does not exist, or in which a restore was interrupted.
    ///
    /// # Errors
    /// [`OfflineError::NotEmpty`], or what the file system says; nothing was changed.
    pub fn begin(path: &Path) -> Result<Self, OfflineError> {
        let is_new = !path.exists();
        if !is_new {
            check_empty(path)?;
        }
        let directory = DataDirectory::take(path).inspect_err(|_| {
            if is_new {
                // Goes only if it is empty, as it was made.
                let _ = fs::remove_dir(path);
            }
        })?;
        // Whoever held the lock until now may have made something.
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

    /// Where to put the exported stream.
    #[must_use]
    pub fn stream(&self) -> PathBuf {
        self.directory.restoring().join("stream")
    }

    /// Makes the directory that of a node which alone is its cluster, in a new epoch, with the state of the stream.
    ///
    /// # Errors
    /// The stream is damaged or the epoch not larger: the directory is empty again. Or the file system refused.
    pub fn complete(mut self, sole: &SoleNode, new: NewEpoch, engine: EngineChoice) -> Result<Restored, OfflineError> {
        let restoring = self.directory.restoring();
        let path = self.path.clone();
        let drawn = || draw().map_err(io(&path));
        let (incarnation, cluster) = (drawn()?, drawn()?);
        let member = Member {
            address: sole.peer_address.clone(),
            client_address: sole.client_address.clone(),
            incarnation,
        };
        let begun = self.prepare(&restoring, engine, (sole.node, member), new)?;
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

    /// Log and tables, on disk, out of place.
    fn prepare(
        &self,
        restoring: &Path,
        engine: EngineChoice,
        sole: (u64, Member),
        new: NewEpoch,
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
        // A new cluster: its ids have no past.
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

    /// Removes all that a restore which was not completed can leave. Without `NODE` it is nobody's.
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
        // The lock goes with its file; whoever waits for it finds another.
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

/// Something a restore may not be beside of.
fn first_entry(path: &Path) -> Result<Option<String>, OfflineError> {
    let names = fs::read_dir(path).map_err(io(path))?;
    let interrupted = path.join(RESTORING).exists();
    for entry in names {
        let name = entry.map_err(io(path))?.file_name().to_string_lossy().into_owned();
        let ours = [LOCK, LOST_AND_FOUND, RESTORING].contains(&name.as_str());
        // Put in place by a restore that was interrupted before its last step.
        let left = interrupted && ["log", "tables", NODE_UNFINISHED].contains(&name.as_str());
        if !ours && !left {
            return Ok(Some(name));
        }
    }
    Ok(None)
}
