//! Endpoints' secrets and headers in sealed form: one secret a line, the newest pair first; headers as a JSON object.

use minoots_seal::{SecretsKey, Use};
use minoots_webhook::secret::Secret;
use std::collections::BTreeMap;

const SECRETS: &str = "secrets";
const HEADERS: &str = "headers";

/// The endpoint that owns the secrets.
#[derive(Clone, Copy)]
pub(crate) struct Owner<'a> {
    pub tenant: &'a str,
    pub webhook: &'a str,
}

impl<'a> Owner<'a> {
    fn of(self, what: &'a str) -> Use<'a> {
        Use {
            tenant: self.tenant,
            object: self.webhook,
            what,
        }
    }
}

/// A secret of each kind.
pub(crate) struct Pair {
    pub hmac: Secret,
    pub ed25519: Secret,
}

impl Pair {
    /// Generates new secrets.
    pub fn generate() -> Result<Pair, minoots_webhook::secret::Error> {
        Ok(Pair {
            hmac: Secret::generate_hmac()?,
            ed25519: Secret::generate_ed25519()?,
        })
    }

    /// The public key of its Ed25519 secret.
    pub fn public(&self) -> String {
        self.ed25519.public().unwrap_or_default()
    }

    /// Both secrets.
    pub fn into_secrets(self) -> Vec<Secret> {
        vec![self.hmac, self.ed25519]
    }
}

pub(crate) fn seal_secrets(
    key: &SecretsKey,
    owner: Owner<'_>,
    secrets: &[Secret],
) -> Result<Vec<u8>, minoots_seal::Error> {
    let mut lines = String::new();
    for secret in secrets {
        lines.push_str(&secret.expose());
        lines.push('\n');
    }
    key.seal(owner.of(SECRETS), lines.as_bytes())
}

pub(crate) fn open_secrets(key: &SecretsKey, owner: Owner<'_>, sealed: &[u8]) -> Result<Vec<Secret>, String> {
    let opened = key.open(owner.of(SECRETS), sealed).map_err(|error| error.to_string())?;
    let text = std::str::from_utf8(&opened).map_err(|error| error.to_string())?;
    text.lines()
        .map(|line| Secret::parse(line).map_err(|error| error.to_string()))
        .collect()
}

pub(crate) fn seal_headers(
    key: &SecretsKey,
    owner: Owner<'_>,
    headers: &BTreeMap<String, String>,
) -> Result<Vec<u8>, minoots_seal::Error> {
    // A map of strings always serializes.
    let json = serde_json::to_vec(headers).unwrap_or_default();
    key.seal(owner.of(HEADERS), &json)
}

pub(crate) fn open_headers(
    key: &SecretsKey,
    owner: Owner<'_>,
    sealed: &[u8],
) -> Result<BTreeMap<String, String>, String> {
    if sealed.is_empty() {
        return Ok(BTreeMap::new());
    }
    let opened = key.open(owner.of(HEADERS), sealed).map_err(|error| error.to_string())?;
    serde_json::from_slice(&opened).map_err(|error| error.to_string())
}
