//! The data directory of a node.
//!
//! ```text
//! LOCK         held with flock while the node runs; contains its process id
//! NODE         who this is: a CRC-32C, then a NodeRecord; replaced by one rename
//! log/         the Raft log
//! tables/      the state, as of some entry of the log
//! snapshots/   spooled snapshots; emptied at each start
//! ```
//!
//! Invariant: `NODE` exists exactly if log and tables were both made. It is written after them, so a first start that was cut
//! short is simply repeated; from then on a missing part means loss, and the node refuses to start on what is left.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use minoots_kernel::Failure;
use minoots_kernel::internal::{decode, encode};

use crate::error::StartError;

#[cfg(test)]
mod tests;

/// The newest format of a data directory this release reads, and the one it writes.
pub(crate) const FORMAT: u32 = 1;

/// Who a data directory belongs to.
#[derive(Clone, PartialEq, prost::Message)]
struct NodeRecord {
    #[prost(uint32, tag = "1")]
    format: u32,
    #[prost(uint64, tag = "2")]
    node: u64,
    /// Sixteen random bytes, drawn when the directory was made.
    #[prost(bytes = "vec", tag = "3")]
    incarnation: Vec<u8>,
    /// The index of the last snapshot that replaced the tables; absent if none did.
    #[prost(uint64, optional, tag = "4")]
    installed: Option<u64>,
    /// Sixteen bytes: the cluster the node belongs to; empty while it belongs to none.
    #[prost(bytes = "vec", tag = "5")]
    cluster: Vec<u8>,
}

/// An open data directory. The lock is released when this is dropped.
pub(crate) struct DataDirectory {
    path: PathBuf,
    /// What `NODE` says; `None` until it exists.
    identity: Mutex<Option<NodeRecord>>,
    _lock: File,
}

impl DataDirectory {
    /// Makes the directory if need be, locks it and reads whose it is.
    pub(crate) fn open(path: &Path, node: u64) -> Result<Self, StartError> {
        create(path).map_err(|error| StartError::Io {
            directory: path.to_owned(),
            error,
        })?;
        let directory = Self {
            path: path.to_owned(),
            identity: Mutex::default(),
            _lock: lock(path)?,
        };
        if let Some(identity) = directory.read_identity()? {
            directory.check(&identity, node)?;
            *directory.identity() = Some(identity);
        }
        Ok(directory)
    }

    /// Whether a node has lived here before.
    pub(crate) fn is_used(&self) -> bool {
        self.identity().is_some()
    }

    /// The index of the last snapshot that replaced the tables.
    pub(crate) fn installed(&self) -> Option<u64> {
        self.identity().as_ref().and_then(|identity| identity.installed)
    }

    /// Makes this the directory of a node, if it is not one yet. Log and tables must exist. Returns the incarnation.
    pub(crate) fn establish(&self, node: u64) -> Result<u128, StartError> {
        let mut held = self.identity();
        if let Some(identity) = &*held {
            return self.incarnation(identity);
        }
        let mut incarnation = vec![0; 16];
        getrandom::fill(&mut incarnation).map_err(|error| self.refused(io::Error::other(error)))?;
        let identity = NodeRecord {
            format: FORMAT,
            node,
            incarnation,
            installed: None,
            cluster: Vec::new(),
        };
        self.write_identity(&identity).map_err(|error| self.refused(error))?;
        let incarnation = self.incarnation(&identity)?;
        *held = Some(identity);
        Ok(incarnation)
    }

    /// The cluster this node belongs to.
    pub(crate) fn cluster(&self) -> Option<u128> {
        let held = self.identity();
        let bytes = held.as_ref()?.cluster.as_slice().try_into().ok()?;
        Some(u128::from_be_bytes(bytes))
    }

    /// Notes durably that this node belongs to a cluster.
    pub(crate) fn join(&self, cluster: u128) -> io::Result<()> {
        let mut held = self.identity();
        let mut identity = held.clone().ok_or(io::ErrorKind::NotFound)?;
        identity.cluster = cluster.to_be_bytes().to_vec();
        self.write_identity(&identity)?;
        *held = Some(identity);
        Ok(())
    }

    /// Notes durably that a snapshot up to `index` is about to replace the tables: then the log may rightly end below.
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

    /// The refusal of a directory whose parts do not fit together.
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
        let bytes = match fs::read(self.path.join("NODE")) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.refused(error)),
        };
        let record = checked(&bytes).ok_or_else(|| self.incomplete("NODE is damaged"))?;
        // The format is looked at first: fields of a newer one need not be known to this release.
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
        replace_file(&self.path, "NODE", &bytes)
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

fn format_of(record: &[u8]) -> Result<u32, Failure> {
    /// The field that every format has.
    #[derive(Clone, PartialEq, prost::Message)]
    struct Format {
        #[prost(uint32, tag = "1")]
        format: u32,
    }
    let format: Format = prost::Message::decode(record).map_err(|error| Failure::Corrupt(format!("NODE: {error}")))?;
    Ok(format.format)
}

/// Makes a directory, and its name durable.
fn create(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(path)?;
    let parent = path
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    File::open(parent)?.sync_all()
}

fn lock(path: &Path) -> Result<File, StartError> {
    let refused = |error| StartError::Io {
        directory: path.to_owned(),
        error,
    };
    let mut options = OpenOptions::new();
    let file = options
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path.join("LOCK"));
    let mut file = file.map_err(refused)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut text = String::new();
            let pid = file
                .read_to_string(&mut text)
                .ok()
                .and_then(|_| text.trim().parse().ok());
            return Err(StartError::InUse {
                directory: path.to_owned(),
                pid,
            });
        }
        Err(TryLockError::Error(error)) => return Err(refused(error)),
    }
    file.set_len(0).map_err(refused)?;
    writeln!(file, "{}", std::process::id()).map_err(refused)?;
    Ok(file)
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
