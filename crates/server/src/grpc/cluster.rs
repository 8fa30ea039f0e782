//! `minoots.admin.v1.ClusterService`: who belongs to the cluster, and who leads it.

use crate::{refusal, validate};
use minoots_raft::{NodeRole as Role, NodeStatus, RaftNode};
use minoots_wire::{
    admin::v1::{
        AddNodeRequest, AddNodeResponse, ClusterNode, GetClusterStatusRequest, GetClusterStatusResponse, NodeRole,
        RemoveNodeRequest, RemoveNodeResponse, TransferLeadershipRequest, TransferLeadershipResponse,
        cluster_service_server::ClusterService,
    },
    error::Reason,
};
use tonic::{Request, Response, Status};

/// The service.
pub(crate) struct ClusterApi(pub RaftNode);

#[tonic::async_trait]
impl ClusterService for ClusterApi {
    async fn get_cluster_status(
        &self,
        _: Request<GetClusterStatusRequest>,
    ) -> Result<Response<GetClusterStatusResponse>, Status> {
        let status = self.0.status().await;
        Ok(Response::new(GetClusterStatusResponse {
            leader: status.leader.unwrap_or(0),
            term: status.term,
            nodes: status.nodes.into_iter().map(shown).collect(),
        }))
    }

    async fn add_node(&self, request: Request<AddNodeRequest>) -> Result<Response<AddNodeResponse>, Status> {
        let AddNodeRequest { node, peer_address } = request.into_inner();
        named(node)?;
        let is_address = peer_address
            .rsplit_once(':')
            .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok());
        if !is_address {
            return Err(validate::violation(
                "peer_address",
                Reason::AddressInvalid,
                "must be host:port",
            ));
        }
        self.0
            .add(node, &peer_address)
            .await
            .map_err(|error| refusal::unchanged(&error))?;
        Ok(Response::new(AddNodeResponse {}))
    }

    async fn remove_node(&self, request: Request<RemoveNodeRequest>) -> Result<Response<RemoveNodeResponse>, Status> {
        let RemoveNodeRequest { node } = request.into_inner();
        named(node)?;
        self.0.remove(node).await.map_err(|error| refusal::unchanged(&error))?;
        Ok(Response::new(RemoveNodeResponse {}))
    }

    async fn transfer_leadership(
        &self,
        request: Request<TransferLeadershipRequest>,
    ) -> Result<Response<TransferLeadershipResponse>, Status> {
        let TransferLeadershipRequest { to } = request.into_inner();
        let to = (to != 0).then_some(to);
        self.0.transfer(to).await.map_err(|error| refusal::unchanged(&error))?;
        let leader = self.0.leader_address().map_or(0, |(leader, _)| leader);
        Ok(Response::new(TransferLeadershipResponse { leader }))
    }
}

fn named(node: u64) -> Result<(), Status> {
    if node == 0 {
        Err(validate::violation("node", Reason::IdEmpty, "is required, from 1"))
    } else {
        Ok(())
    }
}

fn shown(status: NodeStatus) -> ClusterNode {
    let role = match status.role {
        Role::Leader => NodeRole::Leader,
        Role::Follower => NodeRole::Follower,
        Role::Learner => NodeRole::Learner,
        Role::Unreachable => NodeRole::Unreachable,
    };
    ClusterNode {
        node: status.node,
        role: role.into(),
        applied_index: status.applied_index.unwrap_or(0),
        advertise: status.advertise,
    }
}
