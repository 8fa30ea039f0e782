//! One object of the shipped log.
//!
//! ```text
//! segment = magic ‖ format u32 ‖ history ‖ after u64 ‖ latest i64 ‖ complete i64 ‖ count u32 ‖ entries ‖ SHA-256 of all
//! history = epoch u64 ‖ length u32 ‖ id of the cluster
//! entry   = index u64 ‖ term u64 ‖ length u32 ‖ body
//! ```
//! Integers are little-endian. `after` is the entry before the first. `latest` and `complete` are instants in
//! nanoseconds UTC, 0 if none is known. The bodies are those of the nodes' logs, as they were proposed: sealed payloads
//! stay sealed.

use std::io::{self, Read, Write};

use bytes::{Buf as _, Bytes};
use sha2::{Digest as _, Sha256};

use super::{History, LOG};
use crate::error::{Error, damaged};
use crate::place::Place;

const MAGIC: [u8; 8] = *b"MINOLOG\0";
const FORMAT: u32 = 1;
/// The magic, the format, the epoch and the length of the id.
const HEAD_BYTES: usize = MAGIC.len() + 4 + 8 + 4;
/// The numbers between the id and the entries.
const RANGE_BYTES: usize = 8 + 8 + 8 + 4;
const ENTRY_HEAD_BYTES: usize = 8 + 8 + 4;
const SHA256_BYTES: usize = 32;

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

/// Consecutive entries of one history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The history.
    pub history: History,
    /// The entry before the first.
    pub after: u64,
    /// The latest reading of a proposer's clock in the entries; nanoseconds UTC, 0 if none has one.
    pub latest_ns: i64,
    /// Everything acknowledged before this instant is at or below the last entry; nanoseconds UTC, 0 if not known.
    pub complete_ns: i64,
    /// The entries, from `after + 1` on.
    pub entries: Vec<LogEntry>,
}

/// The name of a segment. It follows from the entries, so processes that ship the same entries write the same object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SegmentName {
    /// The history.
    pub history: History,
    /// The first entry.
    pub first: u64,
    /// The last entry.
    pub last: u64,
    /// The latest reading of a proposer's clock in the entries; nanoseconds UTC, 0 if none has one.
    pub latest_ns: i64,
}

impl SegmentName {
    /// The object, whose names sort as the entries do.
    pub(crate) fn object(&self) -> String {
        let directory = self.history.directory();
        format!("{directory}{:020}-{:020}-{}", self.first, self.last, self.latest_ns)
    }

    pub(crate) fn of_object(name: &str) -> Option<Self> {
        let (history, entries) = name.strip_prefix(LOG)?.split_once('/')?;
        let mut numbers = entries.splitn(3, '-');
        let found = Self {
            history: History::of_text(history)?,
            first: numbers.next()?.parse().ok()?,
            last: numbers.next()?.parse().ok()?,
            latest_ns: numbers.next()?.parse().ok()?,
        };
        (found.object() == name).then_some(found)
    }
}

impl Segment {
    /// Its name, if it has entries.
    #[must_use]
    pub fn name(&self) -> Option<SegmentName> {
        let (first, last) = (self.entries.first()?.index, self.entries.last()?.index);
        Some(SegmentName {
            history: self.history.clone(),
            first,
            last,
            latest_ns: self.latest_ns,
        })
    }

    /// The last entry, or the one before the first.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.entries.last().map_or(self.after, |entry| entry.index)
    }

    pub(super) fn encode(&self) -> io::Result<Vec<u8>> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&FORMAT.to_le_bytes());
        bytes.extend_from_slice(&self.history.epoch.to_le_bytes());
        bytes.extend_from_slice(&length_of(self.history.cluster_id.len())?.to_le_bytes());
        bytes.extend_from_slice(self.history.cluster_id.as_bytes());
        bytes.extend_from_slice(&self.after.to_le_bytes());
        bytes.extend_from_slice(&self.latest_ns.to_le_bytes());
        bytes.extend_from_slice(&self.complete_ns.to_le_bytes());
        bytes.extend_from_slice(&length_of(self.entries.len())?.to_le_bytes());
        for entry in &self.entries {
            encode_entry(entry, &mut bytes)?;
        }
        let sha256 = Sha256::digest(&bytes);
        bytes.extend_from_slice(&sha256);
        Ok(bytes)
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
        let (epoch, length) = (rest.get_u64_le(), rest.get_u32_le() as usize);
        if rest.len() < length.saturating_add(RANGE_BYTES) {
            return Err("does not decode");
        }
        let cluster_id = String::from_utf8(rest.split_to(length).to_vec()).map_err(|_| "does not decode")?;
        let (after, latest_ns, complete_ns) = (rest.get_u64_le(), rest.get_i64_le(), rest.get_i64_le());
        let count = rest.get_u32_le();
        let mut segment = Self {
            history: History { epoch, cluster_id },
            after,
            latest_ns,
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

fn length_of(count: usize) -> io::Result<u32> {
    u32::try_from(count).map_err(|_| io::Error::other("a segment of the log is too long"))
}

/// Reads and verifies a segment.
pub(super) async fn read(place: &Place, name: &SegmentName) -> Result<Segment, Error> {
    let object = name.object();
    let found = decoded(place, &object).await?;
    let segment = found.ok_or_else(|| damaged(place, &object, "is missing"))?;
    match segment.name().as_ref() == Some(name) {
        true => Ok(segment),
        false => Err(damaged(place, &object, "has other entries than its name says")),
    }
}

/// Reads and verifies a position of a history; `None` if there is none.
pub(super) async fn read_position(place: &Place, history: &History, object: &str) -> Result<Option<Segment>, Error> {
    match decoded(place, object).await? {
        Some(position) if position.history != *history || !position.entries.is_empty() => {
            Err(damaged(place, object, "is the position of another log"))
        }
        position => Ok(position),
    }
}

async fn decoded(place: &Place, object: &str) -> Result<Option<Segment>, Error> {
    let bytes = place.get(object).await?;
    let decoded = bytes.map(|bytes| Segment::decode(&bytes).map_err(|what| damaged(place, object, what)));
    decoded.transpose()
}

pub(super) fn encode_entry(entry: &LogEntry, output: &mut dyn Write) -> io::Result<()> {
    let length = length_of(entry.body.len())?;
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
