//! The index that a linearizable read waits for.
//!
//! The leader confirms with a quorum that it still leads; reads that wait together share one round, and a read that comes while a
//! round is under way waits for the next, since the round may have begun before a write that the read must see. A sole voter needs
//! no round.

use std::time::Duration;

use minoots_sequencer::consensus::ReadIndexError;
use openraft::async_runtime::watch::WatchReceiver;
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

fn answer_all(together: &mut Vec<Waiting>, answer: Answer) {
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

/// Asks the leader for those that may; they wait on if another comes to lead meanwhile. One that hangs, or is cut off, never answers.
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

/// Resolves when another than `leader` leads, as this node knows. What it publishes and what it answers may name two leaders for a while;
/// who asks one `again` waits for news, or it would ask without end.
async fn replaced(raft: &Consensus, leader: Option<u64>, again: bool) {
    let mut server = raft.server_metrics();
    let mut known = again.then(|| server.borrow_watched().current_leader);
    loop {
        let now = server.borrow_watched().current_leader;
        known = known.filter(|known| *known == now);
        if known.is_none() && now.is_some() && now != leader {
            return;
        }
        // Of a core that ended nothing more is heard; the call ends by itself.
        if server.changed().await.is_err() {
            return std::future::pending().await;
        }
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
