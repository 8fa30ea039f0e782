//! Join tokens of nodes: created for a bounded time, spent once.
//!
//! The first node that presents a token spends it on its key and its node id. The same node may present it again until
//! it expires, because the answer may have been lost; no other node can. Every other case gets one rejection, so that
//! an unauthenticated caller learns nothing about tokens.

use super::rejected;
use crate::{
    context::Context,
    failure::Failure,
    internal::{CreateJoinToken, EventKind, EventRow, JoinTokenRow, UseJoinToken},
    limits::{JOIN_TOKEN_LIFE_MAX, JOIN_TOKENS_MAX},
    reply::{Reject, Reply},
    tables::{self, deadline::Job},
};

pub(super) fn create(context: &mut Context<'_>, command: &CreateJoinToken) -> Result<Reply, Failure> {
    // A token without a lifetime has expired already.
    if command.ttl == 0 || tables::join_token::get(context.tables, &command.token)?.is_some() {
        return rejected(Reject::JoinToken);
    }
    let limit = usize::try_from(JOIN_TOKENS_MAX).unwrap_or(usize::MAX);
    if tables::join_token::count(context.tables, limit)? >= limit {
        return rejected(Reject::Quota {
            name: "join_tokens",
            limit: JOIN_TOKENS_MAX,
        });
    }
    let caller = command.caller.clone().unwrap_or_default();
    let row = JoinTokenRow {
        tenant: caller.tenant.clone(),
        expire_time: context
            .time()
            .saturating_add_unsigned(command.ttl.min(JOIN_TOKEN_LIFE_MAX)),
        ..JoinTokenRow::default()
    };
    tables::join_token::put(context.tables, &command.token, &row);
    context.add_job(
        row.expire_time,
        &Job::JoinToken {
            token: command.token.clone(),
        },
    );
    let mut event = EventRow {
        object: command.token.clone(),
        actor: caller.actor,
        ..EventRow::default()
    };
    event.set_kind(EventKind::JoinTokenCreated);
    context.emit(&caller.tenant, event)?;
    Ok(Reply::Done)
}

pub(super) fn spend(context: &mut Context<'_>, command: &UseJoinToken) -> Result<Reply, Failure> {
    let found = tables::join_token::get(context.tables, &command.token)?;
    // A sweep that stopped at its bound may not have removed it yet.
    let held = found.filter(|row| row.expire_time > context.time());
    let Some(mut row) = held.filter(|_| command.node != 0) else {
        return rejected(Reject::JoinToken);
    };
    if row.node != 0 {
        let is_same = row.node == command.node && row.key_fingerprint == command.key_fingerprint;
        return if is_same {
            Ok(Reply::Done)
        } else {
            rejected(Reject::JoinToken)
        };
    }
    row.node = command.node;
    row.key_fingerprint.clone_from(&command.key_fingerprint);
    tables::join_token::put(context.tables, &command.token, &row);
    let caller = command.caller.clone().unwrap_or_default();
    let mut event = EventRow {
        object: command.token.clone(),
        actor: caller.actor,
        digest: command.key_fingerprint.clone(),
        ..EventRow::default()
    };
    event.set_kind(EventKind::JoinTokenUsed);
    context.emit(&row.tenant, event)?;
    Ok(Reply::Done)
}
