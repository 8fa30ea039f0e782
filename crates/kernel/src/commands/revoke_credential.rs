//! Revokes a credential. Revoking it again changes nothing.

use super::rejected;
use crate::{
    context::Context,
    defects::{Defect, planted},
    effect::Effect,
    failure::Failure,
    internal::{EventKind, EventRow, RevokeCredential},
    reply::{Reject, Reply},
    tables::credential,
};

pub(super) fn run(context: &mut Context<'_>, command: &RevokeCredential) -> Result<Reply, Failure> {
    let found = credential::get(context.tables, &command.id)?;
    // Another tenant's credential does not exist for this caller.
    let Some(mut row) = found.filter(|row| row.tenant == command.tenant) else {
        return rejected(Reject::CredentialNotFound);
    };
    if row.revoke_time != 0 {
        return Ok(Reply::Done);
    }
    let caller = command.caller.clone().unwrap_or_default();
    row.revoke_time = context.time();
    row.revoked_by = caller.actor.clone();
    row.revoke_reason = command.reason.clone();
    if !planted(Defect::RevocationForgotten) {
        credential::put(context.tables, &command.id, &row);
    }
    let mut event = EventRow {
        object: command.id.clone(),
        name: row.name,
        actor: caller.actor,
        reason: command.reason.clone(),
        ..EventRow::default()
    };
    event.set_kind(EventKind::CredentialRevoked);
    context.emit(&command.tenant, event)?;
    context.effects.push(Effect::Revoked);
    Ok(Reply::Done)
}
