#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::atomic::{AtomicU64, Ordering};

use axum::routing::get;
use axum::{Extension, Router};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;

use super::*;
use minoots_wire::method::event_service;

mod http1;
mod http2;
mod life;
mod secure;

/// A time limit that only a failing test reaches, even on a starved machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// More bytes than sockets and buffers hold.
const LARGE_BYTES: usize = 16 << 20;

/// A listener on a free port. `/` answers, `/stuck` never does, `/slow` takes a moment, and `/transfer` sends until it
/// is told to end. `/thread`, and a consumer's call, return the name of the thread that answers.
struct Fixture {
    address: SocketAddr,
    counters: Arc<ListenerCounters>,
    /// Requests that reached a handler.
    handled: Arc<AtomicU64>,
    /// Ends `/transfer`.
    enough: Arc<Notify>,
    stop: watch::Sender<bool>,
    served: JoinHandle<ServeStats>,
}

impl Fixture {
    async fn start(options: ListenerOptions) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        Self::start_on(listener, address, options)
    }

    async fn start_secure(options: ListenerOptions, tls: ServerTls) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        Self::start_with(listener, address, options, Some(tls))
    }

    fn start_on(source: impl Accept + Sync + 'static, address: SocketAddr, options: ListenerOptions) -> Self {
        Self::start_with(source, address, options, None)
    }

    fn start_with(
        source: impl Accept + Sync + 'static,
        address: SocketAddr,
        options: ListenerOptions,
        tls: Option<ServerTls>,
    ) -> Self {
        let handled = Arc::new(AtomicU64::new(0));
        let counters = Arc::new(ListenerCounters::default());
        let (stop, stopping) = watch::channel(false);
        let enough = Arc::<Notify>::default();
        let router = router(Arc::clone(&handled), Arc::clone(&enough));
        let served = tokio::spawn(serve_accepted(
            (source, mpsc::channel(1).1),
            router,
            None,
            tls,
            options,
            Arc::clone(&counters),
            stopping,
        ));
        Self {
            address,
            counters,
            handled,
            enough,
            stop,
            served,
        }
    }

    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    fn handled(&self) -> u64 {
        self.handled.load(Ordering::Relaxed)
    }

    /// Waits until the counts satisfy a condition; fails the test if they never do.
    async fn until(&self, holds: impl Fn(ServeStats) -> bool) {
        let waiting = async {
            while !holds(self.counters.read()) {
                sleep(Duration::from_millis(10)).await;
            }
        };
        timeout(PATIENCE, waiting).await.expect("the counts never came");
    }

    async fn stop(self) -> ServeStats {
        self.stop.send_replace(true);
        timeout(PATIENCE, self.served)
            .await
            .expect("the listener does not stop")
            .unwrap()
    }
}

fn router(handled: Arc<AtomicU64>, enough: Arc<Notify>) -> Router {
    let count = move || {
        handled.fetch_add(1, Ordering::Relaxed);
    };
    let (quick, stuck, slow) = (count.clone(), count.clone(), count);
    Router::new()
        .route("/", get(async move || quick()))
        .route(
            "/stuck",
            get(async move || {
                stuck();
                std::future::pending::<()>().await;
            }),
        )
        .route(
            "/slow",
            get(async move || {
                slow();
                sleep(Duration::from_millis(300)).await;
                "done"
            }),
        )
        .route("/large", get(async || "x".repeat(LARGE_BYTES)))
        .route("/thread", get(thread))
        .route(event_service::CONSUME.path, get(thread))
        .route(
            "/transfer",
            get(async move |Extension(arrival): Extension<Arrival>| {
                let _transfer = arrival.transfers.begin();
                enough.notified().await;
                "done"
            }),
        )
}

/// The name of the thread that answers.
async fn thread() -> String {
    std::thread::current().name().unwrap_or_default().to_owned()
}

/// Reads until the peer closes; fails the test if it does not.
async fn read_to_end(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    // A reset is an end, too.
    let _ = timeout(PATIENCE, stream.read_to_end(&mut bytes))
        .await
        .expect("the connection stays open");
    bytes
}

/// Sends one HTTP/1 request and reads the head of the response.
async fn ask(stream: &mut TcpStream, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nhost: test\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    read_head(stream).await
}

async fn read_head(stream: &mut TcpStream) -> String {
    let mut head = Vec::new();
    let reading = async {
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.expect("the answer has no end"));
        }
    };
    timeout(PATIENCE, reading).await.expect("no answer");
    String::from_utf8(head).unwrap()
}
