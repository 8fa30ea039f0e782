//! One object of the shipped log.
//!
//! ```text
//! segment = magic ‖ format u32 ‖ epoch u64 ‖ after u64 ‖ complete i64 ‖ count u32 ‖ entries ‖ SHA-256 of all before
//! entry   = index u64 ‖ term u64 ‖ length u32 ‖ body
//! ```
//! Integers are little-endian. `after` is the entry before the first. `complete` is an instant in nanoseconds UTC, 0 if
//! none is known. The bodies are those of the nodes' logs, as they were proposed: sealed payloads stay sealed.

use std::io::{self, Read, Write};

use bytes::{Buf as _, Bytes};
use sha2::{Digest as _, Sha256};

use super::LOG;
use crate::error::{Error, damaged};
use crate::place::Place;

const MAGIC: [u8; 8] = *b"MINOLOG\0";
const FORMAT: u32 = 1;
const HEAD_BYTES: usize = MAGIC.len() + 4 + 8 + 8 + 8 + 4;
const ENTRY_HEAD_BYTES: usize = 8 + 8 + 4;
const SHA256_BYTES: usize = 32;

/// The name of the object without entries.
pub(super) const POSITION: &str = "position";

/// A committed entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Its position in the log.
    pub index: u64,
    /// The term of the leader that created it.
    pub term: u64,
    /// Its content, as nodes store it.
    pub body: Bytes,
}

/// Consecutive entries of one epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The restore epoch of the cluster.
    pub epoch: u64,
    /// The entry before the first.
    pub after: u64,
    /// Everything acknowledged before this instant is at or below the last entry; nanoseconds UTC, 0 if not known.
    pub complete_ns: i64,
    /// The entries, from `after + 1` on.
    pub entries: Vec<LogEntry>,
}

/// The name of a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SegmentName {
    /// The epoch.
    pub epoch: u64,
    /// The first entry.
    pub first: u64,
    /// The last entry.
    pub last: u64,
}

impl SegmentName {
    /// The object, whose names sort as the entries do.
    pub(crate) fn object(self) -> String {
        format!("{}{:020}-{:020}", directory_of(self.epoch), self.first, self.last)
    }

    pub(crate) fn of_object(name: &str) -> Option<Self> {
        let (epoch, entries) = name.strip_prefix(LOG)?.split_once('/')?;
        let (first, last) = entries.split_once('-')?;
        let found = Self {
            epoch: epoch.parse().ok()?,
            first: first.parse().ok()?,
            last: last.parse().ok()?,
        };
        (found.object() == name).then_some(found)
    }
}

/// The prefix of an epoch's objects.
pub(super) fn directory_of(epoch: u64) -> String {
    format!("{LOG}{epoch:010}/")
}

impl Segment {
    /// Its name, if it has entries.
    #[must_use]
    pub fn name(&self) -> Option<SegmentName> {
        let (first, last) = (self.entries.first()?.index, self.entries.last()?.index);
        Some(SegmentName {
            epoch: self.epoch,
            first,
            last,
        })
    }

    /// The last entry, or the one before the first.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.entries.last().map_or(self.after, |entry| entry.index)
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&FORMAT.to_le_bytes());
        bytes.extend_from_slice(&self.epoch.to_le_bytes());
        bytes.extend_from_slice(&self.after.to_le_bytes());
        bytes.extend_from_slice(&self.complete_ns.to_le_bytes());
        bytes.extend_from_slice(&u32::try_from(self.entries.len()).unwrap_or(u32::MAX).to_le_bytes());
        for entry in &self.entries {
            // Writing to memory does not fail.
            let _ = encode_entry(entry, &mut bytes);
        }
        let sha256 = Sha256::digest(&bytes);
        bytes.extend_from_slice(&sha256);
        bytes
    }

    /// Decodes a segment. The error says what is wrong.
    fn decode(bytes: &Bytes) -> Result<Self, &'static str> {
        let end = bytes.len().checked_sub(SHA256_BYTES).ok_or("is too short")?;
        let mut rest = bytes.slice(..end);
        if Sha256::digest(&rest)[..] != bytes[end..] {
            return Err("does not match its checksum");
        }
        if rest.len() < HEAD_BYTES || rest.split_to(MAGIC.len())[..] != MAGIC {
            return Err("is no segment of a log");
        }
        if rest.get_u32_le() != FORMAT {
            return Err("has a format that this release does not read");
        }
        let (epoch, after, complete_ns) = (rest.get_u64_le(), rest.get_u64_le(), rest.get_i64_le());
        let count = rest.get_u32_le();
        let mut segment = Self {
            epoch,
            after,
            complete_ns,
            entries: Vec::new(),
        };
        for _ in 0..count {
            let entry = take_entry(&mut rest).ok_or("does not decode")?;
            if segment.last().checked_add(1) != Some(entry.index) {
                return Err("has entries out of order");
            }
            segment.entries.push(entry);
        }
        match rest.is_empty() {
            true => Ok(segment),
            false => Err("does not decode"),
        }
    }
}

/// Reads and verifies an object of the log; `None` if there is none. It must be what its name says.
pub(super) async fn read(place: &Place, object: &str, name: Option<SegmentName>) -> Result<Option<Segment>, Error> {
    let Some(bytes) = place.get(object).await? else {
        return Ok(None);
    };
    let segment = Segment::decode(&bytes).map_err(|what| damaged(place, object, what))?;
    match segment.name() == name {
        true => Ok(Some(segment)),
        false => Err(damaged(place, object, "has other entries than its name says")),
    }
}

pub(super) fn encode_entry(entry: &LogEntry, output: &mut dyn Write) -> io::Result<()> {
    let length = u32::try_from(entry.body.len()).map_err(|_| io::Error::other("an entry is too long"))?;
    output.write_all(&entry.index.to_le_bytes())?;
    output.write_all(&entry.term.to_le_bytes())?;
    output.write_all(&length.to_le_bytes())?;
    output.write_all(&entry.body)
}

fn take_entry(rest: &mut Bytes) -> Option<LogEntry> {
    if rest.len() < ENTRY_HEAD_BYTES {
        return None;
    }
    let (index, term) = (rest.get_u64_le(), rest.get_u64_le());
    let length = usize::try_from(rest.get_u32_le()).ok()?;
    (length <= rest.len()).then(|| LogEntry {
        index,
        term,
        body: rest.split_to(length),
    })
}

/// Reads the entries that [`fetch_log`](super::fetch_log) wrote.
#[derive(Debug)]
pub struct EntryReader<R>(R);

impl<R: Read> EntryReader<R> {
    /// Reads from the beginning of the output.
    pub fn new(input: R) -> Self {
        Self(input)
    }

    fn entry(&mut self) -> io::Result<Option<LogEntry>> {
        let mut head = Vec::new();
        let limit = ENTRY_HEAD_BYTES as u64;
        match self.0.by_ref().take(limit).read_to_end(&mut head)? {
            0 => return Ok(None),
            ENTRY_HEAD_BYTES => {}
            _ => return Err(io::ErrorKind::UnexpectedEof.into()),
        }
        let mut head = Bytes::from(head);
        let (index, term, length) = (head.get_u64_le(), head.get_u64_le(), head.get_u32_le());
        let mut body = Vec::new();
        let read = self.0.by_ref().take(length.into()).read_to_end(&mut body)?;
        match read as u64 == u64::from(length) {
            true => Ok(Some(LogEntry {
                index,
                term,
                body: body.into(),
            })),
            false => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

impl<R: Read> Iterator for EntryReader<R> {
    type Item = io::Result<LogEntry>;

    fn next(&mut self) -> Option<Self::Item> {
        self.entry().transpose()
    }
}
