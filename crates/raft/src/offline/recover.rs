//! The last resort of a cluster whose majority is lost for good: one survivor continues alone.
//!
//! Entries that the lost majority committed without this node are lost and cannot be determined. Every entry in this
//! node's log counts as committed, even if the node never learned of the commit. So acknowledged writes may be lost,
//! and a write that was never acknowledged may have happened.
//!
//! The irrevocable step comes first: the directory leaves its old cluster before its state moves on.

use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;

use minoots_kernel::Failure;
use minoots_kernel::tables::shard;
use minoots_store::tables::EngineChoice;
use openraft::EntryPayload;
use openraft::entry::RaftEntry;
use openraft::vote::RaftLeaderId;

use super::{Begun, NewEpoch, OfflineError, begin_epoch, end_log, io};
use crate::apply::{applied_state, apply_entry};
use crate::directory::{Life, draw};
use crate::error::StartError;
use crate::format::{AppliedState, decode_body, decode_vote, encode_applied};
use crate::hooks::{HandOver, Hooks};
use crate::options::RaftOptions;
use crate::storage::Storage;
use crate::types::{LogEntry, Member, StoredMembership, log_id, term_of};

/// The bytes of log read, and applied as one batch, at a time.
const READ_BYTES_MAX: usize = 4 << 20;

/// The result of a recovery, and the state that it started from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// The state.
    pub begun: Begun,
    /// The last entry this node had applied before.
    pub applied_before: u64,
    /// The last entry of its log that it knew to be committed.
    pub committed_before: Option<u64>,
    /// The last entry of its log; entries after it are lost.
    pub last: u64,
    /// The nodes that were members besides this one. None of them can return.
    pub gone: Vec<u64>,
    /// The new incarnation of the directory.
    pub incarnation: u128,
}

/// Turns a member of a cluster into a cluster of its own, in a new epoch.
///
/// # Errors
/// If the directory does not belong to a member, or took itself out of service, nothing was changed. If the epoch is
/// not larger, or the file system failed, the node may have left its cluster: repeat the recovery.
pub fn recover(path: &Path, node: u64, new: NewEpoch) -> Result<Recovered, OfflineError> {
    let storage = open(path, node)?;
    check_epoch(&storage, new)?;
    let state = applied_state(&storage.tables)?;
    let applied_before = state.at.map_or(0, |at| at.index());
    let log = storage.log.state();
    let last = log.last.map_or(0, |last| last.index).max(applied_before);
    let membership = membership(&storage, &state, last)?;
    let Some(member) = membership.get_node(&node).cloned() else {
        let what = format!("node {node} is not a member of the cluster its data is of");
        return Err(storage.directory.incomplete(what).into());
    };
    let members = membership.nodes().map(|(id, _)| *id);
    let gone: Vec<u64> = members.filter(|id| *id != node).collect();
    let drawn = || draw().map_err(io(path));
    let (incarnation, cluster) = (drawn()?, drawn()?);
    storage.directory.begin_life(Life {
        node,
        incarnation,
        cluster,
        // Until the log is purged, the tables are ahead of it.
        installed: Some(last + 1),
    })?;
    let state = replay(&storage, state, last)?;
    let term = next_term(&storage, &state)?;
    let member = Member { incarnation, ..member };
    let (at, begun) = begin_epoch(&storage.tables, state, term, (node, member), new)?;
    storage.tables.stop();
    end_log(&storage.log, node, &at)?;
    Ok(Recovered {
        begun,
        applied_before,
        committed_before: log.committed,
        last,
        gone,
        incarnation,
    })
}

/// No epoch begins in the log, so the tables have the newest one.
fn check_epoch(storage: &Storage, new: NewEpoch) -> Result<(), OfflineError> {
    let present = shard::get(&storage.tables.view()?)?.epoch;
    if new.epoch > present {
        return Ok(());
    }
    Err(OfflineError::EpochNotLarger {
        epoch: new.epoch,
        present,
    })
}

fn open(path: &Path, node: u64) -> Result<Storage, OfflineError> {
    if !path.join("NODE").is_file() {
        return Err(StartError::Incomplete {
            directory: PathBuf::from(path),
            what: "there is no NODE, so it is no node's".to_owned(),
        }
        .into());
    }
    let hooks = Hooks {
        on_fatal: Arc::new(|_| {}),
        on_over: Arc::new(|_| {}),
        thread_start: Arc::new(|_| {}),
        hand_over: Arc::new(NeverLeads),
    };
    let mut options = RaftOptions::new(node, path);
    // The directory records its engine, so the operator need not name it.
    if let Some(engine) = EngineChoice::recorded(&path.join("tables"))? {
        options.platform.engine = engine.kind();
    }
    let storage = Storage::open_accepting_loss(&options, &hooks)?;
    match storage.directory.quarantine()? {
        Some(why) => Err(OfflineError::Quarantined(why)),
        None => Ok(storage),
    }
}

/// A hook for a node that never leads and so hands nothing over.
struct NeverLeads;

impl HandOver for NeverLeads {
    fn begin(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }

    fn end(&self, _handed_over: bool) {}
}

/// The newest membership, from the tables or the log after them.
fn membership(storage: &Storage, state: &AppliedState, last: u64) -> Result<StoredMembership, OfflineError> {
    let mut newest = state.membership.clone();
    each_portion(storage, state, last, |entries| {
        for entry in entries {
            let id = entry.log_id();
            if let EntryPayload::Membership(membership) = entry.payload {
                newest = StoredMembership::new(Some(id), membership);
            }
        }
        Ok(())
    })?;
    Ok(newest)
}

/// Applies the entries of the log after the tables.
fn replay(storage: &Storage, state: AppliedState, last: u64) -> Result<AppliedState, OfflineError> {
    let mut reached = state.clone();
    each_portion(storage, &state, last, |entries| {
        let mut batch = storage.tables.begin()?;
        for entry in entries {
            apply_entry(&mut batch, &mut reached, entry)?;
        }
        let index = reached.at.map_or(0, |at| at.index());
        Ok(batch.commit(index, encode_applied(&reached))?)
    })?;
    storage.tables.flush()?;
    Ok(reached)
}

/// Passes all log entries after the tables to `show`, in order, in bounded portions.
fn each_portion(
    storage: &Storage,
    state: &AppliedState,
    last: u64,
    mut show: impl FnMut(Vec<LogEntry>) -> Result<(), OfflineError>,
) -> Result<(), OfflineError> {
    let first = storage.log.state().first_index.unwrap_or(0);
    let mut next = state.at.map_or(first, |at| at.index() + 1);
    while next <= last {
        let records = storage
            .log
            .read(next..last + 1, READ_BYTES_MAX)
            .map_err(super::failed)?;
        let entries = records.into_iter().map(|record| {
            let payload = decode_body(&record.body)?;
            Ok(LogEntry::new(log_id(record.term, record.index), payload))
        });
        let entries = entries.collect::<Result<Vec<_>, Failure>>()?;
        let Some(reached) = entries.last().map(|entry| entry.log_id().index()) else {
            return Err(Failure::Corrupt(format!("entry {next} is missing from the log")).into());
        };
        next = reached + 1;
        show(entries)?;
    }
    Ok(())
}

/// A term above every term this node knows.
fn next_term(storage: &Storage, state: &AppliedState) -> Result<u64, OfflineError> {
    let vote = storage.log.state().vote.map(|vote| decode_vote(&vote)).transpose()?;
    let voted = vote.map_or(0, |vote| vote.leader_id().term());
    Ok(voted.max(state.at.as_ref().map_or(0, term_of)) + 1)
}
