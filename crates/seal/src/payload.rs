//! Payload encryption by a key of the tenant: `nonce(24)`, then XChaCha20-Poly1305 over the payload.
//!
//! The secrets key seals (wraps) the payload key for storage. Destroying the secrets key or the wrapped payload key
//! makes the payloads unreadable for ever.

use super::{Error, KEY_BYTES, NONCE_BYTES, SecretsKey, Use, derived, mac};
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use std::fmt;
use zeroize::Zeroizing;

/// Bytes that sealing adds to a payload.
pub const OVERHEAD: usize = NONCE_BYTES + TAG_BYTES;

const TAG_BYTES: usize = 16;
/// The purpose of a wrapped payload key.
const WHAT: &str = "payload key";

/// A key that seals payloads of one tenant. It is wiped from memory when dropped.
pub struct PayloadKey {
    cipher: XChaCha20Poly1305,
    digesting: Zeroizing<[u8; KEY_BYTES]>,
}

impl PayloadKey {
    /// Generates a key in its stored, wrapped form.
    ///
    /// # Errors
    /// [`Error::Random`].
    pub fn generate(secrets: &SecretsKey, tenant: &str, number: u64) -> Result<Vec<u8>, Error> {
        let mut root = Zeroizing::new([0; KEY_BYTES]);
        getrandom::fill(&mut root[..]).map_err(Error::Random)?;
        wrap(secrets, tenant, number, &root[..])
    }

    /// Wraps the same key again, with the current sealing key.
    ///
    /// # Errors
    /// The key was wrapped by an unknown secrets key, or for another tenant or number.
    pub fn rewrap(secrets: &SecretsKey, tenant: &str, number: u64, wrapped: &[u8]) -> Result<Vec<u8>, Error> {
        let root = secrets.open(of(tenant, &number.to_string()), wrapped)?;
        wrap(secrets, tenant, number, &root)
    }

    /// Unwraps a stored key.
    ///
    /// # Errors
    /// The errors of [`PayloadKey::rewrap`].
    pub fn unwrap(secrets: &SecretsKey, tenant: &str, number: u64, wrapped: &[u8]) -> Result<PayloadKey, Error> {
        let opened = secrets.open(of(tenant, &number.to_string()), wrapped)?;
        let mut root = Zeroizing::new([0; KEY_BYTES]);
        if opened.len() != KEY_BYTES {
            return Err(Error::Form);
        }
        root.copy_from_slice(&opened);
        let sealing = derived(&root, b"minoots payload seal 1");
        Ok(PayloadKey {
            cipher: XChaCha20Poly1305::new((&*sealing).into()),
            digesting: derived(&root, b"minoots payload digest 1"),
        })
    }

    /// Seals a payload for one use.
    ///
    /// # Errors
    /// [`Error::Random`].
    pub fn seal(&self, use_: Use<'_>, payload: &[u8]) -> Result<Vec<u8>, Error> {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(Error::Random)?;
        let aad = use_.bytes();
        let payload = Payload {
            msg: payload,
            aad: &aad,
        };
        let sealed = self.cipher.encrypt(&XNonce::from(nonce), payload);
        // Fails only for input larger than memory.
        let sealed = sealed.map_err(|_| Error::Form)?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Opens a payload that was sealed for this use.
    ///
    /// # Errors
    /// The payload is malformed or altered, or was sealed for another use or by another key.
    pub fn open(&self, use_: Use<'_>, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_BYTES).ok_or(Error::Form)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().map_err(|_| Error::Form)?;
        let aad = use_.bytes();
        let payload = Payload { msg: sealed, aad: &aad };
        let opened = self.cipher.decrypt(&XNonce::from(nonce), payload);
        opened.map_err(|_| Error::Altered)
    }

    /// A keyed digest. Without the key it reveals nothing, even about guessable input.
    #[must_use]
    pub fn digest(&self, bytes: &[u8]) -> Vec<u8> {
        mac(&self.digesting, bytes).to_vec()
    }
}

impl fmt::Debug for PayloadKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("PayloadKey")
    }
}

fn wrap(secrets: &SecretsKey, tenant: &str, number: u64, root: &[u8]) -> Result<Vec<u8>, Error> {
    secrets.seal(of(tenant, &number.to_string()), root)
}

fn of<'a>(tenant: &'a str, number: &'a str) -> Use<'a> {
    Use {
        tenant,
        object: number,
        what: WHAT,
    }
}
