//! An endpoint with its secrets in plain, for as long as this node posts to it.

use crate::endpoints::{
    rotation,
    sealed::{self, Owner},
};
use minoots_kernel::internal::{DisabledKind, WebhookCursor, WebhookRow};
use minoots_seal::SecretsKey;
use minoots_webhook::{
    headers::EndpointHeaders,
    rate,
    secret::{self, Secret, SecretSet},
    url::EndpointUrl,
};

/// An endpoint with its secrets in plain.
pub(super) struct Endpoint {
    pub tenant: String,
    pub id: String,
    pub version: u64,
    pub made_version: u64,
    pub url: EndpointUrl,
    pub headers: EndpointHeaders,
    pub limits: rate::Limits,
    /// The types of log events that it subscribes to.
    pub types: Vec<String>,
    /// The sequence in the log at which its subscription continues.
    pub next_event: u64,
    /// Whether it has log events as dead letters.
    pub has_letters: bool,
    /// Its pairs of secrets and their ends, the newest first, which has none.
    pairs: Vec<(Vec<Secret>, i64)>,
}

/// Whether nothing may be sent to the endpoint of this row.
pub(super) fn is_disabled(row: &WebhookRow) -> bool {
    row.disabled() != DisabledKind::Unspecified || row.spec.as_ref().is_none_or(|spec| spec.disabled)
}

impl Endpoint {
    /// Opens the secrets of a row.
    pub fn open(key: &SecretsKey, tenant: &str, id: &str, row: &WebhookRow) -> Result<Endpoint, String> {
        let spec = row.spec.clone().unwrap_or_default();
        let owner = Owner { tenant, webhook: id };
        let secrets = sealed::open_secrets(key, owner, &spec.sealed_secrets)?;
        let headers = sealed::open_headers(key, owner, &spec.sealed_headers)?;
        let named = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        // Checks the present set of secrets; any subset with the newest pair is then valid, too.
        SecretSet::new(secrets.iter().cloned()).map_err(|error| error.to_string())?;
        let pairs = secrets.chunks(rotation::PAIR).map(<[Secret]>::to_vec);
        let pairs = pairs.zip(rotation::ends(&spec)).collect();
        Ok(Endpoint {
            tenant: tenant.to_owned(),
            id: id.to_owned(),
            version: row.version,
            made_version: row.made_version,
            url: EndpointUrl::parse(&spec.url, spec.allow_private).map_err(|error| error.to_string())?,
            headers: EndpointHeaders::new(named).map_err(|error| error.to_string())?,
            limits: rate::Limits {
                per_second: spec.per_second,
                burst: spec.burst,
                concurrency: spec.concurrency,
            },
            types: spec.types,
            next_event: row.next_event,
            has_letters: row.letters > 0,
            pairs,
        })
    }

    /// The secrets that sign at this time.
    pub fn secrets(&self, now: i64) -> Result<SecretSet, secret::Error> {
        let signing = self.pairs.iter().filter(|(_, end)| *end > now);
        SecretSet::new(signing.flat_map(|(pair, _)| pair.iter().cloned()))
    }

    /// A cursor of this endpoint without a change.
    pub fn cursor(&self) -> WebhookCursor {
        WebhookCursor {
            tenant: self.tenant.clone(),
            webhook: self.id.clone(),
            made_version: self.made_version,
            ..WebhookCursor::default()
        }
    }

    /// The actor of its acknowledgements.
    pub fn actor(&self) -> String {
        format!("webhook:{}", self.id)
    }
}
