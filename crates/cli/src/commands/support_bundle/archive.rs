//! The archive: parts in a fixed order, and a manifest of what it has and what was left out.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use flate2::{Compression, GzBuilder};
use minoots_terminal::errors::Failure;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tar::{Builder, Header};

use super::redactor::Redactor;

/// The directory in the archive.
const FOLDER: &str = "minoots-support";
/// The maximum size of a part, in bytes; a longer one is cut at its beginning.
const PART_BYTES_MAX: usize = 8 << 20;

/// The parts collected so far.
#[derive(Debug)]
pub struct Bundle {
    redactor: Redactor,
    parts: BTreeMap<String, Vec<u8>>,
    left_out: BTreeMap<String, String>,
}

impl Bundle {
    pub fn new(redactor: Redactor) -> Self {
        Self {
            redactor,
            parts: BTreeMap::new(),
            left_out: BTreeMap::new(),
        }
    }

    /// Adds a part, or the reason why it is missing.
    pub fn add(&mut self, path: &str, part: Result<String, String>) {
        match part {
            Ok(text) => {
                // Redacted before it is cut, because a cut may divide a secret.
                let text = self.redactor.redacted(&text);
                let start = text.ceil_char_boundary(text.len().saturating_sub(PART_BYTES_MAX));
                if start > 0 {
                    self.leave_out(path, &format!("only its last {PART_BYTES_MAX} bytes are here"));
                }
                self.parts.insert(path.to_owned(), text.as_bytes()[start..].to_vec());
            }
            Err(reason) => self.leave_out(path, &reason),
        }
    }

    /// Notes that something is not in the archive.
    pub fn leave_out(&mut self, what: &str, why: &str) {
        self.left_out.insert(what.to_owned(), self.redactor.redacted(why));
    }

    /// The paths of the parts.
    pub fn parts(&self) -> Vec<&String> {
        self.parts.keys().collect()
    }

    /// The parts that were left out, with the reasons.
    pub fn left_out(&self) -> &BTreeMap<String, String> {
        &self.left_out
    }

    fn manifest(&self) -> Value {
        let parts = self.parts.iter().map(
            |(path, part)| json!({ "path": path, "bytes": part.len(), "sha256": hex::encode(Sha256::digest(part)) }),
        );
        json!({ "format": 1, "parts": parts.collect::<Vec<_>>(), "leftOut": self.left_out })
    }

    /// The compressed archive. Equal parts make equal bytes.
    pub fn into_archive(self) -> Result<Vec<u8>, Failure> {
        let failed = |error: std::io::Error| Failure::io("cannot make the archive", &error);
        let manifest = format!("{:#}\n", self.manifest());
        let mut parts = self.parts;
        parts.insert("manifest.json".to_owned(), manifest.into_bytes());
        // No name and no time of this machine.
        let gzip = GzBuilder::new().mtime(0).write(Vec::new(), Compression::default());
        let mut archive = Builder::new(gzip);
        for (path, part) in &parts {
            let mut header = Header::new_ustar();
            header.set_size(part.len() as u64);
            header.set_mode(0o600);
            header.set_mtime(0);
            archive
                .append_data(&mut header, format!("{FOLDER}/{path}"), part.as_slice())
                .map_err(failed)?;
        }
        let gzip = archive.into_inner().map_err(failed)?;
        gzip.finish().map_err(failed)
    }
}

/// A file that did not exist before. It is removed unless the archive was written.
#[derive(Debug)]
pub struct NewFile {
    path: PathBuf,
    file: File,
    is_written: bool,
}

impl NewFile {
    /// Creates the file, readable by its user alone.
    ///
    /// # Errors
    /// The file exists, or cannot be created.
    pub fn create(path: &Path) -> Result<Self, Failure> {
        let created = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
        let file = created.map_err(|error| match error.kind() {
            ErrorKind::AlreadyExists => {
                Failure::usage(format!("to: {} exists, and is not overwritten", path.display()))
                    .hint("name a new file by --to")
            }
            _ => Failure::io(format!("to: cannot create {}", path.display()), &error),
        })?;
        Ok(Self {
            path: path.to_owned(),
            file,
            is_written: false,
        })
    }

    /// Writes the content durably.
    ///
    /// # Errors
    /// The disk is full, or fails.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let written = self.file.write_all(bytes).and_then(|()| self.file.sync_all());
        written.map_err(|error| Failure::io(format!("to: cannot write {}", self.path.display()), &error))?;
        self.is_written = true;
        Ok(())
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.is_written {
            // The command reports its own failure.
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn equal_parts_make_equal_archives_in_any_order() {
        let archive = |order: [&str; 2]| {
            let mut bundle = Bundle::new(Redactor::default());
            order.iter().for_each(|path| bundle.add(path, Ok((*path).to_owned())));
            bundle.add("c", Err("no answer".to_owned()));
            bundle.into_archive().unwrap()
        };
        assert_eq!(archive(["a", "b"]), archive(["b", "a"]));
    }

    #[test]
    fn an_existing_file_stays_and_a_failed_one_goes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.tar.gz");
        drop(NewFile::create(&path).unwrap());
        assert!(!path.exists());
        NewFile::create(&path).unwrap().write(b"one").unwrap();
        assert!(NewFile::create(&path).is_err());
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
    }
}
