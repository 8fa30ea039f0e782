//! Appends on their way through openraft.
//!
//! openraft answers an append only after everything it accepted before is on disk, and a heartbeat is an append without
//! entries. So a disk that hangs for as long as a lease would silence an otherwise healthy follower, and then its
//! leader as well. This module therefore answers a heartbeat as soon as openraft has accepted it, if the answer claims
//! nothing that is not on disk.
//!
//! Invariant: a sender whose append succeeded may rely on two facts surviving a crash of this node: its vote for the
//! sender, and the last entry named.

use std::pin::pin;

use minoots_store::log::{Log, LogId};
use openraft::raft::{AppendEntriesRequest, AppendEntriesResponse};
use openraft::vote::RaftLeaderId;
use tokio::sync::{OwnedRwLockReadGuard, oneshot};
use tonic::Status;

use super::ended;
use crate::core::Consensus;
use crate::types::{self, Types, Vote, term_of};

/// Passes an append to openraft. The append runs to its end even if the caller stops waiting, and `held` is dropped
/// only after openraft has finished with it.
pub(super) async fn append(
    consensus: Consensus,
    log: Log,
    request: AppendEntriesRequest<Types>,
    held: OwnedRwLockReadGuard<()>,
) -> AppendResult {
    let (sender, answer) = oneshot::channel();
    tokio::spawn(async move {
        let heartbeat = Heartbeat::of(&request);
        let mut appended = pin!(consensus.append_entries(request));
        if let Some(heartbeat) = heartbeat {
            tokio::select! {
                // Poll the append first: then it comes first in openraft's queue, and the later look at the state sees
                // its effects.
                biased;
                done = &mut appended => return answer_with(sender, done.map_err(ended)),
                is_taken = heartbeat.is_taken(&consensus, &log) => if is_taken {
                    answer_with(sender, Ok(AppendEntriesResponse::Success));
                    // The next append reports an error.
                    let _ = appended.await;
                    return drop(held);
                }
            }
        }
        let done = appended.await;
        drop(held);
        answer_with(sender, done.map_err(ended));
    });
    let cut_off = |_| Err(Status::cancelled("the append was cut off"));
    answer.await.unwrap_or_else(cut_off)
}

type AppendResult = Result<AppendEntriesResponse<Types>, Status>;

fn answer_with(sender: oneshot::Sender<AppendResult>, answer: AppendResult) {
    // The caller may have stopped waiting.
    let _ = sender.send(answer);
}

/// An append without entries, whose sender has an entry of its term in this log.
struct Heartbeat {
    vote: Vote,
    /// The last entry that the heartbeat names.
    follows: types::LogId,
}

impl Heartbeat {
    fn of(request: &AppendEntriesRequest<Types>) -> Option<Heartbeat> {
        let follows = request.prev_log_id?;
        let is_of_its_term = term_of(&follows) == request.vote.leader_id().term();
        (request.entries.is_empty() && is_of_its_term).then_some(Heartbeat {
            vote: request.vote,
            follows,
        })
    }

    /// Whether openraft has accepted it: it follows the sender and has the named entry, and both are on disk. The vote
    /// was written before the entries of its term.
    async fn is_taken(&self, consensus: &Consensus, log: &Log) -> bool {
        let (vote, follows) = (self.vote, self.follows);
        let (sender, is_followed) = oneshot::channel();
        let look = consensus.external_request(move |state| {
            let has_entry = state.log_ids.get(follows.index()) == Some(follows);
            // The receiver is dropped if openraft has answered.
            let _ = sender.send(has_entry && *state.vote_ref() == vote);
        });
        let is_followed = look.await.is_ok() && is_followed.await.unwrap_or(false);
        let (index, term) = (follows.index(), term_of(&follows));
        is_followed && log.is_durable(LogId { index, term })
    }
}
