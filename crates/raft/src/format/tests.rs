#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;

fn membership() -> Membership {
    let member = |address: &str, client_address: &str, incarnation| Member {
        address: address.to_owned(),
        client_address: client_address.to_owned(),
        incarnation,
    };
    let members = BTreeMap::from([
        (1, member("a:1", "", 0x0102)),
        (2, member("b:2", "c:3", u128::MAX)),
        (300, Member::default()),
    ]);
    Membership::new(vec![BTreeSet::from([1, 2]), BTreeSet::from([2, 300])], members).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

const MEMBERSHIP_HEX: &str = concat!(
    "0a040a020102",
    "0a050a0302ac02",
    "12190801",
    "1203613a31",
    "1a1000000000000000000000000000000102",
    "121e0802",
    "1203623a32",
    "1a10ffffffffffffffffffffffffffffffff",
    "2203633a33",
    "121508ac02",
    "1a1000000000000000000000000000000000",
);

#[test]
fn the_bodies_of_log_entries_are_golden() {
    let blank = encode_body(&EntryPayload::Blank);
    assert_eq!(hex(&blank), "00");
    let normal = encode_body(&EntryPayload::Normal(Command::stored(Bytes::from_static(b"xyz"))));
    assert_eq!(hex(&normal), "0178797a");
    let changed = encode_body(&EntryPayload::Membership(membership()));
    assert_eq!(hex(&changed), format!("02{MEMBERSHIP_HEX}"));
}

#[test]
fn a_log_entry_reads_back_as_what_was_written() {
    assert!(matches!(
        decode_body(&Bytes::from_static(&[0])).unwrap(),
        EntryPayload::Blank
    ));
    let body = encode_body(&EntryPayload::Membership(membership()));
    let EntryPayload::Membership(read) = decode_body(&body).unwrap() else {
        panic!("not a membership")
    };
    assert_eq!(read, membership());
    let body = encode_body(&EntryPayload::Normal(Command::stored(Bytes::from_static(b"xyz"))));
    let EntryPayload::Normal(read) = decode_body(&body).unwrap() else {
        panic!("not a normal entry")
    };
    assert_eq!(&read.bytes[..], b"xyz");
}

#[test]
fn a_body_that_this_version_would_not_have_written_is_refused() {
    let mut unknown_field = encode_body(&EntryPayload::Membership(membership())).to_vec();
    unknown_field.extend_from_slice(&[0x78, 0x01]);
    for body in [&b""[..], b"\x00\x00", b"\x03", &unknown_field] {
        assert!(decode_body(&Bytes::copy_from_slice(body)).is_err(), "{body:?}");
    }
}

#[test]
fn votes_are_golden_and_read_back() {
    for (vote, golden) in [
        (Vote::new(0, 1), "1001"),
        (Vote::new(7, 300), "080710ac02"),
        (Vote::new_committed(7, 300), "080710ac021801"),
    ] {
        let bytes = encode_vote(&vote);
        assert_eq!(hex(&bytes), golden);
        assert_eq!(decode_vote(&bytes).unwrap(), vote);
    }
}

#[test]
fn the_applied_record_is_golden_and_reads_back() {
    let membership = StoredMembership::new(Some(log_id(0, 0)), membership());
    let state = AppliedState {
        at: Some(log_id(9, 1_000)),
        membership,
        burned: BTreeSet::from([5]),
    };
    let bytes = encode_applied(&state);
    assert_eq!(
        hex(&bytes),
        format!("0a05080910e8071200{}{MEMBERSHIP_HEX}{}", "1a5f", "220105")
    );
    assert_eq!(decode_applied(&bytes).unwrap(), state);
}

#[test]
fn a_state_without_a_membership_reads_back() {
    let state = AppliedState {
        at: Some(log_id(3, 1)),
        ..AppliedState::default()
    };
    assert_eq!(decode_applied(&encode_applied(&state)).unwrap(), state);
}

#[test]
fn removed_nodes_are_burned_for_good() {
    let of = |voters: &[u64]| {
        let members: BTreeMap<_, _> = voters.iter().map(|node| (*node, Member::default())).collect();
        let membership = Membership::new(vec![voters.iter().copied().collect()], members).unwrap();
        StoredMembership::new(Some(log_id(1, 1)), membership)
    };
    let mut state = AppliedState::default();
    state.set_membership(of(&[1, 2, 3]));
    assert_eq!(state.burned, BTreeSet::new());
    state.set_membership(of(&[1, 3]));
    state.set_membership(of(&[1, 3, 4]));
    assert_eq!(state.burned, BTreeSet::from([2]));
    state.set_membership(of(&[4]));
    assert_eq!(
        decode_applied(&encode_applied(&state)).unwrap().burned,
        BTreeSet::from([1, 2, 3])
    );
}
