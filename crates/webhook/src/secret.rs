//! Signing secrets of an endpoint, in the form of Standard Webhooks: `whsec_` for HMAC-SHA256, `whsk_` and `whpk_` for
//! Ed25519.
//!
//! Each endpoint has its own secrets. With a key shared between endpoints, one endpoint's owner could present its
//! requests to another endpoint as genuine.
//!
//! Invariants:
//! - Secrets are wiped from memory when dropped and have no `Display`. Their `Debug` shows only the kind.
//! - A set always contains an HMAC secret: the common libraries verify that kind and skip the other.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::SigningKey;
use zeroize::Zeroizing;

#[cfg(test)]
mod tests;

const HMAC_PREFIX: &str = "whsec_";
const ED25519_PREFIX: &str = "whsk_";
pub(crate) const PUBLIC_PREFIX: &str = "whpk_";

/// Size of a generated HMAC secret, in bytes.
const HMAC_BYTES: usize = 32;
/// Minimum size of a given HMAC secret, in bytes.
pub const HMAC_BYTES_MIN: usize = 24;
/// Maximum size of a given HMAC secret, in bytes: a block of SHA-256.
pub const HMAC_BYTES_MAX: usize = 64;
/// Maximum number of secrets in a set: a current one and a rotating one of each kind, and room for a rotation within a
/// rotation.
pub const SECRETS_MAX: usize = 8;

/// Why a secret or a set is rejected. Each message names the field, the rule and the remedy. None contains the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// An unknown prefix.
    #[error("secret must start with whsec_ or whsk_; give it as it was printed")]
    Prefix,
    /// Invalid base64.
    #[error("secret must be standard base64 with padding after its prefix; give it as it was printed")]
    Encoding,
    /// Too short or too long.
    #[error(
        "secret has {0} bytes in base64, not {HMAC_BYTES_MIN} to {HMAC_BYTES_MAX} as a whsec_ has; let one be made"
    )]
    Length(usize),
    /// 64 bytes that are not a key followed by its public half.
    #[error("secret is no Ed25519 key with its public half, 64 bytes in base64, as a whsk_ is; let one be made")]
    KeyPair,
    /// The set has no HMAC secret.
    #[error("secrets must hold at least one of whsec_, which is what receivers' libraries verify; add one")]
    NoHmac,
    /// More than [`SECRETS_MAX`].
    #[error("secrets: {0}, more than {SECRETS_MAX} at a time; end a rotation first")]
    TooMany(usize),
    /// Two equal secrets.
    #[error("secrets: one is there twice; remove it")]
    Duplicate,
    /// The system provided no random bytes.
    #[error("secret: no randomness from the system: {0}; try again")]
    Random(getrandom::Error),
}

impl Error {
    /// The stable reason code, for programs.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Prefix | Self::Encoding | Self::Length(_) | Self::KeyPair => "SECRET_INVALID",
            Self::NoHmac => "SECRETS_NO_HMAC",
            Self::TooMany(_) => "SECRETS_TOO_MANY",
            Self::Duplicate => "SECRETS_DUPLICATE",
            Self::Random(_) => "NO_RANDOMNESS",
        }
    }
}

/// One secret.
#[derive(Clone)]
pub struct Secret(Key);

#[derive(Clone)]
pub(crate) enum Key {
    Hmac(Zeroizing<Vec<u8>>),
    /// `SigningKey` wipes itself when dropped.
    Ed25519(Box<SigningKey>),
}

impl Secret {
    /// Generates an HMAC secret.
    ///
    /// # Errors
    /// [`Error::Random`].
    pub fn generate_hmac() -> Result<Self, Error> {
        let mut bytes = Zeroizing::new(vec![0; HMAC_BYTES]);
        getrandom::fill(&mut bytes).map_err(Error::Random)?;
        Ok(Self(Key::Hmac(bytes)))
    }

    /// Generates an Ed25519 key.
    ///
    /// # Errors
    /// [`Error::Random`].
    pub fn generate_ed25519() -> Result<Self, Error> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(&mut seed[..]).map_err(Error::Random)?;
        Ok(Self(Key::Ed25519(Box::new(SigningKey::from_bytes(&seed)))))
    }

    /// Reads a secret from its text.
    ///
    /// # Errors
    /// The violated rule.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if let Some(encoded) = text.strip_prefix(HMAC_PREFIX) {
            let bytes = decode(encoded)?;
            return match bytes.len() {
                HMAC_BYTES_MIN..=HMAC_BYTES_MAX => Ok(Self(Key::Hmac(bytes))),
                other => Err(Error::Length(other)),
            };
        }
        let encoded = text.strip_prefix(ED25519_PREFIX).ok_or(Error::Prefix)?;
        let bytes = decode(encoded)?;
        let pair = bytes.as_slice().try_into().map_err(|_| Error::KeyPair)?;
        let key = SigningKey::from_keypair_bytes(pair).map_err(|_| Error::KeyPair)?;
        Ok(Self(Key::Ed25519(Box::new(key))))
    }

    /// The secret's text, for storage, and shown once to the creator.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        let pair;
        let (prefix, bytes) = match &self.0 {
            Key::Hmac(bytes) => (HMAC_PREFIX, bytes.as_slice()),
            Key::Ed25519(key) => {
                pair = Zeroizing::new(key.to_keypair_bytes());
                (ED25519_PREFIX, pair.as_slice())
            }
        };
        let mut text = Zeroizing::new(String::with_capacity(prefix.len() + bytes.len().div_ceil(3) * 4));
        text.push_str(prefix);
        STANDARD.encode_string(bytes, &mut text);
        text
    }

    /// The public half as `whpk_…`, for receivers; `None` for HMAC.
    #[must_use]
    pub fn public(&self) -> Option<String> {
        match &self.0 {
            Key::Hmac(_) => None,
            Key::Ed25519(key) => {
                let public = STANDARD.encode(key.verifying_key().as_bytes());
                Some(format!("{PUBLIC_PREFIX}{public}"))
            }
        }
    }

    pub(crate) fn key(&self) -> &Key {
        &self.0
    }

    fn is_hmac(&self) -> bool {
        matches!(self.0, Key::Hmac(_))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let prefix = if self.is_hmac() { HMAC_PREFIX } else { ED25519_PREFIX };
        write!(formatter, "{prefix}…")
    }
}

/// The active signing secrets of an endpoint. During a rotation there are several.
#[derive(Clone, Debug)]
pub struct SecretSet(Vec<Secret>);

impl SecretSet {
    /// Builds a set. Signatures follow the order of the secrets, HMAC first.
    ///
    /// # Errors
    /// The violated rule.
    pub fn new(secrets: impl IntoIterator<Item = Secret>) -> Result<Self, Error> {
        let mut secrets: Vec<Secret> = secrets.into_iter().collect();
        if secrets.len() > SECRETS_MAX {
            return Err(Error::TooMany(secrets.len()));
        }
        // A stable sort keeps the order within a kind.
        secrets.sort_by_key(|secret| !secret.is_hmac());
        if !secrets.first().is_some_and(Secret::is_hmac) {
            return Err(Error::NoHmac);
        }
        let texts: Vec<_> = secrets.iter().map(Secret::expose).collect();
        let is_twice = |(index, text): (usize, &Zeroizing<String>)| texts[..index].contains(text);
        if texts.iter().enumerate().any(is_twice) {
            return Err(Error::Duplicate);
        }
        Ok(Self(secrets))
    }

    /// The secrets, HMAC first.
    #[must_use]
    pub fn as_slice(&self) -> &[Secret] {
        &self.0
    }
}

fn decode(encoded: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
    STANDARD
        .decode(encoded)
        .map(Zeroizing::new)
        .map_err(|_| Error::Encoding)
}
