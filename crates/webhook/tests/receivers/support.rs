//! Receivers, resolvers and requests for tests.

use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use bytes::Bytes;
use minoots_webhook::address::Networks;
use minoots_webhook::attempt::{Limits, Parts, Post, Record, Sender};
use minoots_webhook::body::Body;
use minoots_webhook::connector::{Connector, Dial, Dialed, Lookup, Resolve, Roots, SystemDialer, SystemResolver};
use minoots_webhook::headers::EndpointHeaders;
use minoots_webhook::secret::{Secret, SecretSet};
use minoots_webhook::url::EndpointUrl;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

pub const HMAC: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
pub const PAYLOAD: &str = r#"{"specversion":"1.0","id":"timer:dev:t1:1","source":"/clusters/c1/tenants/dev","type":"timer.fired","data":"hello"}"#;
pub const NOW: u64 = 1_767_323_045;

/// Receivers run in their own runtime, so that a test's runtime contains only the sender's tasks.
pub static RECEIVERS: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
});

/// A listener that handles each connection by the same function.
pub struct Receiver {
    pub address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Receiver {
    pub fn start<F: Future<Output = ()> + Send + 'static>(
        handle: impl Fn(TcpStream) -> F + Send + Sync + 'static,
    ) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let listener = {
            let _runtime = RECEIVERS.enter();
            TcpListener::from_std(listener).unwrap()
        };
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let count = connections.clone();
        RECEIVERS.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                RECEIVERS.spawn(handle(stream));
            }
        });
        Self { address, connections }
    }

    /// Reads the request, writes this response, and closes.
    pub fn answering(answer: impl Into<String>) -> Self {
        let answer = Arc::new(answer.into());
        Self::start(move |mut stream| {
            let answer = answer.clone();
            async move {
                read_request(&mut stream).await;
                // The peer may have closed early.
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        })
    }

    pub fn url(&self) -> String {
        format!("http://{}/hook?a=b", self.address)
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Head and body of a request with a content length.
pub async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> (String, Vec<u8>) {
    let mut bytes = Vec::new();
    let head_end = loop {
        if let Some(position) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break position + 4;
        }
        assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0, "the request broke off");
    };
    let head = String::from_utf8(bytes[..head_end].to_vec()).unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    let length: usize = length.unwrap().parse().unwrap();
    let mut body = bytes.split_off(head_end);
    while body.len() < length {
        assert_ne!(stream.read_buf(&mut body).await.unwrap(), 0, "the body broke off");
    }
    (head, body)
}

pub fn secrets() -> SecretSet {
    SecretSet::new([Secret::parse(HMAC).unwrap(), Secret::generate_ed25519().unwrap()]).unwrap()
}

/// A request to a URL that may use private addresses.
pub fn post(url: &str) -> Post {
    post_to(&EndpointUrl::parse(url, true).unwrap())
}

pub fn post_to(url: &EndpointUrl) -> Post {
    Post::new(Parts {
        url,
        headers: &EndpointHeaders::new([("authorization", "Bearer s3cr3t")]).unwrap(),
        secrets: &secrets(),
        body: &Body::new(Bytes::from_static(PAYLOAD.as_bytes())).unwrap(),
        jws: "eyJhbGciOiJFZERTQSJ9..c2ln",
        attempt: 2,
        fence: Some("0000000-0000000000000002-000000000002-000001"),
        timestamp_s: NOW,
        traceparent: None,
    })
    .unwrap()
}

/// Time limit for a receiver that is certain to exceed it.
pub const SHORT: Duration = Duration::from_millis(400);

pub fn short_limits() -> Limits {
    Limits {
        total: SHORT,
        ..Limits::default()
    }
}

pub fn sender(limits: Limits) -> Sender {
    Sender::new(
        Connector::with(SystemResolver::default(), SystemDialer, Roots::none())
            .unwrap()
            .permitting(Networks::private()),
        limits,
    )
}

/// One attempt within the usual limits.
pub async fn attempt(receiver: &Receiver) -> Record {
    sender(Limits::default()).attempt(&post(&receiver.url())).await
}

/// Answers lookups from a list in order. The last answer repeats for ever.
#[derive(Clone)]
pub struct Scripted {
    answers: Arc<Vec<Vec<IpAddr>>>,
    asked: Arc<AtomicUsize>,
}

impl Scripted {
    pub fn new(answers: &[&[&str]]) -> Self {
        let parse = |list: &&[&str]| list.iter().map(|text| text.parse().unwrap()).collect();
        Self {
            answers: Arc::new(answers.iter().map(parse).collect()),
            asked: Arc::default(),
        }
    }

    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Resolve for Scripted {
    fn resolve<'a>(&'a self, _: &'a str) -> Lookup<'a> {
        let number = self.asked.fetch_add(1, Ordering::SeqCst);
        let answer = self.answers[number.min(self.answers.len() - 1)].clone();
        Box::pin(async move { Ok(answer) })
    }
}

/// Records the address to connect to, and connects to a receiver on this machine instead, so that no test leaves it.
#[derive(Clone)]
pub struct Diverted {
    to: SocketAddr,
    dialed: Arc<Mutex<Vec<SocketAddr>>>,
    refuse: Option<IpAddr>,
}

impl Diverted {
    pub fn to(receiver: &Receiver) -> Self {
        Self {
            to: receiver.address,
            dialed: Arc::default(),
            refuse: None,
        }
    }

    pub fn refusing(mut self, address: &str) -> Self {
        self.refuse = Some(address.parse().unwrap());
        self
    }

    pub fn dialed(&self) -> Vec<String> {
        self.dialed.lock().unwrap().iter().map(ToString::to_string).collect()
    }
}

impl Dial for Diverted {
    fn dial(&self, address: SocketAddr) -> Dialed<'_> {
        self.dialed.lock().unwrap().push(address);
        Box::pin(async move {
            if self.refuse == Some(address.ip()) {
                return Err(io::ErrorKind::ConnectionRefused.into());
            }
            TcpStream::connect(self.to).await
        })
    }
}
