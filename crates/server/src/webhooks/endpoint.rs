//! An endpoint with its secrets open, for as long as it is posted to.

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
    /// Events of the log are dead letters of it.
    pub has_letters: bool,
    /// By when they end, the newest pair, which never does, first.
    pairs: Vec<(Vec<Secret>, i64)>,
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
        let named = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        // What signs now is a set; so is any part of it that has the newest pair.
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

    /// What signs at this time.
    pub fn secrets(&self, now: i64) -> Result<SecretSet, secret::Error> {
        let signing = self.pairs.iter().filter(|(_, end)| *end > now);
        SecretSet::new(signing.flat_map(|(pair, _)| pair.iter().cloned()))
    }

    /// A cursor of it that moves nothing.
    pub fn cursor(&self) -> WebhookCursor {
        WebhookCursor {
            tenant: self.tenant.clone(),
            webhook: self.id.clone(),
            made_version: self.made_version,
            ..WebhookCursor::default()
        }
    }

    /// Who acknowledges for it.
    pub fn actor(&self) -> String {
        format!("webhook:{}", self.id)
    }
}
