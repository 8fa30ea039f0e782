//! Frames that cost their sender little: resets, endless headers, empty frames.

use std::time::Duration;

use minoots_it::frames::{
    CANCEL, CONTINUATION, DATA, END_HEADERS, END_STREAM, ENHANCE_YOUR_CALM, Frames, HEADERS, PING, RST_STREAM,
    SETTINGS, call_block, frame, get_block, header,
};
use tokio::time::timeout;

use super::Attacked;

const CREATE: &str = "/minoots.timer.v1.TimerService/CreateTimer";
const CONSUME: &str = "/minoots.event.v1.EventService/Consume";
const FLOOD: &str = "minoots_connections_closed_total{cause=\"flood\"}";
/// The number of frames in a flood without any notice.
const MANY: usize = 100_000;

/// Sends for as long as the node reads, and at most for a while.
async fn pour(frames: &mut Frames, piece: &[u8], times: usize) {
    let pouring = async {
        for _ in 0..times {
            if !frames.send(piece).await {
                return;
            }
        }
    };
    // A node that stops reading until its own data is taken allocates no more.
    let _ = timeout(Duration::from_secs(2), pouring).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rapid_resets_end_their_connection_again_and_again() {
    let mut node = Attacked::start(&[]).await;
    for _ in 0..20 {
        let mut attacker = Frames::connect(node.address()).await.unwrap();
        let burst: Vec<u8> = (0..2_000)
            .flat_map(|number| {
                let stream = 2 * number + 1;
                let begun = frame(HEADERS, END_HEADERS, stream, &call_block(CREATE));
                [begun, frame(RST_STREAM, 0, stream, &CANCEL.to_be_bytes())].concat()
            })
            .collect();
        attacker.send(&burst).await;
        // The reason may be lost in the reset of a connection with unread bytes.
        let told = attacker.until_closed().await.unwrap();
        assert!(told.is_none_or(|code| code == ENHANCE_YOUR_CALM), "{told:?}");
    }
    node.honest_goes_on().await;
    node.until_metric(FLOOD, 20.0).await;
    node.expect_as_before().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_limit_of_resets_can_be_set() {
    let node = Attacked::start(&[("RESETS_PENDING_MAX", "2000"), ("LOCAL_RESETS_MAX", "5")]).await;
    let mut attacker = Frames::connect(node.address()).await.unwrap();
    let malformed = [call_block(CREATE), header("connection", b"close")].concat();
    let burst: Vec<u8> = (0..20)
        .flat_map(|number| frame(HEADERS, END_STREAM | END_HEADERS, 2 * number + 1, &malformed))
        .collect();
    attacker.send(&burst).await;
    let told = attacker.until_closed().await.unwrap();
    assert!(told.is_none_or(|code| code == ENHANCE_YOUR_CALM), "{told:?}");
    node.until_metric(FLOOD, 1.0).await;
    let mut patient = Frames::connect(node.address()).await.unwrap();
    let resets: Vec<u8> = (0..500)
        .flat_map(|number| {
            let stream = 2 * number + 1;
            let begun = frame(HEADERS, END_HEADERS, stream, &call_block(CREATE));
            [begun, frame(RST_STREAM, 0, stream, &CANCEL.to_be_bytes())].concat()
        })
        .collect();
    patient.send(&resets).await;
    patient
        .send(&frame(HEADERS, END_STREAM | END_HEADERS, 2_001, &get_block("/healthz")))
        .await;
    loop {
        let answer = patient.next_of(HEADERS).await.unwrap();
        if answer.stream == 2_001 {
            assert_eq!(answer.payload[0], 0x88, "a status of 200");
            break;
        }
    }
    drop(patient);
    node.expect_as_before().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn headers_that_never_end_end_their_connection() {
    let mut node = Attacked::start(&[]).await;
    for _ in 0..10 {
        let mut attacker = Frames::connect(node.address()).await.unwrap();
        attacker.send(&frame(HEADERS, 0, 1, &call_block(CREATE))).await;
        let piece = frame(CONTINUATION, 0, 1, &header("a", &[b'a'; 8_000]));
        pour(&mut attacker, &piece, 10_000).await;
        attacker.until_closed().await.unwrap();
    }
    node.honest_goes_on().await;
    node.expect_as_before().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn headers_over_the_limit_are_refused_and_the_connection_lives() {
    let node = Attacked::start(&[]).await;
    let mut attacker = Frames::connect(node.address()).await.unwrap();
    let ask = |stream: u32, bytes: usize| {
        let block = [get_block("/healthz"), header("a", &vec![b'a'; bytes])].concat();
        let (first, second) = block.split_at(block.len() / 2);
        [
            frame(HEADERS, END_STREAM, stream, first),
            frame(CONTINUATION, END_HEADERS, stream, second),
        ]
        .concat()
    };
    attacker.send(&ask(1, 20 << 10)).await;
    attacker.send(&ask(3, 8 << 10)).await;
    let mut told = Vec::new();
    while told.len() < 2 {
        let answer = attacker.next_of(HEADERS).await.unwrap();
        told.push((answer.stream, answer.payload[0] == 0x88));
    }
    assert!(told.contains(&(1, false)) && told.contains(&(3, true)), "{told:?}");
    drop(attacker);
    node.expect_as_before().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn frames_without_content_cost_bounded_memory_and_hold_up_nobody() {
    let mut node = Attacked::start(&[]).await;
    let address = node.address().to_owned();
    let floods = [
        frame(SETTINGS, 0, 0, &[]),
        frame(PING, 0, 0, &[7; 8]),
        frame(DATA, 0, 1, &[]),
        frame(CONTINUATION, 0, 1, &[]),
    ];
    for flood in floods {
        let mut attackers = Vec::new();
        for _ in 0..4 {
            let (address, flood) = (address.clone(), flood.repeat(64));
            attackers.push(tokio::spawn(async move {
                // The attacker reads no response.
                let mut attacker = Frames::connect(&address).await.unwrap();
                let flags = if flood[3] == CONTINUATION { 0 } else { END_HEADERS };
                attacker.send(&frame(HEADERS, flags, 1, &call_block(CONSUME))).await;
                pour(&mut attacker, &flood, MANY / 64).await;
            }));
        }
        node.honest_goes_on().await;
        for attacker in attackers {
            attacker.await.unwrap();
        }
    }
    node.expect_as_before().await;
}
