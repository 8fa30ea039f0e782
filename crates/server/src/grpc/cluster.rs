//! `minoots.admin.v1.ClusterService`: members, leadership, backups and keys of the cluster.

use crate::{
    access::Principal, app::App, listener::Arrival, node_requirements::NodeRequirements, refusal, upgrade, validate,
};
use minoots_kernel::id;
use minoots_raft::{NodeRole as Role, NodeStatus, RaftNode};
use minoots_tls::PeerTls;
use minoots_wire::{
    admin::v1::{
        AddNodeRequest, AddNodeResponse, BackupRequest, BackupResponse, ClusterNode, CreateJoinTokenRequest,
        CreateJoinTokenResponse, FinalizeUpgradeRequest, FinalizeUpgradeResponse, GetClusterStatusRequest,
        GetClusterStatusResponse, NodeRole, ReadLogRequest, ReadLogResponse, ReleaseOverdueRequest,
        ReleaseOverdueResponse, RemoveNodeRequest, RemoveNodeResponse, RevokeSigningKeyRequest,
        RevokeSigningKeyResponse, RotateSigningKeyRequest, RotateSigningKeyResponse, TransferLeadershipRequest,
        TransferLeadershipResponse, cluster_service_server::ClusterService,
    },
    error::Reason,
    time::instant,
};
use std::{pin::Pin, sync::Arc};
use tokio::sync::Semaphore;
use tokio_stream::Stream;
use tonic::{Request, Response, Status};

mod backup;
mod join_token;
mod read_log;
mod release;
mod signing;

/// The implementation of the service.
pub(crate) struct ClusterApi {
    raft: RaftNode,
    app: App,
    /// The certificates with which nodes authenticate each other.
    tls: Option<PeerTls>,
    /// Serialises backups: each needs disk space for a copy of the state.
    backups: Arc<Semaphore>,
}

impl ClusterApi {
    pub fn new(raft: RaftNode, app: App, tls: Option<PeerTls>) -> ClusterApi {
        let backups = Arc::new(Semaphore::new(1));
        ClusterApi {
            raft,
            app,
            tls,
            backups,
        }
    }
}

type Responses<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

#[tonic::async_trait]
impl ClusterService for ClusterApi {
    async fn get_cluster_status(
        &self,
        request: Request<GetClusterStatusRequest>,
    ) -> Result<Response<GetClusterStatusResponse>, Status> {
        Principal::admitted(request)?;
        let status = self.raft.status().await;
        let shard = self.app.reader.state()?.shard()?;
        Ok(Response::new(GetClusterStatusResponse {
            epoch: shard.epoch,
            level: shard.level,
            held_until: (shard.held_until != 0).then(|| instant::to_proto(shard.held_until)),
            leader: status.leader.unwrap_or(0),
            term: status.term,
            nodes: status.nodes.into_iter().map(shown).collect(),
        }))
    }

    async fn add_node(&self, request: Request<AddNodeRequest>) -> Result<Response<AddNodeResponse>, Status> {
        let (_, AddNodeRequest { node, peer_address }) = Principal::admitted(request)?;
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
        let required = NodeRequirements::of(&self.app)?;
        let added = self.raft.add_with(node, &peer_address, required.get()).await;
        added.map_err(|error| refusal::unchanged(&error))?;
        Ok(Response::new(AddNodeResponse {}))
    }

    async fn remove_node(&self, request: Request<RemoveNodeRequest>) -> Result<Response<RemoveNodeResponse>, Status> {
        let (_, RemoveNodeRequest { node }) = Principal::admitted(request)?;
        named(node)?;
        self.raft
            .remove(node)
            .await
            .map_err(|error| refusal::unchanged(&error))?;
        Ok(Response::new(RemoveNodeResponse {}))
    }

    async fn transfer_leadership(
        &self,
        request: Request<TransferLeadershipRequest>,
    ) -> Result<Response<TransferLeadershipResponse>, Status> {
        let (_, TransferLeadershipRequest { to }) = Principal::admitted(request)?;
        let to = (to != 0).then_some(to);
        self.raft
            .transfer(to)
            .await
            .map_err(|error| refusal::unchanged(&error))?;
        let leader = self.raft.leader_address().map_or(0, |(leader, _)| leader);
        Ok(Response::new(TransferLeadershipResponse { leader }))
    }

    async fn finalize_upgrade(
        &self,
        request: Request<FinalizeUpgradeRequest>,
    ) -> Result<Response<FinalizeUpgradeResponse>, Status> {
        Principal::admitted(request)?;
        let (level, commit_index) = upgrade::finalize(&self.app).await?;
        Ok(Response::new(FinalizeUpgradeResponse {
            level,
            shard: id::SHARD,
            commit_index,
        }))
    }

    type BackupStream = Responses<BackupResponse>;

    async fn backup(&self, request: Request<BackupRequest>) -> Result<Response<Self::BackupStream>, Status> {
        let connection = request
            .extensions()
            .get::<Arrival>()
            .map(|arrival| arrival.transfers.clone());
        Ok(Response::new(
            backup::run(self, Principal::admitted(request)?.1, connection).await?,
        ))
    }

    async fn read_log(&self, request: Request<ReadLogRequest>) -> Result<Response<ReadLogResponse>, Status> {
        let (_, request) = Principal::admitted(request)?;
        read_log::run(self, request).await.map(Response::new)
    }

    async fn rotate_signing_key(
        &self,
        request: Request<RotateSigningKeyRequest>,
    ) -> Result<Response<RotateSigningKeyResponse>, Status> {
        Principal::admitted(request)?;
        signing::rotate(&self.app).await.map(Response::new)
    }

    async fn revoke_signing_key(
        &self,
        request: Request<RevokeSigningKeyRequest>,
    ) -> Result<Response<RevokeSigningKeyResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        signing::revoke(&self.app, &who, request).await.map(Response::new)
    }

    async fn create_join_token(
        &self,
        request: Request<CreateJoinTokenRequest>,
    ) -> Result<Response<CreateJoinTokenResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        let made = join_token::create(&self.app, &self.raft, self.tls.as_ref(), &who, &request);
        made.await.map(Response::new)
    }

    async fn release_overdue(
        &self,
        request: Request<ReleaseOverdueRequest>,
    ) -> Result<Response<ReleaseOverdueResponse>, Status> {
        let (who, request) = Principal::admitted(request)?;
        Ok(Response::new(release::run(&self.app, &who, request).await?))
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
        Role::Quarantined => NodeRole::Quarantined,
    };
    ClusterNode {
        node: status.node,
        role: role.into(),
        applied_index: status.applied_index.unwrap_or(0),
        advertise: status.advertise,
        quarantine: status.quarantine.unwrap_or_default(),
        level: status.level.unwrap_or(0),
        release: status.release,
    }
}
