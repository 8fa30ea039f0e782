//! The data directory of a node.
//!
//! ```text
//! LOCK         locked with flock while the node runs; contains its process id
//! NODE         the node's identity: a CRC-32C, then a NodeRecord; replaced by one rename
//! SYNCED       how far the log is synced; see minoots_store::log::SyncedMarkOptions
//! log/         the Raft log
//! tables/      the state, as of some entry of the log
//! snapshots/   spooled snapshots; emptied at each start
//! restoring/   leftovers of an interrupted restore; a node does not start beside them
//! QUARANTINE   the reason why the node has taken itself out of service for good; absent otherwise
//! ```
//!
//! Invariant: `NODE` exists exactly if log and tables were both made. It is written after them, so an interrupted first
//! start can be repeated. From then on a missing part means loss, and the node refuses to start on the rest.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use minoots_kernel::internal::{decode, encode};
use minoots_store::log::{Demand, SyncedMarkOptions};

use crate::error::StartError;

mod kept;
mod lock;
mod private;
mod record;
#[cfg(test)]
mod tests;

pub use kept::{has_secrets_key, wants_keys};
use lock::{lock, lock_shared};
use private::{create, make_private};
use record::{NodeRecord, format_of};

/// The newest format of a data directory this release reads, and the one it writes.
pub(crate) const FORMAT: u32 = 1;

/// The working directory of a restore.
pub(crate) const RESTORING: &str = "restoring";

/// The temporary file that an interrupted [`replace_file`] leaves for `NODE`.
pub(crate) const NODE_UNFINISHED: &str = "NODE.new";

/// The file with the reason why the node is out of service.
const QUARANTINE: &str = "QUARANTINE";

/// The file of the node's identity.
const NODE: &str = "NODE";

/// The synced mark of the log.
const SYNCED: &str = "SYNCED";

/// The lock file.
pub(crate) const LOCK: &str = "LOCK";

/// The new owner of a directory.
pub(crate) struct Life {
    pub(crate) node: u64,
    pub(crate) incarnation: u128,
    pub(crate) cluster: u128,
    pub(crate) installed: Option<u64>,
}

/// The owner of a data directory, as recorded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecordedOwner {
    pub(crate) node: u64,
    pub(crate) incarnation: u128,
    pub(crate) cluster: Option<u128>,
}

/// An open data directory. The lock is released when this is dropped.
pub(crate) struct DataDirectory {
    path: PathBuf,
    /// The content of `NODE`; `None` until it exists.
    identity: Mutex<Option<NodeRecord>>,
    /// The id for the log, used if `NODE` has none yet.
    drawn: u128,
    lock: File,
}

impl DataDirectory {
    /// Makes the directory if it is missing, locks it, and reads its identity.
    pub(crate) fn open(path: &Path, node: u64) -> Result<Self, StartError> {
        let directory = Self::take(path)?;
        match directory.read_identity()? {
            Some(identity) => {
                directory.check(&identity, node)?;
                *directory.identity() = Some(identity);
            }
            None if directory.restoring().exists() => {
                return Err(directory.incomplete("a restore into it was interrupted: repeat the restore"));
            }
            None => {}
        }
        Ok(directory)
    }

    /// Makes the directory if it is missing, and locks it, whatever its content.
    pub(crate) fn take(path: &Path) -> Result<Self, StartError> {
        let refused = |error| StartError::Io {
            directory: path.to_owned(),
            error,
        };
        create(path).map_err(refused)?;
        make_private(path)?;
        Ok(Self {
            path: path.to_owned(),
            identity: Mutex::default(),
            drawn: draw().map_err(refused)?,
            lock: lock(path)?,
        })
    }

    /// Locks a directory that no process has open, for reading; changes nothing.
    pub(crate) fn inspect(path: &Path) -> Result<Self, StartError> {
        let directory = Self {
            path: path.to_owned(),
            identity: Mutex::default(),
            drawn: 0,
            lock: lock_shared(path)?,
        };
        *directory.identity() = directory.read_identity()?;
        Ok(directory)
    }

    /// The owner that `NODE` records; `None` without a directory or without `NODE`. Changes nothing.
    pub(crate) fn recorded_owner(path: &Path) -> Result<Option<RecordedOwner>, StartError> {
        if !path.join(NODE).exists() {
            return Ok(None);
        }
        let directory = Self::inspect(path)?;
        Ok(directory.owner()?.map(|(node, incarnation)| RecordedOwner {
            node,
            incarnation,
            cluster: directory.cluster(),
        }))
    }

    /// Gives the directory of a node without a cluster another id, durably.
    pub(crate) fn take_id(path: &Path, node: u64) -> Result<(), StartError> {
        let directory = Self::take(path)?;
        let Some(mut record) = directory.read_identity()? else {
            return Ok(());
        };
        if !record.cluster.is_empty() {
            return Err(directory.incomplete("it belongs to a cluster, and its id is fixed"));
        }
        record.node = node;
        directory
            .write_identity(&record)
            .map_err(|error| directory.refused(error))
    }

    /// The index of the last snapshot that replaced the tables.
    pub(crate) fn installed(&self) -> Option<u64> {
        self.identity().as_ref().and_then(|identity| identity.installed)
    }

    /// The synced mark of the log. Once made, it must be present.
    pub(crate) fn synced_mark(&self) -> SyncedMarkOptions {
        let known = self.identity().as_ref().and_then(NodeRecord::log_id);
        SyncedMarkOptions {
            path: self.path.join(SYNCED),
            log_id: known.unwrap_or(self.drawn),
            refuses_others: known.is_some(),
            demand: match self.has_synced_mark() {
                true => Demand::Present,
                false => Demand::IfPresent,
            },
        }
    }

    /// Whether the log's synced mark exists.
    pub(crate) fn has_synced_mark(&self) -> bool {
        self.identity()
            .as_ref()
            .is_some_and(|identity| identity.has_synced_mark)
    }

    /// Makes this the directory of a node, if it is not one yet. Log, synced mark and tables must exist. Returns the
    /// incarnation.
    pub(crate) fn establish(&self, node: u64) -> Result<u128, StartError> {
        let mut held = self.identity();
        if let Some(identity) = &mut *held {
            if !identity.has_synced_mark || identity.log.is_empty() {
                identity.has_synced_mark = true;
                if identity.log.is_empty() {
                    identity.log = self.drawn.to_be_bytes().to_vec();
                }
                self.write_identity(identity).map_err(|error| self.refused(error))?;
            }
            return self.incarnation(identity);
        }
        let incarnation = draw().map_err(|error| self.refused(error))?;
        let record = NodeRecord {
            format: FORMAT,
            node,
            incarnation: incarnation.to_be_bytes().to_vec(),
            installed: None,
            cluster: Vec::new(),
            wants_keys: true,
            has_secrets_key: false,
            has_synced_mark: true,
            log: self.drawn.to_be_bytes().to_vec(),
        };
        self.write_identity(&record).map_err(|error| self.refused(error))?;
        *held = Some(record);
        Ok(incarnation)
    }

    /// Makes this, durably, the directory of a node in a new cluster. For `installed` see
    /// [`DataDirectory::note_installation`].
    pub(crate) fn begin_life(&self, life: Life) -> Result<(), StartError> {
        let record = NodeRecord {
            format: FORMAT,
            node: life.node,
            incarnation: life.incarnation.to_be_bytes().to_vec(),
            installed: life.installed,
            cluster: life.cluster.to_be_bytes().to_vec(),
            wants_keys: true,
            has_secrets_key: false,
            has_synced_mark: self.has_synced_mark(),
            // The log stays, and with it its mark.
            log: self
                .identity()
                .as_ref()
                .map(|held| held.log.clone())
                .unwrap_or_default(),
        };
        self.write_identity(&record).map_err(|error| self.refused(error))?;
        *self.identity() = Some(record);
        Ok(())
    }

    /// The owner of the directory: node id and incarnation.
    pub(crate) fn owner(&self) -> Result<Option<(u64, u128)>, StartError> {
        let held = self.identity();
        let owner = held.as_ref().map(|record| Ok((record.node, self.incarnation(record)?)));
        owner.transpose()
    }

    /// The reason why the node has taken itself out of service, if it has.
    pub(crate) fn quarantine(&self) -> Result<Option<String>, StartError> {
        match fs::read_to_string(self.path.join(QUARANTINE)) {
            Ok(why) => Ok(Some(why)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.refused(error)),
        }
    }

    /// Records durably that the node has taken itself out of service.
    pub(crate) fn set_quarantine(&self, why: &str) -> io::Result<()> {
        replace_file(&self.path, QUARANTINE, why.as_bytes())
    }

    /// The cluster this node belongs to.
    pub(crate) fn cluster(&self) -> Option<u128> {
        let held = self.identity();
        let bytes = held.as_ref()?.cluster.as_slice().try_into().ok()?;
        Some(u128::from_be_bytes(bytes))
    }

    /// Records durably that this node belongs to a cluster.
    pub(crate) fn join(&self, cluster: u128) -> io::Result<()> {
        let mut held = self.identity();
        let mut identity = held.clone().ok_or(io::ErrorKind::NotFound)?;
        identity.cluster = cluster.to_be_bytes().to_vec();
        self.write_identity(&identity)?;
        *held = Some(identity);
        Ok(())
    }

    /// Records durably that a snapshot up to `index` is about to replace the tables. The log may then end below that
    /// index.
    pub(crate) fn note_installation(&self, index: u64) -> io::Result<()> {
        let mut held = self.identity();
        let mut identity = held.clone().ok_or(io::ErrorKind::NotFound)?;
        identity.installed = Some(index);
        self.write_identity(&identity)?;
        *held = Some(identity);
        Ok(())
    }

    fn identity(&self) -> MutexGuard<'_, Option<NodeRecord>> {
        self.identity.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.path.join("log")
    }

    pub(crate) fn tables(&self) -> PathBuf {
        self.path.join("tables")
    }

    pub(crate) fn snapshots(&self) -> PathBuf {
        self.path.join("snapshots")
    }

    /// The directory in which a restore prepares its parts.
    pub(crate) fn restoring(&self) -> PathBuf {
        self.path.join(RESTORING)
    }

    /// The error for a directory whose parts do not belong together.
    pub(crate) fn incomplete(&self, what: impl Into<String>) -> StartError {
        StartError::Incomplete {
            directory: self.path.clone(),
            what: what.into(),
        }
    }

    fn refused(&self, error: io::Error) -> StartError {
        StartError::Io {
            directory: self.path.clone(),
            error,
        }
    }

    fn check(&self, identity: &NodeRecord, node: u64) -> Result<(), StartError> {
        if identity.node != node {
            return Err(StartError::OtherNode {
                directory: self.path.clone(),
                found: identity.node,
                wanted: node,
            });
        }
        for part in [self.log(), self.tables()] {
            if !part.is_dir() {
                return Err(self.incomplete(format!("{} is missing", part.display())));
            }
        }
        Ok(())
    }

    fn read_identity(&self) -> Result<Option<NodeRecord>, StartError> {
        let bytes = match fs::read(self.path.join(NODE)) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.refused(error)),
        };
        let record = checked(&bytes).ok_or_else(|| self.incomplete("NODE is damaged"))?;
        // Check the format first: this release need not know the fields of a newer one.
        let format = format_of(record)?;
        if !(1..=FORMAT).contains(&format) {
            return Err(StartError::UnknownFormat {
                directory: self.path.clone(),
                found: format,
                newest: FORMAT,
            });
        }
        Ok(Some(decode("NODE", record)?))
    }

    fn write_identity(&self, identity: &NodeRecord) -> io::Result<()> {
        let record = encode(identity);
        let mut bytes = crc32c::crc32c(&record).to_le_bytes().to_vec();
        bytes.extend_from_slice(&record);
        replace_file(&self.path, NODE, &bytes)
    }

    fn incarnation(&self, identity: &NodeRecord) -> Result<u128, StartError> {
        let bytes: Result<[u8; 16], _> = identity.incarnation.as_slice().try_into();
        bytes
            .map(u128::from_be_bytes)
            .map_err(|_| self.incomplete("NODE names no incarnation"))
    }
}

fn checked(bytes: &[u8]) -> Option<&[u8]> {
    let (sum, record) = bytes.split_first_chunk()?;
    (u32::from_le_bytes(*sum) == crc32c::crc32c(record)).then_some(record)
}

/// Sixteen random bytes: an incarnation, or a cluster's id.
pub(crate) fn draw() -> io::Result<u128> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(u128::from_be_bytes(bytes))
}

/// Makes the names in a directory durable.
pub(crate) fn sync(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

/// Replaces a file atomically and durably.
fn replace_file(directory: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let temporary = directory.join(format!("{name}.new"));
    let mut file = File::create(&temporary)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&temporary, directory.join(name))?;
    File::open(directory)?.sync_all()
}
