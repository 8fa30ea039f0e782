//! A TLS port: which requests are served, which are rejected, and the limits of a handshake.

use std::path::Path;

use minoots_tls::ServerFiles;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::*;

/// A certificate for `localhost`, in files and as its own authority.
fn certificate(home: &Path) -> (ServerTls, CertificateDer<'static>) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let files = ServerFiles {
        certificate: home.join("cert.pem"),
        key: home.join("key.pem"),
    };
    std::fs::write(&files.certificate, made.cert.pem()).unwrap();
    std::fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
    (ServerTls::open(files).unwrap(), made.cert.der().clone())
}

async fn connect(fixture: &Fixture, authority: CertificateDer<'static>, protocol: &[u8]) -> TlsStream<TcpStream> {
    let mut roots = RootCertStore::empty();
    roots.add(authority).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![protocol.to_vec()];
    let name = ServerName::try_from("localhost").unwrap();
    let stream = fixture.connect().await;
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
        .unwrap()
}

#[tokio::test]
async fn http_1_and_2_are_served_over_tls_on_one_port() {
    let home = tempfile::tempdir().unwrap();
    let (tls, authority) = certificate(home.path());
    let fixture = Fixture::start_secure(ListenerOptions::default(), tls).await;
    let mut first = connect(&fixture, authority.clone(), b"http/1.1").await;
    assert_eq!(first.get_ref().1.alpn_protocol(), Some(b"http/1.1".as_slice()));
    first
        .write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut answer = Vec::new();
    first.read_to_end(&mut answer).await.unwrap();
    assert!(
        answer.starts_with(b"HTTP/1.1 200"),
        "{:?}",
        String::from_utf8_lossy(&answer)
    );

    let second = connect(&fixture, authority, b"h2").await;
    assert_eq!(second.get_ref().1.alpn_protocol(), Some(b"h2".as_slice()));
    let (mut requests, connection) = h2::client::handshake(second).await.unwrap();
    let driven = tokio::spawn(connection);
    let calls = (0..20).map(|_| {
        let request = http::Request::get("https://localhost/").body(()).unwrap();
        requests.send_request(request, true).unwrap().0
    });
    for answer in futures::future::join_all(calls).await {
        assert_eq!(answer.unwrap().status(), 200);
    }
    driven.abort();
    assert_eq!(fixture.handled(), 21);
}

#[tokio::test]
async fn a_large_answer_arrives_whole_through_a_small_window() {
    let home = tempfile::tempdir().unwrap();
    let (tls, authority) = certificate(home.path());
    let fixture = Fixture::start_secure(ListenerOptions::default(), tls).await;
    let mut stream = connect(&fixture, authority, b"http/1.1").await;
    stream
        .write_all(b"GET /large HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    // Lasts until the server can write no more.
    sleep(Duration::from_millis(200)).await;
    let mut answer = Vec::new();
    timeout(PATIENCE, stream.read_to_end(&mut answer))
        .await
        .unwrap()
        .unwrap();
    assert!(
        answer.len() > LARGE_BYTES && answer.ends_with(b"xx"),
        "{}",
        answer.len()
    );
}

#[tokio::test]
async fn plain_text_is_told_to_use_tls_and_nothing_of_it_is_handled() {
    let home = tempfile::tempdir().unwrap();
    let (tls, _) = certificate(home.path());
    let fixture = Fixture::start_secure(ListenerOptions::default(), tls).await;
    let mut stream = fixture.connect().await;
    stream
        .write_all(b"POST / HTTP/1.1\r\nhost: test\r\ncontent-length: 5\r\n\r\nhello")
        .await
        .unwrap();
    let answer = String::from_utf8(read_to_end(&mut stream).await).unwrap();
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert!(
        answer.contains("TLS_REQUIRED") && answer.contains("https://"),
        "{answer}"
    );

    let (mut requests, connection) = h2::client::handshake(fixture.connect().await).await.unwrap();
    let driven = tokio::spawn(connection);
    let request = http::Request::post("http://test/x").header("content-type", "application/grpc");
    let (answer, _) = requests.send_request(request.body(()).unwrap(), true).unwrap();
    let answer = answer.await.unwrap();
    let status = tonic::Status::from_header_map(answer.headers()).unwrap();
    assert_eq!(status.code(), tonic::Code::FailedPrecondition);
    assert!(status.message().contains("https://"), "{status:?}");
    // The connection has ended, not only the call.
    timeout(PATIENCE, driven).await.unwrap().unwrap().unwrap();
    assert_eq!((fixture.handled(), fixture.counters.read().plain_text), (0, 2));
}

#[tokio::test]
async fn a_handshake_that_hangs_ends_at_its_deadline_and_gives_its_place_back() {
    let home = tempfile::tempdir().unwrap();
    let (tls, _) = certificate(home.path());
    let options = ListenerOptions {
        handshake_deadline: Duration::from_millis(200),
        ..ListenerOptions::default()
    };
    let fixture = Fixture::start_secure(options, tls).await;
    let mut silent = fixture.connect().await;
    let mut slow = fixture.connect().await;
    // Announces a record of 512 bytes.
    slow.write_all(&[0x16, 3, 1, 2, 0, 1]).await.unwrap();
    read_to_end(&mut silent).await;
    read_to_end(&mut slow).await;
    fixture
        .until(|stats| stats.handshake_missed == 2 && stats.open == 0)
        .await;
    let mut broken = fixture.connect().await;
    broken.write_all(&[0x16, 9, 9, 0, 4, 1, 2, 3, 4]).await.unwrap();
    read_to_end(&mut broken).await;
    fixture
        .until(|stats| stats.handshake_failed == 1 && stats.open == 0)
        .await;
}

#[tokio::test]
async fn a_first_request_has_what_the_handshake_left_of_its_time() {
    let home = tempfile::tempdir().unwrap();
    let (tls, authority) = certificate(home.path());
    let options = ListenerOptions {
        first_request_deadline: Duration::from_millis(400),
        ..ListenerOptions::default()
    };
    let fixture = Fixture::start_secure(options, tls).await;
    let mut idle = connect(&fixture, authority, b"h2").await;
    let mut bytes = Vec::new();
    // An end without a close notification is an end, too.
    let _ = timeout(PATIENCE, idle.read_to_end(&mut bytes)).await.unwrap();
    fixture
        .until(|stats| stats.first_request_missed == 1 && stats.open == 0)
        .await;
}
