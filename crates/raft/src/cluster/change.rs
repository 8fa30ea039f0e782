//! Changes of the membership. Only the leader makes them, one at a time.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use futures::future::join_all;
use openraft::async_runtime::watch::WatchReceiver;
use openraft::errors::{ChangeMembershipError, ClientWriteError, RaftError};
use openraft::raft::ClientWriteResponse;
use openraft::{ChangeMembers, RaftMetrics, ServerState};
use tokio::sync::Mutex as AsyncMutex;

use super::join::member;
use crate::apply::Progress;
use crate::core::Core;
use crate::hooks::HandOver;
use crate::peer::client::Peers;
use crate::quarantine::Quarantine;
use crate::types::{Member, Membership, Types};

/// A learner this close to the end of the log, in entries, has caught up.
const CAUGHT_UP_ENTRIES: u64 = 256;

/// The interval between checks of progress.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// A learner without progress for this long remains a learner.
const CATCH_UP_PATIENCE: Duration = Duration::from_secs(30);

/// The reason why the cluster was not changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// Only the leader changes the cluster.
    #[error("NOT_LEADER: this node does not lead")]
    NotLeader {
        /// The leader, if known.
        leader: Option<u64>,
    },
    /// A change is under way.
    #[error("MEMBERSHIP_BUSY: another change of the membership is under way; repeat when it is done")]
    Busy,
    /// The remaining voters could not commit.
    #[error("QUORUM_LOSS: without node {node}, only {answering} of {voters} voters answer, which is no majority")]
    QuorumLoss {
        /// The node to be removed.
        node: u64,
        /// Voters that would remain and answer.
        answering: usize,
        /// Voters that would remain.
        voters: usize,
    },
    /// The id was used before, or belongs to a node with other data.
    #[error("NODE_ID_BURNED: id {0} belongs to other data or was removed; a new node takes a new id")]
    Burned(u64),
    /// There is no such member.
    #[error("NODE: node {0} is not a member")]
    Unknown(u64),
    /// There is no other voter to hand leadership to.
    #[error("NODE: node {0} is the only voter of this cluster: there is no other node that could lead")]
    Alone(u64),
    /// The node is the only voter.
    #[error(
        "QUORUM_LOSS: node {0} is the only voter of this cluster and cannot be removed: stop its process to end the cluster, or add another node first"
    )]
    Last(u64),
    /// The node cannot be reached, or has an unexpected identity.
    #[error("NODE_UNREACHABLE: node {node}: {why}")]
    Unreachable {
        /// The node.
        node: u64,
        /// The reason.
        why: String,
    },
    /// The node could not open the secrets of this cluster.
    #[error(
        "SECRETS_KEY: node {node} keeps secrets by {key}, so what webhooks of this cluster are for would not be posted while it leads: start          it with --secrets-key and a copy of the key file of this cluster (of a node that was alone: keys/secrets.key in its data), and repeat"
    )]
    SecretsKey {
        /// The node.
        node: u64,
        /// Its key instead.
        key: &'static str,
    },
    /// The node's program is too old for the cluster.
    #[error(
        "NODE_LEVEL: node {node} runs a program that knows cluster levels up to {knows}, and the cluster is at level {level}: start the \
         release that the other nodes run, and repeat"
    )]
    Level {
        /// The node.
        node: u64,
        /// The newest level that its program knows.
        knows: u32,
        /// The level of the cluster.
        level: u32,
    },
    /// The node is a member, but has not caught up. Repeat to continue.
    #[error("NODE_BEHIND: node {0} is a learner now and does not catch up; repeat when it can")]
    Behind(u64),
    /// No other node took over in time. This node may still lead.
    #[error("TRANSFER_FAILED: no other voter answers, or none took over in time; repeat")]
    NotTaken,
    /// The change may or may not have happened. Check the status.
    #[error("OUTCOME_UNKNOWN: the change may have happened: {0}")]
    OutcomeUnknown(String),
}

/// The requirements that a node must meet before it becomes a member.
#[derive(Clone, Copy, Default)]
pub struct Requirements<'a> {
    /// The id of the key with which it must seal secrets; `None` for any.
    pub secrets_key: Option<&'a [u8]>,
    /// Returns the level of the cluster, which its program must know; `None` for any. It is called once no upgrade can
    /// be finalized before the node is a member.
    pub level: Option<&'a (dyn Fn() -> u32 + Send + Sync)>,
}

/// Changes the cluster.
pub(crate) struct Changes {
    pub(crate) core: Core,
    pub(crate) peers: Peers,
    pub(crate) progress: Progress,
    pub(crate) quarantine: Quarantine,
    pub(crate) election_timeout_max: Duration,
    /// Held while the membership changes.
    pub(crate) turn: AsyncMutex<()>,
    /// See [`Changes::is_handing_over`].
    pub(crate) handing_over: AtomicBool,
    /// Held while leadership moves.
    pub(crate) transfer_turn: AsyncMutex<()>,
    pub(crate) hand_over: Arc<dyn HandOver>,
}

impl Changes {
    pub(crate) fn node(&self) -> u64 {
        self.peers.identity().node
    }

    /// The leader: another node while this one hears it, or this node while a quorum answers it.
    pub(crate) fn leader(&self) -> Option<u64> {
        let server = self.core.get().server_metrics();
        let server = server.borrow_watched();
        let (leader, heard) = (server.current_leader?, self.peers.heard());
        let is_heard = match leader == self.node() {
            true => heard.is_leased(server.vote.leader_id.term),
            false => heard.hears_leader(),
        };
        is_heard.then_some(leader)
    }

    pub(super) fn metrics(&self) -> RaftMetrics<Types> {
        self.core.get().metrics().borrow_watched().clone()
    }

    pub(crate) fn membership(&self) -> Membership {
        self.metrics().membership_config.membership().clone()
    }

    pub(super) fn check_leads(&self) -> Result<(), ChangeError> {
        let metrics = self.metrics();
        match metrics.state {
            ServerState::Leader => Ok(()),
            _ => Err(ChangeError::NotLeader {
                leader: metrics.current_leader,
            }),
        }
    }

    /// Admits a node, first as a learner, then as a voter once it has caught up. A repeated call continues where the
    /// last one stopped.
    pub(crate) async fn add(&self, node: u64, address: &str, required: Requirements<'_>) -> Result<(), ChangeError> {
        let _turn = self.turn.try_lock().map_err(|_| ChangeError::Busy)?;
        if self.learn(node, address, required).await? {
            return Ok(());
        }
        self.until_caught_up(node).await?;
        let promote = ChangeMembers::AddVoterIds(BTreeSet::from([node]));
        settled(self.core.get().change_membership(promote, false).await)
    }

    /// Admits a node as a learner, unless it is a member. Returns whether it votes.
    pub(super) async fn learn(
        &self,
        node: u64,
        address: &str,
        required: Requirements<'_>,
    ) -> Result<bool, ChangeError> {
        self.check_leads()?;
        let member = self.ask_for(node, address, required).await?;
        let membership = self.membership();
        if membership.get_node(&node).is_none() {
            settled(self.core.get().add_learner(node, member, false).await)?;
        }
        Ok(membership.voter_ids().any(|voter| voter == node))
    }

    /// Checks that all other members seal secrets with this key.
    pub(crate) async fn check_secrets_key(&self, id: &[u8]) -> Result<(), ChangeError> {
        self.check_leads()?;
        let membership = self.membership();
        let own = self.peers.identity().node;
        for (node, member) in membership.nodes().filter(|(node, _)| **node != own) {
            let node = *node;
            let unreachable = |why: String| ChangeError::Unreachable { node, why };
            let peer = self.peers.at(node, &member.address);
            let peer = peer.map_err(|error| unreachable(error.to_string()))?;
            let answer = peer.identify().await;
            let answer = answer.map_err(|status| unreachable(status.message().to_owned()))?;
            same_secrets_key(node, &answer.secrets_key, id)?;
        }
        Ok(())
    }

    /// The identity of the node at an address. Fails if it may not become a member, or does not meet the requirements.
    async fn ask_for(&self, node: u64, address: &str, required: Requirements<'_>) -> Result<Member, ChangeError> {
        let unreachable = |why: String| ChangeError::Unreachable { node, why };
        let is_burned = self.progress.is_burned(node);
        let peer = self.peers.at(node, address);
        let peer = peer.map_err(|error| unreachable(error.to_string()))?;
        let answer = peer.identify().await.map_err(|status| match is_burned {
            true => ChangeError::Burned(node),
            false => unreachable(status.message().to_owned()),
        })?;
        let other = || unreachable(format!("node {} is at {address}: name that id", answer.node));
        let (cluster, member) = member(node, address, &answer).ok_or_else(other)?;
        if is_burned {
            return Err(ChangeError::Burned(node));
        }
        let is_foreign = cluster.is_some() && cluster != self.peers.identity().cluster();
        match self.membership().get_node(&node) {
            Some(known) if known.incarnation != member.incarnation => Err(ChangeError::Burned(node)),
            // The node has this cluster's id but is not a member: another leader overwrote the entry that admitted it.
            None if is_foreign => Err(unreachable("it holds data of another cluster".to_owned())),
            None => {
                if let Some(key) = required.secrets_key {
                    same_secrets_key(node, &answer.secrets_key, key)?;
                }
                let (knows, level) = (answer.level, required.level.map_or(0, |level| level()));
                if knows < level {
                    return Err(ChangeError::Level { node, knows, level });
                }
                Ok(member)
            }
            Some(_) => Ok(member),
        }
    }

    /// Waits until a learner is near the end of the log, while it makes progress.
    pub(super) async fn until_caught_up(&self, node: u64) -> Result<(), ChangeError> {
        let (mut reached, mut patience) = (None, CATCH_UP_PATIENCE);
        loop {
            self.check_leads()?;
            let metrics = self.metrics();
            let replication = metrics.replication.as_ref();
            let matched = replication.and_then(|replication| replication.get(&node)?.as_ref().map(|id| id.index()));
            let near = matched.is_some_and(|matched| {
                matched.saturating_add(CAUGHT_UP_ENTRIES) >= metrics.last_log_index.unwrap_or(0)
            });
            if near {
                return Ok(());
            }
            patience = match matched > reached {
                true => CATCH_UP_PATIENCE,
                false => patience.saturating_sub(POLL_INTERVAL),
            };
            if patience.is_zero() {
                return Err(ChangeError::Behind(node));
            }
            reached = matched.max(reached);
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }

    /// Removes a node for good. The leader does not remove itself: it hands over, and the caller asks its successor.
    pub(crate) async fn remove(&self, node: u64) -> Result<(), ChangeError> {
        let _turn = self.turn.try_lock().map_err(|_| ChangeError::Busy)?;
        self.check_leads()?;
        let membership = self.membership();
        if membership.get_node(&node).is_none() {
            return Err(ChangeError::Unknown(node));
        }
        let remaining: Vec<u64> = membership.voter_ids().filter(|voter| *voter != node).collect();
        if remaining.is_empty() {
            return Err(ChangeError::Last(node));
        }
        self.check_quorum_without(node, &membership, &remaining).await?;
        if node == self.node() {
            self.transfer(None).await?;
            return Err(ChangeError::NotLeader {
                leader: self.metrics().current_leader,
            });
        }
        let change = match membership.voter_ids().any(|voter| voter == node) {
            true => ChangeMembers::RemoveVoters(BTreeSet::from([node])),
            false => ChangeMembers::RemoveNodes(BTreeSet::from([node])),
        };
        settled(self.core.get().change_membership(change, false).await)
    }

    async fn check_quorum_without(
        &self,
        node: u64,
        membership: &Membership,
        remaining: &[u64],
    ) -> Result<(), ChangeError> {
        let asked = remaining.iter().map(|voter| self.answers(*voter, membership));
        let answering = join_all(asked).await.into_iter().filter(|answers| *answers).count();
        if answering > remaining.len() / 2 {
            return Ok(());
        }
        Err(ChangeError::QuorumLoss {
            node,
            answering,
            voters: remaining.len(),
        })
    }

    async fn answers(&self, voter: u64, membership: &Membership) -> bool {
        if voter == self.node() {
            return true;
        }
        let Some(member) = membership.get_node(&voter) else {
            return false;
        };
        match self.peers.at(voter, &member.address) {
            Ok(peer) => peer.status().await.is_ok(),
            Err(_) => false,
        }
    }
}

type Changed = Result<ClientWriteResponse<Types>, RaftError<Types, ClientWriteError<Types>>>;

pub(super) fn settled(changed: Changed) -> Result<(), ChangeError> {
    match changed {
        Ok(_) => Ok(()),
        Err(RaftError::APIError(ClientWriteError::ForwardToLeader(leader))) => Err(ChangeError::NotLeader {
            leader: leader.leader_id,
        }),
        Err(RaftError::APIError(ClientWriteError::ChangeMembershipError(ChangeMembershipError::InProgress(_)))) => {
            Err(ChangeError::Busy)
        }
        Err(error) => Err(ChangeError::OutcomeUnknown(error.to_string())),
    }
}

fn same_secrets_key(node: u64, theirs: &[u8], ours: &[u8]) -> Result<(), ChangeError> {
    if theirs == ours {
        return Ok(());
    }
    let key = if theirs.is_empty() { "no key" } else { "another key" };
    Err(ChangeError::SecretsKey { node, key })
}
