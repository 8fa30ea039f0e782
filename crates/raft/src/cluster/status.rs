//! The cluster as this node sees it, and each node's own report.

use futures::future::{join, join_all};
use minoots_kernel::levels;
use openraft::async_runtime::watch::WatchReceiver;

use super::change::Changes;
use super::join::ask as identify;
use crate::error::StartError;
use crate::r#gen::peer::v1::StatusResponse;
use crate::r#gen::peer::v1::identify_response::Asker;
use crate::types::{Member, Membership};

/// A node's role in the cluster.
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
    /// Answers, but has taken itself out of service, or was removed and is about to end.
    Quarantined,
}

/// A member of the cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeStatus {
    /// Its id.
    pub node: u64,
    /// Its role.
    pub role: NodeRole,
    /// The last entry it has applied; `None` if it did not answer.
    pub applied_index: Option<u64>,
    /// Its address for clients.
    pub advertise: String,
    /// The reason why it is out of service, if it is.
    pub quarantine: Option<String>,
    /// The newest cluster level that its program knows; `None` if it did not answer.
    pub level: Option<u32>,
    /// The release of its program; empty if it did not tell it.
    pub release: String,
}

/// The cluster at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterStatus {
    /// The leader: another node that this node hears, or this node while a quorum answers it.
    pub leader: Option<u64>,
    /// The newest term this node knows.
    pub term: u64,
    /// All members, by ascending id.
    pub nodes: Vec<NodeStatus>,
}

/// Asks every member.
pub(crate) async fn gather(changes: &Changes) -> ClusterStatus {
    let server = changes.core.get().server_metrics().borrow_watched().clone();
    let leader = changes.leader();
    let membership = server.membership_config.membership();
    let voters: Vec<u64> = membership.voter_ids().collect();
    let own = changes.node();
    let asked = membership
        .nodes()
        .map(|(node, member)| async move { (*node, member, ask(changes, *node, member).await) });
    // A removed node hears no leader, and its own log may still list it as a member.
    let asked_whether_removed = async {
        match leader {
            None => removed(changes, membership).await,
            Some(_) => None,
        }
    };
    let (answers, removed) = join(join_all(asked), asked_whether_removed).await;
    let nodes = answers.into_iter().map(|(node, member, answer)| {
        let answer = match &removed {
            Some(why) if node == own => answer.map(|answer| StatusResponse {
                quarantine: why.clone(),
                ..answer
            }),
            _ => answer,
        };
        let role = match &answer {
            None => NodeRole::Unreachable,
            Some(answer) if !answer.quarantine.is_empty() => NodeRole::Quarantined,
            Some(_) if leader == Some(node) => NodeRole::Leader,
            Some(_) if voters.contains(&node) => NodeRole::Follower,
            Some(_) => NodeRole::Learner,
        };
        NodeStatus {
            node,
            role,
            applied_index: answer.as_ref().map(|answer| answer.applied_index),
            advertise: member.client_address.clone(),
            level: answer.as_ref().map(|answer| answer.level),
            release: answer.as_ref().map(|answer| answer.release.clone()).unwrap_or_default(),
            quarantine: answer.map(|answer| answer.quarantine).filter(|why| !why.is_empty()),
        }
    });
    ClusterStatus {
        leader,
        term: server.vote.leader_id.term,
        nodes: nodes.collect(),
    }
}

/// The reason why this node is no longer a member, if another member of its cluster reports it.
async fn removed(changes: &Changes, membership: &Membership) -> Option<String> {
    let id = changes.node();
    let burned_by = |node| Some(StartError::Burned { id, node }.to_string());
    if changes.progress.is_burned(id) {
        return burned_by(id);
    }
    let cluster = changes.peers.identity().cluster();
    let others = membership.nodes().filter(|(node, _)| **node != id);
    let asked = others.map(|(node, member)| async {
        let answer = identify(&changes.peers, *node, &member.address).await?;
        (answer.asker == Asker::Burned && answer.cluster == cluster).then_some(*node)
    });
    join_all(asked).await.into_iter().flatten().next().and_then(burned_by)
}

/// The part of a node's report that its program determines.
pub(crate) fn of_program() -> StatusResponse {
    StatusResponse {
        level: levels::newest(),
        release: env!("CARGO_PKG_VERSION").to_owned(),
        ..StatusResponse::default()
    }
}

async fn ask(changes: &Changes, node: u64, member: &Member) -> Option<StatusResponse> {
    if node == changes.peers.identity().node {
        return Some(StatusResponse {
            applied_index: *changes.progress.applied().borrow(),
            quarantine: changes.quarantine.why().unwrap_or_default(),
            ..of_program()
        });
    }
    changes.peers.at(node, &member.address).ok()?.status().await.ok()
}
