//! This node's answers to its peers.
//!
//! Invariants:
//! - Snapshots are installed one at a time, and only while no append is in flight. Every append holds the gate until
//!   openraft has answered it, even if its caller stops waiting. Otherwise a snapshot could overtake entries not yet on
//!   disk, and openraft's core would panic.
//! - A node that has lost entries it acknowledged takes part in nothing any more.
//! - While this node abstains, it answers no request for a vote.
//! - A heartbeat is answered even if the disk hangs ([`append`]).
//! - A snapshot reaches openraft complete and verified, or not at all ([`receive`]).
//! - After [`Receiving::close`] no call reaches openraft.

mod admission;
mod append;
pub(crate) mod listener;
mod receive;

use std::sync::{Arc, PoisonError, RwLock};

use minoots_kernel::{Failure, levels};
use minoots_sequencer::consensus::ReadIndexError;
use minoots_store::log::Log;
use openraft::alias::SnapshotOf;
use openraft::async_runtime::watch::WatchReceiver;
use openraft::raft::AppendEntriesResponse;
use tokio::sync::{Mutex as AsyncMutex, RwLock as Gate};
use tonic::{Request, Response, Status, Streaming};

use self::receive::Received;
use crate::abstention::Abstention;
use crate::apply::Progress;
use crate::cluster::status;
use crate::core::{Consensus, Core};
use crate::equality::Equality;
use crate::format::decode_vote;
use crate::r#gen::peer::v1 as wire;
use crate::heard::Heard;
use crate::hooks::Hooks;
use crate::peer::convert;
use crate::peer::identity::{Caller, Identity, Proven, stamp};
use crate::peer::join::{self, JoinCall, JoinSpent, Joins, RenewAsked};
use crate::peer::vouched::Vouchers;
use crate::quarantine::Quarantine;
use crate::read_index::ReadIndexes;
use crate::snapshot::{SnapshotData, Spool};
use crate::types::Types;

use wire::identify_response::Asker;
use wire::identity_service_server::IdentityService;
use wire::peer_service_server::PeerService;

type CallResult<T> = Result<Response<T>, Status>;

/// The service for peers. Cheap to clone.
#[derive(Clone)]
pub(crate) struct PeerApi(pub(crate) Arc<Receiving>);

/// The parts of a node that peers reach.
pub(crate) struct Receiving {
    pub(crate) identity: Identity,
    pub(crate) client_address: String,
    pub(crate) heard: Heard,
    pub(crate) abstention: Abstention,
    pub(crate) progress: Progress,
    pub(crate) reads: ReadIndexes,
    pub(crate) spool: Spool,
    equality: Equality,
    quarantine: Quarantine,
    log: Log,
    hooks: Hooks,
    core: RwLock<Option<Core>>,
    gate: Arc<Gate<()>>,
    installing: Arc<AsyncMutex<()>>,
    pub(super) joins: Joins,
    vouchers: Vouchers,
    rejoins: bool,
}

/// The parts of a new [`Receiving`].
pub(crate) struct ReceivingParts {
    pub(crate) identity: Identity,
    pub(crate) client_address: String,
    pub(crate) heard: Heard,
    pub(crate) abstention: Abstention,
    pub(crate) progress: Progress,
    pub(crate) reads: ReadIndexes,
    pub(crate) spool: Spool,
    pub(crate) equality: Equality,
    pub(crate) quarantine: Quarantine,
    pub(crate) log: Log,
    pub(crate) hooks: Hooks,
    pub(crate) core: Core,
    pub(crate) joins: Joins,
    pub(crate) vouchers: Vouchers,
    pub(crate) rejoins: bool,
}

impl Receiving {
    pub(crate) fn new(parts: ReceivingParts) -> Self {
        Self {
            identity: parts.identity,
            client_address: parts.client_address,
            heard: parts.heard,
            abstention: parts.abstention,
            progress: parts.progress,
            reads: parts.reads,
            spool: parts.spool,
            equality: parts.equality,
            quarantine: parts.quarantine,
            log: parts.log,
            hooks: parts.hooks,
            core: RwLock::new(Some(parts.core)),
            gate: Arc::default(),
            installing: Arc::default(),
            joins: parts.joins,
            vouchers: parts.vouchers,
            rejoins: parts.rejoins,
        }
    }

    /// Rejects every call to openraft from now on.
    pub(crate) fn close(&self) {
        *self.core.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn consensus(&self) -> Result<Consensus, Status> {
        if let Some(why) = self.quarantine.why() {
            return Err(Status::failed_precondition(why));
        }
        let core = self.core.read().unwrap_or_else(PoisonError::into_inner).clone();
        let core = core.ok_or_else(|| Status::unavailable("this node is stopping"))?;
        Ok(core.get())
    }

    /// An answer, with this node's wall clock.
    fn answer<T>(&self, message: T) -> CallResult<T> {
        let mut response = Response::new(message);
        stamp(response.metadata_mut(), self.heard.wall());
        Ok(response)
    }

    async fn append(&self, mut request: wire::AppendEntriesRequest) -> Result<wire::AppendEntriesResponse, Status> {
        let acknowledged = request.acknowledged;
        if let Some(agreed) = request.agreed.as_ref().and_then(convert::state_hash) {
            self.equality.told(agreed);
        }
        if let Some(agreed) = request.agreed_whole.take().and_then(convert::whole_state) {
            self.equality.told_whole(agreed);
        }
        self.equality.want(request.compare_at);
        let is_heartbeat = request.entries.is_empty();
        let request = convert::append_request(request).map_err(malformed)?;
        let consensus = self.consensus()?;
        self.check_kept(acknowledged, request.vote.leader_id().term)?;
        let held = Arc::clone(&self.gate).read_owned().await;
        let answer = append::append(consensus, self.log.clone(), request, held).await?;
        if !matches!(answer, AppendEntriesResponse::HigherVote(_)) {
            self.heard.heard_leader();
        }
        let newest_whole = self.equality.newest_whole().filter(|_| is_heartbeat);
        Ok(wire::AppendEntriesResponse {
            state: self.equality.newest().map(wire::StateHash::from),
            whole: newest_whole.map(wire::WholeState::from),
            ..answer.into()
        })
    }

    /// Checks that this voter still has the entries it acknowledged. Without them, after an old disk image was put
    /// back, it could elect a leader that lacks them. It ends before it votes: the leader calls well within the time
    /// that a restarted voter abstains.
    ///
    /// Only the leader of a later term may remove entries acknowledged in a term, and then this node would follow that
    /// leader.
    fn check_kept(&self, acknowledged: u64, term: u64) -> Result<(), Status> {
        let state = self.log.state();
        let last = state.last.map_or(0, |last| last.index);
        let vote = state.vote.map(|vote| decode_vote(&vote)).transpose();
        let follows_later = vote
            .map_err(malformed)?
            .is_some_and(|vote| vote.leader_id().term > term);
        if follows_later || acknowledged <= last {
            return Ok(());
        }
        self.close();
        let why = format!(
            "DATA_REVERTED: this node acknowledged entries up to {acknowledged}, but its log ends at {last}: an old image of its \
             disk was put back. Remove the node from the cluster and add an empty one with a new id"
        );
        self.hooks.over(&why);
        Err(Status::failed_precondition(why))
    }

    async fn install(
        &self,
        parts: Streaming<wire::InstallSnapshotRequest>,
    ) -> Result<wire::InstallSnapshotResponse, Status> {
        let turn = Arc::clone(&self.installing).try_lock_owned();
        let turn = turn.map_err(|_| Status::resource_exhausted("another snapshot is on its way"))?;
        let Received { vote, meta, file } = receive::snapshot(parts, &self.spool).await?;
        let (consensus, gate) = (self.consensus()?, Arc::clone(&self.gate));
        let index = meta.last_log_id.map(|last| last.index());
        let installed = tokio::spawn(async move {
            let held = gate.write_owned().await;
            let snapshot = SnapshotOf::<Types, SnapshotData> {
                meta,
                snapshot: SnapshotData::Received(file),
            };
            let installed = consensus.install_full_snapshot(vote, snapshot).await;
            drop((held, turn));
            installed
        });
        let response = finished(installed.await)?;
        tracing::info!(
            index,
            "a snapshot was received: this node lacked more than the log of the leader holds"
        );
        Ok(wire::InstallSnapshotResponse {
            vote: Some((&response.vote).into()),
        })
    }

    async fn vote(&self, request: wire::RequestVoteRequest) -> Result<wire::RequestVoteResponse, Status> {
        if self.abstention.holds() {
            let message = "this node has just started; until a lease has passed it votes for nobody";
            return Err(Status::aborted(message));
        }
        let consensus = self.consensus()?;
        let pre_vote = request.pre_vote;
        let request = convert::vote_request(request).map_err(malformed)?;
        let answer = match pre_vote {
            true => consensus.pre_vote(request).await,
            false => consensus.vote(request).await,
        };
        Ok(answer.map_err(ended)?.into())
    }
}

/// The result of a spawned task.
fn finished<T, E: std::fmt::Display>(result: Result<Result<T, E>, tokio::task::JoinError>) -> Result<T, Status> {
    result
        .map_err(|error| Status::cancelled(error.to_string()))?
        .map_err(ended)
}

pub(super) fn ended(error: impl std::fmt::Display) -> Status {
    Status::unavailable(format!("consensus has ended here: {error}"))
}

fn malformed(failure: Failure) -> Status {
    Status::invalid_argument(failure.to_string())
}

#[tonic::async_trait]
impl PeerService for PeerApi {
    async fn append_entries(
        &self,
        request: Request<wire::AppendEntriesRequest>,
    ) -> CallResult<wire::AppendEntriesResponse> {
        let sender = caller_of(&request)?.node;
        let request = request.into_inner();
        self.0.identity.passes.told(sender, &request.pass);
        let appended = self.0.append(request).await?;
        self.0.answer(appended)
    }

    async fn request_vote(&self, request: Request<wire::RequestVoteRequest>) -> CallResult<wire::RequestVoteResponse> {
        let voted = self.0.vote(request.into_inner()).await?;
        self.0.answer(voted)
    }

    async fn install_snapshot(
        &self,
        request: Request<Streaming<wire::InstallSnapshotRequest>>,
    ) -> CallResult<wire::InstallSnapshotResponse> {
        let installed = self.0.install(request.into_inner()).await?;
        self.0.answer(installed)
    }

    async fn transfer_leader(
        &self,
        request: Request<wire::TransferLeaderRequest>,
    ) -> CallResult<wire::TransferLeaderResponse> {
        let request = convert::transfer_request(request.into_inner()).map_err(malformed)?;
        self.0.heard.heard_transfer(request.from_leader().leader_id().term);
        let answer = self.0.consensus()?.handle_transfer_leader(request).await;
        self.0.answer(answer.map_err(ended)?.into())
    }

    async fn read_index(&self, _request: Request<wire::ReadIndexRequest>) -> CallResult<wire::ReadIndexResponse> {
        match self.0.reads.here().await {
            Ok(index) => self.0.answer(wire::ReadIndexResponse { index }),
            Err(ReadIndexError::NoQuorum) => Err(Status::aborted("no quorum confirms this leader")),
            Err(ReadIndexError::NoLeader) => Err(Status::failed_precondition("this node does not lead")),
        }
    }

    async fn vouch(&self, request: Request<wire::VouchRequest>) -> CallResult<wire::VouchResponse> {
        let asked = request.into_inner();
        let incarnation = <[u8; 16]>::try_from(asked.incarnation.as_ref());
        let incarnation = incarnation.map_err(|_| Status::invalid_argument("an incarnation is of sixteen bytes"))?;
        let knows = self.0.knows(asked.node, u128::from_be_bytes(incarnation));
        let member = knows == Asker::Member;
        self.0.answer(wire::VouchResponse { member })
    }

    async fn status(&self, _request: Request<wire::StatusRequest>) -> CallResult<wire::StatusResponse> {
        let applied_index = *self.0.progress.applied().borrow();
        if let Some(quarantine) = self.0.quarantine.why() {
            return self.0.answer(wire::StatusResponse {
                applied_index,
                quarantine,
                ..status::of_program()
            });
        }
        let server = self.0.consensus()?.server_metrics();
        let server = server.borrow_watched().clone();
        self.0.answer(wire::StatusResponse {
            term: server.vote.leader_id.term,
            leader: server.current_leader.unwrap_or_default(),
            applied_index,
            ..status::of_program()
        })
    }

    async fn spend_join_token(
        &self,
        request: Request<wire::SpendJoinTokenRequest>,
    ) -> CallResult<wire::SpendJoinTokenResponse> {
        let asked = request.into_inner();
        let spent = JoinSpent {
            token: asked.token,
            key_fingerprint: asked.key_fingerprint.into(),
            node: asked.node,
            source: asked.source,
        };
        join::answered(&self.0.joins, |answer| JoinCall::Spend(spent, answer)).await?;
        self.0.answer(wire::SpendJoinTokenResponse {})
    }

    async fn renew_certificate(
        &self,
        request: Request<wire::RenewCertificateRequest>,
    ) -> CallResult<wire::RenewCertificateResponse> {
        // Only connections with a certificate get an answer: the caller is the node of the certificate.
        let proven = request.extensions().get::<Proven>().copied();
        let Proven { node, key } =
            proven.ok_or_else(|| Status::permission_denied("the connection proves no node and no key"))?;
        let asked = RenewAsked {
            node,
            key,
            certificate_request: request.into_inner().certificate_request.into(),
        };
        let certificate = join::answered(&self.0.joins, |answer| JoinCall::Renew(asked, answer)).await?;
        self.0.answer(wire::RenewCertificateResponse {
            certificate: certificate.into(),
        })
    }
}

fn caller_of<T>(request: &Request<T>) -> Result<Caller, Status> {
    let caller = request.extensions().get::<Caller>().copied();
    caller.ok_or_else(|| Status::internal("a call that nobody admitted"))
}

#[tonic::async_trait]
impl IdentityService for PeerApi {
    async fn identify(&self, request: Request<wire::IdentifyRequest>) -> CallResult<wire::IdentifyResponse> {
        let caller = caller_of(&request)?;
        let identity = &self.0.identity;
        let cluster = identity.cluster().map(|cluster| cluster.to_be_bytes().to_vec());
        let asker = self.0.knows(caller.node, caller.incarnation);
        let next_id = match asker {
            Asker::Burned => self.0.next_id(caller.node),
            _ => None,
        };
        self.0.answer(wire::IdentifyResponse {
            node: identity.node,
            incarnation: identity.incarnation.to_be_bytes().to_vec().into(),
            cluster: cluster.unwrap_or_default().into(),
            client_address: self.0.client_address.clone(),
            asker: asker.into(),
            secrets_key: identity.secrets_key.to_vec().into(),
            level: levels::newest(),
            next_id: next_id.unwrap_or_default(),
            rejoins: self.0.rejoins,
        })
    }
}
