#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::future::poll_fn;
use std::sync::atomic::{AtomicUsize, Ordering};

use std::sync::Mutex;
use std::time::Duration;

use futures::FutureExt as _;
use hyper::rt::Executor as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

use super::super::counters::ListenerCounters;
use super::super::gather::{Gathered, WAITING_BYTES_MAX, gathered};
use super::super::heard::Heard;
use super::super::taken::{Place, Tasks, arrived};
use super::*;

async fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let connected = TcpStream::connect(listener.local_addr().unwrap());
    let (connected, accepted) = tokio::join!(connected, listener.accept());
    (connected.unwrap(), accepted.unwrap().0)
}

/// The bytes that the peer has received and not read yet.
fn received(peer: &TcpStream) -> Vec<u8> {
    let mut bytes = vec![0; 1_024];
    let read = peer.try_read(&mut bytes).unwrap_or_default();
    bytes.truncate(read);
    bytes
}

/// A protocol that writes in each of its turns, and never ends.
fn chatty(mut io: Gathered) -> impl Future<Output = ()> {
    poll_fn(move |context| {
        let said = Pin::new(&mut io).poll_write(context, b"a");
        assert!(matches!(said, Poll::Ready(Ok(1))));
        assert!(Pin::new(&mut io).poll_flush(context).is_ready());
        Poll::Pending
    })
}

#[tokio::test]
async fn one_call_is_answered_at_once() {
    let (mut peer, socket) = pair().await;
    let (io, outgoing) = gathered(socket.into_split(), Heard::default());
    let under_way = Calls::default();
    let _call = under_way.begin();
    let mut serving = Serving::new(chatty(io), outgoing, under_way);
    assert_eq!((&mut serving).now_or_never(), None);
    assert_eq!(peer.read_u8().await.unwrap(), b'a');
}

#[tokio::test]
async fn of_many_calls_the_first_answer_waits_for_one_turn_of_the_others() {
    let (mut peer, socket) = pair().await;
    let (io, outgoing) = gathered(socket.into_split(), Heard::default());
    let under_way = Calls::default();
    let _calls = [under_way.begin(), under_way.begin()];
    let mut serving = Serving::new(chatty(io), outgoing, under_way);
    let woken = |serving: &mut Serving<_>| {
        let (waker, count) = futures_test_waker();
        assert!(Pin::new(serving).poll(&mut Context::from_waker(&waker)).is_pending());
        count.load(Ordering::Relaxed)
    };
    assert_eq!(woken(&mut serving), 1, "it asks for another turn");
    assert_eq!(received(&peer), b"");
    // Another response arrives meanwhile.
    serving.connection();
    assert_eq!(woken(&mut serving), 0);
    let mut both = [0; 2];
    peer.read_exact(&mut both).await.unwrap();
    assert_eq!(&both, b"aa");
}

/// A waker that counts its uses.
fn futures_test_waker() -> (std::task::Waker, Arc<AtomicUsize>) {
    struct Count(Arc<AtomicUsize>);
    impl std::task::Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
    let count = Arc::new(AtomicUsize::new(0));
    (Arc::new(Count(Arc::clone(&count))).into(), count)
}

#[tokio::test]
async fn for_a_peer_that_does_not_read_little_is_held_and_when_it_reads_nothing_is_missing() {
    let (mut peer, socket) = pair().await;
    let (mut io, outgoing) = gathered(socket.into_split(), Heard::default());
    let chunk = [7_u8; 10_000];
    let total = 40_000_000;
    let writing = async move {
        io.write_all(&vec![7; total]).await.unwrap();
        io.shutdown().await.unwrap();
    };
    let mut serving = Serving::new(writing, outgoing.clone(), Calls::default());
    let mut read = 0;
    loop {
        let ended = (&mut serving).now_or_never().is_some();
        let held = { outgoing.lock().bytes.capacity() };
        assert!(held <= 4 * WAITING_BYTES_MAX, "{held} bytes are held");
        if ended {
            break;
        }
        let mut bytes = [0; 10_000];
        let some = peer.read(&mut bytes).await.unwrap();
        assert_eq!(bytes[..some], chunk[..some]);
        read += some;
    }
    let mut rest = Vec::new();
    peer.read_to_end(&mut rest).await.unwrap();
    assert_eq!(read + rest.len(), total);
}

#[tokio::test]
async fn a_peer_that_is_gone_ends_the_connection() {
    let (peer, socket) = pair().await;
    let (io, outgoing) = gathered(socket.into_split(), Heard::default());
    let mut serving = Serving::new(chatty(io), outgoing, Calls::default());
    drop(peer);
    while (&mut serving).now_or_never().is_none() {
        serving.connection();
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_large_buffer_is_given_back() {
    let (mut peer, socket) = pair().await;
    let (mut io, outgoing) = gathered(socket.into_split(), Heard::default());
    let writing = async move {
        io.write_all(&[7; 20_000]).await.unwrap();
        std::future::pending::<()>().await;
        drop(io);
    };
    let mut serving = Serving::new(writing, outgoing.clone(), Calls::default());
    assert_eq!((&mut serving).now_or_never(), None);
    peer.read_exact(&mut [0; 20_000]).await.unwrap();
    assert_eq!(outgoing.lock().bytes.capacity(), 0);
}

/// The executor for the calls of the connection that is polled.
fn tasks() -> Tasks {
    Tasks {
        deadline: Duration::from_secs(60),
        counters: Arc::<ListenerCounters>::default(),
        lane: Handle::current(),
        elsewhere: Handle::current(),
    }
}

#[tokio::test]
async fn a_call_of_the_connection_is_answered_in_the_turn_in_which_it_ends() {
    let (peer, socket) = pair().await;
    let (mut io, outgoing) = gathered(socket.into_split(), Heard::default());
    let (answer, answered) = oneshot::channel::<u8>();
    let said = Arc::new((AtomicWaker::new(), Mutex::new(None)));
    let (tasks, saying) = (tasks(), Arc::clone(&said));
    let mut call = Some(async move {
        let byte = answered.await.unwrap();
        *saying.1.lock().unwrap() = Some(byte);
        saying.0.wake();
    });
    let connection = poll_fn(move |context| {
        said.0.register(context.waker());
        if let Some(call) = call.take() {
            arrived(Place::Connection);
            tasks.execute(call);
        }
        if let Some(byte) = said.1.lock().unwrap().take() {
            assert!(Pin::new(&mut io).poll_write(context, &[byte]).is_ready());
        }
        Poll::<()>::Pending
    });
    let mut serving = Serving::new(connection, outgoing, Calls::default());
    let (waker, wakes) = futures_test_waker();
    let mut context = Context::from_waker(&waker);
    assert!(Pin::new(&mut serving).poll(&mut context).is_pending());
    assert_eq!((received(&peer), wakes.load(Ordering::Relaxed)), (vec![], 0));
    answer.send(b'a').unwrap();
    assert_eq!(wakes.load(Ordering::Relaxed), 1);
    assert!(Pin::new(&mut serving).poll(&mut context).is_pending());
    peer.readable().await.unwrap();
    assert_eq!((received(&peer), wakes.load(Ordering::Relaxed)), (vec![b'a'], 1));
}

#[tokio::test]
async fn always_ready_connections_yield_after_the_poll_limit() {
    let (_peer, socket) = pair().await;
    let (io, outgoing) = gathered(socket.into_split(), Heard::default());
    let mut polled = 0;
    let connection = poll_fn(|context| {
        let _ = &io;
        polled += 1;
        context.waker().wake_by_ref();
        Poll::<()>::Pending
    });
    let mut serving = Serving::new(connection, outgoing, Calls::default());
    let (waker, wakes) = futures_test_waker();
    assert!(
        Pin::new(&mut serving)
            .poll(&mut Context::from_waker(&waker))
            .is_pending()
    );
    drop(serving);
    assert_eq!((polled, wakes.load(Ordering::Relaxed)), (ROUNDS_MAX, 1));
}

#[tokio::test]
async fn a_call_that_panics_ends_alone() {
    let (mut peer, socket) = pair().await;
    let (mut io, outgoing) = gathered(socket.into_split(), Heard::default());
    let (tasks, mut calls) = (tasks(), vec![]);
    for is_good in [false, true] {
        calls.push(async move { assert!(is_good, "a panic that is wanted here") });
    }
    let connection = poll_fn(move |context| {
        for call in calls.drain(..) {
            arrived(Place::Connection);
            tasks.execute(call);
        }
        let said = Pin::new(&mut io).poll_write(context, b"a");
        assert!(said.is_ready());
        Poll::<()>::Pending
    });
    let mut serving = Serving::new(connection, outgoing, Calls::default());
    assert_eq!((&mut serving).now_or_never(), None);
    assert_eq!(peer.read_u8().await.unwrap(), b'a');
    assert!(serving.calls.is_empty());
}

/// Only one wake-up is in flight at a time, so that a later one cannot hide a lost one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wake_ups_from_other_threads_are_not_lost() {
    const ROUNDS: usize = 20_000;
    let (_peer, socket) = pair().await;
    let (io, outgoing) = gathered(socket.into_split(), Heard::default());
    let (ask, mut asked) = mpsc::unbounded_channel();
    let (to_call, mut of_call) = mpsc::unbounded_channel();
    let (tell, told) = std::sync::mpsc::channel();
    let telling = tell.clone();
    let mut call = Some(async move {
        while of_call.recv().await.is_some() {
            telling.send(()).unwrap();
        }
    });
    let tasks = tasks();
    let connection = poll_fn(move |context| {
        let _ = &io;
        if let Some(call) = call.take() {
            arrived(Place::Connection);
            tasks.execute(call);
        }
        loop {
            match asked.poll_recv(context) {
                Poll::Ready(Some(())) => tell.send(()).unwrap(),
                Poll::Ready(None) => return Poll::Ready(()),
                Poll::Pending => return Poll::Pending,
            }
        }
    });
    let serving = tokio::spawn(Serving::new(connection, outgoing, Calls::default()));
    let player = std::thread::spawn(move || {
        for round in 0..ROUNDS {
            let one = if round % 2 == 0 { &ask } else { &to_call };
            one.send(()).unwrap();
            let answer = told.recv_timeout(Duration::from_secs(60));
            answer.unwrap_or_else(|_| panic!("round {round} is forgotten"));
        }
    });
    tokio::time::timeout(Duration::from_secs(120), serving)
        .await
        .expect("it waits")
        .unwrap()
        .unwrap();
    player.join().unwrap();
}
