//! `minoots verify-release`.
//!
//! The signature of `SHA256SUMS` is checked first; no entry of that file is trusted before. Then each listed file is
//! hashed, and each unlisted file is reported.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;
use minisign_verify::{PublicKey, Signature};
use minoots_terminal::errors::Failure;
use minoots_terminal::output::{Output, OutputArguments};
use sha2::{Digest, Sha256};

mod checksums;

use checksums::Checksums;

const CHECKSUMS: &str = "SHA256SUMS";
const SIGNATURE: &str = "SHA256SUMS.minisig";
/// The maximum size of lists, signatures and keys.
const TEXT_BYTES_MAX: u64 = 1 << 20;

/// Arguments of `minoots verify-release`.
#[derive(Args, Debug)]
pub struct Arguments {
    /// Public key of the release: a minisign public key file, or its base64 line
    #[arg(long, value_name = "FILE|KEY")]
    key: String,
    /// Directory with the release's files, SHA256SUMS and SHA256SUMS.minisig
    #[arg(default_value = ".")]
    directory: PathBuf,
    /// Accept a directory that lacks some of the release's files
    #[arg(long)]
    ignore_missing: bool,
    #[command(flatten)]
    output: OutputArguments,
}

/// Verifies the signature, then each file.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let output = Output::new(arguments.output);
    let key = public_key(&arguments.key)?;
    let release = Release::verify(&key, &arguments.directory)?;
    release.report(output)?;
    release.verdict(arguments.ignore_missing)
}

/// Reads a minisign key file, or parses the key itself.
fn public_key(given: &str) -> Result<PublicKey, Failure> {
    let text = if Path::new(given).is_file() {
        read_text(Path::new(given))?
    } else {
        given.to_owned()
    };
    let line = text.lines().map(str::trim).rfind(|line| !line.is_empty());
    PublicKey::from_base64(line.unwrap_or_default()).map_err(|error| {
        Failure::usage(format!("key: {given}: not a minisign public key: {error}"))
            .hint("name the file minoots.pub, or give its second line, which begins with RW")
    })
}

/// The files of a directory, compared with the signed list.
#[derive(Debug, Default, PartialEq, Eq)]
struct Release {
    /// The comment that the signature covers.
    comment: String,
    verified: Vec<String>,
    missing: Vec<String>,
    extra: Vec<String>,
    /// The names of altered files, each with the difference.
    altered: BTreeMap<String, String>,
}

impl Release {
    fn verify(key: &PublicKey, directory: &Path) -> Result<Self, Failure> {
        let list = read_text(&directory.join(CHECKSUMS))?;
        let signature = Signature::decode(&read_text(&directory.join(SIGNATURE))?)
            .map_err(|error| Failure::failed(format!("{SIGNATURE}: not a minisign signature: {error}")))?;
        // `false` accepts only the prehashed form, with which releases are signed.
        key.verify(list.as_bytes(), &signature, false).map_err(|error| {
            Failure::failed(format!("{SIGNATURE}: does not verify over {CHECKSUMS}: {error}")).hint(
                "trust no file of this directory; fetch the release again, and check that the key is the project's",
            )
        })?;
        let checksums =
            Checksums::parse(&list).map_err(|problem| Failure::failed(format!("{CHECKSUMS}: {problem}")))?;
        let comment = signature.trusted_comment().to_owned();
        let mut release = Self {
            comment,
            ..Self::default()
        };
        release.compare(&checksums, directory)?;
        Ok(release)
    }

    fn compare(&mut self, checksums: &Checksums, directory: &Path) -> Result<(), Failure> {
        for (name, expected) in checksums.iter() {
            match sha256(&directory.join(name)) {
                Ok(found) if found == *expected => self.verified.push(name.to_owned()),
                Ok(found) => {
                    let what = format!("sha256 is {found}, the list has {expected}");
                    self.altered.insert(name.to_owned(), what);
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => self.missing.push(name.to_owned()),
                Err(error) => {
                    self.altered.insert(name.to_owned(), format!("cannot be read: {error}"));
                }
            }
        }
        let unreadable = |error| Failure::io(format!("cannot read {}", directory.display()), &error);
        for entry in fs::read_dir(directory).map_err(unreadable)? {
            let name = entry.map_err(unreadable)?.file_name().to_string_lossy().into_owned();
            if name != CHECKSUMS && name != SIGNATURE && !checksums.has(&name) {
                self.extra.push(name);
            }
        }
        self.extra.sort();
        Ok(())
    }

    fn report(&self, output: Output) -> Result<(), Failure> {
        if output.is_json() {
            return output.json(&serde_json::json!({
                "comment": self.comment,
                "verified": self.verified,
                "missing": self.missing,
                "extra": self.extra,
                "altered": self.altered,
            }));
        }
        output.line(&format!("{SIGNATURE}: signature verified; {}", self.comment))?;
        for name in &self.verified {
            output.line(&format!("{name}: OK"))?;
        }
        for name in &self.missing {
            output.line(&format!("{name}: MISSING"))?;
        }
        for name in &self.extra {
            output.line(&format!("{name}: EXTRA, the list does not name it"))?;
        }
        for (name, what) in &self.altered {
            output.line(&format!("{name}: ALTERED, {what}"))?;
        }
        Ok(())
    }

    fn verdict(&self, ignore_missing: bool) -> Result<(), Failure> {
        let missing = if ignore_missing { 0 } else { self.missing.len() };
        if missing + self.extra.len() + self.altered.len() > 0 {
            let message = format!(
                "the release does not verify: {missing} missing, {} extra, {} altered",
                self.extra.len(),
                self.altered.len()
            );
            let failure = Failure::failed(message);
            let only_missing = self.extra.is_empty() && self.altered.is_empty();
            return Err(match only_missing {
                true => failure.hint("--ignore-missing accepts a directory with some of the release's files"),
                false => failure,
            });
        }
        if self.verified.is_empty() {
            return Err(Failure::failed("the directory holds no file of the release"));
        }
        Ok(())
    }
}

/// The digest of a regular file, in lower-case hexadecimal.
fn sha256(path: &Path) -> io::Result<String> {
    // A link could point to a file that changes after it was hashed.
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    let mut hash = Hasher(Sha256::new());
    io::copy(&mut File::open(path)?, &mut hash)?;
    Ok(hex::encode(hash.0.finalize()))
}

/// A writer that hashes its input.
struct Hasher(Sha256);

impl io::Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn read_text(path: &Path) -> Result<String, Failure> {
    use io::Read as _;

    let mut text = String::new();
    let read = File::open(path).and_then(|file| file.take(TEXT_BYTES_MAX).read_to_string(&mut text));
    match read {
        Ok(_) => Ok(text),
        Err(error) => Err(Failure::failed(format!("cannot read {}: {error}", path.display()))),
    }
}

#[cfg(test)]
mod tests;
