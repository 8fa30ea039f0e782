//! Checks one payload against one detached JWS.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::Signature;
use serde_json::{Map, Value};

use super::KeySet;
use crate::json::check_json;

/// The maximum length of a signature text, in bytes; those of MINOOTS have about 250.
const SIGNATURE_BYTES_MAX: usize = 4096;

/// The `typ` of an event's signature: the same keys sign other statements, which must not pass for events.
const EVENT_TYPE: &str = "minoots-event+jws";

/// An error of verifying an envelope or reading a key set. No part of a rejected envelope may be trusted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The key did not make the signature for these bytes, or the signature claims another algorithm or another use.
    #[error("the signature is invalid: {0}")]
    SignatureInvalid(&'static str),
    /// No key of this id is in the set; a newer set may have it.
    #[error("no key {0:?} in the key set")]
    KeyUnknown(String),
    /// The text is not a detached JWS, or not a JWKS.
    #[error("malformed: {0}")]
    Malformed(String),
    /// The key is of small order or not canonical: anyone can sign for it.
    #[error("the key {0:?} is of small order or not canonical")]
    KeyWeak(String),
}

impl VerifyError {
    /// The stable name in every SDK: `SIGNATURE_INVALID`, `KEY_UNKNOWN`, `MALFORMED` or `KEY_WEAK`.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        match self {
            Self::SignatureInvalid(_) => "SIGNATURE_INVALID",
            Self::KeyUnknown(_) => "KEY_UNKNOWN",
            Self::Malformed(_) => "MALFORMED",
            Self::KeyWeak(_) => "KEY_WEAK",
        }
    }
}

/// Verifies envelopes with a key set.
#[derive(Debug, Clone)]
pub struct Verifier {
    keys: KeySet,
}

impl Verifier {
    /// Makes a verifier with these keys.
    #[must_use]
    pub fn new(keys: KeySet) -> Self {
        Self { keys }
    }

    /// Makes a verifier with the keys of a JWKS.
    ///
    /// # Errors
    /// As [`KeySet::parse`].
    pub fn from_jwks(jwks: &[u8]) -> Result<Self, VerifyError> {
        KeySet::parse(jwks).map(Self::new)
    }

    /// The keys.
    #[must_use]
    pub fn keys(&self) -> &KeySet {
        &self.keys
    }

    /// Checks `signature` (`header..signature`) over exactly the bytes of `payload`; returns the id of the key that
    /// made it.
    ///
    /// # Errors
    /// See [`VerifyError`].
    pub fn verify(&self, payload: &[u8], signature: &str) -> Result<&str, VerifyError> {
        let (header_text, signature_text) = split(signature)?;
        let header = Header::parse(header_text)?;
        let signature = URL_SAFE_NO_PAD
            .decode(signature_text)
            .map_err(|_| malformed("the signature is not base64url"))?;
        header.check()?;
        let (kid, key) = self.keys.get(&header.kid).ok_or(VerifyError::KeyUnknown(header.kid))?;
        let signature = Signature::from_slice(&signature).map_err(|_| invalid("it is not 64 bytes"))?;
        let mut signing_input = String::with_capacity(header_text.len() + 1 + payload.len().div_ceil(3) * 4);
        signing_input.push_str(header_text);
        signing_input.push('.');
        URL_SAFE_NO_PAD.encode_string(payload, &mut signing_input);
        key.verify_strict(signing_input.as_bytes(), &signature)
            .map_err(|_| invalid("the key did not make it for these bytes"))?;
        Ok(kid)
    }
}

/// The header and signature of `header..signature`.
fn split(signature: &str) -> Result<(&str, &str), VerifyError> {
    if signature.len() > SIGNATURE_BYTES_MAX {
        return Err(malformed("the signature is too long"));
    }
    let mut parts = signature.split('.');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(header), Some(""), Some(signature), None) => Ok((header, signature)),
        _ => Err(malformed("the signature is not of the form header..signature")),
    }
}

/// The relevant members of the protected header.
struct Header {
    kid: String,
    algorithm: String,
    kind: Option<String>,
    extended: bool,
}

impl Header {
    fn parse(text: &str) -> Result<Self, VerifyError> {
        let json = URL_SAFE_NO_PAD
            .decode(text)
            .map_err(|_| malformed("the header is not base64url"))?;
        check_json(&json).map_err(|error| malformed(format!("the header: {error}")))?;
        let members: Map<String, Value> =
            serde_json::from_slice(&json).map_err(|_| malformed("the header is not a JSON object"))?;
        let text = |name: &str| members.get(name).and_then(Value::as_str).map(str::to_owned);
        Ok(Self {
            kid: text("kid").ok_or_else(|| malformed("the header has no kid"))?,
            algorithm: text("alg").ok_or_else(|| malformed("the header has no alg"))?,
            kind: text("typ"),
            extended: members.contains_key("crit") || members.contains_key("b64"),
        })
    }

    /// Checks the header, which may only confirm the properties of the key's type.
    fn check(&self) -> Result<(), VerifyError> {
        if self.algorithm != "EdDSA" {
            return Err(invalid("its algorithm is not EdDSA"));
        }
        if self.extended {
            return Err(invalid("its header uses crit or b64"));
        }
        if self.kind.as_deref() != Some(EVENT_TYPE) {
            return Err(invalid("its typ is not minoots-event+jws"));
        }
        Ok(())
    }
}

fn invalid(problem: &'static str) -> VerifyError {
    VerifyError::SignatureInvalid(problem)
}

fn malformed(problem: impl Into<String>) -> VerifyError {
    VerifyError::Malformed(problem.into())
}
