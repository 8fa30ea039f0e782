//! Receivers with valid and invalid certificates.

use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use minoots_webhook::address::Networks;
use minoots_webhook::attempt::{Failure, Limits, Phase, Record, Sender};
use minoots_webhook::connector::{Connector, Roots, RootsError};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::PrivateKeyDer;
use rustls::{HandshakeKind, ServerConfig};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_rustls::TlsAcceptor;

use crate::support::{Diverted, Receiver, Scripted, post, read_request, short_limits};

pub const NAME: &str = "receiver.test";

/// A certificate authority of the test.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub fn roots(&self) -> Roots {
        let mut roots = Roots::none();
        roots.add_pem(self.0.pem().as_bytes()).unwrap();
        roots
    }

    /// A server with a certificate for this name, and with these protocols.
    pub fn server(&self, name: &str, protocols: &[&str], is_expired: bool) -> TlsAcceptor {
        let mut params = CertificateParams::new(vec![name.to_owned()]).unwrap();
        if is_expired {
            params.not_before = date_time_ymd(2020, 1, 1);
            params.not_after = date_time_ymd(2020, 2, 1);
        }
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(
                vec![certificate.der().clone()],
                PrivateKeyDer::Pkcs8(key.serialize_der().into()),
            )
            .unwrap();
        config.alpn_protocols = protocols.iter().map(|protocol| protocol.as_bytes().to_vec()).collect();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// A receiver that speaks HTTP/1 over TLS.
pub fn receiver(acceptor: TlsAcceptor) -> Receiver {
    Receiver::start(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            // A sender that does not trust the certificate disconnects.
            let Ok(mut stream) = acceptor.accept(stream).await else {
                return;
            };
            read_request(&mut stream).await;
            let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
            stream.write_all(answer).await.unwrap();
            stream.shutdown().await.unwrap();
        }
    })
}

/// An attempt to `https://receiver.test`, which leads to this receiver.
pub async fn attempt(receiver: &Receiver, roots: Roots, limits: Limits) -> Record {
    let (resolver, dialer) = (Scripted::new(&[&["127.0.0.1"]]), Diverted::to(receiver));
    let connector = Connector::with(resolver, dialer, roots)
        .unwrap()
        .permitting(Networks::private());
    Sender::new(connector, limits)
        .attempt(&post(&format!("https://{NAME}/hook")))
        .await
}

#[tokio::test]
async fn a_certificate_of_an_added_root_is_believed() {
    let authority = Authority::new();
    let receiver = receiver(authority.server(NAME, &["http/1.1"], false));
    let record = attempt(&receiver, authority.roots(), Limits::default()).await;
    assert!(record.is_delivered(), "{record:?}");
    assert_eq!(record.answer, "ok");
    // Also for a server without ALPN.
    let old = self::receiver(authority.server(NAME, &[], false));
    assert!(attempt(&old, authority.roots(), Limits::default()).await.is_delivered());
}

#[tokio::test]
async fn wrong_certificates_are_not_believed() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    for (case, acceptor, roots) in [
        ("no roots", authority.server(NAME, &[], false), Roots::none()),
        ("another root", stranger.server(NAME, &[], false), authority.roots()),
        (
            "another name",
            authority.server("other.test", &[], false),
            authority.roots(),
        ),
        (
            "an address",
            authority.server("127.0.0.1", &[], false),
            authority.roots(),
        ),
        ("expired", authority.server(NAME, &[], true), authority.roots()),
    ] {
        let record = attempt(&receiver(acceptor), roots, Limits::default()).await;
        assert_eq!(
            record.failure.as_ref().map(Failure::class),
            Some("TLS"),
            "{case}: {record:?}"
        );
        assert!(record.failure.unwrap().to_string().contains("certificate"), "{case}");
        assert_eq!(record.status, None);
    }
}

#[tokio::test]
async fn a_url_with_an_address_needs_a_certificate_for_the_address() {
    let authority = Authority::new();
    let receiver = receiver(authority.server("127.0.0.1", &["http/1.1"], false));
    let connector = Connector::new(authority.roots())
        .unwrap()
        .permitting(Networks::private());
    let sender = Sender::new(connector, Limits::default());
    let port = receiver.address.port();
    let right = sender.attempt(&post(&format!("https://127.0.0.1:{port}/"))).await;
    assert!(right.is_delivered(), "{right:?}");
    let wrong = sender.attempt(&post(&format!("https://localhost:{port}/"))).await;
    assert_eq!(wrong.failure.unwrap().class(), "TLS");
}

#[tokio::test]
async fn a_receiver_that_speaks_no_tls_or_hangs_in_it_is_given_up() {
    let plain = Receiver::start(|mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        let _ = stream.read(&mut [0; 1024]).await;
    });
    let record = attempt(&plain, Roots::none(), Limits::default()).await;
    assert_eq!(record.failure.as_ref().unwrap().class(), "TLS", "{record:?}");
    let closing = Receiver::start(|mut stream| async move {
        let _ = stream.read(&mut [0; 1024]).await;
    });
    let record = attempt(&closing, Roots::none(), Limits::default()).await;
    assert_eq!(record.failure, Some(Failure::Closed(Phase::Tls)));
    let hanging = Receiver::start(|stream| async move {
        tokio::time::sleep(Duration::from_secs(5)).await;
        drop(stream);
    });
    let record = attempt(&hanging, Roots::none(), short_limits()).await;
    assert_eq!(record.failure, Some(Failure::Timeout(Phase::Tls)));
    assert!(record.duration < Duration::from_secs(5));
}

#[test]
fn a_file_of_roots_that_holds_none_is_refused() {
    for pem in [
        "",
        "no pem",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        let refused = Roots::none().add_pem(pem.as_bytes()).unwrap_err();
        assert!(matches!(refused, RootsError::Pem(_)), "{refused}");
    }
}

/// The next test runs this one with certificates of its choice.
#[test]
fn the_system_has_roots_or_it_is_said_what_to_do() {
    match Roots::system() {
        Ok(_) => println!("usable"),
        Err(error) => {
            let text = error.to_string();
            assert!(text.contains("install its ca-certificates"), "{text}");
            println!("none");
        }
    }
}

#[test]
fn the_roots_of_the_system_are_those_it_names() {
    let directory = std::env::temp_dir().join(format!("minoots-webhook-roots-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    let authority = Authority::new();
    for (name, pem, expected) in [
        ("one.pem", authority.0.pem(), "usable"),
        ("none.pem", String::new(), "none"),
    ] {
        let file = directory.join(name);
        std::fs::write(&file, pem).unwrap();
        let output = Command::new(std::env::current_exe().unwrap())
            .args([
                "--nocapture",
                "--exact",
                "tls::the_system_has_roots_or_it_is_said_what_to_do",
            ])
            .env("SSL_CERT_FILE", &file)
            .env_remove("SSL_CERT_DIR")
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && text.contains(expected), "{name}: {text}");
    }
    std::fs::remove_dir_all(directory).unwrap();
}

/// A resumed session would be accepted without a check of the certificate.
#[tokio::test]
async fn each_attempt_sees_the_certificate() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let acceptors = [authority.server(NAME, &[], false), stranger.server(NAME, &[], false)];
    let count = Arc::new(AtomicUsize::new(0));
    let kinds = Arc::new(Mutex::new(Vec::new()));
    let seen = kinds.clone();
    // The first two connections have the right certificate, the third has another authority's.
    let receiver = Receiver::start(move |stream| {
        let number = count.fetch_add(1, Ordering::SeqCst);
        let (acceptor, seen) = (acceptors[number / 2].clone(), seen.clone());
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                return;
            };
            seen.lock().unwrap().push(stream.get_ref().1.handshake_kind());
            read_request(&mut stream).await;
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
        }
    });
    let (resolver, dialer) = (Scripted::new(&[&["127.0.0.1"]]), Diverted::to(&receiver));
    let connector = Connector::with(resolver, dialer, authority.roots())
        .unwrap()
        .permitting(Networks::private());
    let sender = Sender::new(connector, Limits::default());
    let post = post(&format!("https://{NAME}/"));
    assert!(sender.attempt(&post).await.is_delivered());
    assert!(sender.attempt(&post).await.is_delivered());
    assert_eq!(sender.attempt(&post).await.failure.unwrap().class(), "TLS");
    assert_eq!(*kinds.lock().unwrap(), [Some(HandshakeKind::Full); 2]);
}
