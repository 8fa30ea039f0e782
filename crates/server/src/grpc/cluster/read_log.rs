//! Reads the committed log, for a copy of it beside backups.

use super::ClusterApi;
use minoots_raft::CommittedLog;
use minoots_wire::{
    admin::v1::{LogEntry, ReadLogRequest, ReadLogResponse},
    error::{Reason, status},
    time::instant,
};
use std::io;
use tonic::{Code, Status};

/// The size up to which entries are gathered in one response. A single larger entry is still sent.
const ENTRIES_BYTES_MAX: usize = 2 << 20;

pub(super) async fn run(api: &ClusterApi, request: ReadLogRequest) -> Result<ReadLogResponse, Status> {
    let asked_ns = api.app.clock.now();
    // Everything that was acknowledged before this call is applied here afterwards.
    let (state, _) = api.app.reader.read(None).await?;
    let shard = state.shard()?;
    let applied = *api.app.reader.consensus.applied().borrow();
    let (raft, after) = (api.raft.clone(), request.after_index);
    let read = tokio::task::spawn_blocking(move || raft.committed_after(after, ENTRIES_BYTES_MAX)).await;
    let read = read.unwrap_or_else(|error| Err(io::Error::other(error)));
    let mut response = ReadLogResponse {
        cluster_id: shard.cluster_id,
        epoch: shard.epoch,
        applied_index: applied,
        ..ReadLogResponse::default()
    };
    match read.map_err(|error| unreadable(&error))? {
        CommittedLog::Purged { first } => response.first_index = first,
        CommittedLog::Entries { entries, latest_ns } => {
            let last = entries.last().map_or(after, |entry| entry.index);
            response.complete_time = (last >= applied).then(|| instant::to_proto(asked_ns));
            response.latest_time = latest_ns.map(instant::to_proto);
            response.entries = entries
                .into_iter()
                .map(|entry| LogEntry {
                    index: entry.index,
                    term: entry.term,
                    body: entry.body,
                })
                .collect();
        }
    }
    Ok(response)
}

fn unreadable(error: &io::Error) -> Status {
    tracing::error!(%error, "the log could not be read");
    let message = "the log could not be read; this node's log says why";
    status(Code::Internal, Reason::Internal, message).build()
}
