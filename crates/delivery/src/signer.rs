//! The node's signing key and the detached JWS it puts under payloads.
//!
//! Invariants:
//! - The private key never leaves the node: it is in one file that only its owner can read, and in memory that is
//!   wiped. It has no `Debug`, no `Clone` and no accessor.
//! - The key id is a function of the key (its RFC 7638 thumbprint), so two keys never share an id.
//! - Ed25519 is deterministic and the header's bytes are fixed: one key gives one signature per payload.

use std::fs::{DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

#[cfg(test)]
mod tests;

/// First line of a key file: what it is, and the version of its form.
const FILE_HEADING: &str = "minoots-signing-key-1";

/// A key file is 138 bytes; more is not one.
const FILE_BYTES_MAX: u64 = 256;

/// Unpadded base64url of 32 bytes.
const SEED_TEXT_BYTES: usize = 43;

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
    #[error("signing key {path}: cannot {action}: {source}")]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What was tried.
        action: &'static str,
        /// Why it failed.
        source: io::Error,
    },
    /// Others than the owner may use the file: the key must be considered known.
    #[error("signing key {path}: mode is {mode:04o}, must be 0600 (chmod 600, if nobody else can have read it)")]
    Permissions {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file is not a key file, or is damaged.
    #[error("signing key {path}: {problem}")]
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
    /// Missing parent directories are not made.
    ///
    /// # Errors
    /// See [`Error`]. An existing file is never replaced.
    pub fn load_or_create(path: &Path) -> Result<Self, Error> {
        match Self::load(path) {
            Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => Self::create(path),
            loaded => loaded,
        }
    }

    /// Loads the key in `path`.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn load(path: &Path) -> Result<Self, Error> {
        let text = read_private(path)?;
        let corrupt = |problem| Error::Corrupt { path: path.to_owned(), problem };
        let text = std::str::from_utf8(&text).map_err(|_| corrupt("it is not a signing key file"))?;
        let mut lines = text.split('\n');
        let (Some(FILE_HEADING), Some(seed), Some(kid), Some(""), None) =
            (lines.next(), lines.next(), lines.next(), lines.next(), lines.next())
        else {
            return Err(corrupt("it is not a signing key file"));
        };
        let signer = Self::from_seed(&*decode_seed(seed).ok_or_else(|| corrupt("its key is not 32 bytes"))?);
        if signer.kid == kid { Ok(signer) } else { Err(corrupt("its key does not match its key id; it is damaged")) }
    }

    /// Signs with the key of this seed (the Ed25519 private key of RFC 8032).
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let key = SigningKey::from_bytes(seed);
        let kid = thumbprint(&key.verifying_key());
        Self::new(kid, key)
    }

    fn new(kid: String, key: SigningKey) -> Self {
        let quoted_kid = serde_json::Value::from(kid.as_str());
        let header =
            format!(r#"{{"alg":"EdDSA","cty":"application/cloudevents+json","kid":{quoted_kid},"typ":"minoots-event+jws"}}"#);
        Self { kid, header: URL_SAFE_NO_PAD.encode(header), key }
    }

    fn create(path: &Path) -> Result<Self, Error> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(&mut *seed).map_err(Error::Random)?;
        let signer = Self::from_seed(&seed);
        write_new_private(path, &encode_file(&seed, &signer.kid))?;
        Ok(signer)
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
        let mut signing_input = String::with_capacity(self.header.len() + 1 + payload.len().div_ceil(3) * 4);
        signing_input.push_str(&self.header);
        signing_input.push('.');
        URL_SAFE_NO_PAD.encode_string(payload, &mut signing_input);
        let signature = self.key.sign(signing_input.as_bytes());
        let mut signed = String::with_capacity(self.header.len() + 2 + 86);
        signed.push_str(&self.header);
        signed.push_str("..");
        URL_SAFE_NO_PAD.encode_string(signature.to_bytes(), &mut signed);
        signed
    }
}

fn thumbprint(key: &VerifyingKey) -> String {
    let x = URL_SAFE_NO_PAD.encode(key.as_bytes());
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#)))
}
