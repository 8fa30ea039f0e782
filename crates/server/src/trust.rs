//! Trust in tokens of OpenID Connect issuers: this node's issuers, and the rules of tenants.
//!
//! Invariants:
//! - Without configured issuers no token is evaluated.
//! - A rule gives a role of its tenant, never a cluster role, and no role that could make keys that outlive its own or
//!   change the rules.
//! - A rule whose issuer is not configured here matches nothing. If rules cannot be read for any other reason, none of
//!   the tenant's rules matches: without one of them, a token could get another role than intended.

use crate::access::{self, Permission};
use minoots_kernel::internal::TrustRule as Stored;
use minoots_oidc::{
    issuer::Issuers,
    keys::{Keys, Limits, fetch_limits},
    rule::{Draft, RuleError, Rules, TrustRule},
    verifier::{AGE_S_MAX, Verifier},
};
use minoots_webhook::{
    address::Networks,
    attempt::Fetcher,
    connector::{Connector, Roots},
};
use std::{
    sync::{
        OnceLock,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

/// The minimum interval between two log lines about unavailable keys.
const TOLD_EVERY: Duration = Duration::from_secs(30);

/// The verifier of tokens.
pub(crate) struct Trust {
    issuers: Issuers,
    verifier: OnceLock<Option<Verifier>>,
    /// The last time at which unavailable keys were logged.
    told: AtomicI64,
}

impl Trust {
    pub fn new(issuers: Issuers) -> Trust {
        Trust {
            issuers,
            verifier: OnceLock::new(),
            told: AtomicI64::new(i64::MIN),
        }
    }

    /// Whether this node evaluates no tokens.
    pub fn is_off(&self) -> bool {
        self.issuers.is_empty()
    }

    /// The verifier, made at the first token, because that reads the system's root certificates. `None` if no
    /// connection is possible.
    pub fn verifier(&self) -> Option<&Verifier> {
        let make = || {
            let roots = Roots::system().unwrap_or_else(|error| {
                tracing::warn!(%error, "keys of issuers cannot be fetched over https");
                Roots::none()
            });
            let connector = Connector::new(roots)
                .inspect_err(|error| tracing::error!(%error, "keys of issuers cannot be fetched"))
                .ok()?;
            // The operator configures the location of an issuer's keys, so it may be private.
            let connector = connector.permitting(Networks::private());
            let fetcher = Fetcher::new(connector, fetch_limits());
            let keys = Keys::new(self.issuers.clone(), fetcher, Limits::default());
            Some(Verifier::new(keys, AGE_S_MAX))
        };
        self.verifier.get_or_init(make).as_ref()
    }

    /// Checks rules as they are written; an error carries the index of the rule, from 0.
    pub fn check(&self, rules: &[Stored]) -> Result<(), (Option<usize>, RuleError)> {
        let roles = roles();
        let mut checked = Vec::with_capacity(rules.len());
        for (place, rule) in rules.iter().enumerate() {
            let rule = TrustRule::check(&draft(rule), &self.issuers, &roles);
            checked.push(rule.map_err(|error| (Some(place), error))?);
        }
        Rules::new(checked).map_err(|error| (None, error))?;
        Ok(())
    }

    /// Returns the usable rules of those stored.
    pub fn rules(&self, stored: &[Stored]) -> Rules {
        let roles = roles();
        let mut rules = Vec::with_capacity(stored.len());
        for rule in stored {
            match TrustRule::check(&draft(rule), &self.issuers, &roles) {
                Ok(rule) => rules.push(rule),
                Err(RuleError::IssuerUnknown) => {}
                Err(error) => return unreadable(&error),
            }
        }
        Rules::new(rules).unwrap_or_else(|error| unreadable(&error))
    }

    /// Logs at intervals why keys are unavailable. It does not log the token's sender, which may be anyone.
    pub fn tell_unavailable(&self, why: &str, now: i64) {
        let told = self.told.load(Ordering::Relaxed);
        let every = i64::try_from(TOLD_EVERY.as_nanos()).unwrap_or(i64::MAX);
        let is_due = told.checked_add(every).is_none_or(|next| next <= now) || told > now;
        let claimed = is_due
            && self
                .told
                .compare_exchange(told, now, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok();
        if claimed {
            tracing::warn!(why, "the keys of an issuer cannot be had; its tokens are refused");
        }
    }
}

fn unreadable(error: &RuleError) -> Rules {
    tracing::error!(%error, "a tenant's trust rules cannot be read by this version; its tokens are refused");
    Rules::default()
}

/// The roles of a tenant that a token may get.
fn roles() -> Vec<&'static str> {
    let of_tenant =
        |name: &&str| access::named(name).is_some_and(|role| !role.of_cluster && !role.gives(Permission::TenantAdmin));
    access::role_names().into_iter().filter(of_tenant).collect()
}

fn draft(rule: &Stored) -> Draft {
    let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    Draft {
        issuer: given(&rule.issuer),
        audience: given(&rule.audience),
        repository_id: given(&rule.repository_id),
        repository_owner_id: given(&rule.repository_owner_id),
        git_ref: given(&rule.r#ref),
        environment: given(&rule.environment),
        job_workflow_ref: given(&rule.job_workflow_ref),
        role: given(&rule.role),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use minoots_oidc::issuer::IssuerList;

    const OURS: &str = "https://issuer.example";

    fn trust() -> Trust {
        let list: IssuerList = format!("{OURS} jwks={OURS}/keys").parse().unwrap();
        Trust::new(list.issuers().clone())
    }

    fn rule(issuer: &str, role: &str) -> Stored {
        Stored {
            issuer: issuer.to_owned(),
            audience: "https://minoots.example".to_owned(),
            repository_id: "7".to_owned(),
            repository_owner_id: "8".to_owned(),
            r#ref: "refs/heads/main".to_owned(),
            role: role.to_owned(),
            ..Stored::default()
        }
    }

    #[test]
    fn a_rule_gives_a_role_of_its_tenant() {
        for role in ["viewer", "operator", "writer", "auditor"] {
            assert_eq!(trust().check(&[rule(OURS, role)]), Ok(()), "{role}");
        }
        for role in ["admin", "cluster-admin", "emperor", ""] {
            let (place, error) = trust().check(&[rule(OURS, "viewer"), rule(OURS, role)]).unwrap_err();
            assert!(matches!(error, RuleError::Role(_)), "{error}");
            assert_eq!(place, Some(1));
            assert!(!error.to_string().contains("admin"), "{error}");
        }
    }

    #[test]
    fn an_issuer_that_is_gone_takes_its_rules_with_it_and_no_others() {
        let gone = rule("https://gone.example", "writer");
        let rules = trust().rules(&[gone.clone(), rule(OURS, "viewer")]);
        assert_eq!(rules, trust().rules(&[rule(OURS, "viewer")]));
        assert_ne!(rules, Rules::default());
        assert_eq!(trust().check(&[gone]), Err((Some(0), RuleError::IssuerUnknown)));
    }

    #[test]
    fn rules_that_cannot_be_read_match_nothing_at_all() {
        let rules = trust().rules(&[rule(OURS, "viewer"), rule(OURS, "emperor")]);
        assert_eq!(rules, Rules::default());
    }

    #[test]
    fn without_issuers_it_is_off() {
        assert!(Trust::new(Issuers::default()).is_off() && !trust().is_off());
    }
}
