//! The status of a cluster, from the view of one node.

use minoots_wire::admin::v1::{ClusterNode, GetClusterStatusRequest, GetClusterStatusResponse, NodeRole};
use minoots_wire::well_known::Timestamp;
use serde::Serialize;

use crate::connect::{Channel, call};
use crate::errors::Failure;

/// The status of all nodes, from the view of one.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// The leader's id; 0 while there is none.
    pub leader: u64,
    /// The term that the answering node knows.
    pub term: u64,
    /// The restore epoch.
    pub epoch: u64,
    /// Set while a restore holds timers: the latest due instant of the held timers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held_until: Option<Timestamp>,
    /// The cluster's level: features of later levels are not active.
    pub level: u32,
    /// The nodes in order of their ids.
    pub nodes: Vec<Member>,
}

/// A node of the cluster.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// The node's id.
    pub node: u64,
    /// `leader`, `follower`, `learner`, `unreachable` or `quarantined`.
    pub role: &'static str,
    /// The last log index that the node applied.
    pub applied_index: u64,
    /// The address for clients.
    pub advertise: String,
    /// Why the node took itself out of service; empty if it is in service.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub quarantine: String,
    /// The newest cluster level that the node's program knows; 0 also if it does not answer.
    pub level: u32,
    /// The release of the node's program; empty if it is not known.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub release: String,
}

impl Status {
    /// The member with this id.
    pub fn member(&self, node: u64) -> Option<&Member> {
        self.nodes.iter().find(|member| member.node == node)
    }
}

impl From<GetClusterStatusResponse> for Status {
    fn from(answer: GetClusterStatusResponse) -> Self {
        Self {
            leader: answer.leader,
            term: answer.term,
            epoch: answer.epoch,
            held_until: answer.held_until,
            level: answer.level,
            nodes: answer.nodes.into_iter().map(Member::from).collect(),
        }
    }
}

impl From<ClusterNode> for Member {
    fn from(node: ClusterNode) -> Self {
        let role = match node.role() {
            NodeRole::Leader => "leader",
            NodeRole::Follower => "follower",
            NodeRole::Learner => "learner",
            NodeRole::Quarantined => "quarantined",
            NodeRole::Unreachable | NodeRole::Unspecified => "unreachable",
        };
        Self {
            node: node.node,
            role,
            applied_index: node.applied_index,
            advertise: node.advertise,
            quarantine: node.quarantine,
            level: node.level,
            release: node.release,
        }
    }
}

/// Requests the cluster's status from a node.
pub async fn fetch(channel: &Channel) -> Result<Status, Failure> {
    Ok(Status::from(call(channel, &GetClusterStatusRequest {}).await?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_status_has_this_exact_shape() {
        let node = |node, role: NodeRole, applied_index| ClusterNode {
            node,
            role: role.into(),
            applied_index,
            advertise: format!("127.0.0.1:{node}"),
            quarantine: String::new(),
            level: 1,
            release: String::new(),
        };
        let status = Status::from(GetClusterStatusResponse {
            leader: 2,
            term: 7,
            epoch: 3,
            held_until: None,
            level: 1,
            nodes: vec![node(1, NodeRole::Unreachable, 0), node(2, NodeRole::Leader, 42)],
        });
        assert_eq!(
            serde_json::to_string(&status).unwrap(),
            r#"{"leader":2,"term":7,"epoch":3,"level":1,"nodes":[{"node":1,"role":"unreachable","appliedIndex":0,"advertise":"127.0.0.1:1","level":1},{"node":2,"role":"leader","appliedIndex":42,"advertise":"127.0.0.1:2","level":1}]}"#
        );
        assert_eq!(status.member(2).unwrap().role, "leader");
    }
}
