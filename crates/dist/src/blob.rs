//! The content of a file in several archives, compressed once.

use std::sync::{Arc, OnceLock};

use sha2::{Digest, Sha256};

use crate::deflate::Deflated;

/// Bytes that several archives share.
#[derive(Debug)]
pub struct Blob {
    bytes: Vec<u8>,
    deflated: OnceLock<Deflated>,
}

impl Blob {
    /// Creates a blob.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Arc<Self> {
        Arc::new(Self {
            bytes: bytes.into(),
            deflated: OnceLock::new(),
        })
    }

    /// The uncompressed bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The compressed bytes.
    pub fn deflated(&self) -> &Deflated {
        self.deflated.get_or_init(|| Deflated::of(&self.bytes))
    }
}

/// The SHA-256 of bytes.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The SHA-256 of bytes in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(sha256(bytes))
}
