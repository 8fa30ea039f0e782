//! An issuer of tokens on this machine, which signs tokens like GitHub's.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use minoots_it::clock::now_ns;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

pub const AUDIENCE: &str = "https://minoots.example";
pub const REPOSITORY: &str = "424242";
/// Keys for tests only.
const KEYS: &str = include_str!("../../../../../crates/oidc/tests/fixtures/keys.json");

/// The number of tokens so far: each token of a test run has a unique id.
static TOKENS: AtomicU64 = AtomicU64::new(0);

/// A running issuer. Dropping it closes its port.
pub struct Issuer {
    address: SocketAddr,
    is_down: Arc<AtomicBool>,
    asked: Arc<AtomicUsize>,
    accepting: JoinHandle<()>,
}

impl Issuer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (is_down, asked) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let (down, count) = (is_down.clone(), asked.clone());
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                if !down.load(Ordering::SeqCst) {
                    tokio::spawn(serve(stream));
                }
            }
        });
        Self {
            address,
            is_down,
            asked,
            accepting,
        }
    }

    /// Makes the issuer close connections at once, or serve again.
    pub fn set_down(&self, is_down: bool) {
        self.is_down.store(is_down, Ordering::SeqCst);
    }

    /// Returns the number of connections so far.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    pub fn name(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the node's setting for this issuer.
    pub fn setting(&self) -> String {
        format!("{0} jwks={0}/jwks private", self.name())
    }

    /// Returns a trust rule for `main` of the test repository.
    pub fn rule(&self, role: &str) -> Value {
        json!({
            "issuer": self.name(), "audience": AUDIENCE, "repository_id": REPOSITORY, "repository_owner_id": "2020",
            "ref": "refs/heads/main", "role": role,
        })
    }

    /// Returns the claims of GitHub's token for a push to `main`, with these changes.
    pub fn claims(&self, changes: Value) -> Value {
        let number = TOKENS.fetch_add(1, Ordering::Relaxed);
        let now = now_ns() / 1_000_000_000;
        let mut claims = json!({
            "jti": format!("{now}-{number}"), "sub": "repo:octo/app:ref:refs/heads/main", "aud": AUDIENCE, "iss": self.name(),
            "ref": "refs/heads/main", "repository": "octo/app", "repository_id": REPOSITORY, "repository_owner": "octo",
            "repository_owner_id": "2020", "run_id": (9_000_000_000 + number).to_string(), "event_name": "push",
            "job_workflow_ref": "octo/app/.github/workflows/ci.yml@refs/heads/main",
            "nbf": now - 300, "iat": now, "exp": now + 600,
        });
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims
    }

    /// Returns a token with these claims.
    pub fn token(&self, claims: &Value) -> String {
        signed_by("rsa_a", claims)
    }
}

impl Drop for Issuer {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Returns the signed part of a token that names this algorithm.
pub fn message_of(algorithm: &str, claims: &Value) -> String {
    let header = json!({ "typ": "JWT", "alg": algorithm, "kid": "a" });
    let parts = [header.to_string(), claims.to_string()].map(|part| URL_SAFE_NO_PAD.encode(part));
    parts.join(".")
}

/// Returns the issuer's public key.
pub fn public_key() -> Value {
    let keys: Value = serde_json::from_str(KEYS).unwrap();
    keys["rsa_a"]["jwk"].clone()
}

/// Returns a token signed by a key of the fixtures, under the name of the issuer's key.
pub fn signed_by(key: &str, claims: &Value) -> String {
    signed_as("RS256", key, claims)
}

/// Returns the same with this algorithm in the header.
pub fn signed_as(algorithm: &str, key: &str, claims: &Value) -> String {
    let keys: Value = serde_json::from_str(KEYS).unwrap();
    let pkcs8 = STANDARD.decode(keys[key]["pkcs8"].as_str().unwrap()).unwrap();
    let pair = RsaKeyPair::from_pkcs8(&pkcs8).unwrap();
    let message = message_of(algorithm, claims);
    let mut signature = vec![0; pair.public().modulus_len()];
    let random = SystemRandom::new();
    pair.sign(&RSA_PKCS1_SHA256, &random, message.as_bytes(), &mut signature)
        .unwrap();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

async fn serve(mut stream: TcpStream) {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        if !matches!(stream.read_buf(&mut request).await, Ok(1..)) {
            return;
        }
    }
    let mut key = public_key();
    key["kid"] = json!("a");
    let body = json!({ "keys": [key] }).to_string();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    // The caller may have closed the connection.
    let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
    let _ = stream.shutdown().await;
}
