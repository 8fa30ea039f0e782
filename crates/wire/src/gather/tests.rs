#![allow(clippy::unwrap_used)]

use std::future::{pending, ready};
use std::task::{Wake, Waker};

use hyper_util::rt::TokioIo;
use proptest::prelude::*;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};

use super::*;

/// A connection that buffers `capacity` bytes for a peer that does not read.
fn connection(capacity: usize, calls: &Calls) -> (DuplexStream, Gathered<TokioIo<DuplexStream>>) {
    let (peer, stream) = duplex(capacity);
    (peer, Gathered::new(TokioIo::new(stream), calls.clone()))
}

/// The bytes that the peer has received and not read yet.
fn arrived(peer: &mut DuplexStream) -> Vec<u8> {
    let mut bytes = vec![0; 1_024];
    let mut buffer = tokio::io::ReadBuf::new(&mut bytes);
    let _ = tokio::io::AsyncRead::poll_read(Pin::new(peer), &mut Context::from_waker(Waker::noop()), &mut buffer);
    buffer.filled().to_vec()
}

#[derive(Default)]
struct Wakes(AtomicUsize);

impl Wake for Wakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// Reads, writes `said` and flushes, like a protocol in its turn. Returns whether the flush was complete, and the
/// number of wake-ups.
fn turn(io: &mut Gathered<TokioIo<DuplexStream>>, said: &[u8]) -> (bool, usize) {
    let wakes = Arc::new(Wakes::default());
    let waker = Waker::from(Arc::clone(&wakes));
    let mut context = Context::from_waker(&waker);
    let mut bytes = [0; 16];
    let mut buffer = hyper::rt::ReadBuf::new(&mut bytes);
    assert!(
        Pin::new(&mut *io)
            .poll_read(&mut context, buffer.unfilled())
            .is_pending()
    );
    if !said.is_empty() {
        let taken = Pin::new(&mut *io).poll_write_vectored(&mut context, &[IoSlice::new(said)]);
        assert!(matches!(taken, Poll::Ready(Ok(bytes)) if bytes == said.len()));
    }
    let flushed = Pin::new(io).poll_flush(&mut context).map(Result::unwrap).is_ready();
    (flushed, wakes.0.load(Ordering::Relaxed))
}

#[test]
fn one_call_is_written_at_once() {
    let calls = Calls::default();
    let (mut peer, mut io) = connection(1_024, &calls);
    let _call = calls.begin();
    assert_eq!(turn(&mut io, b"a"), (true, 0));
    assert_eq!(arrived(&mut peer), b"a");
}

#[test]
fn of_many_calls_the_first_waits_for_one_turn_of_the_others() {
    let calls = Calls::default();
    let (mut peer, mut io) = connection(1_024, &calls);
    let _calls = [calls.begin(), calls.begin()];
    for round in 0..2 {
        assert_eq!(
            turn(&mut io, b"a"),
            (false, 1),
            "round {round}: it asks for another turn"
        );
        assert_eq!(arrived(&mut peer), b"");
        assert_eq!(turn(&mut io, b"b"), (true, 0), "round {round}");
        assert_eq!(arrived(&mut peer), b"ab");
    }
    assert_eq!(turn(&mut io, b""), (true, 0), "nothing to write is nothing to wait for");
}

#[test]
fn one_turn_waits_for_others_once_however_often_it_flushes() {
    let calls = Calls::default();
    let (mut peer, mut io) = connection(1_024, &calls);
    let _calls = [calls.begin(), calls.begin()];
    assert_eq!(turn(&mut io, b"a"), (false, 1));
    assert_eq!(turn(&mut io, b"b"), (true, 0));
    // More of the same turn, without a read in between.
    let mut context = Context::from_waker(Waker::noop());
    for said in [b"c", b"d"] {
        assert!(Pin::new(&mut io).poll_write(&mut context, said).is_ready());
        assert!(Pin::new(&mut io).poll_flush(&mut context).is_ready());
    }
    assert_eq!(arrived(&mut peer), b"abcd");
    assert_eq!(turn(&mut io, b"e"), (false, 1), "the next turn waits again");
}

#[test]
fn a_large_buffer_is_given_back() {
    let calls = Calls::default();
    let (_peer, mut io) = connection(100_000, &calls);
    let _calls = [calls.begin(), calls.begin()];
    assert_eq!(turn(&mut io, &[7; 20_000]), (false, 1));
    assert_eq!(turn(&mut io, b""), (true, 0));
    assert!(io.bytes.capacity() <= KEPT_BYTES_MAX);
}

#[test]
fn gathered_bytes_are_sent_after_other_calls_end() {
    let calls = Calls::default();
    let (mut peer, mut io) = connection(1_024, &calls);
    let both = [calls.begin(), calls.begin()];
    assert_eq!(turn(&mut io, b"a"), (false, 1));
    drop(both);
    assert_eq!(turn(&mut io, b"b"), (true, 0));
    assert_eq!(arrived(&mut peer), b"ab");
}

#[test]
fn a_call_counts_until_its_answer_begins_or_nobody_waits_for_it() {
    struct Asked;
    impl Service<bool> for Asked {
        type Response = bool;
        type Error = io::Error;
        type Future = Pin<Box<dyn Future<Output = io::Result<bool>>>>;
        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
            Poll::Ready(Ok(()))
        }
        fn call(&mut self, is_answered: bool) -> Self::Future {
            match is_answered {
                true => Box::pin(ready(Ok(true))),
                false => Box::pin(pending()),
            }
        }
    }
    let calls = Calls::default();
    let mut service = Counted::new(Asked, calls.clone());
    let count = || calls.0.load(Ordering::Relaxed);
    let mut answered = service.call(true);
    let unanswered = service.call(false);
    assert_eq!((count(), calls.are_many()), (2, true));
    let mut context = Context::from_waker(Waker::noop());
    assert!(matches!(
        Pin::new(&mut answered).poll(&mut context),
        Poll::Ready(Ok(true))
    ));
    assert_eq!((count(), calls.are_many()), (1, false));
    drop(unanswered);
    assert_eq!(count(), 0);
}

proptest! {
    #[test]
    fn everything_arrives_in_its_order_whoever_is_slow(
        chunks in prop::collection::vec((0_usize..100_000, any::<bool>(), 0_usize..4), 1..20),
        capacity in 1_usize..70_000,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let calls = Calls::default();
        let (mut peer, io) = connection(capacity, &calls);
        let chunk = |number: usize, bytes: usize| vec![number as u8; bytes];
        let expected: Vec<u8> = chunks.iter().enumerate().flat_map(|(number, (bytes, ..))| chunk(number, *bytes)).collect();
        let writing = async move {
            let mut io = TokioIo::new(io);
            for (number, (bytes, flushes, under_way)) in chunks.into_iter().enumerate() {
                let _calls: Vec<Call> = (0..under_way).map(|_| calls.begin()).collect();
                io.write_all(&chunk(number, bytes)).await.unwrap();
                if flushes {
                    io.flush().await.unwrap();
                    assert!(io.inner().bytes.is_empty());
                }
                assert!(io.inner().bytes.capacity() <= 2 * WAITING_BYTES_MAX);
            }
            io.shutdown().await.unwrap();
        };
        let reading = async {
            let mut read = Vec::new();
            peer.read_to_end(&mut read).await.unwrap();
            read
        };
        let ((), read) = runtime.block_on(async { tokio::join!(writing, reading) });
        prop_assert!(read == expected, "{} bytes of {}", read.len(), expected.len());
    }
}
