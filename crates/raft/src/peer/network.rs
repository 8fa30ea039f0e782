//! openraft's network: calls to peers.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use minoots_kernel::Failure;
use openraft::alias::{SnapshotOf, VoteOf};
use openraft::entry::RaftEntry;
use openraft::errors::{NetworkError, RPCError, ReplicationClosed, StreamingError, Unreachable};
use openraft::network::RPCOption;
use openraft::raft::{
    AppendEntriesRequest, AppendEntriesResponse, SnapshotResponse, TransferLeaderRequest, TransferLeaderResponse,
    VoteRequest, VoteResponse,
};
use openraft::vote::RaftLeaderId;
use openraft::{RaftNetworkFactory, RaftNetworkV2};
use tonic::{Code, Status};

use super::client::{Peer, Peers};
use super::convert;
use super::send;
use crate::abstention::Abstention;
use crate::equality::Equality;
use crate::r#gen::peer::v1 as wire;
use crate::snapshot::{SnapshotData, Spool};
use crate::types::{Member, Types};

/// The time limit for entries to reach a peer's disk, after which they are sent again.
const APPEND_TIMEOUT: Duration = Duration::from_secs(1);

/// The factory of connections to peers.
pub(crate) struct Network {
    pub(crate) peers: Peers,
    pub(crate) abstention: Abstention,
    pub(crate) spool: Spool,
    pub(crate) equality: Equality,
}

/// The connection to one peer.
pub(crate) struct Way {
    target: u64,
    peer: Result<Peer, Arc<str>>,
    abstention: Abstention,
    spool: Spool,
    equality: Equality,
}

impl RaftNetworkFactory<Types> for Network {
    type Network = Way;

    async fn new_client(&mut self, target: u64, member: &Member) -> Way {
        let peer = self.peers.at(target, &member.address);
        Way {
            target,
            peer: peer.map_err(|error| format!("{:?} is not an address: {error}", member.address).into()),
            abstention: self.abstention.clone(),
            spool: self.spool.clone(),
            equality: self.equality.clone(),
        }
    }
}

impl Way {
    fn peer(&self) -> Result<&Peer, Unreachable<Types>> {
        self.peer
            .as_ref()
            .map_err(|why| Unreachable::from_string(format!("node {}: {why}", self.target)))
    }

    async fn ask(
        &self,
        request: VoteRequest<Types>,
        pre_vote: bool,
        option: RPCOption,
    ) -> RpcResult<VoteResponse<Types>> {
        let peer = self.peer()?;
        // A candidate votes for itself, which is a vote like any other.
        if self.abstention.holds() {
            return Err(Unreachable::from_string("this node has just started and does not vote yet").into());
        }
        let message = peer.request(convert::vote_request_to_wire(&request, pre_vote));
        let answer = peer
            .call(option.hard_ttl(), peer.client().request_vote(message))
            .await
            .map_err(refused)?;
        convert::vote_response(answer).map_err(malformed)
    }
}

type RpcResult<T> = Result<T, RPCError<Types>>;

impl RaftNetworkV2<Types> for Way {
    type SnapshotData = SnapshotData;

    async fn append_entries(
        &mut self,
        request: AppendEntriesRequest<Types>,
        option: RPCOption,
    ) -> RpcResult<AppendEntriesResponse<Types>> {
        let peer = self.peer()?;
        let term = request.vote.leader_id().term();
        if !peer.heard.may_append(term) {
            return Err(Unreachable::from_string("this leader hears no quorum and is silent").into());
        }
        let deadline = match request.entries.is_empty() {
            true => option.hard_ttl(),
            false => APPEND_TIMEOUT,
        };
        let sent = peer.heard.boottime();
        let acknowledged = peer.heard.last_acknowledged(peer.node, term);
        // Whole states take a few hundred bytes, so only heartbeats include them.
        let is_heartbeat = request.entries.is_empty();
        let agreed_whole = self.equality.agreed_whole().filter(|_| is_heartbeat);
        let message = peer.request(wire::AppendEntriesRequest {
            acknowledged,
            agreed: self.equality.agreed().map(wire::StateHash::from),
            compare_at: self.equality.wanted(),
            agreed_whole: agreed_whole.map(wire::WholeState::from),
            pass: peer.pass(),
            ..(&request).into()
        });
        let mut answer = peer
            .call(deadline, peer.client().append_entries(message))
            .await
            .map_err(refused)?;
        if let Some(state) = answer.state.as_ref().and_then(convert::state_hash) {
            self.equality.reported(peer.node, state);
        }
        if let Some(state) = answer.whole.take().and_then(convert::whole_state) {
            self.equality.reported_whole(peer.node, state);
        }
        let answer = convert::append_response(answer).map_err(malformed)?;
        if !matches!(answer, AppendEntriesResponse::HigherVote(_)) {
            peer.heard.answered(peer.node, term, sent);
        }
        if let Some(index) = on_disk(&request, &answer) {
            peer.heard.acknowledged(peer.node, term, index);
        }
        Ok(answer)
    }

    async fn vote(&mut self, request: VoteRequest<Types>, option: RPCOption) -> RpcResult<VoteResponse<Types>> {
        self.ask(request, false, option).await
    }

    async fn pre_vote(&mut self, request: VoteRequest<Types>, option: RPCOption) -> RpcResult<VoteResponse<Types>> {
        self.ask(request, true, option).await
    }

    async fn full_snapshot(
        &mut self,
        vote: VoteOf<Types>,
        snapshot: SnapshotOf<Types, SnapshotData>,
        cancel: impl Future<Output = ReplicationClosed> + Send + 'static,
        _option: RPCOption,
    ) -> Result<SnapshotResponse<Types>, StreamingError<Types>> {
        let peer = self.peer()?;
        let sent = peer.heard.boottime();
        let answer = tokio::select! {
            answer = send::snapshot(peer, &self.spool, &vote, snapshot) => answer,
            closed = cancel => return Err(closed.into()),
        };
        let response = SnapshotResponse::new(answer.map_err(refused)?);
        if response.vote <= vote {
            peer.heard.answered(peer.node, vote.leader_id().term(), sent);
        }
        Ok(response)
    }

    async fn transfer_leader(
        &mut self,
        request: TransferLeaderRequest<Types>,
        option: RPCOption,
    ) -> RpcResult<TransferLeaderResponse<Types>> {
        let peer = self.peer()?;
        let message = peer.request((&request).into());
        // The next leader waits for its log to be on disk before it answers.
        let deadline = option.hard_ttl();
        let answer = peer
            .call(deadline, peer.client().transfer_leader(message))
            .await
            .map_err(refused)?;
        convert::transfer_response(&request, answer).map_err(malformed)
    }
}

/// The last entry that a peer reports as on its disk.
fn on_disk(request: &AppendEntriesRequest<Types>, answer: &AppendEntriesResponse<Types>) -> Option<u64> {
    let last = match answer {
        AppendEntriesResponse::Success => request.entries.last().map(RaftEntry::log_id).or(request.prev_log_id),
        AppendEntriesResponse::PartialSuccess(last) => *last,
        AppendEntriesResponse::Conflict | AppendEntriesResponse::HigherVote(_) => None,
    };
    last.map(|id| id.index())
}

/// A peer that is down or rejects this node is left alone for a while. After any other error the call is tried again
/// soon.
fn refused(status: Status) -> RPCError<Types> {
    match status.code() {
        Code::Unavailable | Code::FailedPrecondition | Code::PermissionDenied => Unreachable::new(&status).into(),
        _ => NetworkError::new(&status).into(),
    }
}

fn malformed(failure: Failure) -> RPCError<Types> {
    NetworkError::<Types>::from_string(failure).into()
}
