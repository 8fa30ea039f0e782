//! The last resort of a cluster whose majority is lost for good: one survivor goes on alone.
//!
//! What a lost majority committed without this node is lost, and nobody can say what it was. What this node has in its log counts as
//! committed, whether or not it heard so: an acknowledged write may be among it, and one that was never acknowledged may have happened.
//!
//! The order of steps is that of what must never be undone: first the directory leaves its old cluster, then its state goes on.

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

/// Bytes of the log read, and applied as one batch, at a time.
const READ_BYTES_MAX: usize = 4 << 20;

/// What a recovery made, and what it went by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recovered {
    /// The state.
    pub begun: Begun,
    /// The last entry this node had applied before.
    pub applied_before: u64,
    /// The last entry of its log that it knew to be committed.
    pub committed_before: Option<u64>,
    /// The last entry of its log: what came behind it is lost.
    pub last: u64,
    /// The nodes that were members beside it: none of them can come back.
    pub gone: Vec<u64>,
    /// Which life of the directory this is.
    pub incarnation: u128,
}

/// Makes a member of a cluster a cluster of its own, in a new epoch.
///
/// # Errors
/// The directory is not that of a member, or took itself out of service: nothing was changed. Or the epoch is not larger, or the
/// file system refused: the node has left its cluster, and the recovery is to be repeated.
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

/// No epoch begins in the log, so the tables know the newest one.
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
    // The directory knows; whoever recovers it need not.
    if let Some(engine) = EngineChoice::recorded(&path.join("tables"))? {
        options.platform.engine = engine.kind();
    }
    let storage = Storage::open_accepting_loss(&options, &hooks)?;
    match storage.directory.quarantine()? {
        Some(why) => Err(OfflineError::Quarantined(why)),
        None => Ok(storage),
    }
}

/// No leader, so it hands nothing over.
struct NeverLeads;

impl HandOver for NeverLeads {
    fn begin(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(std::future::ready(()))
    }

    fn end(&self, _handed_over: bool) {}
}

/// The newest membership, of the tables or of the log behind them.
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

/// Applies what the log holds beyond the tables.
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

/// Shows all entries of the log behind the tables, in order, a bounded portion at a time.
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

/// Above every term this node has heard of.
fn next_term(storage: &Storage, state: &AppliedState) -> Result<u64, OfflineError> {
    let vote = storage.log.state().vote.map(|vote| decode_vote(&vote)).transpose()?;
    let voted = vote.map_or(0, |vote| vote.leader_id().term());
    Ok(voted.max(state.at.as_ref().map_or(0, term_of)) + 1)
}
