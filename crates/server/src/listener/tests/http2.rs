//! Attacks on HTTP/2, frame by frame: a well-behaved client library would refuse to send them.

use super::*;

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const CONTINUATION: u8 = 9;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
const ACK: u8 = 1;
const REFUSED_STREAM: u32 = 7;
const ENHANCE_YOUR_CALM: u32 = 11;
const MAX_CONCURRENT_STREAMS: u16 = 3;
const MAX_HEADER_LIST_SIZE: u16 = 6;
/// The largest frame payload without negotiation.
const FRAME_BYTES_MAX: usize = 16_384;

#[derive(Debug)]
struct Frame {
    kind: u8,
    flags: u8,
    stream: u32,
    payload: Vec<u8>,
}

impl Frame {
    /// The error code that ends a RST_STREAM or GOAWAY frame's fixed part.
    fn error(&self) -> u32 {
        let at = if self.kind == GOAWAY { 4 } else { 0 };
        u32::from_be_bytes(self.payload[at..at + 4].try_into().unwrap())
    }

    fn setting(&self, id: u16) -> Option<u32> {
        let mut settings = self.payload.chunks_exact(6);
        let found = settings.find(|setting| setting[..2] == id.to_be_bytes())?;
        Some(u32::from_be_bytes(found[2..].try_into().unwrap()))
    }
}

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut bytes = length[1..].to_vec();
    bytes.extend([kind, flags]);
    bytes.extend(stream.to_be_bytes());
    bytes.extend(payload);
    bytes
}

/// `GET path` over http, in HPACK without a table.
fn request_block(path: &str) -> Vec<u8> {
    let mut block = vec![0x82, 0x86, 0x41, 4];
    block.extend(b"test");
    block.extend([0x04, u8::try_from(path.len()).unwrap()]);
    block.extend(path.as_bytes());
    block
}

/// A header with a one-letter name, not to be indexed.
fn long_header(length: usize) -> Vec<u8> {
    let mut block = vec![0x00, 1, b'a', 0x7f];
    let mut rest = length - 0x7f;
    while rest >= 0x80 {
        block.push(u8::try_from(rest % 0x80).unwrap() | 0x80);
        rest /= 0x80;
    }
    block.push(u8::try_from(rest).unwrap());
    block.extend(std::iter::repeat_n(b'a', length));
    block
}

fn request(stream: u32, path: &str) -> Vec<u8> {
    frame(HEADERS, END_STREAM | END_HEADERS, stream, &request_block(path))
}

struct Peer(TcpStream);

impl Peer {
    async fn connect(fixture: &Fixture) -> Self {
        let mut peer = Self(fixture.connect().await);
        peer.send(PREFACE).await;
        peer.send(&frame(SETTINGS, 0, 0, &[])).await;
        peer
    }

    async fn send(&mut self, bytes: &[u8]) {
        // The server may already have closed; the data that it sent before counts.
        let _ = self.0.write_all(bytes).await;
    }

    /// The next frame; `None` at the end.
    async fn frame(&mut self) -> Option<Frame> {
        let reading = async {
            let mut head = [0; 9];
            self.0.read_exact(&mut head).await.ok()?;
            let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
            let mut payload = vec![0; usize::try_from(length).unwrap()];
            self.0.read_exact(&mut payload).await.ok()?;
            let stream = u32::from_be_bytes(head[5..].try_into().unwrap());
            Some(Frame {
                kind: head[3],
                flags: head[4],
                stream,
                payload,
            })
        };
        timeout(PATIENCE, reading).await.expect("the server says nothing")
    }

    /// The first part of the response to a request.
    async fn ask(&mut self, stream: u32, path: &str) -> String {
        self.send(&request(stream, path)).await;
        loop {
            let answer = self.frame_of(DATA).await;
            // A response ends with an empty part, which may arrive after the next request.
            if !answer.payload.is_empty() {
                assert_eq!(answer.stream, stream);
                return String::from_utf8(answer.payload).unwrap();
            }
        }
    }

    /// The next frame of this kind; fails the test if the connection ends before.
    async fn frame_of(&mut self, kind: u8) -> Frame {
        loop {
            let frame = self.frame().await.expect("the connection ended");
            if frame.kind == kind {
                return frame;
            }
        }
    }
}

#[tokio::test]
async fn consumers_are_served_by_threads_of_their_own_and_other_calls_of_their_connection_are_not() {
    let fixture = Fixture::start(ListenerOptions::default()).await;
    let mut peer = Peer::connect(&fixture).await;
    let usual = peer.ask(1, "/thread").await;
    assert_ne!(usual, "deliver");
    assert_eq!(peer.ask(3, event_service::CONSUME.path).await, "deliver");
    // The connection runs in the lane by now, and its other calls still run elsewhere.
    assert_eq!(peer.ask(5, "/thread").await, usual);
    assert_eq!(peer.ask(7, event_service::CONSUME.path).await, "deliver");
    assert_eq!(fixture.counters.read().open, 1);
    drop(peer);
    fixture.until(|stats| stats.open == 0).await;
    fixture.stop().await;
}

#[tokio::test]
async fn the_limits_are_announced() {
    let fixture = Fixture::start(ListenerOptions::default()).await;
    let settings = Peer::connect(&fixture).await.frame_of(SETTINGS).await;
    assert_eq!(settings.setting(MAX_CONCURRENT_STREAMS), Some(100));
    assert_eq!(settings.setting(MAX_HEADER_LIST_SIZE), Some(16 * 1024));
}

#[tokio::test]
async fn a_stream_over_the_limit_is_refused_and_the_others_live() {
    let fixture = Fixture::start(ListenerOptions::default()).await;
    let mut peer = Peer::connect(&fixture).await;
    let streams: Vec<u8> = (0..101).flat_map(|number| request(2 * number + 1, "/stuck")).collect();
    peer.send(&streams).await;
    let refused = peer.frame_of(RST_STREAM).await;
    assert_eq!((refused.stream, refused.error()), (201, REFUSED_STREAM));
    // A cancelled stream makes room for another one.
    peer.send(&frame(RST_STREAM, 0, 1, &8_u32.to_be_bytes())).await;
    peer.send(&request(203, "/")).await;
    assert_eq!(peer.frame_of(HEADERS).await.stream, 203);
    assert_eq!(fixture.handled(), 101);
}

#[tokio::test]
async fn headers_over_the_limit_do_not_reach_a_handler() {
    let fixture = Fixture::start(ListenerOptions::default()).await;
    let mut peer = Peer::connect(&fixture).await;
    let block = [request_block("/"), long_header(20 * 1024)].concat();
    let (first, second) = block.split_at(FRAME_BYTES_MAX);
    peer.send(&frame(HEADERS, END_STREAM, 1, first)).await;
    peer.send(&frame(CONTINUATION, END_HEADERS, 1, second)).await;
    peer.send(&request(3, "/")).await;
    let answer = loop {
        let frame = peer.frame_of(HEADERS).await;
        if frame.stream == 3 {
            break frame;
        }
        assert_ne!(frame.payload[0], 0x88, "a status of 200");
    };
    assert_eq!(answer.payload[0], 0x88, "a status of 200");
    assert_eq!(fixture.handled(), 1);
}

#[tokio::test]
async fn an_endless_header_block_ends_the_connection() {
    let fixture = Fixture::start(ListenerOptions::default()).await;
    let mut peer = Peer::connect(&fixture).await;
    peer.send(&frame(HEADERS, END_STREAM, 1, &request_block("/"))).await;
    let piece = frame(CONTINUATION, 0, 1, &long_header(1_000));
    for _ in 0..200 {
        peer.send(&piece).await;
    }
    while peer.frame().await.is_some() {}
    assert_eq!(fixture.handled(), 0);
}

#[tokio::test]
async fn rapid_resets_end_the_connection() {
    let fixture = Fixture::start(ListenerOptions::default()).await;
    let mut peer = Peer::connect(&fixture).await;
    let burst: Vec<u8> = (0..1_000)
        .flat_map(|number| {
            let stream = 2 * number + 1;
            [
                request(stream, "/stuck"),
                frame(RST_STREAM, 0, stream, &8_u32.to_be_bytes()),
            ]
            .concat()
        })
        .collect();
    peer.send(&burst).await;
    assert_eq!(peer.frame_of(GOAWAY).await.error(), ENHANCE_YOUR_CALM);
}

#[tokio::test]
async fn a_peer_that_makes_us_reset_stream_after_stream_is_cut_off() {
    let fixture = Fixture::start(ListenerOptions::default()).await;
    let mut peer = Peer::connect(&fixture).await;
    // HTTP/2 has no `connection` header: the stream is reset, the connection lives.
    let malformed = [&request_block("/")[..], b"\x00\x0aconnection\x05close"].concat();
    let burst = |numbers: std::ops::Range<u32>| -> Vec<u8> {
        let streams = numbers.map(|number| 2 * number + 1);
        streams
            .flat_map(|stream| frame(HEADERS, END_STREAM | END_HEADERS, stream, &malformed))
            .collect()
    };
    peer.send(&burst(0..1_000)).await;
    peer.send(&request(2_001, "/")).await;
    assert_eq!(peer.frame_of(HEADERS).await.stream, 2_001);
    peer.send(&burst(1_001..1_100)).await;
    assert_eq!(peer.frame_of(GOAWAY).await.error(), ENHANCE_YOUR_CALM);
    assert_eq!(fixture.handled(), 1);
}

#[tokio::test]
async fn settings_without_a_request_are_no_first_request() {
    let options = ListenerOptions {
        first_request_deadline: Duration::from_millis(200),
        ..ListenerOptions::default()
    };
    let fixture = Fixture::start(options).await;
    let mut peer = Peer::connect(&fixture).await;
    while peer.frame().await.is_some() {}
    assert_eq!(fixture.counters.read().first_request_missed, 1);
}

#[tokio::test]
async fn a_peer_that_answers_no_ping_is_dropped() {
    let options = ListenerOptions {
        keepalive_interval: Duration::from_millis(100),
        keepalive_timeout: Duration::from_millis(200),
        ..ListenerOptions::default()
    };
    let fixture = Fixture::start(options).await;
    let mut peer = Peer::connect(&fixture).await;
    peer.send(&request(1, "/stuck")).await;
    assert_eq!(peer.frame_of(PING).await.flags & ACK, 0);
    while peer.frame().await.is_some() {}
    fixture.until(|stats| stats.open == 0).await;
}

#[tokio::test]
async fn an_old_connection_is_asked_to_go_and_its_request_finishes() {
    let options = ListenerOptions {
        connection_age_max: Duration::from_millis(100),
        ..ListenerOptions::default()
    };
    let fixture = Fixture::start(options).await;
    let mut peer = Peer::connect(&fixture).await;
    peer.send(&request(1, "/slow")).await;
    let mut answered = false;
    let mut goaway = None;
    while let Some(frame) = peer.frame().await {
        match frame.kind {
            HEADERS => answered = frame.payload[0] == 0x88,
            GOAWAY => goaway = Some(frame.error()),
            PING if frame.flags & ACK == 0 => peer.send(&self::frame(PING, ACK, 0, &frame.payload)).await,
            _ => {}
        }
    }
    assert!(answered);
    assert_eq!(goaway, Some(0));
    let stats = fixture.counters.read();
    assert_eq!((stats.aged_out, stats.cut), (1, 0));
}

#[tokio::test]
async fn a_transfer_outlasts_the_age_of_its_connection_and_a_request_does_not() {
    let options = ListenerOptions {
        connection_age_max: Duration::from_millis(100),
        connection_age_grace: Duration::from_millis(50),
        ..ListenerOptions::default()
    };
    let fixture = Fixture::start(options).await;
    let mut transferring = Peer::connect(&fixture).await;
    transferring.send(&request(1, "/transfer")).await;
    // Younger, but cut as well: the grace of both is over then.
    let mut stuck = Peer::connect(&fixture).await;
    stuck.send(&request(1, "/stuck")).await;
    fixture.until(|stats| (stats.aged_out, stats.cut) == (2, 1)).await;
    fixture.enough.notify_one();
    let mut answered = false;
    while let Some(frame) = transferring.frame().await {
        match frame.kind {
            HEADERS => answered = frame.payload[0] == 0x88,
            PING if frame.flags & ACK == 0 => transferring.send(&self::frame(PING, ACK, 0, &frame.payload)).await,
            _ => {}
        }
    }
    assert!(answered, "the transfer was cut");
    assert_eq!(fixture.counters.read().cut, 1);
}
