//! Connections accepted, rejected and closed.

use std::sync::atomic::AtomicU32;

use super::*;

#[tokio::test]
async fn an_address_gets_so_many_connections_and_another_when_one_ends() {
    let options = ListenerOptions {
        connections_per_address_max: 2,
        ..ListenerOptions::default()
    };
    let fixture = Fixture::start(options).await;
    let (mut first, mut second) = (fixture.connect().await, fixture.connect().await);
    assert!(ask(&mut first, "/").await.starts_with("HTTP/1.1 200 "));
    assert!(ask(&mut second, "/").await.starts_with("HTTP/1.1 200 "));
    assert!(read_to_end(&mut fixture.connect().await).await.is_empty());
    assert_eq!(fixture.counters.read().refused_address, 1);
    drop(first);
    fixture.until(|stats| stats.open == 1).await;
    assert!(
        ask(&mut fixture.connect().await, "/")
            .await
            .starts_with("HTTP/1.1 200 ")
    );
}

#[tokio::test]
async fn there_are_so_many_connections_altogether() {
    let options = ListenerOptions {
        connections_max: 1,
        ..ListenerOptions::default()
    };
    let fixture = Fixture::start(options).await;
    let mut first = fixture.connect().await;
    assert!(ask(&mut first, "/").await.starts_with("HTTP/1.1 200 "));
    assert!(read_to_end(&mut fixture.connect().await).await.is_empty());
    assert_eq!(fixture.counters.read().refused_total, 1);
}

/// Fails the first accepts, as in a process without file descriptors.
struct Starved {
    listener: TcpListener,
    failures_left: AtomicU32,
}

impl Accept for Starved {
    async fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        let left = self.failures_left.load(Ordering::Relaxed);
        if left > 0 {
            self.failures_left.store(left - 1, Ordering::Relaxed);
            return Err(rustix::io::Errno::MFILE.into());
        }
        self.listener.accept().await
    }
}

#[tokio::test]
async fn failing_accepts_are_counted_and_do_not_end_the_listener() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let source = Starved {
        listener,
        failures_left: AtomicU32::new(4),
    };
    let fixture = Fixture::start_on(source, address, ListenerOptions::default());
    assert!(
        ask(&mut fixture.connect().await, "/")
            .await
            .starts_with("HTTP/1.1 200 ")
    );
    assert_eq!(fixture.counters.read().accept_errors, 4);
}

#[tokio::test]
async fn stopping_lets_a_request_finish() {
    let fixture = Fixture::start(ListenerOptions::default()).await;
    let mut stream = fixture.connect().await;
    stream
        .write_all(b"GET /slow HTTP/1.1\r\nhost: test\r\n\r\n")
        .await
        .unwrap();
    while fixture.handled() == 0 {
        sleep(Duration::from_millis(5)).await;
    }
    let address = fixture.address;
    let stats = fixture.stop().await;
    assert!(read_to_end(&mut stream).await.ends_with(b"done"));
    assert_eq!((stats.accepted, stats.open, stats.cut), (1, 0, 0));
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn stopping_does_not_wait_for_ever_for_a_request() {
    let options = ListenerOptions {
        drain_time_max: Duration::from_millis(100),
        ..ListenerOptions::default()
    };
    let fixture = Fixture::start(options).await;
    let mut stream = fixture.connect().await;
    stream
        .write_all(b"GET /stuck HTTP/1.1\r\nhost: test\r\n\r\n")
        .await
        .unwrap();
    while fixture.handled() == 0 {
        sleep(Duration::from_millis(5)).await;
    }
    let stats = fixture.stop().await;
    assert_eq!((stats.open, stats.cut), (0, 1));
    assert!(read_to_end(&mut stream).await.is_empty());
}

#[tokio::test]
async fn idle_connections_do_not_hold_up_stopping() {
    let options = ListenerOptions {
        drain_time_max: Duration::from_secs(600),
        ..ListenerOptions::default()
    };
    let fixture = Fixture::start(options).await;
    let silent = fixture.connect().await;
    let mut idle = fixture.connect().await;
    assert!(ask(&mut idle, "/").await.starts_with("HTTP/1.1 200 "));
    fixture.until(|stats| stats.open == 2).await;
    assert_eq!(fixture.stop().await.cut, 0);
    drop(silent);
}

#[tokio::test]
async fn a_listener_nobody_can_stop_any_more_stops() {
    let Fixture { stop, served, .. } = Fixture::start(ListenerOptions::default()).await;
    drop(stop);
    timeout(PATIENCE, served).await.expect("the listener goes on").unwrap();
}
