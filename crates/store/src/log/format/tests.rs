#![allow(clippy::unwrap_used)]

use bytes::Bytes;
use proptest::prelude::*;

use super::*;
use crate::log::ledger::LogId;

const PLACE: Position = Position {
    sequence: 7,
    epoch: 3,
    offset: 1024,
};

fn one_record(kind: Kind, index: u64, term: u64, committed: Option<u64>, body: &[u8]) -> Vec<u8> {
    let mut group = Group::new(PLACE, 900, committed, vec![1, 2, 3]);
    assert_eq!(group.push(kind, index, term, body), PLACE.offset);
    group.finish().0.to_vec()
}

#[test]
fn a_group_is_whole_sectors_and_only_its_last_record_is_marked() {
    let mut group = Group::new(PLACE, 900, None, Vec::new());
    assert_eq!(group.end_with(5), 1024 + 512);
    let offsets = [
        group.push(Kind::Entry, 1, 1, b"first"),
        group.push(Kind::Vote, 0, 0, b""),
        group.end(),
    ];
    assert_eq!(offsets, [1024, 1024 + 56, 1024 + 104]);
    let (bytes, end) = group.finish();
    assert_eq!((bytes.len(), end), (512, 1024 + 104));
    let first = decode(bytes, PLACE).unwrap();
    let second = decode(
        &bytes[56..],
        Position {
            offset: first.end(),
            ..PLACE
        },
    )
    .unwrap();
    assert_eq!((first.header.last_of_group, second.header.last_of_group), (false, true));
    assert_eq!((first.header.group_offset, second.header.group_offset), (1024, 1024));
    assert_eq!((first.header.previous_end, second.header.previous_end), (900, 900));
}

#[test]
fn a_record_verifies_nowhere_but_in_its_place_and_its_use_of_the_file() {
    let bytes = one_record(Kind::Entry, 5, 2, None, b"body");
    assert!(decode(&bytes, PLACE).is_some());
    assert!(decode(&bytes, Position { sequence: 8, ..PLACE }).is_none());
    assert!(decode(&bytes, Position { epoch: 4, ..PLACE }).is_none());
    assert!(decode(&bytes, Position { offset: 1032, ..PLACE }).is_none());
    let mut later_use = bytes.clone();
    later_use[12] = 4;
    assert!(decode(&later_use, Position { epoch: 4, ..PLACE }).is_none());
}

#[test]
fn any_bit_flip_of_a_segment_header_is_noticed() {
    let header = SegmentHeader {
        sequence: 9,
        epoch: 2,
        capacity_bytes: 64 << 20,
    };
    let bytes = header.encode();
    assert_eq!(SegmentHeader::decode(&bytes), Some(header));
    assert_eq!(SegmentHeader::decode(&bytes[..511]), None);
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes;
        flipped[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(SegmentHeader::decode(&flipped), None, "bit {bit}");
    }
}

#[test]
fn the_largest_head_is_as_large_as_promised() {
    let id = LogId { index: 1, term: 2 };
    let vote = Some(Bytes::from(vec![1; VOTE_BYTES_MAX]));
    let head = Head {
        previous_segment_end: 512,
        last: Some(id),
        purged: Some(id),
        vote,
    };
    assert_eq!(padded(head.encode().len()), HEAD_BYTES_MAX);
}

fn any_id() -> impl Strategy<Value = Option<LogId>> {
    prop::option::of((any::<u64>(), any::<u64>()).prop_map(|(index, term)| LogId { index, term }))
}

proptest! {
    #[test]
    fn records_are_read_as_written(
        index: u64,
        term: u64,
        committed in prop::option::of(0..u64::MAX),
        body in prop::collection::vec(any::<u8>(), 0..600),
    ) {
        let bytes = one_record(Kind::Entry, index, term, committed, &body);
        prop_assert_eq!(bytes.len() % GROUP_ALIGNMENT_BYTES, 0);
        let record = decode(&bytes, PLACE).unwrap();
        prop_assert_eq!(record.header.kind, Kind::Entry);
        prop_assert_eq!((record.header.index, record.header.term), (index, term));
        prop_assert_eq!(record.header.committed, committed);
        prop_assert_eq!(record.body, &body[..]);
    }

    #[test]
    fn any_bit_flip_of_a_record_is_noticed(body in prop::collection::vec(any::<u8>(), 0..40), bit: prop::sample::Index) {
        let mut bytes = one_record(Kind::Vote, 0, 0, None, &body);
        let bit = bit.index(padded(body.len()) * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(decode(&bytes, PLACE).is_none());
    }

    #[test]
    fn heads_are_read_as_written(
        previous_segment_end: u32,
        last in any_id(),
        purged in any_id(),
        vote in prop::option::of(prop::collection::vec(any::<u8>(), 0..100)),
    ) {
        let head = Head { previous_segment_end, last, purged, vote: vote.map(Bytes::from) };
        prop_assert_eq!(Head::decode(&head.encode()), Some(head));
    }

    #[test]
    fn noise_is_neither_a_record_nor_a_head(noise in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(decode(&noise, PLACE).is_none());
        if let Some(head) = Head::decode(&noise) {
            prop_assert_eq!(head.encode(), noise);
        }
    }
}

#[test]
fn an_epoch_is_found_where_looking_at_each_place_finds_it() {
    let epoch = 7_u32;
    for length in [0, 11, 15, 16, 19, 20, 48, 511, 512, 513, 1_100, 4_096] {
        let all_bytes = usize::saturating_sub(length, 12) / RECORD_ALIGNMENT_BYTES * RECORD_ALIGNMENT_BYTES;
        assert_eq!(find_epoch(&vec![7_u8; length], epoch), (all_bytes, false));
        for place in (0..length).step_by(RECORD_ALIGNMENT_BYTES) {
            let mut bytes = vec![7_u8; length];
            let Some(there) = bytes.get_mut(place + 12..place + 16) else {
                continue;
            };
            there.copy_from_slice(&epoch.to_le_bytes());
            let naive = (0..)
                .step_by(RECORD_ALIGNMENT_BYTES)
                .take_while(|offset| offset + 20 <= length)
                .find(|offset| epoch_at(&bytes[*offset..]) == Some(epoch));
            let (passed_bytes, found) = find_epoch(&bytes, epoch);
            assert_eq!(
                (passed_bytes, found),
                (naive.unwrap_or(all_bytes), naive.is_some()),
                "{length}, {place}"
            );
        }
    }
}
