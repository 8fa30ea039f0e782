//! Key sets (JWKS) of issuers.
//!
//! Invariants:
//! - A key is for one algorithm. RSA keys are for RS256. Other keys are used only if the set names their algorithm.
//! - A key that is weak, ambiguous, or published with its private half is stored by name only. The error for a token
//!   signed by it can then name the cause.
//! - A set that exceeds the limits, or that parsers could read differently, is rejected as a whole.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde_json::Value;

use crate::json::{self, Object};
use crate::limits::{KEY_ID_BYTES_MAX, KEY_SET_BYTES_MAX, KEYS_MAX, RSA_BITS};

#[cfg(test)]
mod tests;

/// Members that only a private key has.
const PRIVATE: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "oth"];
/// The smallest exponent in use, and the largest that `ring` accepts.
const EXPONENTS: std::ops::RangeInclusive<u64> = 65_537..=(1 << 33) - 1;
const P256_COORDINATE_BYTES: usize = 32;
const ED25519_BYTES: usize = 32;

/// A permitted signature algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// RSA with PKCS #1 v1.5 and SHA-256.
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// Ed25519.
    EdDsa,
}

impl Algorithm {
    /// Finds an algorithm by its name in a header or a key.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "RS256" => Some(Self::Rs256),
            "ES256" => Some(Self::Es256),
            "EdDSA" | "Ed25519" => Some(Self::EdDsa),
            _ => None,
        }
    }
}

/// A public key that verifies tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(Material);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Material {
    Rsa { modulus: Vec<u8>, exponent: Vec<u8> },
    P256(Vec<u8>),
    Ed25519(Vec<u8>),
}

impl Key {
    /// The key's algorithm.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        match self.0 {
            Material::Rsa { .. } => Algorithm::Rs256,
            Material::P256(_) => Algorithm::Es256,
            Material::Ed25519(_) => Algorithm::EdDsa,
        }
    }

    /// Verifies the key's signature over a message.
    #[must_use]
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let result = match &self.0 {
            Material::Rsa { modulus, exponent } => RsaPublicKeyComponents {
                n: modulus,
                e: exponent,
            }
            .verify(&RSA_PKCS1_2048_8192_SHA256, message, signature),
            Material::P256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature),
            Material::Ed25519(point) => UnparsedPublicKey::new(&ED25519, point).verify(message, signature),
        };
        result.is_ok()
    }
}

/// Why a key of a set is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// An unsupported key type.
    #[error("it is no public RSA, P-256 or Ed25519 key")]
    Kind,
    /// A key for encryption.
    #[error("it is not for signatures")]
    Purpose,
    /// Another algorithm, or none named.
    #[error("it is not for RS256, and does not name ES256 or EdDSA as its algorithm")]
    Algorithm,
    /// The set includes the private half.
    #[error("its private half was published")]
    Private,
    /// A member is missing or invalid.
    #[error("its member {0} cannot be read")]
    Member(&'static str),
    /// A modulus that is too short or too long.
    #[error("it has {0} bits instead of {min} to {max}", min = RSA_BITS.start(), max = RSA_BITS.end())]
    Bits(usize),
    /// An exponent that is even, too small or too large.
    #[error("its exponent is not an odd number from {min} on", min = EXPONENTS.start())]
    Exponent,
    /// A point of small order, for which anyone can sign.
    #[error("it is a point of small order")]
    SmallOrder,
    /// Two keys have the same name.
    #[error("two keys of the set have its name")]
    Ambiguous,
}

/// Why a set is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeySetError {
    /// More than [`KEY_SET_BYTES_MAX`].
    #[error("the key set has {0} bytes, more than {KEY_SET_BYTES_MAX}")]
    TooLarge(usize),
    /// Not a JSON object with an array of keys.
    #[error("the key set is no unambiguous JSON object with an array of objects named keys")]
    Malformed,
    /// More than [`KEYS_MAX`].
    #[error("the key set has {0} keys, more than {KEYS_MAX}")]
    TooMany(usize),
    /// No usable key.
    #[error("the key set has no usable key with a name")]
    NoKeys,
}

/// The keys of one issuer, by name.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct KeySet(BTreeMap<String, Result<Arc<Key>, Unusable>>);

impl KeySet {
    /// Parses a set as served by its issuer. Keys without a name are skipped, because no token can refer to them.
    ///
    /// # Errors
    /// The set exceeds the limits, is malformed, or has no usable key.
    pub fn parse(bytes: &[u8]) -> Result<Self, KeySetError> {
        if bytes.len() > KEY_SET_BYTES_MAX {
            return Err(KeySetError::TooLarge(bytes.len()));
        }
        let mut document = json::object(bytes).ok_or(KeySetError::Malformed)?;
        let Some(Value::Array(entries)) = document.remove("keys") else {
            return Err(KeySetError::Malformed);
        };
        if entries.len() > KEYS_MAX {
            return Err(KeySetError::TooMany(entries.len()));
        }
        let mut keys = BTreeMap::new();
        for entry in entries {
            let Value::Object(entry) = entry else {
                return Err(KeySetError::Malformed);
            };
            let Some(id) = key_id(&entry) else { continue };
            let key = if keys.contains_key(id) {
                Err(Unusable::Ambiguous)
            } else {
                key(&entry).map(Arc::new)
            };
            keys.insert(id.to_owned(), key);
        }
        if keys.values().all(Result::is_err) {
            return Err(KeySetError::NoKeys);
        }
        Ok(Self(keys))
    }

    /// The key of this name, or the reason why it is not used; `None` if the set has no such name.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<Result<Arc<Key>, Unusable>> {
        self.0.get(id).cloned()
    }
}

impl fmt::Debug for KeySet {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.0.keys()).finish()
    }
}

/// The name of a key. Sets and tokens use the same rule.
pub(crate) fn key_id(object: &Object) -> Option<&str> {
    let id = object.get("kid")?.as_str()?;
    (1..=KEY_ID_BYTES_MAX).contains(&id.len()).then_some(id)
}

fn key(entry: &Object) -> Result<Key, Unusable> {
    let text = |name: &'static str| match entry.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(Unusable::Member(name)),
    };
    let kind = text("kty")?.ok_or(Unusable::Member("kty"))?;
    if !matches!(kind, "RSA" | "EC" | "OKP") {
        return Err(Unusable::Kind);
    }
    if PRIVATE.iter().any(|name| entry.contains_key(*name)) {
        return Err(Unusable::Private);
    }
    check_purpose(text("use")?, entry.get("key_ops"))?;
    let bytes = |name: &'static str| text(name)?.and_then(json::decode).ok_or(Unusable::Member(name));
    let curve = text("crv")?.unwrap_or_default();
    let algorithm = text("alg")?;
    let material = match (kind, curve, algorithm.map(Algorithm::from_name)) {
        ("RSA", _, None | Some(Some(Algorithm::Rs256))) => rsa(&bytes("n")?, &bytes("e")?)?,
        ("EC", "P-256", Some(Some(Algorithm::Es256))) => p256(&bytes("x")?, &bytes("y")?)?,
        ("OKP", "Ed25519", Some(Some(Algorithm::EdDsa))) => ed25519(bytes("x")?)?,
        ("RSA", ..) | ("EC", "P-256", _) | ("OKP", "Ed25519", _) => return Err(Unusable::Algorithm),
        _ => return Err(Unusable::Kind),
    };
    Ok(Key(material))
}

fn check_purpose(purpose: Option<&str>, operations: Option<&Value>) -> Result<(), Unusable> {
    let is_verify = |operation: &Value| operation.as_str() == Some("verify");
    let may_verify = match operations {
        None => true,
        Some(Value::Array(operations)) => operations.iter().any(is_verify),
        Some(_) => return Err(Unusable::Member("key_ops")),
    };
    if purpose.is_some_and(|purpose| purpose != "sig") || !may_verify {
        return Err(Unusable::Purpose);
    }
    Ok(())
}

fn rsa(modulus: &[u8], exponent: &[u8]) -> Result<Material, Unusable> {
    let modulus = without_zeros(modulus);
    let leading = modulus.first().map_or(0, |byte| byte.leading_zeros());
    let bits = (modulus.len() * 8).saturating_sub(usize::try_from(leading).unwrap_or_default());
    if !RSA_BITS.contains(&bits) {
        return Err(Unusable::Bits(bits));
    }
    // An even modulus is not a product of two odd primes.
    if modulus.last().is_none_or(|byte| byte % 2 == 0) {
        return Err(Unusable::Member("n"));
    }
    let exponent = without_zeros(exponent);
    let value = exponent
        .iter()
        .try_fold(0_u64, |value, byte| Some(value.checked_mul(256)? | u64::from(*byte)));
    if !value.is_some_and(|value| EXPONENTS.contains(&value) && value % 2 == 1) {
        return Err(Unusable::Exponent);
    }
    Ok(Material::Rsa {
        modulus: modulus.to_vec(),
        exponent: exponent.to_vec(),
    })
}

fn without_zeros(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    &bytes[start..]
}

fn p256(x: &[u8], y: &[u8]) -> Result<Material, Unusable> {
    if x.len() != P256_COORDINATE_BYTES {
        return Err(Unusable::Member("x"));
    }
    if y.len() != P256_COORDINATE_BYTES {
        return Err(Unusable::Member("y"));
    }
    Ok(Material::P256([&[4], x, y].concat()))
}

fn ed25519(point: Vec<u8>) -> Result<Material, Unusable> {
    if point.len() != ED25519_BYTES {
        return Err(Unusable::Member("x"));
    }
    let key = Key(Material::Ed25519(point));
    if is_of_small_order(&key) {
        return Err(Unusable::SmallOrder);
    }
    Ok(key.0)
}

/// Detects points of small order. Tests one signature that needs no secret (neutral element and zero) against many
/// messages. For a point of order eight or less, the signature is valid for at least every eighth message. For any
/// other point, no message is known for which it is valid.
fn is_of_small_order(key: &Key) -> bool {
    const MESSAGES: u8 = 128;
    let mut signature = [0; 64];
    signature[0] = 1;
    (0..MESSAGES).any(|message| key.verifies(&[message], &signature))
}
