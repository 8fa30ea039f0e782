//! The cluster as this node sees it, and as each node says of itself.

use futures::future::join_all;
use openraft::async_runtime::watch::WatchReceiver;

use super::change::Changes;
use crate::r#gen::peer::v1::StatusResponse;
use crate::types::Member;

/// What a node does in the cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeRole {
    /// Leads.
    Leader,
    /// Votes.
    Follower,
    /// Catches up; has no vote.
    Learner,
    /// Did not answer.
    Unreachable,
    /// Answers, but has taken itself out of service.
    Quarantined,
}

/// A member of the cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeStatus {
    /// Its id.
    pub node: u64,
    /// What it does.
    pub role: NodeRole,
    /// The last entry it has applied; `None` if it did not answer.
    pub applied_index: Option<u64>,
    /// Where clients reach it.
    pub advertise: String,
    /// Why it has taken itself out of service, if it has.
    pub quarantine: Option<String>,
}

/// The cluster at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterStatus {
    /// The leader, if this node hears it, or leads itself and a quorum hears it.
    pub leader: Option<u64>,
    /// The newest term this node knows.
    pub term: u64,
    /// All members, by ascending id.
    pub nodes: Vec<NodeStatus>,
}

/// Asks everybody.
pub(crate) async fn gather(changes: &Changes) -> ClusterStatus {
    let server = changes.core.get().server_metrics().borrow_watched().clone();
    let leader = changes.leader();
    let membership = server.membership_config.membership();
    let voters: Vec<u64> = membership.voter_ids().collect();
    let asked = membership.nodes().map(|(node, member)| async {
        let answer = ask(changes, *node, member).await;
        let role = match &answer {
            None => NodeRole::Unreachable,
            Some(answer) if !answer.quarantine.is_empty() => NodeRole::Quarantined,
            Some(_) if leader == Some(*node) => NodeRole::Leader,
            Some(_) if voters.contains(node) => NodeRole::Follower,
            Some(_) => NodeRole::Learner,
        };
        NodeStatus {
            node: *node,
            role,
            applied_index: answer.as_ref().map(|answer| answer.applied_index),
            advertise: member.client_address.clone(),
            quarantine: answer.map(|answer| answer.quarantine).filter(|why| !why.is_empty()),
        }
    });
    ClusterStatus {
        leader,
        term: server.vote.leader_id.term,
        nodes: join_all(asked).await,
    }
}

async fn ask(changes: &Changes, node: u64, member: &Member) -> Option<StatusResponse> {
    if node == changes.peers.identity().node {
        return Some(StatusResponse {
            applied_index: *changes.progress.applied().borrow(),
            quarantine: changes.quarantine.why().unwrap_or_default(),
            ..StatusResponse::default()
        });
    }
    changes.peers.at(node, &member.address).ok()?.status().await.ok()
}
