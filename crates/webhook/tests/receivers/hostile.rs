//! Receivers that waste time and memory. Each attempt ends in time, stays within its limits, and closes its connection.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use minoots_webhook::attempt::{Failure, Limits, Phase, Record};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{Receiver, SHORT, attempt, post, read_request, sender, short_limits};

/// Long enough for a busy machine, and short compared with an unbounded attempt.
const SLACK: Duration = Duration::from_secs(5);

async fn short_attempt(receiver: &Receiver) -> Record {
    let record = sender(short_limits()).attempt(&post(&receiver.url())).await;
    assert!(
        record.duration >= SHORT && record.duration < SHORT + SLACK,
        "{record:?}"
    );
    record
}

/// Writes the same bytes until the peer closes. Counts the written bytes and records that the peer closed.
async fn write_for_ever(
    stream: &mut TcpStream,
    chunk: &[u8],
    pause: Duration,
    written: &AtomicU64,
    ended: &AtomicBool,
) {
    while let Ok(count) = stream.write(chunk).await {
        written.fetch_add(count as u64, Ordering::SeqCst);
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
    }
    ended.store(true, Ordering::SeqCst);
}

struct Endless {
    receiver: Receiver,
    written: Arc<AtomicU64>,
    ended: Arc<AtomicBool>,
}

impl Endless {
    /// Writes `head`, and then `chunk` for ever, with a pause after each chunk.
    fn start(head: &'static str, chunk: &'static [u8], pause: Duration) -> Self {
        let (written, ended) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicBool::new(false)));
        let shared = (written.clone(), ended.clone());
        let receiver = Receiver::start(move |mut stream| {
            let (written, ended) = shared.clone();
            async move {
                read_request(&mut stream).await;
                stream.write_all(head.as_bytes()).await.unwrap();
                write_for_ever(&mut stream, chunk, pause, &written, &ended).await;
            }
        });
        Self {
            receiver,
            written,
            ended,
        }
    }

    async fn assert_let_go(&self) {
        assert_let_go(&self.ended).await;
    }
}

async fn assert_let_go(ended: &AtomicBool) {
    let start = Instant::now();
    while !ended.load(Ordering::SeqCst) {
        assert!(start.elapsed() < SLACK, "the connection is still open");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_receiver_that_hangs_costs_the_deadline() {
    let ended = Arc::new(AtomicBool::new(false));
    let shared = ended.clone();
    let receiver = Receiver::start(move |mut stream| {
        let ended = shared.clone();
        async move {
            read_request(&mut stream).await;
            // Writes nothing and waits until the peer closes.
            let gone = stream.read(&mut [0; 1]).await;
            ended.store(matches!(gone, Ok(0) | Err(_)), Ordering::SeqCst);
        }
    });
    let record = short_attempt(&receiver).await;
    assert_eq!(
        (record.status, record.failure),
        (None, Some(Failure::Timeout(Phase::Answer)))
    );
    assert_let_go(&ended).await;
}

#[tokio::test]
async fn a_receiver_that_does_not_read_costs_the_deadline() {
    let receiver = Receiver::start(|stream| async move {
        tokio::time::sleep(Duration::from_secs(5)).await;
        drop(stream);
    });
    let record = short_attempt(&receiver).await;
    assert_eq!(record.failure, Some(Failure::Timeout(Phase::Answer)));
}

#[tokio::test]
async fn a_receiver_that_drips_its_body_costs_the_deadline() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n";
    let endless = Endless::start(head, b"x", Duration::from_millis(20));
    let record = short_attempt(&endless.receiver).await;
    assert_eq!(
        (record.status, record.failure.clone()),
        (Some(200), Some(Failure::Timeout(Phase::Body)))
    );
    assert!(!record.is_delivered() && record.answer.starts_with("xx"));
    endless.assert_let_go().await;
}

#[tokio::test]
async fn a_receiver_that_drips_its_head_costs_the_deadline() {
    let endless = Endless::start("HTTP/1.1 200 OK\r\nx-a: ", b"x", Duration::from_millis(20));
    let record = short_attempt(&endless.receiver).await;
    assert_eq!(
        (record.status, record.failure),
        (None, Some(Failure::Timeout(Phase::Answer)))
    );
    endless.assert_let_go().await;
}

#[tokio::test]
async fn a_receiver_that_says_continue_for_ever_costs_the_deadline() {
    let endless = Endless::start("", b"HTTP/1.1 100 Continue\r\n\r\n", Duration::from_millis(1));
    let record = short_attempt(&endless.receiver).await;
    assert_eq!(
        (record.status, record.failure),
        (None, Some(Failure::Timeout(Phase::Answer)))
    );
    endless.assert_let_go().await;
}

#[tokio::test]
async fn of_ten_gigabytes_only_the_beginning_is_taken() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n";
    let endless = Endless::start(head, &[b'x'; 65_536], Duration::ZERO);
    let record = attempt(&endless.receiver).await;
    assert!(record.is_delivered(), "{record:?}");
    assert_eq!(record.answer, "x".repeat(1024));
    assert!(record.duration < SLACK);
    endless.assert_let_go().await;
    // At most the content of both socket buffers.
    assert!(endless.written.load(Ordering::SeqCst) < 32 << 20);
}

#[tokio::test]
async fn a_head_of_a_hundred_megabytes_is_not_taken() {
    let endless = Endless::start("HTTP/1.1 200 OK\r\nx-a: ", &[b'x'; 65_536], Duration::ZERO);
    let record = attempt(&endless.receiver).await;
    assert_eq!((record.status, record.failure), (None, Some(Failure::HeadTooLarge)));
    endless.assert_let_go().await;
    assert!(endless.written.load(Ordering::SeqCst) < 32 << 20);
    let lines = Endless::start("HTTP/1.1 200 OK\r\n", b"x-a: b\r\n", Duration::ZERO);
    assert_eq!(attempt(&lines.receiver).await.failure, Some(Failure::HeadTooLarge));
}

#[tokio::test]
async fn the_limit_of_the_head_is_the_one_that_was_set() {
    let of_bytes = |bytes: usize| Receiver::answering(format!("HTTP/1.1 200 OK\r\nx-a: {}\r\n\r\n", "x".repeat(bytes)));
    assert!(attempt(&of_bytes(15 << 10)).await.is_delivered());
    assert_eq!(attempt(&of_bytes(17 << 10)).await.failure, Some(Failure::HeadTooLarge));
    let larger = Limits {
        head_bytes: 32 << 10,
        ..Limits::default()
    };
    let record = sender(larger).attempt(&post(&of_bytes(17 << 10).url())).await;
    assert!(record.is_delivered(), "{record:?}");
}

#[tokio::test]
async fn endless_chunks_and_trailers_are_not_taken() {
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let endless = Endless::start(chunked, b"5\r\nhello\r\n", Duration::ZERO);
    assert!(attempt(&endless.receiver).await.is_delivered());
    endless.assert_let_go().await;
    let trailers = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n";
    let endless = Endless::start(trailers, b"x-a: b\r\n", Duration::ZERO);
    let record = attempt(&endless.receiver).await;
    assert!(record.failure.is_some() && record.duration < SLACK, "{record:?}");
    endless.assert_let_go().await;
    let extension = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5;";
    let endless = Endless::start(extension, &[b'x'; 65_536], Duration::ZERO);
    let record = attempt(&endless.receiver).await;
    assert!(record.failure.is_some() && record.duration < SLACK, "{record:?}");
}

#[tokio::test]
async fn a_hundred_that_hang_do_not_delay_one_that_answers() {
    let hanging = Receiver::start(|mut stream| async move {
        read_request(&mut stream).await;
        let _ = stream.read(&mut [0; 1]).await;
    });
    let sender = Arc::new(sender(Limits {
        total: Duration::from_secs(9),
        ..Limits::default()
    }));
    let slow: Vec<_> = (0..100)
        .map(|_| {
            let (sender, post) = (sender.clone(), post(&hanging.url()));
            tokio::spawn(async move { sender.attempt(&post).await })
        })
        .collect();
    while hanging.connections() < 100 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let answering = Receiver::answering("HTTP/1.1 204 No Content\r\n\r\n");
    for _ in 0..10 {
        let record = sender.attempt(&post(&answering.url())).await;
        assert!(
            record.is_delivered() && record.duration < Duration::from_secs(3),
            "{record:?}"
        );
    }
    assert!(
        slow.iter().all(|task| !task.is_finished()),
        "none of them was to end before"
    );
    slow.iter().for_each(tokio::task::JoinHandle::abort);
}
