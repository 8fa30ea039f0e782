//! The index that a linearizable read waits for.
//!
//! The leader confirms with a quorum that it still leads; reads that wait together share one round, and a read that comes while a
//! round is under way waits for the next, since the round may have begun before a write that the read must see. A sole voter needs
//! no round.

use std::time::Duration;

use minoots_sequencer::consensus::ReadIndexError;
use openraft::errors::{ForwardToLeader, LinearizableReadError, RaftError};
use openraft::raft::ReadPolicy;
use tokio::sync::{mpsc, oneshot};

use crate::core::{Consensus, Core};
use crate::peer::client::Peers;
use crate::types::Types;

/// A round that takes longer found no quorum.
const ROUND_TIMEOUT: Duration = Duration::from_secs(1);

type Answer = Result<u64, ReadIndexError>;

struct Waiting {
    /// Whether the leader may be asked if this node is not the leader.
    may_ask: bool,
    answer: oneshot::Sender<Answer>,
}

/// The way to ask. Cheap to clone.
#[derive(Clone)]
pub(crate) struct ReadIndexes {
    waiting: mpsc::UnboundedSender<Waiting>,
}

/// Answers, round by round.
pub(crate) struct Rounds {
    waiting: mpsc::UnboundedReceiver<Waiting>,
}

/// Makes both ends.
pub(crate) fn queue() -> (ReadIndexes, Rounds) {
    let (sender, receiver) = mpsc::unbounded_channel();
    (ReadIndexes { waiting: sender }, Rounds { waiting: receiver })
}

impl ReadIndexes {
    /// The index, from whoever leads.
    pub(crate) async fn anywhere(&self) -> Answer {
        self.ask(true).await
    }

    /// The index, if this node leads.
    pub(crate) async fn here(&self) -> Answer {
        self.ask(false).await
    }

    async fn ask(&self, may_ask: bool) -> Answer {
        let (answer, result) = oneshot::channel();
        // A closed queue drops the answer.
        let _ = self.waiting.send(Waiting { may_ask, answer });
        result.await.unwrap_or(Err(ReadIndexError::NoLeader))
    }
}

/// How a round on this node ended.
enum Round {
    Answered(Answer),
    /// Another node leads, or none.
    Elsewhere(ForwardToLeader<Types>),
}

impl Rounds {
    /// Answers until nobody can ask any more.
    pub(crate) async fn run(mut self, core: Core, peers: Peers) {
        let mut together = Vec::new();
        while self.waiting.recv_many(&mut together, usize::MAX).await > 0 {
            match round(&core.get()).await {
                Round::Answered(answer) => {
                    for waiting in together.drain(..) {
                        let _ = waiting.answer.send(answer);
                    }
                }
                Round::Elsewhere(leader) => elsewhere(&leader, &peers, together.drain(..)).await,
            }
        }
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

async fn elsewhere(leader: &ForwardToLeader<Types>, peers: &Peers, together: impl Iterator<Item = Waiting>) {
    let (asking, refused): (Vec<_>, Vec<_>) = together.partition(|waiting| waiting.may_ask);
    for waiting in refused {
        let _ = waiting.answer.send(Err(ReadIndexError::NoLeader));
    }
    if asking.is_empty() {
        return;
    }
    let answer = ask(leader, peers).await;
    for waiting in asking {
        let _ = waiting.answer.send(answer);
    }
}

async fn ask(leader: &ForwardToLeader<Types>, peers: &Peers) -> Answer {
    let (Some(node), Some(member)) = (leader.leader_id, &leader.leader_node) else {
        return Err(ReadIndexError::NoLeader);
    };
    let peer = peers.at(node, &member.address).map_err(|_| ReadIndexError::NoLeader)?;
    match peer.read_index().await {
        Ok(answer) => Ok(answer.index),
        // The one that leads says so when it finds no quorum.
        Err(status) if status.code() == tonic::Code::Aborted => Err(ReadIndexError::NoQuorum),
        Err(_) => Err(ReadIndexError::NoLeader),
    }
}
