//! Our records as returned by a damaged disk, or by a peer that is no node.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use minoots_fuzz::Campaign;

use super::*;
use crate::r#gen::peer::v1 as wire;
use crate::peer::convert;
use prost::Message;

fn membership() -> Membership {
    let member = |address: &str| Member {
        address: address.to_owned(),
        client_address: "c:3".to_owned(),
        incarnation: 7,
    };
    let members = BTreeMap::from([(1, member("a:1")), (2, member("b:2")), (300, Member::default())]);
    Membership::new(vec![BTreeSet::from([1, 2]), BTreeSet::from([2, 300])], members).unwrap()
}

fn applied() -> AppliedState {
    AppliedState {
        at: Some(log_id(3, 9)),
        membership: StoredMembership::new(Some(log_id(2, 4)), membership()),
        burned: BTreeSet::from([5, 6]),
    }
}

fn answer<T>(read: Result<T, Failure>) -> String {
    read.map_or_else(|failure| failure.to_string(), |_| "read".to_owned())
}

#[test]
fn the_body_of_an_entry_is_read_or_refused() {
    let normal = Command::stored(Bytes::from_static(b"xyz"));
    let payloads = [
        EntryPayload::Blank,
        EntryPayload::Normal(normal),
        EntryPayload::Membership(membership()),
    ];
    let examples = payloads.map(|payload| encode_body(&payload));
    Campaign::new("entry body")
        .examples(examples)
        .once_failed("020a040a0201020a050a0302ac02121e08011203613a311a10000000000000000000000000000000072203633a33121e08021203623a321a100000000000000000000000000000000722030201020a050a0302ac02121e08011203613a311a10000000000000000000000000000000072203633a33121e08021203623a321a10000000000000000000000000000000072203633a33121508ac021a1000000000000000000000000000000000").run(|input| {
        let read = decode_body(&Bytes::copy_from_slice(input));
        if let Ok(payload) = &read {
            assert_eq!(encode_body(payload).len(), input.len());
        }
        answer(read)
    });
}

#[test]
fn persisted_raft_state_is_decoded_or_refused() {
    let votes = [Vote::new(3, 1), Vote::new_committed(u64::MAX, 300)];
    let votes = votes.map(|vote| encode_vote(&vote));
    Campaign::new("vote")
        .examples(votes)
        .slower_by(4)
        .run(|input| answer(decode_vote(input)));
    let examples = [encode_applied(&applied()), encode_applied(&AppliedState::default())];
    Campaign::new("applied record").examples(examples).run(|input| {
        let read = decode_applied(input);
        if let Ok(state) = &read {
            assert_eq!(&decode_applied(&encode_applied(state)).unwrap(), state);
        }
        answer(read)
    });
}

#[test]
fn peer_messages_are_decoded_or_refused() {
    let vote = Some(wire::Vote {
        term: 4,
        node: 2,
        committed: true,
    });
    let id = Some(wire::LogId { term: 3, index: 8 });
    let append = wire::AppendEntriesRequest {
        vote,
        previous: id,
        entries: vec![wire::LogEntry {
            term: 4,
            index: 9,
            kind: 2,
            content: encode_body(&EntryPayload::Membership(membership())).slice(1..),
        }],
        committed: id,
        acknowledged: 1,
        agreed: Some(wire::StateHash {
            index: 1_024,
            hash: vec![7; 16].into(),
        }),
        compare_at: 1_064,
        pass: vec![7; 16].into(),
        agreed_whole: Some(wire::WholeState {
            index: 1_000,
            tables: vec![wire::TableDigest {
                table: 3,
                rows: 5,
                hash: vec![8; 16].into(),
            }],
        }),
    };
    Campaign::new("append").examples([append.encode_to_vec()]).run(|input| {
        match wire::AppendEntriesRequest::decode(input) {
            Ok(mut request) => {
                let whole = request
                    .agreed_whole
                    .take()
                    .map(|whole| convert::whole_state(whole).is_some());
                format!("{whole:?} {}", answer(convert::append_request(request)))
            }
            Err(error) => error.to_string(),
        }
    });
    let ask = wire::RequestVoteRequest {
        vote,
        last: id,
        leadership_transfer: true,
        pre_vote: false,
    };
    Campaign::new("vote request")
        .examples([ask.encode_to_vec()])
        .slower_by(4)
        .run(|input| match wire::RequestVoteRequest::decode(input) {
            Ok(request) => answer(convert::vote_request(request)),
            Err(error) => error.to_string(),
        });
}
