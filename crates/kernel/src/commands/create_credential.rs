//! Creates a credential: its owner, its roles and the digest of its secret.
//!
//! A tenant has a limited number of rows. A revoked or expired row gives way to a new one, the longest ended one first.
//! Credentials exchanged for tokens are counted separately: they are removed when they expire, and never displace a
//! credential created by name.

use super::rejected;
use crate::{
    context::Context,
    defects::{Defect, planted},
    failure::Failure,
    internal::{CreateCredential, CredentialRow, EventKind, EventRow, TokenJob},
    limits::{CREDENTIALS_MAX, EXCHANGED_MAX},
    reply::{Reject, Reply},
    tables::{credential, deadline::Job},
};
use alloc::string::String;

pub(super) fn run(context: &mut Context<'_>, command: &CreateCredential) -> Result<Reply, Failure> {
    if credential::get(context.tables, &command.id)?.is_some() {
        return rejected(Reject::CredentialExists);
    }
    let full = context.tenant(&command.tenant)?.credentials >= CREDENTIALS_MAX;
    let over = if full {
        longest_over(context, &command.tenant)?
    } else {
        None
    };
    match over {
        Some((id, row)) => credential::delete(context.tables, &id, &row),
        None if full => {
            return rejected(Reject::Quota {
                name: "credentials",
                limit: CREDENTIALS_MAX,
            });
        }
        None => context.tenant(&command.tenant)?.credentials += 1,
    }
    put(context, command, None)
}

/// Creates a credential for the bearer of a token. It is removed when it expires.
pub(super) fn exchanged(
    context: &mut Context<'_>,
    command: &CreateCredential,
    job: Option<TokenJob>,
) -> Result<Reply, Failure> {
    if credential::get(context.tables, &command.id)?.is_some() {
        return rejected(Reject::CredentialExists);
    }
    if context.tenant(&command.tenant)?.exchanged_credentials >= EXCHANGED_MAX {
        return rejected(Reject::Quota {
            name: "exchanged_credentials",
            limit: EXCHANGED_MAX,
        });
    }
    context.tenant(&command.tenant)?.exchanged_credentials += 1;
    let goes = Job::Credential {
        tenant: command.tenant.clone(),
        credential: command.id.clone(),
    };
    context.add_job(command.expire_time, &goes);
    put(context, command, Some(job))
}

/// Writes the row. `job` is set for a credential exchanged for a token.
fn put(context: &mut Context<'_>, command: &CreateCredential, job: Option<Option<TokenJob>>) -> Result<Reply, Failure> {
    let caller = command.caller.clone().unwrap_or_default();
    let row = CredentialRow {
        tenant: command.tenant.clone(),
        name: command.name.clone(),
        roles: command.roles.clone(),
        secret_digest: command.secret_digest.clone(),
        create_time: context.time(),
        expire_time: command.expire_time,
        created_by: caller.actor.clone(),
        exchanged: job.is_some(),
        ..CredentialRow::default()
    };
    credential::put(context.tables, &command.id, &row);
    let mut event = EventRow {
        object: command.id.clone(),
        name: command.name.clone(),
        actor: caller.actor,
        job: job.flatten(),
        ..EventRow::default()
    };
    event.set_kind(EventKind::CredentialCreated);
    context.emit(&command.tenant, event)?;
    Ok(Reply::Done)
}

/// The tenant's named credential that was revoked or expired first, if any has ended.
fn longest_over(context: &Context<'_>, tenant: &str) -> Result<Option<(String, CredentialRow)>, Failure> {
    let limit = usize::try_from(CREDENTIALS_MAX + EXCHANGED_MAX).unwrap_or(usize::MAX);
    let all = credential::list(context.tables, tenant, "", limit)?;
    let now = context.time();
    let over = all
        .into_iter()
        .filter(|(_, row)| !row.exchanged && row.over_since().is_some_and(|since| since <= now));
    Ok(over.min_by_key(|(_, row)| row.over_since()))
}

impl CredentialRow {
    /// Whether the credential is valid at `now`, nanoseconds since 1970 UTC.
    pub fn holds(&self, now: i64) -> bool {
        let is_revoked = self.revoke_time != 0 && !planted(Defect::RevokedKeyHolds);
        !is_revoked && (self.expire_time == 0 || now < self.expire_time)
    }

    /// The instant from which on it is invalid, if that is known.
    pub fn over_since(&self) -> Option<i64> {
        let ends = [self.revoke_time, self.expire_time];
        ends.into_iter().filter(|time| *time != 0).min()
    }
}
