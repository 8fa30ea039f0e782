//! The parts of a stream that do not depend on what precedes them, for backups that store equal parts once.
//!
//! A part is a frame without its number and checksum, which [`StreamJoiner`] restores. So a stream that is taken apart
//! and joined is the same bytes.

use xxhash_rust::xxh3::xxh3_64;

use super::export::frame;
use super::import::parse_head;
use super::{FRAME_BYTES_MAX, FRAME_HEAD_BYTES};
use crate::tables::error::InstallError;

/// Takes a stream apart. Holds at most one frame beside the bytes given.
#[derive(Debug, Default)]
pub struct StreamParts {
    buffer: Vec<u8>,
    /// The bytes of the buffer that earlier parts came from.
    taken: usize,
    number: u64,
}

/// Joins parts to a stream.
#[derive(Debug, Default)]
pub struct StreamJoiner {
    number: u64,
}

impl StreamParts {
    /// Adds the next bytes of the stream.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.taken);
        self.taken = 0;
        self.buffer.extend_from_slice(bytes);
    }

    /// Returns the next part, if all of its bytes were added.
    ///
    /// # Errors
    /// [`InstallError::Corrupt`]: the bytes are no frame, are not the next one, or do not match their checksum.
    pub fn next_part(&mut self) -> Result<Option<Vec<u8>>, InstallError> {
        let waiting = self.buffer.get(self.taken..).unwrap_or_default();
        let Some(head) = waiting.get(..FRAME_HEAD_BYTES) else {
            return Ok(None);
        };
        let (kind, number, length) = parse_head(head).ok_or_else(|| corrupt("a frame does not decode"))?;
        if number != self.number || length > FRAME_BYTES_MAX {
            return Err(corrupt("a frame is missing, moved or too long"));
        }
        let Some((body, rest)) = waiting.split_at_checked(FRAME_HEAD_BYTES + length) else {
            return Ok(None);
        };
        let Some(checksum) = rest.first_chunk() else {
            return Ok(None);
        };
        if xxh3_64(body) != u64::from_le_bytes(*checksum) {
            return Err(corrupt("a frame does not match its checksum"));
        }
        let mut part = Vec::with_capacity(1 + length);
        part.push(kind);
        part.extend_from_slice(body.get(FRAME_HEAD_BYTES..).unwrap_or_default());
        self.taken += body.len() + checksum.len();
        self.number += 1;
        Ok(Some(part))
    }

    /// Whether every byte added belongs to a part that was returned.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.taken == self.buffer.len()
    }
}

impl StreamJoiner {
    /// Returns the frame of the next part.
    ///
    /// # Errors
    /// [`InstallError::Corrupt`] if the part is empty, or too long for a frame.
    pub fn join(&mut self, part: &[u8]) -> Result<Vec<u8>, InstallError> {
        let (kind, payload) = part.split_first().ok_or_else(|| corrupt("a part is empty"))?;
        if payload.len() > FRAME_BYTES_MAX {
            return Err(corrupt("a part is too long"));
        }
        let frame = frame(*kind, self.number, payload)?;
        self.number += 1;
        Ok(frame)
    }
}

fn corrupt(why: &str) -> InstallError {
    InstallError::Corrupt(why.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::{BTreeMap, BTreeSet};
    use std::ops::ControlFlow;

    use minoots_kernel::Failure;

    use super::*;
    use crate::tables::engine::{EngineRead, Visit};
    use crate::tables::stream::export;

    struct Rows(BTreeMap<Vec<u8>, Vec<u8>>);

    impl EngineRead for Rows {
        fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
            Ok(self.0.get(key).cloned())
        }

        fn scan(&self, from: &[u8], until: &[u8], visit: &mut Visit<'_>) -> Result<(), Failure> {
            for (key, value) in self.0.range(from.to_vec()..until.to_vec()) {
                if let ControlFlow::Break(()) = visit(key, value) {
                    break;
                }
            }
            Ok(())
        }
    }

    fn key(number: u32) -> Vec<u8> {
        [&[1][..], &number.to_be_bytes()].concat()
    }

    /// About 10 MiB.
    fn rows() -> Rows {
        let row = |number: u32| (key(number * 2), vec![u8::try_from(number % 251).unwrap(); 500]);
        Rows((0..20_000).map(row).collect())
    }

    fn stream(rows: &Rows) -> Vec<u8> {
        let mut stream = Vec::new();
        export(rows, None, &mut stream).unwrap();
        stream
    }

    fn parts(stream: &[u8]) -> Vec<Vec<u8>> {
        let (mut parts, mut found) = (StreamParts::default(), Vec::new());
        for bytes in stream.chunks(100_000) {
            parts.push(bytes);
            while let Some(part) = parts.next_part().unwrap() {
                found.push(part);
            }
        }
        assert!(parts.is_empty());
        found
    }

    #[test]
    fn joined_parts_are_the_stream() {
        let stream = stream(&rows());
        let mut joiner = StreamJoiner::default();
        let frames = parts(&stream).into_iter().map(|part| joiner.join(&part).unwrap());
        assert!(frames.collect::<Vec<_>>().concat() == stream);
    }

    #[test]
    fn a_changed_row_changes_only_the_parts_beside_it() {
        let mut rows = rows();
        let before: BTreeSet<_> = parts(&stream(&rows)).into_iter().collect();
        assert!((20..100).contains(&before.len()), "{}", before.len());
        rows.0.insert(key(10_000), b"changed".to_vec());
        rows.0.insert(key(20_001), vec![7; 3_000]);
        rows.0.remove(&key(30_000));
        let after: BTreeSet<_> = parts(&stream(&rows)).into_iter().collect();
        // Each change touches a block, or two if it moves their boundary; the footer is another one.
        let new = after.difference(&before).count();
        assert!((4..=8).contains(&new), "{new} of {}", after.len());
    }

    #[test]
    fn a_stream_with_a_damaged_missing_or_moved_frame_has_no_parts() {
        let stream = stream(&rows());
        let first = parts(&stream)[0].len() + FRAME_HEAD_BYTES - 1 + 8;
        for damaged in [stream[first..].to_vec(), [&stream[..first], &stream[..first]].concat()] {
            let mut parts = StreamParts::default();
            parts.push(&damaged);
            let found: Result<Vec<_>, _> = std::iter::from_fn(|| parts.next_part().transpose()).collect();
            assert!(matches!(found, Err(InstallError::Corrupt(_))));
        }
        let mut flipped = stream.clone();
        flipped[first + 100] ^= 1;
        let mut parts = StreamParts::default();
        parts.push(&flipped);
        assert!(parts.next_part().unwrap().is_some());
        assert!(parts.next_part().is_err());
    }
}
