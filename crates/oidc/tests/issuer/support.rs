//! Keys, tokens, rules, and an issuer whose responses a test chooses.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use minoots_oidc::Refused;
use minoots_oidc::issuer::{IssuerSettings, Issuers};
use minoots_oidc::keys::{Keys, Limits, fetch_limits};
use minoots_oidc::rule::{Draft, Rules, TrustRule};
use minoots_oidc::verifier::{AGE_S_MAX, Identity, Verifier};
use minoots_webhook::address::Networks;
use minoots_webhook::attempt::Fetcher;
use minoots_webhook::connector::{Connector, Roots};
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

pub const NOW: u64 = 1_800_000_000;
pub const AUDIENCE: &str = "https://minoots.example";
pub const ROLES: [&str; 2] = ["writer", "viewer"];

pub static FIXTURES: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("../fixtures/keys.json")).unwrap());

/// Issuers run in their own runtime, so that one issuer can serve the runtimes of several tests.
pub static ISSUERS: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap()
});

static TOKENS: AtomicU64 = AtomicU64::new(0);

pub fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// A public key of the fixtures, under this id.
pub fn jwk(key: &str, id: &str) -> Value {
    let mut jwk = FIXTURES[key]["jwk"].clone();
    jwk["kid"] = json!(id);
    jwk
}

pub fn jwks(keys: &[Value]) -> String {
    json!({ "keys": keys }).to_string()
}

/// Signs RS256 by a key of the fixtures.
pub fn sign_by(key: &str, message: &str) -> Vec<u8> {
    let pkcs8 = STANDARD.decode(FIXTURES[key]["pkcs8"].as_str().unwrap()).unwrap();
    let pair = RsaKeyPair::from_pkcs8(&pkcs8).unwrap();
    let mut signature = vec![0; pair.public().modulus_len()];
    pair.sign(
        &RSA_PKCS1_SHA256,
        &SystemRandom::new(),
        message.as_bytes(),
        &mut signature,
    )
    .unwrap();
    signature
}

/// A token of exactly these texts, signed by a key of the fixtures.
pub fn token_of(key: &str, header: &str, payload: &str) -> String {
    let message = format!("{}.{}", encode(header), encode(payload));
    format!("{message}.{}", encode(sign_by(key, &message)))
}

/// A token with the usual header.
pub fn token(key: &str, id: &str, claims: &Value) -> String {
    let header = json!({ "typ": "JWT", "alg": "RS256", "kid": id, "x5t": "abc" });
    token_of(key, &header.to_string(), &claims.to_string())
}

/// The claims of GitHub's token for a push to `main`. Each token has its own id.
pub fn claims(issuer: &str) -> Value {
    let number = TOKENS.fetch_add(1, Ordering::Relaxed);
    json!({
        "jti": format!("token-{number}"), "sub": "repo:octo/app:ref:refs/heads/main", "aud": AUDIENCE, "iss": issuer,
        "ref": "refs/heads/main", "sha": "c040cae0f0dc81641728557b80f09cfa23b83fe5", "repository": "octo/app",
        "repository_owner": "octo", "repository_owner_id": "65", "run_id": "1", "run_attempt": "1",
        "repository_visibility": "private", "repository_id": "74", "actor": "mona", "actor_id": "12", "workflow": "ci",
        "head_ref": "", "base_ref": "", "event_name": "push", "ref_protected": "true", "ref_type": "branch",
        "job_workflow_ref": "octo/app/.github/workflows/ci.yml@refs/heads/main", "runner_environment": "github-hosted",
        "nbf": NOW - 600, "exp": NOW + 300, "iat": NOW,
    })
}

/// Behaviour of an issuer on a connection.
#[derive(Clone)]
pub enum Behaviour {
    /// Answers 200 with this.
    Serves(String),
    /// Writes exactly this and closes.
    Writes(String),
    /// Reads and never answers.
    Hangs,
    /// Sends one byte at intervals, for ever.
    Drips,
    /// Sends white space for ever.
    Floods,
    /// Waits, then answers 200 with this.
    Slow(Duration, String),
    /// Closes at once.
    Closes,
}

pub struct FakeIssuer {
    pub address: SocketAddr,
    behaviour: Arc<Mutex<Behaviour>>,
    asked: Arc<AtomicUsize>,
}

impl FakeIssuer {
    pub fn start(behaviour: Behaviour) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let behaviour = Arc::new(Mutex::new(behaviour));
        let asked = Arc::new(AtomicUsize::new(0));
        let (shared, count) = (behaviour.clone(), asked.clone());
        ISSUERS.spawn(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                let behaviour = shared.lock().unwrap().clone();
                tokio::spawn(serve(stream, behaviour));
            }
        });
        Self {
            address,
            behaviour,
            asked,
        }
    }

    /// An issuer that serves key `a` of the fixtures as `a`.
    pub fn good() -> Self {
        Self::start(Behaviour::Serves(jwks(&[jwk("rsa_a", "a")])))
    }

    pub fn set(&self, behaviour: Behaviour) {
        *self.behaviour.lock().unwrap() = behaviour;
    }

    pub fn name(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Number of connections so far.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    pub fn settings(&self) -> IssuerSettings {
        IssuerSettings {
            issuer: self.name(),
            jwks_url: Some(format!("{}/jwks", self.name())),
            allow_private: true,
        }
    }
}

async fn serve(mut stream: TcpStream, behaviour: Behaviour) {
    if matches!(behaviour, Behaviour::Closes) {
        return;
    }
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") {
        if !matches!(stream.read_buf(&mut request).await, Ok(1..)) {
            return;
        }
    }
    assert!(request.starts_with(b"GET /jwks HTTP/1.1\r\n"), "{request:?}");
    let ok = |body: &str| {
        let length = body.len();
        format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}")
    };
    // The peer may have closed early.
    let _ = match behaviour {
        Behaviour::Serves(body) => stream.write_all(ok(&body).as_bytes()).await,
        Behaviour::Writes(answer) => stream.write_all(answer.as_bytes()).await,
        Behaviour::Slow(wait, body) => {
            tokio::time::sleep(wait).await;
            stream.write_all(ok(&body).as_bytes()).await
        }
        Behaviour::Hangs => stream.read_to_end(&mut request).await.map(drop),
        Behaviour::Drips => forever(&mut stream, b" ", Duration::from_millis(20)).await,
        Behaviour::Floods => forever(&mut stream, &[b' '; 4096], Duration::ZERO).await,
        Behaviour::Closes => Ok(()),
    };
    let _ = stream.shutdown().await;
}

async fn forever(stream: &mut TcpStream, piece: &[u8], wait: Duration) -> std::io::Result<()> {
    stream
        .write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        .await?;
    loop {
        let head = format!("{:x}\r\n", piece.len());
        stream.write_all(&[head.as_bytes(), piece, b"\r\n"].concat()).await?;
        tokio::time::sleep(wait).await;
    }
}

/// A rule for `main` of the usual repository.
pub fn draft(issuer: &str) -> Draft {
    let some = |text: &str| Some(text.to_owned());
    Draft {
        issuer: some(issuer),
        audience: some(AUDIENCE),
        repository_id: some("74"),
        repository_owner_id: some("65"),
        git_ref: some("refs/heads/main"),
        environment: None,
        job_workflow_ref: None,
        role: some("writer"),
    }
}

/// A tenant that trusts the fake issuer, and a verifier for its tokens.
pub struct World {
    pub issuer: FakeIssuer,
    pub issuers: Issuers,
    pub rules: Rules,
    pub verifier: Verifier,
}

impl World {
    pub fn new() -> Self {
        Self::with(FakeIssuer::good(), Limits::default())
    }

    pub fn with(issuer: FakeIssuer, limits: Limits) -> Self {
        let issuers = Issuers::new(&[issuer.settings()]).unwrap();
        let fetch_limits = minoots_webhook::attempt::Limits {
            total: Duration::from_millis(600),
            ..fetch_limits()
        };
        let fetcher = Fetcher::new(
            Connector::new(Roots::none()).unwrap().permitting(Networks::private()),
            fetch_limits,
        );
        let keys = Keys::new(issuers.clone(), fetcher, limits);
        let rule = TrustRule::check(&draft(&issuer.name()), &issuers, &ROLES).unwrap();
        Self {
            rules: Rules::new(vec![rule]).unwrap(),
            verifier: Verifier::new(keys, AGE_S_MAX),
            issuers,
            issuer,
        }
    }

    pub fn claims(&self) -> Value {
        claims(&self.issuer.name())
    }

    /// The usual claims with these changes; null removes a claim.
    pub fn claims_but(&self, changes: Value) -> Value {
        let mut claims = self.claims();
        for (name, value) in changes.as_object().unwrap() {
            if value.is_null() {
                claims.as_object_mut().unwrap().remove(name);
            } else {
                claims[name] = value.clone();
            }
        }
        claims
    }

    pub async fn verify(&self, token: &str) -> Result<Identity, Refused> {
        self.verify_at(token, NOW).await
    }

    pub async fn verify_at(&self, token: &str, now_s: u64) -> Result<Identity, Refused> {
        self.verifier.verify(token, now_s).await?.under(&self.rules)
    }

    /// The reason code for a token by key `a` with the usual claims and these changes.
    pub async fn reason_but(&self, changes: Value) -> &'static str {
        let token = token("rsa_a", "a", &self.claims_but(changes));
        self.reason(&token).await
    }

    pub async fn reason(&self, token: &str) -> &'static str {
        self.verify(token)
            .await
            .map_or_else(|refused| refused.reason(), |_| "ok")
    }
}
