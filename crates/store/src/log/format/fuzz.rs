//! Fuzz inputs with valid checksums: records, heads and segment headers with arbitrary content.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use bytes::Bytes;
use minoots_fuzz::Campaign;

use super::*;
use crate::log::ledger::LogId;

const AT: Position = Position {
    sequence: 3,
    epoch: 7,
    offset: 1_024,
};

fn group(pieces: &[(Kind, &[u8])]) -> Vec<u8> {
    let mut group = Group::new(AT, 512, Some(9), Vec::new());
    for ((kind, body), index) in pieces.iter().zip(10..) {
        group.push(*kind, index, 2, body);
    }
    group.finish().0.to_vec()
}

/// Sets the epoch and the checksum that match the position, so that the fuzzer reaches the checks behind them.
fn sealed(input: &[u8]) -> Vec<u8> {
    let mut bytes = input.to_vec();
    let length = u32_at(&bytes, 4).map_or(0, |length| length as usize);
    let end = padded(length.min(bytes.len()));
    if bytes.len() < RECORD_HEADER_BYTES || end > bytes.len() {
        return bytes;
    }
    bytes[12..16].copy_from_slice(&AT.epoch.to_le_bytes());
    let last = bytes[9] == 1;
    record::seal(&mut bytes[..end], AT, last);
    bytes
}

#[test]
fn a_record_that_verifies_lies_within_what_was_read() {
    let examples = [
        group(&[(Kind::Entry, b"entry")]),
        group(&[(Kind::Vote, b"vote"), (Kind::Entry, &[7; 900])]),
        group(&[(Kind::Truncate, b""), (Kind::Purge, b""), (Kind::Mark, b"")]),
    ];
    Campaign::new("log record").examples(examples).run(|input| {
        let bytes = sealed(input);
        match decode(&bytes, AT) {
            Some(found) => {
                assert!(found.end() as usize - AT.offset as usize <= bytes.len());
                format!("{:?}", found.header.kind)
            }
            None => "not a record here".to_owned(),
        }
    });
}

#[test]
fn a_head_is_read_from_its_own_bytes_only() {
    let id = |index| Some(LogId { index, term: 1 });
    let heads = [
        (None, None, None),
        (id(5), None, None),
        (id(u64::MAX), id(3), Some("vote")),
    ];
    let examples = heads.map(|(last, purged, vote)| {
        Head {
            previous_segment_end: 8_192,
            last,
            purged,
            vote: vote.map(Bytes::from),
        }
        .encode()
    });
    Campaign::new("segment head")
        .examples(examples)
        .run(|input| match Head::decode(input) {
            Some(head) => {
                assert_eq!(head.encode(), input);
                "a head".to_owned()
            }
            None => "refused".to_owned(),
        });
}

#[test]
fn a_segment_header_is_read_from_its_own_bytes_only() {
    let header = SegmentHeader {
        sequence: 1,
        epoch: 1,
        capacity_bytes: 64 << 20,
    };
    Campaign::new("segment header")
        .examples([header.encode()])
        .run(|input| {
            let mut bytes = input.to_vec();
            if let Some(checked) = bytes.get(..32) {
                let checksum = crc32c::crc32c(checked);
                if let Some(place) = bytes.get_mut(32..36) {
                    place.copy_from_slice(&checksum.to_le_bytes());
                }
            }
            match SegmentHeader::decode(&bytes) {
                Some(header) => {
                    assert_eq!(header.encode()[..], bytes[..SEGMENT_HEADER_BYTES]);
                    "a header".to_owned()
                }
                None => "refused".to_owned(),
            }
        });
}
