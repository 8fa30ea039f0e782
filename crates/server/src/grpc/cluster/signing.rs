//! Rotates and revokes signing keys.

use crate::{access::Principal, app::App, refusal};
use minoots_delivery::signer::NextKey;
use minoots_kernel::{
    Reply, id,
    internal::{RegisterKey, RevokeSigningKey, command::Command},
};
use minoots_sequencer::Priority;
use minoots_wire::{
    admin::v1::{RevokeSigningKeyRequest, RevokeSigningKeyResponse, RotateSigningKeyResponse},
    error::{Reason, status},
};
use tonic::{Code, Status};

/// Makes a new key for this node. A leader registers it before it signs with it. Another node signs nothing, and
/// registers the key before it leads.
pub(super) async fn rotate(app: &App) -> Result<RotateSigningKeyResponse, Status> {
    let _turn = app.key_changes.acquire().await.map_err(|_| refusal::shutting_down())?;
    replace(app).await
}

async fn replace(app: &App) -> Result<RotateSigningKeyResponse, Status> {
    let previous_kid = app.signer.kid();
    let next = app.signer.prepare_next().map_err(|error| failed(&error))?;
    let kid = next.kid().to_owned();
    // A former leader may still serve its consumers. Its registration is then rejected, and nothing changes.
    if app.standing.leads() || *app.standing.reigning.borrow() {
        register(app, &next).await?;
    }
    app.signer.adopt(next).map_err(|error| failed(&error))?;
    tracing::info!(%kid, %previous_kid, "this node has a new signing key");
    Ok(RotateSigningKeyResponse {
        node: app.node,
        kid,
        previous_kid,
    })
}

async fn register(app: &App, next: &NextKey) -> Result<(), Status> {
    let command = Command::RegisterKey(RegisterKey {
        kid: next.kid().to_owned(),
        public_key: next.public_key().to_vec(),
        node: app.node,
    });
    let (_, reply) = app.writer.propose(command, Priority::Urgent).await?;
    match reply {
        Reply::Done => Ok(()),
        _ => Err(refusal::unexpected_reply()),
    }
}

/// Revokes a key of any node. If the key is the leader's own, the leader first takes another one, because it signs.
pub(super) async fn revoke(
    app: &App,
    who: &Principal,
    request: RevokeSigningKeyRequest,
) -> Result<RevokeSigningKeyResponse, Status> {
    let _turn = app.key_changes.acquire().await.map_err(|_| refusal::shutting_down())?;
    let known = app.reader.state()?.key(&request.kid)?;
    if known.is_some() && app.signer.kid() == request.kid {
        replace(app).await?;
    }
    let kid = request.kid.clone();
    let command = Command::RevokeSigningKey(RevokeSigningKey {
        caller: Some(who.caller("")),
        kid: request.kid,
        reason: request.reason,
    });
    let (at, reply) = app.writer.propose(command, Priority::Urgent).await?;
    let Reply::Done = reply else {
        return Err(refusal::unexpected_reply());
    };
    app.signer.revoke(&kid);
    Ok(RevokeSigningKeyResponse {
        shard: id::SHARD,
        commit_index: at.index,
    })
}

fn failed(error: &minoots_delivery::signer::Error) -> Status {
    tracing::error!(%error, "the signing key stays as it is");
    status(
        Code::Internal,
        Reason::Internal,
        "the node cannot change its key file; its log says why",
    )
    .build()
}
