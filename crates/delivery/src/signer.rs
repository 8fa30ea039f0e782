//! The node's signing key and the detached JWS it puts under payloads.
//!
//! Invariants:
//! - The private key never leaves the node: it is in one file that only its owner can read, and in memory that is
//!   wiped. It has no `Debug`, no `Clone` and no accessor.
//! - The key id is a function of the key (its RFC 7638 thumbprint), so no two keys share an id.
//! - Ed25519 is deterministic and the header's bytes are fixed: one key gives one signature per payload.

use std::io;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{SIGNATURE_LENGTH, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use key_file::KeyFile;

mod key_file;
#[cfg(test)]
mod tests;

/// Signs payloads with the node's key. Safe to share between threads.
pub struct Signer {
    kid: String,
    /// The protected header, base64url: the same for every payload.
    header: String,
    key: SigningKey,
}

/// Why there is no signer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file or its directory could not be read or written.
    #[error("signing key: cannot {action} {path}: {source}", path = .path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// Why it failed.
        source: io::Error,
    },
    /// Others than the owner may use the file: the key must be considered known.
    #[error(
        "signing key: {path} has mode {mode:04o}, which must be 0600 (if nobody else can have read it: chmod 600)",
        path = .path.display()
    )]
    Permissions {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file is not a key file, or is damaged.
    #[error("signing key: {path} cannot be used: {problem}", path = .path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What is wrong; never the content.
        problem: &'static str,
    },
    /// The system gave no random bytes for a new key.
    #[error("signing key: no randomness from the system: {0}")]
    Random(getrandom::Error),
}

impl Signer {
    /// Loads the key in `path`, or makes one there if the file does not exist. When this returns, the key is on disk.
    /// Missing directories are not made.
    ///
    /// # Errors
    /// See [`enum@Error`]. An existing file is never replaced.
    pub fn load_or_create(path: &Path) -> Result<Self, Error> {
        match Self::load(path) {
            Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => Self::create(path),
            loaded => loaded,
        }
    }

    /// Signs with the key of this seed (the Ed25519 private key of RFC 8032).
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let key = SigningKey::from_bytes(seed);
        Self::with_kid(thumbprint(&key.verifying_key()), key)
    }

    /// The key id: the key's JWK thumbprint (RFC 7638), 43 characters.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The public key, to be registered before the first signature is handed out.
    #[must_use]
    pub fn public_key(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// The detached JWS over exactly these bytes, `header..signature` (RFC 7515 appendix F).
    #[must_use]
    pub fn sign_detached(&self, payload: &[u8]) -> String {
        self.detached(&self.sign(payload))
    }

    /// The signature alone, of which [`Signer::detached`] makes the JWS over the same bytes.
    #[must_use]
    pub fn sign(&self, payload: &[u8]) -> [u8; SIGNATURE_LENGTH] {
        let mut signing_input = String::with_capacity(self.header.len() + 1 + base64_bytes(payload.len()));
        signing_input.push_str(&self.header);
        signing_input.push('.');
        URL_SAFE_NO_PAD.encode_string(payload, &mut signing_input);
        self.key.sign(signing_input.as_bytes()).to_bytes()
    }

    /// The detached JWS with this signature, which is one of this node's.
    #[must_use]
    pub fn detached(&self, signature: &[u8; SIGNATURE_LENGTH]) -> String {
        let mut signed = String::with_capacity(self.header.len() + 2 + base64_bytes(SIGNATURE_LENGTH));
        signed.push_str(&self.header);
        signed.push_str("..");
        URL_SAFE_NO_PAD.encode_string(signature, &mut signed);
        signed
    }

    fn load(path: &Path) -> Result<Self, Error> {
        let file = KeyFile::read(path)?;
        let signer = Self::from_seed(&file.seed);
        if signer.kid != file.kid {
            let problem = "its key does not match its key id: it is damaged";
            return Err(Error::Corrupt {
                path: path.to_owned(),
                problem,
            });
        }
        Ok(signer)
    }

    fn create(path: &Path) -> Result<Self, Error> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(&mut seed[..]).map_err(Error::Random)?;
        let signer = Self::from_seed(&seed);
        KeyFile {
            seed,
            kid: signer.kid.clone(),
        }
        .write_new(path)?;
        Ok(signer)
    }

    fn with_kid(kid: String, key: SigningKey) -> Self {
        let quoted_kid = serde_json::Value::from(kid.as_str());
        let header = format!(
            r#"{{"alg":"EdDSA","cty":"application/cloudevents+json","kid":{quoted_kid},"typ":"minoots-event+jws"}}"#
        );
        Self {
            kid,
            header: URL_SAFE_NO_PAD.encode(header),
            key,
        }
    }
}

fn thumbprint(key: &VerifyingKey) -> String {
    let x = URL_SAFE_NO_PAD.encode(key.as_bytes());
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#)))
}

/// Room for so many bytes in base64, padded or not.
fn base64_bytes(bytes: usize) -> usize {
    bytes.div_ceil(3) * 4
}
