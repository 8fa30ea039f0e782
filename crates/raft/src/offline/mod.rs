//! Operations on a data directory while no node runs on it: restoring a backup, giving up a lost majority, verifying
//! everything.
//!
//! A restore and a recovery both begin a new epoch. The epoch is one entry, applied by the kernel like any other. It
//! raises the epoch number, draws versions above every earlier one, and holds overdue timers. The membership becomes
//! one node. The cluster gets a new random id, so that nodes of the old cluster and the new one reject each other.

mod check;
mod recover;
mod replay;
mod restore;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};

use minoots_kernel::restore::count_waiting;
use minoots_kernel::tables::shard;
use minoots_kernel::{Failure, Reject, Reply};
use minoots_store::io::RealIo;
use minoots_store::log::{self, Log, LogId as StoredId, LogOptions};
use minoots_store::tables::{self, InstallError, TableStore};

pub use self::check::{Checked, CheckedLog, CheckedTables, Damage, check};
pub use self::recover::{Recovered, recover};
pub use self::replay::Replay;
pub use self::restore::{Restoration, Restored};
use crate::error::StartError;
use crate::format::{AppliedState, encode_applied, encode_vote};
use crate::types::{LogId, Member, Membership, StoredMembership, Vote, log_id, term_of};

/// The reason why a directory was left unchanged, or, where stated, incomplete.
#[derive(Debug, thiserror::Error)]
pub enum OfflineError {
    /// The directory is not empty; a backup is restored into an empty directory only.
    #[error("NOT_EMPTY: {} holds {found}; a backup is restored into an empty directory only", directory.display())]
    NotEmpty {
        /// The directory.
        directory: PathBuf,
        /// A name found in it.
        found: String,
    },
    /// The epoch was used before.
    #[error("EPOCH_NOT_LARGER: epoch {epoch} is not larger than epoch {present}, which was used before")]
    EpochNotLarger {
        /// The requested epoch.
        epoch: u64,
        /// The one in force.
        present: u64,
    },
    /// The stream differs from the exported one.
    #[error("BACKUP_CHECKSUM: {0}")]
    Damaged(String),
    /// The node took itself out of service: its state differs from the majority's.
    #[error("{0}")]
    Quarantined(String),
    /// The log cannot be read up to an end from which the node could continue.
    #[error("{0}")]
    Unrecoverable(String),
    /// The directory does not open.
    #[error(transparent)]
    Open(StartError),
    /// Stored data cannot be read.
    #[error(transparent)]
    Stored(#[from] Failure),
    /// The file system returned an error.
    #[error("{}: {error}", path.display())]
    Io {
        /// The path.
        path: PathBuf,
        /// The error.
        error: std::io::Error,
    },
}

impl From<StartError> for OfflineError {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Log(log::OpenError::Corrupt(corruption)) => Self::Unrecoverable(corruption.finding()),
            error => Self::Open(error),
        }
    }
}

/// The new epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewEpoch {
    /// Larger than every epoch used before. The operator supplies it, because a backup can be restored twice.
    pub epoch: u64,
    /// Timers due by then are held; nanoseconds UTC.
    pub hold_until: i64,
}

/// The only node of the new cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SoleNode {
    /// Its id.
    pub node: u64,
    /// The address at which peers reach it, as `host:port`.
    pub peer_address: String,
    /// The address at which clients reach it, as `host:port`.
    pub client_address: String,
}

/// The state after a new epoch has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The epoch.
    pub epoch: u64,
    /// The last log index.
    pub index: u64,
    /// Log time, nanoseconds UTC.
    pub time: i64,
    /// Timers of earlier epochs that are due by then wait until an operator releases them; nanoseconds UTC, 0 if none
    /// do.
    pub held_until: i64,
    /// The number of those timers.
    pub held: u64,
}

fn io(path: &Path) -> impl FnOnce(std::io::Error) -> OfflineError {
    move |error| OfflineError::Io {
        path: path.to_owned(),
        error,
    }
}

impl From<tables::OpenError> for OfflineError {
    fn from(error: tables::OpenError) -> Self {
        Self::Open(error.into())
    }
}

impl From<log::OpenError> for OfflineError {
    fn from(error: log::OpenError) -> Self {
        Self::Open(error.into())
    }
}

impl From<InstallError> for OfflineError {
    fn from(error: InstallError) -> Self {
        match error {
            InstallError::Store(error) => error.into(),
            damaged => Self::Damaged(damaged.to_string()),
        }
    }
}

/// Opens tables. The call that meets a later failure returns it.
fn open_tables(path: &Path) -> Result<TableStore, OfflineError> {
    Ok(TableStore::open_recorded(path, Default::default(), Arc::new(|_| {}))?)
}

/// Begins an epoch in `term`, after the last entry in the tables, and makes it durable.
fn begin_epoch(
    tables: &TableStore,
    mut state: AppliedState,
    term: u64,
    (node, member): (u64, Member),
    new: NewEpoch,
) -> Result<(LogId, Begun), OfflineError> {
    let at = log_id(term, state.at.map_or(0, |at| at.index()) + 1);
    let entry = minoots_kernel::restore::entry(&tables.view()?, new.epoch, new.hold_until)?;
    let mut batch = tables.begin()?;
    let applied = minoots_kernel::apply(&mut batch, at.index(), &entry)?;
    match applied.replies.as_slice() {
        [Reply::Done] => {}
        [Reply::Rejected(Reject::EpochTooSmall { epoch })] => {
            return Err(OfflineError::EpochNotLarger {
                epoch: new.epoch,
                present: *epoch,
            });
        }
        other => return Err(Failure::Corrupt(format!("an epoch was answered with {other:?}")).into()),
    }
    batch.end_entry()?;
    let membership = Membership::new(vec![BTreeSet::from([node])], BTreeMap::from([(node, member)]));
    let membership = membership.map_err(|error| Failure::Corrupt(error.to_string()))?;
    state.set_membership(StoredMembership::new(Some(at), membership));
    state.burned.remove(&node);
    state.at = Some(at);
    batch.commit(at.index(), encode_applied(&state))?;
    tables.flush()?;
    let view = tables.view()?;
    let shard = shard::get(&view)?;
    let begun = Begun {
        epoch: shard.epoch,
        index: at.index(),
        time: shard.time,
        held_until: shard.held_until,
        held: count_waiting(&view, shard.held_until, |due, version| shard.holds(due, version))?,
    };
    Ok((at, begun))
}

/// Makes a log end at `at`, with no entry before it, and a vote in its term.
fn end_log(log: &Log, node: u64, at: &LogId) -> Result<(), StartError> {
    let point = StoredId {
        index: at.index(),
        term: term_of(at),
    };
    let (done, result) = mpsc::channel();
    let report = done.clone();
    let vote = encode_vote(&Vote::new(point.term, node));
    log.save_vote(vote, Box::new(move |saved| drop(report.send(saved))));
    log.purge(point, Box::new(move |purged| drop(done.send(purged))));
    for _ in 0..2 {
        let written = result.recv().unwrap_or(Err(log::Error::Closed));
        written.map_err(failed)?;
    }
    log.close().map_err(failed)
}

fn failed(error: log::Error) -> StartError {
    StartError::Consensus(format!("the log was not written: {error}"))
}

/// An empty log.
fn new_log(path: &Path) -> Result<Log, OfflineError> {
    let options = LogOptions::default();
    let (log, _) = Log::open(Arc::new(RealIo), path, options, Box::new(|_| {}))?;
    Ok(log)
}
