//! Key sets: reads and writes JWKS (RFC 7517, RFC 8037), and rejects keys for which anyone could sign.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::VerifyingKey;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::VerifyError;
use crate::json::check_json;

/// Public keys by key id. Every key in it is a canonical Ed25519 point of large order.
#[derive(Debug, Clone, Default)]
pub struct KeySet {
    keys: BTreeMap<String, VerifyingKey>,
}

impl KeySet {
    /// Reads a JWKS. Keys of other types or uses are skipped, as RFC 7517 requires.
    ///
    /// # Errors
    /// `Malformed` if it is not a JWKS, or a key has no id, is not 32 bytes, is private, or has another's id; `KeyWeak`
    /// if a key is weak.
    pub fn parse(jwks: &[u8]) -> Result<Self, VerifyError> {
        check_json(jwks).map_err(|error| malformed(error.to_string()))?;
        let document: Document = serde_json::from_slice(jwks).map_err(|error| malformed(error.to_string()))?;
        let mut keys = Self::default();
        for jwk in document.keys.into_iter().filter(Jwk::is_ours) {
            if jwk.d.is_some() {
                return Err(malformed("a private key does not belong in a key set"));
            }
            let (Some(kid), Some(x)) = (jwk.kid, jwk.x) else {
                return Err(malformed("an Ed25519 key has no kid or no x"));
            };
            let bytes = URL_SAFE_NO_PAD
                .decode(x)
                .map_err(|_| malformed("x is not unpadded base64url"))?;
            keys.insert(kid, &bytes)?;
        }
        Ok(keys)
    }

    /// Adds a key of 32 bytes, as `ListVerificationKeys` returns it. Adding the same key again changes nothing.
    ///
    /// # Errors
    /// `Malformed` if it is not 32 bytes or the id names another key; `KeyWeak` if it is of small order or not the
    /// canonical encoding of a point.
    pub fn insert(&mut self, kid: impl Into<String>, public_key: &[u8]) -> Result<(), VerifyError> {
        let kid = kid.into();
        let bytes = public_key
            .try_into()
            .map_err(|_| malformed("an Ed25519 key is 32 bytes"))?;
        let key = import(bytes).ok_or_else(|| VerifyError::KeyWeak(kid.clone()))?;
        match self.keys.entry(kid) {
            Entry::Occupied(known) if *known.get() != key => Err(malformed("two keys have the same kid")),
            Entry::Occupied(_) => Ok(()),
            Entry::Vacant(free) => {
                free.insert(key);
                Ok(())
            }
        }
    }

    /// The set as a JWKS, sorted by key id.
    #[must_use]
    pub fn to_jwks(&self) -> String {
        let keys = self.keys.iter().map(|(kid, key)| {
            serde_json::json!({
                "kty": "OKP",
                "crv": "Ed25519",
                "alg": "EdDSA",
                "use": "sig",
                "kid": kid,
                "x": URL_SAFE_NO_PAD.encode(key.as_bytes()),
            })
        });
        serde_json::json!({ "keys": keys.collect::<Vec<_>>() }).to_string()
    }

    /// The ids of all keys, sorted.
    pub fn kids(&self) -> impl Iterator<Item = &str> {
        self.keys.keys().map(String::as_str)
    }

    /// The number of keys.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether the set is empty; then nothing verifies.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    pub(super) fn get(&self, kid: &str) -> Option<(&str, &VerifyingKey)> {
        self.keys.get_key_value(kid).map(|(kid, key)| (kid.as_str(), key))
    }
}

/// The key id that MINOOTS gives a key: its JWK thumbprint (RFC 7638, RFC 8037 appendix A.3), 43 characters.
#[must_use]
pub fn thumbprint(public_key: &[u8; 32]) -> String {
    let x = URL_SAFE_NO_PAD.encode(public_key);
    let digest = Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#));
    URL_SAFE_NO_PAD.encode(digest)
}

/// Imports a key. Decompression alone accepts encodings with y ≥ p and points of small order (ZIP 215), which no honest
/// signer generates.
fn import(bytes: &[u8; 32]) -> Option<VerifyingKey> {
    let key = VerifyingKey::from_bytes(bytes).ok()?;
    let canonical = key.to_edwards().compress().to_bytes() == *bytes;
    (canonical && !key.is_weak()).then_some(key)
}

fn malformed(problem: impl Into<String>) -> VerifyError {
    VerifyError::Malformed(format!("key set: {}", problem.into()))
}

#[derive(Deserialize)]
struct Document {
    keys: Vec<Jwk>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    crv: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    usage: Option<String>,
    kid: Option<String>,
    x: Option<String>,
    d: Option<serde::de::IgnoredAny>,
}

impl Jwk {
    fn is_ours(&self) -> bool {
        self.kty == "OKP"
            && self.crv.as_deref() == Some("Ed25519")
            && self.alg.as_deref().is_none_or(|alg| alg == "EdDSA")
            && self.usage.as_deref().is_none_or(|usage| usage == "sig")
    }
}
