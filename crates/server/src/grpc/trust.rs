//! Trust rules of tenants, and the exchange of tokens for keys.
//!
//! The sender of a token is unauthenticated. Invariants:
//! - Only a genuine token is compared with a tenant's rules. A missing tenant gets the same response as one without a
//!   matching rule.
//! - Nothing is proposed for a token that matches no rule, or that is known to be used.
//! - A proposal names the version of the rules that matched. The kernel rejects it if that is not current, and the
//!   token is evaluated again.

use super::keys::{self, fresh, tenant_named, tenant_of};
use crate::{
    access::Principal,
    app::{App, StateReader},
    denials::Denial,
    refusal,
    validate::violation,
};
use minoots_kernel::{
    Reject, Reply, id,
    internal::{
        Caller, CreateCredential, ExchangeToken, PutTrust, TokenJob, TrustRow, TrustRule as Stored, command::Command,
    },
    limits::{EXCHANGED_LIFE_MAX, NAME_BYTES_MAX, SECOND},
};
use minoots_oidc::{Refused, verifier::Identity};
use minoots_sequencer::Priority;
use minoots_wire::{
    admin::v1::{
        ExchangeTokenRequest, ExchangeTokenResponse, GetTrustRequest, GetTrustResponse, SetTrustRequest,
        SetTrustResponse, Trust, TrustRule,
    },
    credential::SYSTEM,
    error::{Reason, status},
    method::key_service,
    rules::{self, Form},
    time::instant,
};
use std::{net::IpAddr, time::Duration};
use tonic::{Code, Status};

const METHOD: &str = key_service::EXCHANGE_TOKEN.name();
/// The number of evaluations of a token while rules change concurrently.
const ATTEMPTS_MAX: usize = 3;
/// The retry delay while an issuer's keys are unavailable.
const KEYS_AGAIN_AFTER: Duration = Duration::from_secs(30);

pub(super) async fn set(app: &App, who: &Principal, request: SetTrustRequest) -> Result<SetTrustResponse, Status> {
    let tenant = tenant_named(who, &request.tenant)?;
    let rules: Vec<Stored> = request.rules.into_iter().map(stored).collect();
    app.trust.check(&rules).map_err(|(place, error)| {
        let text = error.to_string();
        let rest = text.strip_prefix("trust").unwrap_or(&text);
        let (field, words) = rest.split_once(": ").unwrap_or(("", rest));
        let place = place.map_or_else(String::new, |place| format!("[{place}]"));
        violation(&format!("rules{place}{field}"), Reason::TrustRule, words)
    })?;
    let command = Command::PutTrust(PutTrust {
        caller: Some(who.caller("")),
        tenant,
        rules,
        version: request.version,
    });
    let (at, reply) = app.writer.propose(command, Priority::Urgent).await?;
    let Reply::Trust { version } = reply else {
        return Err(refusal::unexpected_reply());
    };
    Ok(SetTrustResponse {
        version,
        shard: id::SHARD,
        commit_index: at.index,
    })
}

pub(super) async fn get(
    reader: &StateReader,
    who: &Principal,
    request: GetTrustRequest,
) -> Result<GetTrustResponse, Status> {
    let tenant = tenant_of(who, &request.tenant)?;
    let (state, _) = reader.read(None).await?;
    let row = state.trust(&tenant)?;
    Ok(GetTrustResponse { trust: row.map(shown) })
}

pub(super) async fn exchange(
    app: &App,
    source: Option<IpAddr>,
    request: ExchangeTokenRequest,
) -> Result<ExchangeTokenResponse, Status> {
    rules::check(&request)?;
    if app.trust.is_off() {
        let message = "no token is exchanged here; ask who runs the cluster to name the issuer by --oidc-issuer";
        return Err(status(Code::FailedPrecondition, Reason::TokenExchangeOff, message).build());
    }
    let desk = Desk {
        app,
        tenant: request.tenant,
        source: source.map(|source| source.to_string()).unwrap_or_default(),
    };
    app.writer.check_growth()?;
    for _ in 1..ATTEMPTS_MAX {
        match desk.exchange(&request.token).await {
            Err(refused) if Reason::of(&refused) == Some(Reason::TrustChanged) => {}
            answered => return answered,
        }
    }
    desk.exchange(&request.token).await
}

/// An exchange of a token.
struct Desk<'a> {
    app: &'a App,
    tenant: String,
    source: String,
}

impl Desk<'_> {
    async fn exchange(&self, token: &str) -> Result<ExchangeTokenResponse, Status> {
        let app = self.app;
        let now = app.clock.now();
        let now_s = u64::try_from(now / SECOND).unwrap_or(0);
        let Some(verifier) = app.trust.verifier() else {
            return Err(self.refused(
                &Refused::KeysUnavailable("this node cannot connect to it".to_owned()),
                now,
            ));
        };
        let genuine = verifier.verify(token, now_s).await;
        let genuine = genuine.map_err(|refused| self.refused(&refused, now))?;
        let state = app.reader.state()?;
        let row = state.trust(&self.tenant)?;
        let (trust_version, stored) = row.map_or_else(Default::default, |row| (row.version, row.rules));
        let identity = genuine
            .under(&app.trust.rules(&stored))
            .map_err(|refused| self.refused(&refused, now))?;
        let used = state.token(&hex::encode(identity.token))?;
        if used.is_some() {
            return Err(self.rejected(&Reject::TokenReplayed, &identity));
        }
        let key = fresh()?;
        let ends = nanos(identity.expires_s).min(now.saturating_add(EXCHANGED_LIFE_MAX));
        if ends <= now {
            return Err(self.refused(&Refused::Expired, now));
        }
        let command = Command::ExchangeToken(Box::new(ExchangeToken {
            credential: Some(CreateCredential {
                caller: Some(Caller {
                    tenant: self.tenant.clone(),
                    actor: actor(&identity),
                    source: self.source.clone(),
                    ..Caller::default()
                }),
                tenant: self.tenant.clone(),
                id: key.id().to_owned(),
                name: label(&identity),
                roles: vec![identity.role.clone()],
                secret_digest: key.digest().to_vec(),
                expire_time: ends,
            }),
            token: identity.token.to_vec(),
            until: nanos(identity.until_s),
            trust_version,
            job: Some(TokenJob {
                issuer: identity.issuer.clone(),
                repository_id: identity.repository_id.clone(),
                r#ref: identity.git_ref.clone(),
                run_id: identity.run_id.clone(),
            }),
        }));
        let (at, reply) = app
            .writer
            .propose(command, Priority::Normal)
            .await
            .inspect_err(|refused| {
                if let Some(reason) = Reason::of(refused).filter(|reason| *reason == Reason::TokenReplayed) {
                    self.denied(&self.tenant, reason, actor(&identity));
                }
            })?;
        let Reply::Done = reply else {
            return Err(refusal::unexpected_reply());
        };
        let state = app.reader.state()?;
        let row = state.credential(key.id())?;
        Ok(ExchangeTokenResponse {
            key: row.map(|row| keys::shown(key.id().to_owned(), row)),
            secret: key.text().to_owned(),
            shard: id::SHARD,
            commit_index: at.index,
        })
    }

    /// Rejects a token. Its sender is unauthenticated, so the system tenant's audit records it.
    fn refused(&self, refused: &Refused, now: i64) -> Status {
        let reason = Reason::parse(refused.reason()).unwrap_or(Reason::TokenMalformed);
        self.denied(SYSTEM, reason, String::new());
        let message = refused.to_string();
        match refused {
            Refused::KeysUnavailable(why) => {
                self.app.trust.tell_unavailable(why, now);
                let message = "the keys of the token's issuer are not available; try again later";
                status(Code::Unavailable, reason, message)
                    .retry_after(KEYS_AGAIN_AFTER)
                    .build()
            }
            Refused::TooLarge(_) | Refused::Malformed(_) => {
                let words = message.strip_prefix("token ").unwrap_or(&message);
                violation("token", reason, words)
            }
            Refused::Event | Refused::NoRoleMapping => status(Code::PermissionDenied, reason, message).build(),
            _ => status(Code::Unauthenticated, reason, message).build(),
        }
    }

    /// Rejects a genuine token of one of the tenant's jobs; the tenant's audit records it.
    fn rejected(&self, reject: &Reject, identity: &Identity) -> Status {
        let refused = refusal::rejected(reject);
        if let Some(reason) = Reason::of(&refused) {
            self.denied(&self.tenant, reason, actor(identity));
        }
        refused
    }

    fn denied(&self, tenant: &str, reason: Reason, actor: String) {
        self.app.access.denials().add(Denial {
            tenant: tenant.to_owned(),
            reason: reason.text(),
            method: METHOD,
            actor,
            source: self.source.clone(),
            ..Denial::default()
        });
    }
}

/// The actor of a job in records: the id of its repository, so that all its runs are found together.
fn actor(identity: &Identity) -> String {
    format!("job:{}", identity.repository_id)
}

/// The display name of the key: the token's subject, if it is a valid name.
fn label(identity: &Identity) -> String {
    let subject = &identity.subject;
    match (1..=NAME_BYTES_MAX).contains(&subject.len()) && Form::Printable.matches(subject) {
        true => subject.clone(),
        false => format!("repository {}", identity.repository_id),
    }
}

/// Converts seconds to nanoseconds. A verified token's instants are far below the limit.
fn nanos(seconds: u64) -> i64 {
    i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(SECOND)
}

fn stored(rule: TrustRule) -> Stored {
    Stored {
        issuer: rule.issuer,
        audience: rule.audience,
        repository_id: rule.repository_id,
        repository_owner_id: rule.repository_owner_id,
        r#ref: rule.r#ref,
        environment: rule.environment,
        job_workflow_ref: rule.job_workflow_ref,
        role: rule.role,
    }
}

fn shown(row: TrustRow) -> Trust {
    let rules = row.rules.into_iter().map(|rule| TrustRule {
        issuer: rule.issuer,
        audience: rule.audience,
        repository_id: rule.repository_id,
        repository_owner_id: rule.repository_owner_id,
        r#ref: rule.r#ref,
        environment: rule.environment,
        job_workflow_ref: rule.job_workflow_ref,
        role: rule.role,
    });
    Trust {
        rules: rules.collect(),
        version: row.version,
        digest: hex::encode(&row.digest),
        updated_by: row.updated_by,
        update_time: Some(instant::to_proto(row.update_time)),
    }
}
