//! Bounding the log by bytes.
//!
//! openraft counts entries, and an entry is anything from a hundred bytes to a mebibyte. So beyond a size the older half of the
//! log goes, as far as a snapshot covers it; if none does, one is built. Like every purge it stops at what the tables have on disk.

use std::time::Duration;

use minoots_store::log::Log;
use openraft::Raft;
use openraft::async_runtime::watch::WatchReceiver;
use openraft::errors::Fatal;

use crate::machine::StateMachine;
use crate::types::Types;

/// How often the size is looked at.
pub(crate) const CHECK_INTERVAL: Duration = Duration::from_secs(1);

/// Purges the older half of a log that is larger than `bytes_max`.
pub(crate) async fn enforce(raft: &Raft<Types, StateMachine>, log: &Log, bytes_max: u64) -> Result<(), Fatal<Types>> {
    if log.size_bytes() <= bytes_max {
        return Ok(());
    }
    let state = log.state();
    let (Some(first), Some(last)) = (state.first_index, state.last) else {
        return Ok(());
    };
    let upto = first + last.index.saturating_sub(first) / 2;
    let snapshot = raft.metrics().borrow_watched().snapshot.as_ref().map(|id| id.index());
    if snapshot.is_none_or(|snapshot| snapshot < upto) {
        raft.trigger().snapshot().await?;
    }
    raft.trigger().purge_log(upto).await
}
