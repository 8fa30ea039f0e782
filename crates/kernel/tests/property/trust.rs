//! Random steps about trust rules, and tokens exchanged under them.

use super::{
    resolve::{TENANTS, caller},
    steps::SECOND,
};
use crate::model::Model;
use minoots_kernel::internal::{
    CreateCredential, ExchangeToken, PutTrust, TokenJob, TrustRule, command::Command as Kind,
};

/// Usually the current version; sometimes none, or one ahead. Rarely no rules.
pub(super) fn put(model: &Model, tenant: u8, version: u8, rules: u8) -> Kind {
    let tenant = TENANTS[usize::from(tenant)];
    let current = model.trust_version(tenant);
    let rule = |role: &str| TrustRule {
        issuer: "https://issuer.example".to_string(),
        role: role.to_string(),
        ..TrustRule::default()
    };
    Kind::PutTrust(PutTrust {
        caller: caller(tenant, ""),
        tenant: tenant.to_string(),
        rules: match rules {
            0 => Vec::new(),
            1 => vec![rule("viewer"), rule("writer")],
            rules => vec![rule(["viewer", "writer", "operator"][usize::from(rules) % 3])],
        },
        version: match version {
            0 | 1 => current,
            2 => 0,
            _ => current + 1,
        },
    })
}

/// One of a few tokens, with this many minutes left, for one of a few keys.
pub(super) fn exchange(model: &Model, tenant: u8, version: u8, (token, left, id): (u8, u8, u8), now: i64) -> Kind {
    let tenant = TENANTS[usize::from(tenant)];
    let until = now + i64::from(left) * 60 * SECOND;
    Kind::ExchangeToken(Box::new(ExchangeToken {
        credential: Some(CreateCredential {
            caller: caller(tenant, ""),
            tenant: tenant.to_string(),
            id: format!("c{id}"),
            name: "a job".to_string(),
            roles: vec!["writer".to_string()],
            secret_digest: vec![id; 32],
            expire_time: until - i64::from(left % 3) * SECOND,
        }),
        // Sometimes an invalid digest.
        token: vec![token; if version == 7 { 31 } else { 32 }],
        // Sometimes further ahead than any token.
        until: until + if left == 24 { 7_200 * SECOND } else { 0 },
        trust_version: model.trust_version(tenant) + u64::from(version == 0),
        job: Some(TokenJob {
            issuer: "https://issuer.example".to_string(),
            repository_id: "7".to_string(),
            r#ref: "refs/heads/main".to_string(),
            run_id: token.to_string(),
        }),
    }))
}
