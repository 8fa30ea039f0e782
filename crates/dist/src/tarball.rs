//! tar archives with fixed dates, owners and order.

use std::sync::Arc;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use tar::{EntryType, Header};

use crate::blob::Blob;
use crate::date::Date;
use crate::deflate::{self, Deflated};
use crate::tree::{Access, Node, Tree};

const BLOCK: usize = 512;
/// Smaller files are compressed together with their neighbours.
const SHARED_BYTES_MIN: usize = 256 << 10;

/// A tar archive in pieces. Large files are separate pieces, which other archives share.
#[derive(Debug)]
pub struct Tarball(Vec<Arc<Blob>>);

impl Tarball {
    /// Writes `tree` with `prefix` before every path. If the prefix ends in `/`, it is itself an entry.
    pub fn new(tree: &Tree, prefix: &str, date: Date) -> Result<Self> {
        let mut writer = Writer::default();
        if prefix.ends_with('/') {
            let access = Access { mode: 0o755, owner: 0 };
            writer.bytes(header(prefix, &Node::Directory, access, date)?.as_bytes());
        }
        for (path, node, access) in tree.iter() {
            let path = format!("{prefix}{path}");
            let entry = header(&path, node, access, date).with_context(|| path.clone())?;
            writer.bytes(entry.as_bytes());
            if let Node::File(content) = node {
                writer.content(content);
            }
        }
        writer.bytes(&[0; 2 * BLOCK]);
        Ok(Self(writer.finish()))
    }

    /// The archive, compressed.
    pub fn gzip(&self) -> Vec<u8> {
        let pieces: Vec<&Deflated> = self.0.iter().map(|piece| piece.deflated()).collect();
        deflate::gzip(pieces)
    }

    /// The archive, uncompressed.
    pub fn bytes(&self) -> Vec<u8> {
        let pieces: Vec<&[u8]> = self.0.iter().map(|piece| piece.bytes()).collect();
        pieces.concat()
    }

    /// The SHA-256 of the archive before compression, in hexadecimal.
    pub fn sha256(&self) -> String {
        let mut hash = Sha256::new();
        self.0.iter().for_each(|piece| hash.update(piece.bytes()));
        hex::encode(hash.finalize())
    }
}

#[derive(Default)]
struct Writer {
    pieces: Vec<Arc<Blob>>,
    gathered: Vec<u8>,
}

impl Writer {
    fn bytes(&mut self, bytes: &[u8]) {
        self.gathered.extend_from_slice(bytes);
    }

    fn content(&mut self, content: &Arc<Blob>) {
        let length = content.bytes().len();
        if length < SHARED_BYTES_MIN {
            self.bytes(content.bytes());
        } else {
            self.flush();
            self.pieces.push(content.clone());
        }
        let padding = length.next_multiple_of(BLOCK) - length;
        self.bytes(&[0; BLOCK][..padding]);
    }

    fn flush(&mut self) {
        if !self.gathered.is_empty() {
            self.pieces.push(Blob::new(std::mem::take(&mut self.gathered)));
        }
    }

    fn finish(mut self) -> Vec<Arc<Blob>> {
        self.flush();
        self.pieces
    }
}

fn header(path: &str, node: &Node, access: Access, date: Date) -> Result<Header> {
    let mut header = Header::new_ustar();
    let (kind, size) = match node {
        Node::File(content) => (EntryType::Regular, content.bytes().len()),
        Node::Directory => (EntryType::Directory, 0),
    };
    header.set_entry_type(kind);
    header.set_size(size as u64);
    header.set_mode(access.mode);
    header.set_uid(access.owner.into());
    header.set_gid(access.owner.into());
    header.set_mtime(date.seconds().into());
    let is_named = path.ends_with('/') || kind != EntryType::Directory;
    header.set_path(if is_named { path.to_owned() } else { format!("{path}/") })?;
    header.set_cksum();
    Ok(header)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::*;

    fn tree() -> Tree {
        let mut tree = Tree::new();
        tree.program("bin/minoots", &Blob::new(vec![7; SHARED_BYTES_MIN + 1]));
        tree.file("README.md", "read me");
        tree.directory(
            "var",
            Access {
                mode: 0o700,
                owner: 65_532,
            },
        );
        tree.with_parents()
    }

    fn tarball(prefix: &str) -> Tarball {
        Tarball::new(&tree(), prefix, Date::parse("1700000000").unwrap()).unwrap()
    }

    fn entries(bytes: &[u8]) -> Vec<(String, u32, u64, u64, usize)> {
        let mut archive = tar::Archive::new(bytes);
        let entries = archive.entries().unwrap().map(|entry| {
            let mut entry = entry.unwrap();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            let header = entry.header();
            let path = entry.path().unwrap().to_string_lossy().into_owned();
            assert_eq!(header.mtime().unwrap(), 1_700_000_000);
            assert_eq!(header.gid().unwrap(), header.uid().unwrap());
            (
                path,
                header.mode().unwrap(),
                header.uid().unwrap(),
                header.size().unwrap(),
                content.len(),
            )
        });
        entries.collect()
    }

    #[test]
    fn an_archive_reads_back_as_it_was_written() {
        let expected = [
            ("a/".to_owned(), 0o755, 0, 0, 0),
            ("a/README.md".to_owned(), 0o644, 0, 7, 7),
            ("a/bin/".to_owned(), 0o755, 0, 0, 0),
            ("a/bin/minoots".to_owned(), 0o755, 0, 262_145, 262_145),
            ("a/var/".to_owned(), 0o700, 65_532, 0, 0),
        ];
        assert_eq!(entries(&tarball("a/").bytes()), expected);
    }

    #[test]
    fn the_compressed_archive_is_the_same_archive() {
        let tarball = tarball("./");
        let mut bytes = Vec::new();
        GzDecoder::new(&tarball.gzip()[..]).read_to_end(&mut bytes).unwrap();
        assert!(bytes == tarball.bytes());
        assert_eq!(tarball.sha256(), crate::blob::sha256_hex(&bytes));
    }

    #[test]
    fn the_same_tree_gives_the_same_bytes() {
        assert!(tarball("./").gzip() == tarball("./").gzip());
    }

    #[test]
    fn a_path_too_long_for_the_format_is_an_error() {
        let mut tree = Tree::new();
        tree.file("a".repeat(200), "");
        assert!(Tarball::new(&tree, "", Date::parse("0").unwrap()).is_err());
    }
}
