#![allow(clippy::unwrap_used)]

use super::*;
use std::time::Duration;

const ACCEPTED: &[u8] = b"\x00\x0bgrpc-status\x010";

fn connection() -> Connection {
    let mut connection = Connection::new(Headers::new("127.0.0.1:7411", None).unwrap());
    connection.out.clear();
    connection
}

fn request(bytes: usize) -> CreateTimerRequest {
    CreateTimerRequest {
        id: "a".repeat(bytes),
        ..CreateTimerRequest::default()
    }
}

/// The frames written since the last time: kind, flags, stream.
fn written(connection: &mut Connection) -> Vec<(u8, u8, u32)> {
    let out = std::mem::take(&mut connection.out);
    let mut rest = out.as_slice();
    let mut frames = Vec::new();
    while let Some(head) = Head::read(rest) {
        frames.push((head.kind, head.flags, head.stream));
        rest = &rest[frames::HEAD_BYTES + head.length..];
    }
    assert!(rest.is_empty());
    frames
}

/// An answer that accepts a timer: headers, a message, and trailers.
fn accepted(stream: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    frames::write(&mut bytes, frames::HEADERS, frames::END_HEADERS, stream, &[0x88]);
    frames::write(&mut bytes, frames::DATA, 0, stream, b"\0\0\0\0\x02ab");
    let last = frames::END_HEADERS | frames::END_STREAM;
    frames::write(&mut bytes, frames::HEADERS, last, stream, ACCEPTED);
    bytes
}

#[derive(Default)]
struct Told(Vec<(Answer, Instant)>);

impl Told {
    fn read(&mut self, connection: &mut Connection, bytes: &[u8]) -> Result<(), Status> {
        connection.read(bytes, &mut Answers::default(), &mut |answer, at| {
            self.0.push((answer, at))
        })
    }
}

#[test]
fn a_call_is_told_of_once_in_whatever_pieces_its_answer_comes() {
    let answers = [accepted(3), accepted(1)].concat();
    for piece in 1..answers.len() {
        let (mut connection, mut told) = (connection(), Told::default());
        let begun = minoots_terminal::clock::monotonic();
        let later = begun + Duration::from_millis(1);
        connection.call(request(9), begun);
        connection.call(request(9), later);
        for bytes in answers.chunks(piece) {
            told.read(&mut connection, bytes).unwrap();
        }
        assert_eq!(told.0, [(Answer::Accepted, later), (Answer::Accepted, begun)]);
        assert_eq!(connection.unanswered(), 0);
        // A second answer is not reported.
        told.read(&mut connection, &accepted(1)).unwrap();
        assert_eq!(told.0.len(), 2);
    }
}

#[test]
fn no_more_calls_are_under_way_than_the_node_allows() {
    let (mut connection, mut told) = (connection(), Told::default());
    let mut settings = Vec::new();
    frames::write(&mut settings, frames::SETTINGS, 0, 0, &[0, 3, 0, 0, 0, 2]);
    told.read(&mut connection, &settings).unwrap();
    assert_eq!(written(&mut connection), [(frames::SETTINGS, frames::ACK, 0)]);
    let now = minoots_terminal::clock::monotonic();
    (0..3).for_each(|_| connection.call(request(9), now));
    let call = |stream| {
        [
            (frames::HEADERS, frames::END_HEADERS, stream),
            (frames::DATA, frames::END_STREAM, stream),
        ]
    };
    assert_eq!(written(&mut connection), [call(1), call(3)].concat());
    assert_eq!(connection.unanswered(), 3);
    told.read(&mut connection, &accepted(3)).unwrap();
    assert_eq!(written(&mut connection), call(5));
}

#[test]
fn no_more_bytes_are_under_way_than_the_node_takes() {
    let (mut connection, mut told) = (connection(), Told::default());
    let now = minoots_terminal::clock::monotonic();
    (0..4).for_each(|_| connection.call(request(20_000), now));
    assert_eq!(written(&mut connection).len(), 6);
    let mut more = Vec::new();
    frames::write(&mut more, frames::WINDOW_UPDATE, 0, 0, &60_000_u32.to_be_bytes());
    told.read(&mut connection, &more).unwrap();
    assert_eq!(written(&mut connection).len(), 2);
}

#[test]
fn a_ping_is_answered_and_a_reset_stream_has_failed() {
    let (mut connection, mut told) = (connection(), Told::default());
    let now = minoots_terminal::clock::monotonic();
    connection.call(request(9), now);
    connection.out.clear();
    let mut bytes = Vec::new();
    frames::write(&mut bytes, frames::PING, 0, 0, b"12345678");
    frames::write(&mut bytes, frames::RST_STREAM, 0, 1, &[0, 0, 0, 8]);
    told.read(&mut connection, &bytes).unwrap();
    assert_eq!(written(&mut connection), [(frames::PING, frames::ACK, 0)]);
    assert_eq!(told.0, [(Answer::Failed, now)]);
}

#[test]
fn a_connection_that_ends_is_told_as_such_and_its_calls_are_counted() {
    let mut connection = connection();
    connection.call(request(9), minoots_terminal::clock::monotonic());
    let mut bytes = Vec::new();
    frames::write(&mut bytes, frames::GOAWAY, 0, 0, &[0; 8]);
    assert!(Told::default().read(&mut connection, &bytes).is_err());
    assert_eq!(connection.unanswered(), 1);
}
