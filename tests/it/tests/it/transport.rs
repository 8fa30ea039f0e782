//! Bytes that no client library sends: malformed messages, bombs, unknown fields.

use bytes::Bytes;
use minoots_it::bomb::{endless_zeros, zeros};
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::memory::{forget_peak, peak_bytes, resident_bytes};
use minoots_it::raw::{Raw, frame};
use minoots_wire::timer::v1::{CreateTimerResponse, GetTimerRequest, TimerStatus};
use prost::Message as _;
use std::time::Duration;
use tonic::{Code, Status};

use crate::support::{Node, reason};

const GET: &str = "minoots.timer.v1.TimerService/GetTimer";
const CREATE: &str = "minoots.timer.v1.TimerService/CreateTimer";
const CONSUME: &str = "minoots.event.v1.EventService/Consume";
const HOUR: Duration = Duration::from_secs(3_600);
/// The memory that a node may use to refuse an attack.
const GROWTH_BYTES_MAX: u64 = 8 << 20;

fn told(status: &Status) -> (Code, String) {
    (status.code(), reason(status))
}

/// Encodes a length-delimited field.
fn field(number: u8, data: &[u8]) -> Vec<u8> {
    let mut bytes = vec![(number << 3) | 2];
    prost::encoding::encode_varint(data.len() as u64, &mut bytes);
    bytes.extend_from_slice(data);
    bytes
}

/// Encodes groups of an unknown field, nested to this depth.
fn nested_groups(depth: usize) -> Vec<u8> {
    let (mut start, mut end) = (Vec::new(), Vec::new());
    prost::encoding::encode_varint((99 << 3) | 3, &mut start);
    prost::encoding::encode_varint((99 << 3) | 4, &mut end);
    [start.repeat(depth), end.repeat(depth)].concat()
}

#[tokio::test]
async fn malformed_protobuf_is_a_client_error() {
    let node = Node::start().await;
    let raw = Raw::connect(node.server.address()).await.unwrap();
    let cases: [(&str, Vec<u8>); 8] = [
        ("a truncated varint", vec![0x08, 0xff, 0xff]),
        ("a varint that never ends", vec![0xff; 32]),
        ("a field that ends too early", vec![0x22, 0x7f, b'x']),
        ("text that is not UTF-8", field(4, b"\xff\xfe")),
        ("text with half a character", field(4, b"caf\xc3")),
        ("a wrong wire type", vec![0x20, 0x01]),
        ("nesting 101 deep", nested_groups(101)),
        ("field number 0", vec![0x02, 0x00]),
    ];
    for (what, message) in cases {
        let answer = raw.call(CREATE, None, frame(false, &message)).await.unwrap();
        assert_eq!(
            told(&answer.status),
            (Code::InvalidArgument, "MALFORMED".to_owned()),
            "{what}"
        );
        let answer = raw.call(CONSUME, None, frame(false, &message)).await.unwrap();
        let status = answer.status;
        // A consumer's message has no text at field 4, so some of these are unknown fields there.
        let malformed = told(&status) == (Code::InvalidArgument, "MALFORMED".to_owned());
        let no_open = told(&status) == (Code::InvalidArgument, "STREAM_ORDER".to_owned());
        assert!(malformed || no_open, "{what}: {status:?}");
    }
    assert!(node.client.list_of(TimerStatus::Scheduled).await.unwrap().is_empty());
}

#[tokio::test]
async fn fields_of_the_future_are_ignored() {
    let node = Node::start().await;
    let raw = Raw::connect(node.server.address()).await.unwrap();
    let mut message = timer("tea").fire_after(HOUR).encode_to_vec();
    message.extend([0x9a, 0x06, 3, 1, 2, 3]);
    message.extend([0x98, 0x06, 0x2a]);
    message.extend(nested_groups(50));
    let answer = raw.call(CREATE, None, frame(false, &message)).await.unwrap();
    assert_eq!(answer.status.code(), Code::Ok, "{:?}", answer.status);
    let created = CreateTimerResponse::decode(&answer.body[5..]).unwrap();
    assert_eq!(Some(node.client.get("tea").await.unwrap()), created.timer);
    let again = node.client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    assert!(
        again.existing,
        "what is not known takes no part in what makes requests equal"
    );
}

#[tokio::test]
async fn a_request_may_be_compressed() {
    let node = Node::start().await;
    let raw = Raw::connect(node.server.address()).await.unwrap();
    let request = timer("tea").fire_after(HOUR).with_payload("", vec![0; 200_000]);
    let compressed = gzip(&request.encode_to_vec());
    assert!(compressed.len() < 2_000);
    let answer = raw.call(CREATE, Some("gzip"), frame(true, &compressed)).await.unwrap();
    assert_eq!(answer.status.code(), Code::Ok, "{:?}", answer.status);
    assert_eq!(
        node.client.get("tea").await.unwrap().payload.unwrap().data.len(),
        200_000
    );
}

#[tokio::test]
async fn no_answer_is_compressed_even_for_who_takes_it() {
    let node = Node::start().await;
    let request = timer("tea").fire_after(HOUR).with_payload("", vec![0; 200_000]);
    node.client.create(request).await.unwrap();
    let raw = Raw::connect(node.server.address()).await.unwrap();
    let get = GetTimerRequest {
        id: "tea".to_owned(),
        ..GetTimerRequest::default()
    };
    let answer = raw
        .carrying(&[("grpc-accept-encoding", "gzip,deflate,zstd,identity")])
        .call(GET, None, frame(false, &get.encode_to_vec()))
        .await
        .unwrap();
    assert_eq!(answer.status.code(), Code::Ok, "{:?}", answer.status);
    assert_eq!(answer.body[0], 0, "the flag of a compressed message");
    assert!(answer.body.len() > 200_000);
}

fn gzip(data: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(data).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn bombs_and_messages_over_the_limit_are_refused_without_being_held() {
    let node = Node::start().await;
    let pid = node.server.pid();
    let raw = Raw::connect(node.server.address()).await.unwrap();
    // The memory that any work makes the process allocate does not count for the attack.
    for at in 0..20 {
        let request = timer(&format!("warm{at}"))
            .fire_after(HOUR)
            .with_payload("", vec![0; 262_144]);
        raw.call(CREATE, None, frame(false, &request.encode_to_vec()))
            .await
            .unwrap();
    }
    let attacks: [(&str, Option<&str>, Bytes); 6] = [
        (
            "32 KB of gzip for 32 MiB",
            Some("gzip"),
            frame(true, &zeros(32 << 20).unwrap()),
        ),
        (
            "1 MiB of gzip for 1 GiB",
            Some("gzip"),
            frame(true, &endless_zeros(64).unwrap()),
        ),
        (
            "gzip for 1 MiB and a byte",
            Some("gzip"),
            frame(true, &zeros((1 << 20) + 1).unwrap()),
        ),
        ("1 MiB and a byte", None, frame(false, &vec![0; (1 << 20) + 1])),
        ("8 MiB", None, frame(false, &vec![0; 8 << 20])),
        (
            "4 GiB announced",
            None,
            Bytes::from_static(&[0, 0xff, 0xff, 0xff, 0xff, 1, 2, 3]),
        ),
    ];
    assert!(attacks[0].2.len() < 33 << 10 && attacks[1].2.len() <= 1 << 20);
    let before = resident_bytes(pid).unwrap();
    forget_peak(pid).unwrap();
    for _ in 0..3 {
        for (what, encoding, body) in &attacks {
            let answer = raw
                .call(CREATE, *encoding, body.clone())
                .await
                .unwrap_or_else(|error| panic!("{what}: {error:#}"));
            assert_eq!(
                told(&answer.status),
                (Code::ResourceExhausted, "MESSAGE_TOO_LARGE".to_owned()),
                "{what}"
            );
        }
    }
    let growth = peak_bytes(pid).unwrap().saturating_sub(before);
    assert!(growth < GROWTH_BYTES_MAX, "grew by {growth} bytes");
    let (what, encoding, body) = &attacks[1];
    let answer = raw.call(CONSUME, *encoding, body.clone()).await.unwrap();
    assert_eq!(
        told(&answer.status),
        (Code::ResourceExhausted, "MESSAGE_TOO_LARGE".to_owned()),
        "{what} on a stream"
    );
    assert_eq!(node.client.list_of(TimerStatus::Scheduled).await.unwrap().len(), 20);
}

#[tokio::test]
async fn unknown_methods_and_encodings_are_unimplemented() {
    let node = Node::start().await;
    let raw = Raw::connect(node.server.address()).await.unwrap();
    let body = frame(false, &timer("tea").fire_after(HOUR).encode_to_vec());
    let method = "minoots.timer.v1.TimerService/NoSuchMethod";
    assert_eq!(
        raw.call(method, None, body.clone()).await.unwrap().status.code(),
        Code::Unimplemented
    );
    let method = "minoots.nothing.v1.NoSuchService/NoSuchMethod";
    assert_eq!(
        raw.call(method, None, body.clone()).await.unwrap().status.code(),
        Code::Unimplemented
    );
    let answer = raw.call(CREATE, Some("snappy"), frame(true, &body[5..])).await.unwrap();
    assert_eq!(answer.status.code(), Code::Unimplemented);
    assert!(node.client.list_of(TimerStatus::Scheduled).await.unwrap().is_empty());
}
