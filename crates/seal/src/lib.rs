//! Encryption of secrets and payloads at rest. The secrets key is in a file of the node and in no log, table or backup.
//! It seals secrets and the [payload keys](PayloadKey) of tenants, which in turn seal payloads.
//!
//! The format is `version(1) key(8) nonce(24)`, then XChaCha20-Poly1305 over the secret. The purpose of a secret is
//! authenticated as associated data. So a sealed secret cannot be moved to another tenant, endpoint or use.
//!
//! Invariants:
//! - Each sealing draws a new random nonce. With 192 bits, nonces do not collide.
//! - Keys and opened secrets are wiped from memory when dropped, and have no `Display`.
//! - The key of a file seals nothing itself. The sealing key and the digest key are derived from it.
//!
//! `chacha20poly1305` is maintained together with `sha2`. The nonces of XChaCha20 are long enough to be drawn at random
//! without limit.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

mod payload;
#[cfg(test)]
mod tests;

pub use payload::{OVERHEAD, PayloadKey};

const VERSION: u8 = 1;
const KEY_BYTES: usize = 32;
const ID_BYTES: usize = 8;
const NONCE_BYTES: usize = 24;
const HEAD_BYTES: usize = 1 + ID_BYTES + NONCE_BYTES;

/// Why sealing or opening failed. No message contains a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The text of a key is invalid.
    #[error(
        "a secrets key is 32 bytes in unpadded base64url, and there are at most {KEYS_MAX} of them; give the file as it was made"
    )]
    Key,
    /// The sealed bytes are malformed.
    #[error("what is sealed has a form that this version does not know")]
    Form,
    /// The bytes were sealed by an unknown key.
    #[error("it is sealed by another secrets key; start the node with the file that the cluster's other nodes have")]
    OtherKey,
    /// The bytes were altered, or sealed for a different use.
    #[error("what is sealed was altered, or sealed for something else")]
    Altered,
    /// The system provided no random bytes.
    #[error("no randomness from the system: {0}; try again")]
    Random(getrandom::Error),
}

/// The purpose of a sealed secret, authenticated with it.
#[derive(Clone, Copy, Debug)]
pub struct Use<'a> {
    /// The tenant that owns the secret.
    pub tenant: &'a str,
    /// The tenant's object that the secret belongs to, such as an endpoint.
    pub object: &'a str,
    /// The kind of secret within the object.
    pub what: &'a str,
}

impl Use<'_> {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for part in [self.tenant, self.object, self.what] {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        bytes
    }
}

/// Maximum number of keys in one file: the sealing key, and older keys that only open.
pub const KEYS_MAX: usize = 4;

/// The key of a node, or of a cluster whose nodes share it.
pub struct SecretsKey {
    /// Older keys, which only open.
    older: Vec<SecretsKey>,
    root: Zeroizing<[u8; KEY_BYTES]>,
    sealing: Zeroizing<[u8; KEY_BYTES]>,
    digesting: Zeroizing<[u8; KEY_BYTES]>,
    id: [u8; ID_BYTES],
}

impl SecretsKey {
    /// The key's id, a prefix of everything it seals. It reveals nothing about the key.
    #[must_use]
    pub fn id(&self) -> &[u8] {
        &self.id
    }

    /// Generates a key.
    ///
    /// # Errors
    /// [`Error::Random`].
    pub fn generate() -> Result<Self, Error> {
        let mut root = Zeroizing::new([0; KEY_BYTES]);
        getrandom::fill(&mut root[..]).map_err(Error::Random)?;
        Ok(Self::of(root))
    }

    /// Reads the keys of a file: the sealing key first, then the older keys.
    ///
    /// # Errors
    /// [`Error::Key`].
    pub fn parse_all<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<Self, Error> {
        let mut keys = texts.into_iter().map(Self::parse).collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() || keys.len() > KEYS_MAX {
            return Err(Error::Key);
        }
        let mut first = keys.remove(0);
        first.older = keys;
        Ok(first)
    }

    /// Reads a key from its text.
    ///
    /// # Errors
    /// [`Error::Key`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let decoded = URL_SAFE_NO_PAD.decode(text).map(Zeroizing::new);
        let decoded = decoded.map_err(|_| Error::Key)?;
        if decoded.len() != KEY_BYTES {
            return Err(Error::Key);
        }
        let mut root = Zeroizing::new([0; KEY_BYTES]);
        root.copy_from_slice(&decoded);
        Ok(Self::of(root))
    }

    fn of(root: Zeroizing<[u8; KEY_BYTES]>) -> Self {
        let (sealing, digesting) = (derived(&root, b"minoots seal 1"), derived(&root, b"minoots digest 1"));
        let named = derived(&root, b"minoots key id 1");
        let mut id = [0; ID_BYTES];
        id.copy_from_slice(&named[..ID_BYTES]);
        Self {
            older: Vec::new(),
            root,
            sealing,
            digesting,
            id,
        }
    }

    /// The key's text, for its file.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        Zeroizing::new(URL_SAFE_NO_PAD.encode(self.root.as_slice()))
    }

    /// Seals a secret for one use.
    ///
    /// # Errors
    /// [`Error::Random`].
    pub fn seal(&self, use_: Use<'_>, secret: &[u8]) -> Result<Vec<u8>, Error> {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(Error::Random)?;
        let aad = use_.bytes();
        let payload = Payload { msg: secret, aad: &aad };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload);
        // Fails only for input larger than memory.
        let sealed = sealed.map_err(|_| Error::Form)?;
        Ok([&[VERSION][..], &self.id, &nonce, &sealed].concat())
    }

    /// Opens bytes that were sealed for this use.
    ///
    /// # Errors
    /// The bytes are malformed or altered, or were sealed for another use or by an unknown key.
    pub fn open(&self, use_: Use<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let (head, sealed) = sealed.split_at_checked(HEAD_BYTES).ok_or(Error::Form)?;
        let (version, rest) = head.split_at(1);
        let (id, nonce) = rest.split_at(ID_BYTES);
        if version != [VERSION] {
            return Err(Error::Form);
        }
        let key = self.of_id(id).ok_or(Error::OtherKey)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| Error::Form)?;
        let aad = use_.bytes();
        let payload = Payload { msg: sealed, aad: &aad };
        let opened = key.cipher().decrypt(&XNonce::from(nonce), payload);
        opened.map(Zeroizing::new).map_err(|_| Error::Altered)
    }

    /// Whether the current sealing key sealed these bytes, and not an older key.
    #[must_use]
    pub fn has_sealed(&self, sealed: &[u8]) -> bool {
        sealed.get(1..=ID_BYTES) == Some(&self.id)
    }

    /// Whether this file holds the key that sealed these bytes.
    #[must_use]
    pub fn opens(&self, sealed: &[u8]) -> bool {
        sealed.get(1..=ID_BYTES).is_some_and(|id| self.of_id(id).is_some())
    }

    fn of_id(&self, id: &[u8]) -> Option<&Self> {
        core::iter::once(self).chain(&self.older).find(|key| id == key.id)
    }

    /// A keyed digest. Without the key it reveals nothing, even about guessable input.
    #[must_use]
    pub fn digest(&self, bytes: &[u8]) -> Vec<u8> {
        mac(&self.digesting, bytes).to_vec()
    }

    /// The digests by each key of the file, the sealing key first.
    pub fn digests<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = Vec<u8>> + 'a {
        core::iter::once(self).chain(&self.older).map(|key| key.digest(bytes))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.sealing).into())
    }
}

impl fmt::Debug for SecretsKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SecretsKey")
    }
}

fn derived(root: &[u8; KEY_BYTES], label: &[u8]) -> Zeroizing<[u8; KEY_BYTES]> {
    mac(root, label)
}

/// HMAC-SHA256. HMAC pads a key shorter than a block with zeros.
fn mac(key: &[u8; KEY_BYTES], bytes: &[u8]) -> Zeroizing<[u8; KEY_BYTES]> {
    let mut block = Zeroizing::new([0; 64]);
    block[..KEY_BYTES].copy_from_slice(key);
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new((&*block).into());
    mac.update(bytes);
    Zeroizing::new(mac.finalize().into_bytes().into())
}
