//! Revokes a node's public key. Revoking it again changes nothing.

use super::rejected;
use crate::{
    context::Context,
    defects::{Defect, planted},
    effect::Effect,
    failure::Failure,
    internal::{EventKind, EventRow, RevokeSigningKey},
    reply::{Reject, Reply},
    tables,
};

pub(super) fn run(context: &mut Context<'_>, command: &RevokeSigningKey) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    let found = tables::key::get(context.tables, &command.kid)?;
    let Some(mut row) = found else {
        return rejected(Reject::KeyNotFound);
    };
    if row.revoke_time != 0 {
        return Ok(Reply::Done);
    }
    row.revoke_time = context.time();
    row.revoke_reason.clone_from(&command.reason);
    tables::key::put(context.tables, &command.kid, &row);
    if !planted(Defect::RevocationNotTold) {
        let kid = command.kid.clone();
        context.effects.push(Effect::SigningKeyRevoked { kid });
    }
    let mut event = EventRow {
        object: command.kid.clone(),
        actor: caller.actor,
        reason: command.reason.clone(),
        ..EventRow::default()
    };
    event.set_kind(EventKind::SigningKeyRevoked);
    context.emit(&caller.tenant, event)?;
    Ok(Reply::Done)
}
