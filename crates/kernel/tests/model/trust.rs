//! Trust rules, and tokens exchanged under them.

use super::Model;
use minoots_kernel::{
    Reject, Reply,
    internal::{EventKind, EventRow, ExchangeToken, PutTrust, TokenRow, TrustRow},
};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

const MINUTE: i64 = 60_000_000_000;

impl Model {
    pub fn trust_version(&self, tenant: &str) -> u64 {
        self.trust.get(tenant).map_or(0, |row| row.version)
    }

    /// Used tokens that could still be accepted, by their digests.
    pub fn remembered_tokens(&self) -> BTreeMap<String, TokenRow> {
        let held = self.tokens.iter().filter(|(_, row)| row.until > self.time);
        held.cloned().collect()
    }

    pub(super) fn put_trust(&mut self, command: &PutTrust) -> Reply {
        let version = self.trust_version(&command.tenant);
        let standing = self.trust.get(&command.tenant);
        if standing.map_or(&[][..], |row| &row.rules) == command.rules {
            return Reply::Trust { version };
        }
        if version != command.version {
            return Reply::Rejected(Reject::TrustVersion { version });
        }
        let actor = command.caller.clone().unwrap_or_default().actor;
        let mut event = EventRow {
            object: command.tenant.clone(),
            actor: actor.clone(),
            ..EventRow::default()
        };
        self.trust.remove(&command.tenant);
        if !command.rules.is_empty() {
            let row = TrustRow {
                version: self.draw_version(),
                rules: command.rules.clone(),
                digest: digest(command),
                updated_by: actor,
                update_time: self.time,
            };
            (event.version, event.digest) = (row.version, row.digest.clone());
            self.trust.insert(command.tenant.clone(), row);
        }
        self.emit(&command.tenant, EventKind::TrustChanged, event);
        Reply::Trust {
            version: self.trust_version(&command.tenant),
        }
    }

    pub(super) fn exchange_token(&mut self, command: &ExchangeToken) -> Reply {
        let mut credential = command.credential.clone().unwrap();
        if command.token.len() != 32 {
            return Reply::Rejected(Reject::Empty);
        }
        let version = self.trust_version(&credential.tenant);
        if version == 0 || version != command.trust_version {
            return Reply::Rejected(Reject::TrustChanged);
        }
        let name: String = command.token.iter().map(|byte| format!("{byte:02x}")).collect();
        if self.remembered_tokens().contains_key(&name) {
            return Reply::Rejected(Reject::TokenReplayed);
        }
        let over = |instant: i64| instant <= self.time;
        if over(command.until) || over(credential.expire_time) || command.until > self.time + 120 * MINUTE {
            return Reply::Rejected(Reject::TokenOver);
        }
        credential.expire_time = credential.expire_time.min(self.time + 15 * MINUTE);
        let reply = self.make_credential(&credential, command.job.clone());
        if reply == Reply::Done {
            let row = TokenRow {
                tenant: credential.tenant,
                until: command.until,
            };
            self.tokens.push((name, row));
        }
        reply
    }
}

fn digest(command: &PutTrust) -> Vec<u8> {
    let mut bytes = Vec::new();
    for rule in &command.rules {
        for text in [
            &rule.issuer,
            &rule.audience,
            &rule.repository_id,
            &rule.repository_owner_id,
            &rule.r#ref,
            &rule.environment,
            &rule.job_workflow_ref,
            &rule.role,
        ] {
            bytes.extend(u32::try_from(text.len()).unwrap().to_be_bytes());
            bytes.extend(text.as_bytes());
        }
    }
    Sha256::digest(&bytes).to_vec()
}
