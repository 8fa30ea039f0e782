//! Makes a join token.

use crate::{access::Principal, app::App, join::token::JoinToken, refusal, validate};
use minoots_kernel::{
    Reply, id,
    internal::{CreateJoinToken, command::Command},
    limits::JOIN_TOKEN_LIFE_MAX,
};
use minoots_raft::RaftNode;
use minoots_sequencer::Priority;
use minoots_tls::PeerTls;
use minoots_wire::{
    admin::v1::{CreateJoinTokenRequest, CreateJoinTokenResponse},
    error::{Reason, status},
    time::{duration, instant},
};
use tonic::{Code, Status};

const TTL_MIN: u64 = 1_000_000_000;

pub(super) async fn create(
    app: &App,
    raft: &RaftNode,
    tls: Option<&PeerTls>,
    who: &Principal,
    request: &CreateJoinTokenRequest,
) -> Result<CreateJoinTokenResponse, Status> {
    let asked = request.ttl.as_ref().map(duration::from_proto);
    let ttl = match asked {
        None => Some(JOIN_TOKEN_LIFE_MAX),
        Some(ttl) => ttl.ok().and_then(|nanos| u64::try_from(nanos).ok()),
    };
    let ttl = ttl.filter(|ttl| (TTL_MIN..=JOIN_TOKEN_LIFE_MAX).contains(ttl));
    let ttl = ttl.ok_or_else(|| {
        let rule = "must be from 1 s to 600 s; leave it out for 600 s";
        validate::violation("ttl", Reason::JoinTokenTtlRange, rule)
    })?;
    let tls = tls.ok_or_else(|| {
        let message = "the nodes of this cluster have no certificates, so there is none to join for: start all of them with \
                       --peer-ca, --peer-cert and --peer-key first, or add the node without a token";
        status(Code::FailedPrecondition, Reason::PeerTlsRequired, message).build()
    })?;
    app.writer.check_growth()?;
    let token = JoinToken::generate(&tls.issuer(), &tls.name().cluster, raft.peer_addresses()).map_err(|error| {
        tracing::error!(%error, "the operating system gives no randomness");
        status(Code::Internal, Reason::Internal, "no randomness for a secret").build()
    })?;
    let id = token.id();
    let command = Command::CreateJoinToken(CreateJoinToken {
        caller: Some(who.caller("")),
        token: id.clone(),
        ttl,
    });
    let (at, reply) = app.writer.propose(command, Priority::Normal).await?;
    let Reply::Done = reply else {
        return Err(refusal::unexpected_reply());
    };
    let row = app.reader.state()?.join_token(&id)?;
    Ok(CreateJoinTokenResponse {
        token: token.text(),
        id,
        expire_time: row.map(|row| instant::to_proto(row.expire_time)),
        shard: id::SHARD,
        commit_index: at.index,
    })
}
