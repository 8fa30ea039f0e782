//! The node's signing key and its detached JWS over payloads.
//!
//! Invariants:
//! - The private key never leaves the node: it is in one file that only its owner can read, and in memory that is
//!   wiped. It has no `Debug`, no `Clone` and no accessor.
//! - A rotated key is wiped at once; only its id remains, and whether it was revoked.
//! - The key id is a function of the key (its RFC 7638 thumbprint), so no two keys share an id.
//! - Ed25519 is deterministic and the header's bytes are fixed: one key gives one signature per payload.

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{SIGNATURE_LENGTH, Signer as _, SigningKey, VerifyingKey};
use minoots_kernel::defects::{Defect, planted};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use key_file::KeyFile;

mod key_file;
#[cfg(test)]
mod tests;

/// Signs payloads with the node's key. Safe to share between threads.
pub struct Signer {
    keys: RwLock<Keys>,
    /// The number of revocations of this node's keys. Signatures of revoked keys are not handed out any more.
    revocations: AtomicU64,
    /// The file of the key; `None` for a key without a file.
    path: Option<PathBuf>,
}

struct Keys {
    current: Arc<Key>,
    /// All keys in the life of this process, the current one last. A signature names its key by the index here.
    faces: Vec<Face>,
}

struct Key {
    kid: String,
    key: SigningKey,
}

/// The public remains of a wiped key.
struct Face {
    kid: String,
    /// The protected header, base64url: the same for every payload.
    header: Arc<str>,
    revoked: bool,
}

/// A bare signature. [`Signer::detached`] makes the JWS over the same bytes from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The index of the node's key that made it.
    generation: u32,
    bytes: [u8; SIGNATURE_LENGTH],
}

/// A key that is to replace the current one. If the current key has a file, it is on disk beside it. It signs nothing
/// yet.
pub struct NextKey {
    key: SigningKey,
    kid: String,
    /// Its file; `None` for a key without a file.
    file: Option<PathBuf>,
}

impl NextKey {
    /// Creates the key of this seed without a file, for a signer without a file.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let key = SigningKey::from_bytes(seed);
        let kid = thumbprint(&key.verifying_key());
        NextKey { key, kid, file: None }
    }

    /// Its id.
    #[must_use]
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The public key, to be registered before [`Signer::adopt`].
    #[must_use]
    pub fn public_key(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }
}

/// The reason why there is no signer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file or its directory could not be read or written.
    #[error("signing key: cannot {action} {path}: {source}", path = .path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// The attempted action.
        action: &'static str,
        /// Why it failed.
        source: io::Error,
    },
    /// Other users may access the file: the key must be considered known.
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
        /// The problem; never the content.
        problem: &'static str,
    },
    /// A key with a file can only be replaced by a key with a file, and a key without a file only by one without.
    #[error("signing key: it, or the one that is to follow it, is kept in no file")]
    Nowhere,
    /// The system gave no random bytes for a new key.
    #[error("signing key: no randomness from the system: {0}")]
    Random(getrandom::Error),
}

impl Signer {
    /// Loads the key in `path`, or creates one there if the file does not exist. When this returns, the key is on disk.
    /// Missing directories are not created.
    ///
    /// # Errors
    /// See [`enum@Error`]. An existing file is never replaced.
    pub fn load_or_create(path: &Path) -> Result<Self, Error> {
        match Self::load(path) {
            Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => Self::create(path),
            loaded => loaded,
        }
    }

    /// Creates a signer with the key of this seed (the Ed25519 private key of RFC 8032).
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let key = SigningKey::from_bytes(seed);
        Self::with_kid(thumbprint(&key.verifying_key()), key, None)
    }

    /// The key id: the key's JWK thumbprint (RFC 7638), 43 characters.
    #[must_use]
    pub fn kid(&self) -> String {
        self.keys().current.kid.clone()
    }

    /// The ids of all keys in the life of this process, the current one last.
    #[must_use]
    pub fn kids(&self) -> Vec<String> {
        self.keys().faces.iter().map(|face| face.kid.clone()).collect()
    }

    /// The public key, to be registered before the first signature is handed out.
    #[must_use]
    pub fn public_key(&self) -> [u8; 32] {
        self.keys().current.key.verifying_key().to_bytes()
    }

    /// Signs exactly these bytes as a detached JWS, `header..signature` (RFC 7515 appendix F).
    #[must_use]
    pub fn sign_detached(&self, payload: &[u8]) -> String {
        let (header, signature) = self.signed(payload);
        text(&header, &signature.bytes)
    }

    /// Makes the bare signature, from which [`Signer::detached`] makes the JWS over the same bytes.
    #[must_use]
    pub fn sign(&self, payload: &[u8]) -> Signature {
        self.signed(payload).1
    }

    fn signed(&self, payload: &[u8]) -> (Arc<str>, Signature) {
        let keys = self.keys();
        let (generation, key) = (keys.faces.len().saturating_sub(1), keys.current.clone());
        let header = keys
            .faces
            .last()
            .map_or_else(|| header(&key.kid), |face| face.header.clone());
        // Signing takes long, and a rotation need not wait for it.
        drop(keys);
        let mut signing_input = String::with_capacity(header.len() + 1 + base64_bytes(payload.len()));
        signing_input.push_str(&header);
        signing_input.push('.');
        URL_SAFE_NO_PAD.encode_string(payload, &mut signing_input);
        let signature = Signature {
            generation: u32::try_from(generation).unwrap_or(u32::MAX),
            bytes: key.key.sign(signing_input.as_bytes()).to_bytes(),
        };
        (header, signature)
    }

    /// The detached JWS with this signature of this node; `None` if its key was revoked since.
    #[must_use]
    pub fn detached(&self, signature: &Signature) -> Option<String> {
        let keys = self.keys();
        let face = keys.faces.get(usize::try_from(signature.generation).ok()?)?;
        (!face.revoked).then(|| text(&face.header, &signature.bytes))
    }

    /// The number of revocations of this node's keys. While it is unchanged, every signature may be handed out.
    #[must_use]
    pub fn revocations(&self) -> u64 {
        self.revocations.load(Ordering::Acquire)
    }

    /// A detached JWS of this node over these bytes, made again if the key of `signed` was revoked since.
    #[must_use]
    pub fn valid<'a>(&self, signed: &'a str, payload: &[u8]) -> Cow<'a, str> {
        if self.revocations() == 0 || planted(Defect::RevokedHandedOut) || !self.is_of_revoked(signed) {
            return Cow::Borrowed(signed);
        }
        Cow::Owned(self.sign_detached(payload))
    }

    fn is_of_revoked(&self, signed: &str) -> bool {
        let header = signed.split_once('.').map_or(signed, |(header, _)| header);
        self.keys()
            .faces
            .iter()
            .any(|face| face.revoked && *face.header == *header)
    }

    /// Creates a key that is to replace the present one, on disk beside it.
    ///
    /// # Errors
    /// See [`enum@Error`]; then nothing has changed.
    pub fn prepare_next(&self) -> Result<NextKey, Error> {
        let path = self.path.as_deref().ok_or(Error::Nowhere)?;
        let mut file = path.as_os_str().to_owned();
        file.push(".next");
        let file = PathBuf::from(file);
        match std::fs::remove_file(&file) {
            Err(source) if source.kind() != io::ErrorKind::NotFound => {
                let action = "remove";
                return Err(Error::Io {
                    path: file,
                    action,
                    source,
                });
            }
            // A key that was prepared and never adopted.
            _ => {}
        }
        let (key, kid) = new_key(&file)?;
        let file = Some(file);
        Ok(NextKey { key, kid, file })
    }

    /// Signs with this key from now on. The previous key is wiped, in memory and on disk.
    ///
    /// # Errors
    /// If the files cannot be changed; then the previous key continues.
    pub fn adopt(&self, next: NextKey) -> Result<(), Error> {
        match (&self.path, &next.file) {
            (Some(path), Some(file)) => key_file::replace(path, file)?,
            (None, None) => {}
            _ => return Err(Error::Nowhere),
        }
        let face = Face::of(&next.kid);
        let current = Arc::new(Key {
            kid: next.kid,
            key: next.key,
        });
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        keys.current = current;
        keys.faces.push(face);
        Ok(())
    }

    /// Revokes the key with this id: its signatures are not handed out any more. Ignores keys of other nodes.
    pub fn revoke(&self, kid: &str) {
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        let known = keys.faces.iter_mut().filter(|face| face.kid == kid && !face.revoked);
        let count = known.map(|face| face.revoked = true).count();
        drop(keys);
        self.revocations.fetch_add(count as u64, Ordering::Release);
    }

    fn keys(&self) -> RwLockReadGuard<'_, Keys> {
        // No holder of the lock leaves the state half changed.
        self.keys.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Loads the key in `path`, which must exist.
    ///
    /// # Errors
    /// See [`enum@Error`].
    pub fn load(path: &Path) -> Result<Self, Error> {
        let file = KeyFile::read(path)?;
        let key = SigningKey::from_bytes(&file.seed);
        let signer = Self::with_kid(thumbprint(&key.verifying_key()), key, Some(path));
        if signer.kid() != file.kid {
            let problem = "its key does not match its key id: it is damaged";
            return Err(Error::Corrupt {
                path: path.to_owned(),
                problem,
            });
        }
        Ok(signer)
    }

    fn create(path: &Path) -> Result<Self, Error> {
        let (key, kid) = new_key(path)?;
        Ok(Self::with_kid(kid, key, Some(path)))
    }

    fn with_kid(kid: String, key: SigningKey, path: Option<&Path>) -> Self {
        let faces = vec![Face::of(&kid)];
        let current = Arc::new(Key { kid, key });
        Self {
            keys: RwLock::new(Keys { current, faces }),
            revocations: AtomicU64::new(0),
            path: path.map(Path::to_owned),
        }
    }
}

impl Face {
    fn of(kid: &str) -> Face {
        Face {
            kid: kid.to_owned(),
            header: header(kid),
            revoked: false,
        }
    }
}

/// Creates a key in a new file.
fn new_key(path: &Path) -> Result<(SigningKey, String), Error> {
    let mut seed = Zeroizing::new([0; 32]);
    getrandom::fill(&mut seed[..]).map_err(Error::Random)?;
    let key = SigningKey::from_bytes(&seed);
    let kid = thumbprint(&key.verifying_key());
    let file = KeyFile { seed, kid: kid.clone() };
    file.write_new(path)?;
    Ok((key, kid))
}

fn header(kid: &str) -> Arc<str> {
    let kid = serde_json::Value::from(kid);
    let header =
        format!(r#"{{"alg":"EdDSA","cty":"application/cloudevents+json","kid":{kid},"typ":"minoots-event+jws"}}"#);
    URL_SAFE_NO_PAD.encode(header).into()
}

fn text(header: &str, signature: &[u8; SIGNATURE_LENGTH]) -> String {
    let mut signed = String::with_capacity(header.len() + 2 + base64_bytes(SIGNATURE_LENGTH));
    signed.push_str(header);
    signed.push_str("..");
    URL_SAFE_NO_PAD.encode_string(signature, &mut signed);
    signed
}

fn thumbprint(key: &VerifyingKey) -> String {
    let x = URL_SAFE_NO_PAD.encode(key.as_bytes());
    URL_SAFE_NO_PAD.encode(Sha256::digest(format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#)))
}

/// The capacity for this many bytes in base64, padded or not.
fn base64_bytes(bytes: usize) -> usize {
    bytes.div_ceil(3) * 4
}
