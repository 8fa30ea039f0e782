//! The signature of `SHA256SUMS`, in minisign's prehashed form.
//!
//! Signing uses a random nonce, so two signatures of one list differ. Everything else in a release is reproducible.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minisign::{PublicKey, SecretKey, SecretKeyBox};

use crate::checksums;
use crate::source::Source;

/// File name of the signature, beside the list.
const NAME: &str = "SHA256SUMS.minisig";

/// A secret key.
pub struct Signer {
    key: SecretKey,
    public: PublicKey,
}

impl Signer {
    /// Reads a minisign secret key file. Without a password, the key must be unencrypted.
    pub fn read(file: &Path, password: Option<String>) -> Result<Self> {
        let text = fs::read_to_string(file).with_context(|| format!("--key {}", file.display()))?;
        let key = open(&text, password);
        let key = key.with_context(|| {
            format!(
                "--key {}: not a minisign secret key that this password, or none, opens",
                file.display()
            )
        })?;
        let public = PublicKey::from_secret_key(&key)?;
        Ok(Self { key, public })
    }

    /// Writes the signature beside the list. Fails unless the list matches the files in the directory.
    pub fn sign(&self, source: &Source, directory: &Path) -> Result<()> {
        let list = fs::read(directory.join(checksums::NAME))
            .with_context(|| format!("{} has no list to sign", directory.display()))?;
        let files = files(directory)?;
        ensure!(
            checksums::of(&files).as_bytes() == list,
            "{}: {} is not the list of its files",
            directory.display(),
            checksums::NAME
        );
        fs::write(directory.join(NAME), self.signature(source, &list)?)?;
        println!("signed by {}", self.public.to_base64());
        Ok(())
    }

    fn signature(&self, source: &Source, list: &[u8]) -> Result<String> {
        let trusted = format!("minoots {} of {}", source.version, source.date.rfc3339()?);
        let untrusted = format!("verify: minoots verify-release --key {}", self.public.to_base64());
        let signature = minisign::sign(Some(&self.public), &self.key, list, Some(&trusted), Some(&untrusted))?;
        Ok(signature.to_string())
    }
}

/// The files of a list: every file except the list and its signature.
fn files(directory: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name != checksums::NAME && name != NAME {
            files.insert(name, fs::read(entry.path())?);
        }
    }
    Ok(files)
}

/// Decodes the key of a file. minisign writes no checksum for an unencrypted key, so the function requires none there.
fn open(text: &str, password: Option<String>) -> Result<SecretKey> {
    let line = text.lines().nth(1).context("has no second line")?;
    let bytes = STANDARD.decode(line).ok().context("is not base64")?;
    let key = SecretKey::from_bytes(&bytes)?;
    if !key.is_encrypted() {
        return Ok(key);
    }
    let password = password.context("is encrypted, and there is no password")?;
    Ok(SecretKeyBox::from_string(text)?.into_secret_key(Some(password))?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use minisign::KeyPair;

    use super::*;

    fn key_file(text: &str) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), text).unwrap();
        file
    }

    #[test]
    fn a_signature_verifies_with_the_verifying_crate() {
        let keys = KeyPair::generate_unencrypted_keypair().unwrap();
        let file = key_file(&keys.sk.to_box(None).unwrap().to_string());
        let source = Source::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))).unwrap();
        let text = Signer::read(file.path(), None)
            .unwrap()
            .signature(&source, b"list")
            .unwrap();
        let signature = minisign_verify::Signature::decode(&text).unwrap();
        let public = minisign_verify::PublicKey::from_base64(&keys.pk.to_base64()).unwrap();
        assert!(public.verify(b"list", &signature, false).is_ok());
        assert!(public.verify(b"lost", &signature, false).is_err());
        assert!(
            signature
                .trusted_comment()
                .starts_with(&format!("minoots {} of ", source.version))
        );
    }

    #[test]
    fn a_file_that_is_no_key_is_refused() {
        let error = Signer::read(key_file("untrusted comment: x\nAAAA\n").path(), None)
            .err()
            .unwrap();
        assert!(error.to_string().contains("not a minisign secret key"), "{error}");
        assert!(Signer::read(Path::new("nowhere"), None).is_err());
    }
}
