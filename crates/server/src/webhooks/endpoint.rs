//! An endpoint with its secrets open, for as long as it is posted to.

use super::sealed::{self, Owner};
use minoots_kernel::internal::{DisabledKind, WebhookRow};
use minoots_seal::SecretsKey;
use minoots_webhook::{
    headers::EndpointHeaders,
    rate,
    secret::{Secret, SecretSet},
    url::EndpointUrl,
};

/// See the module.
pub(super) struct Endpoint {
    pub tenant: String,
    pub id: String,
    pub version: u64,
    pub made_version: u64,
    pub url: EndpointUrl,
    pub headers: EndpointHeaders,
    pub limits: rate::Limits,
    /// Of events of the log that it asked for.
    pub types: Vec<String>,
    /// Where it goes on in the log.
    pub next_event: u64,
    newest: SecretSet,
    all: SecretSet,
    rotated_until: i64,
}

/// Whether its row says that nothing is to be sent.
pub(super) fn is_disabled(row: &WebhookRow) -> bool {
    row.disabled() != DisabledKind::Unspecified || row.spec.as_ref().is_none_or(|spec| spec.disabled)
}

impl Endpoint {
    /// Opens what a row holds.
    pub fn open(key: &SecretsKey, tenant: &str, id: &str, row: &WebhookRow) -> Result<Endpoint, String> {
        let spec = row.spec.clone().unwrap_or_default();
        let owner = Owner { tenant, webhook: id };
        let secrets = sealed::open_secrets(key, owner, &spec.sealed_secrets)?;
        let headers = sealed::open_headers(key, owner, &spec.sealed_headers)?;
        let pairs = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let set = |secrets: &[Secret]| SecretSet::new(secrets.iter().cloned()).map_err(|error| error.to_string());
        Ok(Endpoint {
            tenant: tenant.to_owned(),
            id: id.to_owned(),
            version: row.version,
            made_version: row.made_version,
            url: EndpointUrl::parse(&spec.url, spec.allow_private).map_err(|error| error.to_string())?,
            headers: EndpointHeaders::new(pairs).map_err(|error| error.to_string())?,
            limits: rate::Limits {
                per_second: spec.per_second,
                burst: spec.burst,
                concurrency: spec.concurrency,
            },
            types: spec.types,
            next_event: row.next_event,
            // A pair is one of each kind.
            newest: set(&secrets[..secrets.len().min(2)])?,
            all: set(&secrets)?,
            rotated_until: spec.rotated_until,
        })
    }

    /// What signs at this time.
    pub fn secrets(&self, now: i64) -> &SecretSet {
        if now < self.rotated_until {
            &self.all
        } else {
            &self.newest
        }
    }

    /// Who acknowledges for it.
    pub fn actor(&self) -> String {
        format!("webhook:{}", self.id)
    }
}
