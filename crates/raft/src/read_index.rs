//! The index that a linearizable read waits for.
//!
//! The leader confirms with a quorum that it still leads. Reads that wait together share one round. A read that arrives
//! during a round waits for the next one: the current round may have begun before a write that the read must see. A
//! sole voter needs no round.

use std::time::Duration;

use minoots_sequencer::consensus::ReadIndexError;
use openraft::async_runtime::watch::WatchReceiver;
use openraft::errors::{ForwardToLeader, LinearizableReadError, RaftError};
use openraft::raft::ReadPolicy;
use tokio::sync::{mpsc, oneshot};

use crate::core::{Consensus, Core};
use crate::peer::client::Peers;
use crate::types::Types;

/// The time limit of a round; a longer one found no quorum.
const ROUND_TIMEOUT: Duration = Duration::from_secs(1);

type ReadResult = Result<u64, ReadIndexError>;

struct Waiting {
    /// Whether a follower may forward this read to the leader.
    may_ask: bool,
    answer: oneshot::Sender<ReadResult>,
}

/// The sending end of the queue. Cheap to clone.
#[derive(Clone)]
pub(crate) struct ReadIndexes {
    waiting: mpsc::UnboundedSender<Waiting>,
}

/// The receiving end of the queue, which works in rounds.
pub(crate) struct Rounds {
    waiting: mpsc::UnboundedReceiver<Waiting>,
}

/// Makes both ends of the queue.
pub(crate) fn queue() -> (ReadIndexes, Rounds) {
    let (sender, receiver) = mpsc::unbounded_channel();
    (ReadIndexes { waiting: sender }, Rounds { waiting: receiver })
}

impl ReadIndexes {
    /// The index from the current leader, here or elsewhere.
    pub(crate) async fn anywhere(&self) -> ReadResult {
        self.ask(true).await
    }

    /// The index, only if this node leads.
    pub(crate) async fn here(&self) -> ReadResult {
        self.ask(false).await
    }

    async fn ask(&self, may_ask: bool) -> ReadResult {
        let (answer, result) = oneshot::channel();
        // A closed queue drops the reply channel.
        let _ = self.waiting.send(Waiting { may_ask, answer });
        result.await.unwrap_or(Err(ReadIndexError::NoLeader))
    }
}

/// The outcome of a round on this node.
enum Round {
    Answered(ReadResult),
    /// Another node leads, or no node does.
    Elsewhere(ForwardToLeader<Types>),
}

impl Rounds {
    /// Serves reads until all senders are dropped.
    pub(crate) async fn run(mut self, core: Core, peers: Peers) {
        let mut together = Vec::new();
        while self.waiting.recv_many(&mut together, usize::MAX).await > 0 {
            let mut asked = None;
            while !together.is_empty() {
                let raft = core.get();
                match round(&raft).await {
                    Round::Answered(answer) => answer_all(&mut together, answer),
                    Round::Elsewhere(leader) => {
                        let again = asked.replace(leader.leader_id) == Some(leader.leader_id);
                        elsewhere(&raft, &leader, again, &peers, &mut together).await;
                    }
                }
            }
        }
    }
}

fn answer_all(together: &mut Vec<Waiting>, answer: ReadResult) {
    for waiting in together.drain(..) {
        let _ = waiting.answer.send(answer);
    }
}

async fn round(raft: &Consensus) -> Round {
    let linearizer = tokio::time::timeout(ROUND_TIMEOUT, raft.get_read_linearizer(ReadPolicy::ReadIndex)).await;
    match linearizer {
        Ok(Ok(linearizer)) => Round::Answered(Ok(linearizer.read_log_id().index())),
        Ok(Err(RaftError::APIError(LinearizableReadError::ForwardToLeader(leader)))) => Round::Elsewhere(leader),
        Ok(Err(RaftError::APIError(LinearizableReadError::QuorumNotEnough(_)))) | Err(_) => {
            Round::Answered(Err(ReadIndexError::NoQuorum))
        }
        Ok(Err(RaftError::Fatal(_))) => Round::Answered(Err(ReadIndexError::NoLeader)),
    }
}

/// Forwards to the leader the reads that allow it. If another node takes over meanwhile, they wait on. A leader that
/// hangs or is cut off never answers.
async fn elsewhere(
    raft: &Consensus,
    leader: &ForwardToLeader<Types>,
    again: bool,
    peers: &Peers,
    together: &mut Vec<Waiting>,
) {
    for waiting in together.extract_if(.., |waiting| !waiting.may_ask) {
        let _ = waiting.answer.send(Err(ReadIndexError::NoLeader));
    }
    if together.is_empty() {
        return;
    }
    tokio::select! {
        answer = ask(leader, peers) => answer_all(together, answer),
        () = replaced(raft, leader.leader_id, again) => {}
    }
}

/// Resolves when a node other than `leader` leads, as far as this node knows. openraft's metrics and its errors may
/// name two different leaders for a while. So a read that asks the same leader `again` waits for a change of the
/// metrics; otherwise it would loop.
async fn replaced(raft: &Consensus, leader: Option<u64>, again: bool) {
    let mut server = raft.server_metrics();
    let mut known = again.then(|| server.borrow_watched().current_leader);
    loop {
        let now = server.borrow_watched().current_leader;
        known = known.filter(|known| *known == now);
        if known.is_none() && now.is_some() && now != leader {
            return;
        }
        // A core that ended publishes nothing more; the call ends by itself.
        if server.changed().await.is_err() {
            return std::future::pending().await;
        }
    }
}

async fn ask(leader: &ForwardToLeader<Types>, peers: &Peers) -> ReadResult {
    let (Some(node), Some(member)) = (leader.leader_id, &leader.leader_node) else {
        return Err(ReadIndexError::NoLeader);
    };
    let peer = peers.at(node, &member.address).map_err(|_| ReadIndexError::NoLeader)?;
    match peer.read_index().await {
        Ok(answer) => Ok(answer.index),
        // The leader returns this code when it finds no quorum.
        Err(status) if status.code() == tonic::Code::Aborted => Err(ReadIndexError::NoQuorum),
        Err(_) => Err(ReadIndexError::NoLeader),
    }
}
