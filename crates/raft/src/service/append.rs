//! Appends on their way through openraft.
//!
//! openraft answers an append once everything is on disk that it took before, and a heartbeat is an append without entries. So a disk
//! that hangs for as long as a lease would silence a follower that nothing else is wrong with, and its leader would fall silent, too. A heartbeat
//! is answered as soon as openraft has taken it instead, where the answer claims nothing that is not on disk.
//!
//! Invariant: whoever is told that an append succeeded may count on this node's vote for its sender, and on the last entry named, to
//! outlast a crash.

use std::pin::pin;

use minoots_store::log::{Log, LogId};
use openraft::raft::{AppendEntriesRequest, AppendEntriesResponse};
use openraft::vote::RaftLeaderId;
use tokio::sync::{OwnedRwLockReadGuard, oneshot};
use tonic::Status;

use super::ended;
use crate::core::Consensus;
use crate::types::{self, Types, Vote, term_of};

/// Hands an append to openraft. It takes its course whether or not anybody waits for the answer, and `held` is kept until openraft is done with it.
pub(super) async fn append(
    consensus: Consensus,
    log: Log,
    request: AppendEntriesRequest<Types>,
    held: OwnedRwLockReadGuard<()>,
) -> Answer {
    let (sender, answer) = oneshot::channel();
    tokio::spawn(async move {
        let heartbeat = Heartbeat::of(&request);
        let mut appended = pin!(consensus.append_entries(request));
        if let Some(heartbeat) = heartbeat {
            tokio::select! {
                // Asked first each time, it comes first in openraft's queue, and what is seen there is seen after it.
                biased;
                done = &mut appended => return answer_with(sender, done.map_err(ended)),
                is_taken = heartbeat.is_taken(&consensus, &log) => if is_taken {
                    answer_with(sender, Ok(AppendEntriesResponse::Success));
                    // An error is told to the next append.
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

type Answer = Result<AppendEntriesResponse<Types>, Status>;

fn answer_with(sender: oneshot::Sender<Answer>, answer: Answer) {
    // Its sender may have given up.
    let _ = sender.send(answer);
}

/// An append without entries, of a leader that has entries of its term here.
struct Heartbeat {
    vote: Vote,
    /// The last entry it names.
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

    /// Whether openraft, having taken it, follows its sender and has the entry that it names, and both is on disk. A vote was written before the
    /// entries of its term.
    async fn is_taken(&self, consensus: &Consensus, log: &Log) -> bool {
        let (vote, follows) = (self.vote, self.follows);
        let (sender, is_followed) = oneshot::channel();
        let look = consensus.external_request(move |state| {
            let has_entry = state.log_ids.get(follows.index()) == Some(follows);
            // Nobody waits any more if openraft has answered.
            let _ = sender.send(has_entry && *state.vote_ref() == vote);
        });
        let is_followed = look.await.is_ok() && is_followed.await.unwrap_or(false);
        let (index, term) = (follows.index(), term_of(&follows));
        is_followed && log.is_durable(LogId { index, term })
    }
}
