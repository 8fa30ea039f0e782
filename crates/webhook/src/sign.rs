//! The headers that authenticate a request, by Standard Webhooks.
//!
//! ```text
//! webhook-id: timer:dev:tea:1
//! webhook-timestamp: 1767323045
//! webhook-signature: v1,<HMAC-SHA256> v1,<by the secret that goes> v1a,<Ed25519>
//! ```
//! The signature covers `id.timestamp.body`. The id is the event's id, the same in every attempt. The timestamp is the
//! attempt's.
//!
//! Invariants:
//! - Every secret of the set signs, so a receiver that knows any one of them can verify.
//! - No two triples have the same signed bytes: a body begins with a brace, and no id contains one.
//! - Verification takes the same time wherever a signature differs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, VerifyingKey};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::secret::{HMAC_BYTES_MAX, Key, PUBLIC_PREFIX, Secret, SecretSet};

#[cfg(test)]
mod tests;

/// Globally unique, the same in every attempt.
pub const ID: &str = "webhook-id";
/// Time of the attempt, in seconds since the Unix epoch.
pub const TIMESTAMP: &str = "webhook-timestamp";
/// One or more signatures, separated by spaces.
pub const SIGNATURE: &str = "webhook-signature";

/// Maximum length of an id, in bytes.
pub const ID_BYTES_MAX: usize = 512;
/// Maximum difference between a timestamp and the receiver's clock, in seconds.
pub const TOLERANCE_S: u64 = 300;
/// Maximum number of signatures examined in one header.
const SIGNATURES_MAX: usize = 32;

/// Why content cannot be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContentError {
    /// Empty, too long, not visible ASCII, or with a brace.
    #[error("id must be 1 to {ID_BYTES_MAX} visible ASCII characters without a brace; correct it")]
    Id,
    /// Not a JSON object, or with leading white space.
    #[error("body must begin with a brace, as a JSON object does; hand in an event's payload as it was built")]
    Body,
}

/// The signed bytes.
#[derive(Clone)]
pub struct Content(Vec<u8>);

impl Content {
    /// Builds `id.timestamp.body`, with the timestamp in seconds since the Unix epoch.
    ///
    /// # Errors
    /// The content cannot be signed.
    pub fn new(id: &str, timestamp_s: u64, body: &[u8]) -> Result<Self, ContentError> {
        check(id, body)?;
        let mut content = Vec::with_capacity(id.len() + 22 + body.len());
        content.extend_from_slice(id.as_bytes());
        content.extend_from_slice(format!(".{timestamp_s}.").as_bytes());
        content.extend_from_slice(body);
        Ok(Self(content))
    }

    /// The value of the header [`SIGNATURE`].
    #[must_use]
    pub fn sign(&self, secrets: &SecretSet) -> String {
        let signatures: Vec<String> = secrets.as_slice().iter().map(|secret| self.sign_by(secret)).collect();
        signatures.join(" ")
    }

    fn sign_by(&self, secret: &Secret) -> String {
        match secret.key() {
            Key::Hmac(key) => format!("v1,{}", STANDARD.encode(self.mac(key).finalize().into_bytes())),
            Key::Ed25519(key) => format!("v1a,{}", STANDARD.encode(key.sign(&self.0).to_bytes())),
        }
    }

    /// HMAC pads a key shorter than a block with zeros. No key is longer.
    fn mac(&self, key: &[u8]) -> Hmac<Sha256> {
        let mut block = Zeroizing::new([0; HMAC_BYTES_MAX]);
        for (padded, byte) in block.iter_mut().zip(key) {
            *padded = *byte;
        }
        let mut mac = Hmac::<Sha256>::new((&*block).into());
        mac.update(&self.0);
        mac
    }
}

/// Checks that an id and a body can be signed. Ids may contain dots and digits. The body starts at the first brace, so
/// an attacker cannot move the border between id, timestamp and body.
///
/// # Errors
/// The content cannot be signed.
pub fn check(id: &str, body: &[u8]) -> Result<(), ContentError> {
    let is_allowed = |byte: u8| byte.is_ascii_graphic() && byte != b'{';
    if id.is_empty() || id.len() > ID_BYTES_MAX || !id.bytes().all(is_allowed) {
        return Err(ContentError::Id);
    }
    if body.first() != Some(&b'{') {
        return Err(ContentError::Body);
    }
    Ok(())
}

/// Why a request does not count as genuine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The id, the timestamp or the body is malformed.
    #[error("a header or the body is malformed")]
    Malformed,
    /// The timestamp differs from now by more than [`TOLERANCE_S`].
    #[error("the timestamp is more than {TOLERANCE_S} seconds away: an old request sent again, or a wrong clock")]
    Timestamp,
    /// No signature is by a known key.
    #[error("no signature is by a known key over this id, timestamp and body")]
    Signature,
}

/// Why a verification key is rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("key must be whsec_ or whpk_ with a usable key in base64; give it as it was printed")]
pub struct KeyError;

/// The verification keys of a receiver.
#[derive(Clone, Debug)]
pub struct Verifier(Vec<VerifyBy>);

#[derive(Clone, Debug)]
enum VerifyBy {
    Hmac(Secret),
    Ed25519(Box<VerifyingKey>),
}

/// The three headers of a received request.
#[derive(Clone, Copy, Debug)]
pub struct Received<'a> {
    /// [`ID`].
    pub id: &'a str,
    /// [`TIMESTAMP`].
    pub timestamp: &'a str,
    /// [`SIGNATURE`].
    pub signature: &'a str,
}

impl Verifier {
    /// Creates a verifier from keys of the form `whsec_…` or `whpk_…`.
    ///
    /// # Errors
    /// A key is invalid or weak.
    pub fn new<'a>(keys: impl IntoIterator<Item = &'a str>) -> Result<Self, KeyError> {
        keys.into_iter().map(verify_by).collect::<Result<_, _>>().map(Self)
    }

    /// Verifies a request and its timestamp. `now_s` is in seconds since the Unix epoch.
    ///
    /// # Errors
    /// The request is not genuine.
    pub fn verify(&self, received: Received<'_>, body: &[u8], now_s: u64) -> Result<(), Refused> {
        let is_canonical = |number: &u64| number.to_string() == received.timestamp;
        let timestamp = received
            .timestamp
            .parse()
            .ok()
            .filter(is_canonical)
            .ok_or(Refused::Malformed)?;
        let content = Content::new(received.id, timestamp, body).map_err(|_| Refused::Malformed)?;
        if timestamp.abs_diff(now_s) > TOLERANCE_S {
            return Err(Refused::Timestamp);
        }
        let mut is_genuine = false;
        for signature in received.signature.split(' ').take(SIGNATURES_MAX) {
            for key in &self.0 {
                is_genuine |= key.verifies(&content, signature);
            }
        }
        if is_genuine { Ok(()) } else { Err(Refused::Signature) }
    }
}

impl VerifyBy {
    fn verifies(&self, content: &Content, signature: &str) -> bool {
        let Some((version, Ok(bytes))) = signature.split_once(',').map(|(v, text)| (v, STANDARD.decode(text))) else {
            return false;
        };
        match self {
            Self::Hmac(secret) => match secret.key() {
                Key::Hmac(key) => version == "v1" && content.mac(key).verify_slice(&bytes).is_ok(),
                Key::Ed25519(_) => false,
            },
            Self::Ed25519(key) => {
                let signature = Signature::from_slice(&bytes);
                version == "v1a" && signature.is_ok_and(|signature| key.verify_strict(&content.0, &signature).is_ok())
            }
        }
    }
}

fn verify_by(text: &str) -> Result<VerifyBy, KeyError> {
    let Some(encoded) = text.strip_prefix(PUBLIC_PREFIX) else {
        let secret = Secret::parse(text).map_err(|_| KeyError)?;
        return match secret.key() {
            Key::Hmac(_) => Ok(VerifyBy::Hmac(secret)),
            Key::Ed25519(_) => Err(KeyError),
        };
    };
    let bytes = STANDARD.decode(encoded).map_err(|_| KeyError)?;
    let bytes = bytes.as_slice().try_into().map_err(|_| KeyError)?;
    let key = VerifyingKey::from_bytes(bytes).map_err(|_| KeyError)?;
    if key.is_weak() {
        return Err(KeyError);
    }
    Ok(VerifyBy::Ed25519(Box::new(key)))
}
