//! Receivers of webhooks, on loopback or in a network namespace. A script of the test answers each request, and the
//! receiver records it.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::Value;
use sha2::Sha256;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use crate::PATIENCE;
use crate::clock::{Deadline, now_ns};
use crate::tls::Pair;

const POLL: Duration = Duration::from_millis(10);

/// The response to a request.
#[derive(Clone, Debug)]
pub enum Reply {
    /// The rest of a status line and further headers, each with a line end, and an empty body.
    Answer(String),
    /// A status and JSON.
    Json(u16, Value),
    /// No response; the connection stays open.
    Hang,
    /// A valid head, and then one byte of the body per second.
    Drip,
    /// This head, unchanged, and then an endless body of this byte.
    Pour(&'static str, u8),
    /// A valid head, and a closed connection in the middle of the body.
    Break,
}

impl Reply {
    /// Returns a response with this status.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self::with(status, &[])
    }

    /// Returns a response with this status and these headers.
    #[must_use]
    pub fn with(status: u16, headers: &[(&str, &str)]) -> Self {
        let headers: String = headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        Self::Answer(format!("{status} Told\r\n{headers}"))
    }
}

/// A received request.
#[derive(Clone, Debug)]
pub struct Posted {
    /// The time of its arrival, in nanoseconds since 1970 UTC.
    pub at_ns: i64,
    /// The request line's path.
    pub path: String,
    headers: BTreeMap<String, String>,
    /// The body's bytes.
    pub body: Vec<u8>,
}

impl Posted {
    /// Returns a header; empty if it is absent.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// Returns the event's id.
    #[must_use]
    pub fn id(&self) -> &str {
        self.header("webhook-id")
    }

    /// Parses the body as JSON.
    ///
    /// # Errors
    /// When it is not.
    pub fn event(&self) -> Result<Value> {
        Ok(serde_json::from_slice(&self.body)?)
    }

    /// Verifies a `v1` signature with this secret, and that its time is current.
    ///
    /// # Errors
    /// When no signature matches, or its time is wrong.
    pub fn verify(&self, secret: &str) -> Result<()> {
        self.is_signed_by(secret)?;
        let age = now_ns() / 1_000_000_000 - self.header("webhook-timestamp").parse::<i64>()?;
        ensure!((0..300).contains(&age), "of another time: {age} s");
        Ok(())
    }

    /// Verifies a `v1` signature with this secret, regardless of its time. Written from the specification of Standard
    /// Webhooks.
    ///
    /// # Errors
    /// When none of them matches.
    pub fn is_signed_by(&self, secret: &str) -> Result<()> {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").context("not a secret")?)?;
        let mut mac = Hmac::<Sha256>::new_from_slice(&key)?;
        mac.update(format!("{}.{}.", self.id(), self.header("webhook-timestamp")).as_bytes());
        mac.update(&self.body);
        let expected = format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()));
        let mut signatures = self.header("webhook-signature").split(' ');
        ensure!(
            signatures.any(|signature| signature == expected),
            "no signature by it: {self:?}"
        );
        Ok(())
    }
}

type Script = dyn FnMut(&Posted, usize) -> Reply + Send;

/// A running receiver. Dropping it closes its port.
#[derive(Debug)]
pub struct Receiver {
    address: SocketAddr,
    posted: Arc<Mutex<Vec<Posted>>>,
    accepting: JoinHandle<()>,
    scheme: &'static str,
}

impl Receiver {
    /// Answers each request by the script, which gets the request's number, from 1.
    ///
    /// # Errors
    /// When there is no port.
    pub async fn start(script: impl FnMut(&Posted, usize) -> Reply + Send + 'static) -> Result<Self> {
        Self::on(Ipv4Addr::LOCALHOST.into(), script).await
    }

    /// Starts a receiver at an address of the caller's network namespace.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub async fn on(address: IpAddr, script: impl FnMut(&Posted, usize) -> Reply + Send + 'static) -> Result<Self> {
        Self::start_with(address, script, None).await
    }

    /// Starts a receiver with TLS and this certificate.
    ///
    /// # Errors
    /// As [`start`](Self::start), or when the certificate cannot be used.
    pub async fn secured(pair: &Pair, script: impl FnMut(&Posted, usize) -> Reply + Send + 'static) -> Result<Self> {
        Self::start_with(Ipv4Addr::LOCALHOST.into(), script, Some(pair.acceptor()?)).await
    }

    async fn start_with(
        address: IpAddr,
        script: impl FnMut(&Posted, usize) -> Reply + Send + 'static,
        tls: Option<TlsAcceptor>,
    ) -> Result<Self> {
        let scheme = if tls.is_some() { "https" } else { "http" };
        let listener = TcpListener::bind((address, 0)).await?;
        let address = listener.local_addr()?;
        let posted: Arc<Mutex<Vec<Posted>>> = Arc::default();
        let script: Arc<Mutex<Script>> = Arc::new(Mutex::new(script));
        let kept = posted.clone();
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (kept, script, tls) = (kept.clone(), script.clone(), tls.clone());
                tokio::spawn(async move {
                    let served = match tls {
                        None => serve(stream, &kept, &script).await,
                        Some(tls) => match tls.accept(stream).await {
                            Ok(stream) => serve(stream, &kept, &script).await,
                            Err(error) => Err(error.into()),
                        },
                    };
                    drop(served);
                });
            }
        });
        Ok(Self {
            address,
            posted,
            accepting,
            scheme,
        })
    }

    /// Starts a receiver that always gives this response.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub async fn answering(reply: Reply) -> Result<Self> {
        Self::start(move |_, _| reply.clone()).await
    }

    /// Returns its URL with this path.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("{}://{}{path}", self.scheme, self.address)
    }

    /// Returns the requests so far.
    #[must_use]
    pub fn posted(&self) -> Vec<Posted> {
        lock(&self.posted).clone()
    }

    /// Waits for this number of requests.
    ///
    /// # Errors
    /// On a timeout.
    pub async fn wait_for(&self, count: usize) -> Result<Vec<Posted>> {
        let deadline = Deadline::after(PATIENCE);
        loop {
            let posted = self.posted();
            if posted.len() >= count {
                return Ok(posted);
            }
            ensure!(!deadline.has_passed(), "{} of {count} requests came", posted.len());
            tokio::time::sleep(POLL).await;
        }
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(
    mut stream: impl AsyncRead + AsyncWrite + Unpin,
    kept: &Mutex<Vec<Posted>>,
    script: &Mutex<Script>,
) -> Result<()> {
    let posted = read(&mut stream).await?;
    let reply = {
        let mut kept = lock(kept);
        kept.push(posted.clone());
        let number = kept.len();
        (lock(script))(&posted, number)
    };
    match reply {
        Reply::Answer(head) => {
            let answer = format!("HTTP/1.1 {head}content-length: 0\r\nconnection: close\r\n\r\n");
            stream.write_all(answer.as_bytes()).await?;
            stream.shutdown().await?;
        }
        Reply::Json(status, body) => {
            let body = body.to_string();
            let length = body.len();
            let head =
                format!("HTTP/1.1 {status} Told\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n");
            let answer = format!("{head}connection: close\r\n\r\n{body}");
            stream.write_all(answer.as_bytes()).await?;
            stream.shutdown().await?;
        }
        Reply::Hang => tokio::time::sleep(2 * PATIENCE).await,
        Reply::Drip => {
            stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
                .await?;
            loop {
                stream.write_all(b".").await?;
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
        }
        Reply::Pour(head, byte) => {
            stream.write_all(head.as_bytes()).await?;
            loop {
                stream.write_all(&[byte; 65_536]).await?;
            }
        }
        Reply::Break => {
            stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nhalf of it")
                .await?;
            stream.shutdown().await?;
        }
    }
    Ok(())
}

async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Result<Posted> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        ensure!(stream.read_buf(&mut bytes).await? > 0, "the request broke off");
    };
    let head = String::from_utf8(bytes[..end].to_vec())?;
    let (line, rest) = head.split_once("\r\n").unwrap_or((&head, ""));
    let pairs = rest.lines().filter_map(|line| line.split_once(": "));
    let headers: BTreeMap<String, String> = pairs
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length: usize = headers.get("content-length").context("no length")?.parse()?;
    let mut body = bytes[end + 4..].to_vec();
    while body.len() < length {
        ensure!(stream.read_buf(&mut body).await? > 0, "the body broke off");
    }
    let path = line.split(' ').nth(1).context("no path")?.to_owned();
    Ok(Posted {
        at_ns: now_ns(),
        path,
        headers,
        body,
    })
}
