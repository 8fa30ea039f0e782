//! Marks a token as used and creates the credential of its bearer, both or neither.
//!
//! A used token is remembered until log time reaches the instant from which on no node accepts it. From then on it is
//! rejected as expired. No token is therefore exchanged twice, whatever the clocks of the judging nodes show.

use super::{create_credential, rejected};
use crate::{
    context::Context,
    failure::Failure,
    internal::{CreateCredential, ExchangeToken, TokenRow},
    limits::{EXCHANGED_LIFE_MAX, USED_TOKEN_LIFE_MAX, USED_TOKENS_MAX},
    reply::{Reject, Reply},
    tables::{deadline::Job, token, trust},
};
use alloc::{format, string::String};

pub(super) fn run(context: &mut Context<'_>, command: &ExchangeToken) -> Result<Reply, Failure> {
    let credential = command
        .credential
        .as_ref()
        .filter(|credential| !credential.tenant.is_empty());
    let (Some(credential), 32) = (credential, command.token.len()) else {
        return rejected(Reject::Empty);
    };
    let now = context.time();
    let rules = trust::get(context.tables, &credential.tenant)?;
    if rules.is_none_or(|rules| rules.version != command.trust_version) {
        return rejected(Reject::TrustChanged);
    }
    let used: String = command.token.iter().map(|byte| format!("{byte:02x}")).collect();
    if token::get(context.tables, &used)?.is_some() {
        return rejected(Reject::TokenReplayed);
    }
    let is_in_time = command.until > now && command.until <= now.saturating_add(USED_TOKEN_LIFE_MAX);
    if !is_in_time || credential.expire_time <= now {
        return rejected(Reject::TokenOver);
    }
    if context.tenant(&credential.tenant)?.used_tokens >= USED_TOKENS_MAX {
        return rejected(Reject::TokensFull);
    }
    let credential = CreateCredential {
        expire_time: credential.expire_time.min(now.saturating_add(EXCHANGED_LIFE_MAX)),
        ..credential.clone()
    };
    let reply = create_credential::exchanged(context, &credential, command.job.clone())?;
    if reply != Reply::Done {
        return Ok(reply);
    }
    let tenant = credential.tenant;
    context.tenant(&tenant)?.used_tokens += 1;
    let row = TokenRow {
        tenant: tenant.clone(),
        until: command.until,
    };
    token::put(context.tables, &used, &row);
    context.add_job(command.until, &Job::Token { tenant, token: used });
    Ok(Reply::Done)
}
