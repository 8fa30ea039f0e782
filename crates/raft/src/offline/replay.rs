//! Applies shipped entries to the tables of a backup, up to an instant.

use std::io;

use minoots_kernel::Failure;
use minoots_kernel::tables::shard;
use minoots_store::tables::TableStore;
use openraft::EntryPayload;
use openraft::entry::RaftEntry as _;

use super::OfflineError;
use crate::apply::apply_entry;
use crate::format::{AppliedState, decode_body, encode_applied};
use crate::node::StoredEntry;
use crate::types::{LogEntry, log_id, term_of};

/// The bytes of entries that are applied as one batch.
const BATCH_BYTES: usize = 4 << 20;

/// Entries to apply after the state of a backup.
pub struct Replay {
    /// The entries, in order. Those up to the backup's last entry are skipped.
    pub entries: Box<dyn Iterator<Item = io::Result<StoredEntry>> + Send>,
    /// The instant after which no entry is applied, nanoseconds UTC; `None` applies all. Log time decides.
    pub until_ns: Option<i64>,
}

/// Applies the entries, and makes the result durable. Returns the applied state.
pub(super) fn replay(tables: &TableStore, state: AppliedState, replay: Replay) -> Result<AppliedState, OfflineError> {
    let mut state = state;
    let mut time = shard::get(&tables.view()?)?.time;
    let (mut waiting, mut bytes) = (Vec::new(), 0);
    let mut last = state.at;
    for entry in replay.entries {
        let entry = entry.map_err(|error| OfflineError::Damaged(format!("the shipped log cannot be read: {error}")))?;
        let reached = last.as_ref().map_or(0, |at| at.index());
        if entry.index <= reached {
            continue;
        }
        if entry.index != reached + 1 || entry.term < last.as_ref().map_or(0, term_of) {
            let what = format!("entry {} follows entry {reached} in the shipped log", entry.index);
            return Err(OfflineError::Damaged(what));
        }
        let payload = decode_body(&entry.body)?;
        if let EntryPayload::Normal(command) = &payload {
            time = time.max(command.entry()?.time);
        }
        if replay.until_ns.is_some_and(|until| time > until) {
            break;
        }
        bytes += entry.body.len();
        let at = log_id(entry.term, entry.index);
        last = Some(at);
        waiting.push(LogEntry::new(at, payload));
        if bytes >= BATCH_BYTES {
            apply(tables, &mut state, std::mem::take(&mut waiting))?;
            bytes = 0;
        }
    }
    apply(tables, &mut state, waiting)?;
    tables.flush()?;
    Ok(state)
}

fn apply(tables: &TableStore, state: &mut AppliedState, entries: Vec<LogEntry>) -> Result<(), Failure> {
    if entries.is_empty() {
        return Ok(());
    }
    let mut batch = tables.begin()?;
    for entry in entries {
        apply_entry(&mut batch, state, entry)?;
    }
    let index = state.at.as_ref().map_or(0, |at| at.index());
    batch.commit(index, encode_applied(state))
}
