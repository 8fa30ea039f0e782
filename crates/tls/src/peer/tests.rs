#![allow(clippy::unwrap_used)]

use std::path::Path;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, SanType};
use rustls::version::TLS12;
use tokio::net::TcpListener;

use super::*;
use crate::{CertificateRequest, JoinConnector, NodeKey, PeerAuthority, certificate_pem};

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// The files of one node, issued by `by`; the node itself trusts the authorities in `believed`.
fn files(folder: &Path, by: &CertifiedIssuer<'static, KeyPair>, believed: &str, uris: &[&str]) -> PeerFiles {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    for uri in uris {
        params.subject_alt_names.push(SanType::URI((*uri).try_into().unwrap()));
    }
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, by).unwrap();
    std::fs::create_dir_all(folder).unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    PeerFiles {
        ca: write("ca.pem", believed),
        certificate: write("peer.pem", &certificate.pem()),
        key: write("peer.key", &key.serialize_pem()),
    }
}

#[test]
fn files_of_nobody_of_another_node_or_by_another_authority_are_refused_by_name() {
    let home = tempfile::tempdir().unwrap();
    let (ours, other) = (authority(), authority());
    let open = |by, uris: &[&str]| {
        PeerTls::open(&files(home.path(), by, &ours.pem(), uris), 2).map(|tls| tls.name().to_string())
    };
    assert_eq!(open(&ours, &["minoots://a/node/2"]).unwrap(), "minoots://a/node/2");
    let refused = |by, uris: &[&str]| open(by, uris).unwrap_err().to_string();
    assert!(
        refused(&ours, &["minoots://a/node/3"]).contains("is of minoots://a/node/3, and this is minoots://a/node/2")
    );
    assert!(refused(&other, &["minoots://a/node/2"]).contains("is by no authority in"));
    assert!(refused(&ours, &[]).contains("no alternative name"));
    assert!(refused(&ours, &["minoots://a/node/2", "minoots://b/node/2"]).contains("more than one node"));
    assert!(refused(&ours, &["minoots://a/node/02"]).contains("not of the form"));
}

/// Lets one node connect to another, and returns the outcome of each side.
async fn meet(dialling: &PeerTls, to: u64, dialled: &PeerTls) -> (Result<(), String>, Option<PeerName>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let uri: Uri = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let dial = dialling.connector(to).call(uri);
    let accept = async {
        dialled
            .accept(listener.accept().await.unwrap().0)
            .await
            .and_then(|accepted| match accepted {
                Accepted::Peer(_, name, key) => {
                    assert_eq!(Some(key), dialling.key(), "the key that was proved");
                    assert_ne!(Some(key), dialled.key());
                    Some(name)
                }
                Accepted::Stranger(_) => None,
            })
    };
    let (dialled, accepted) = tokio::join!(dial, accept);
    (dialled.map(drop).map_err(|error| error.to_string()), accepted)
}

#[tokio::test]
async fn nodes_meet_when_each_is_who_the_other_means() {
    let home = tempfile::tempdir().unwrap();
    let ours = authority();
    let node = |name: &str, uri: &str, node| {
        PeerTls::open(&files(&home.path().join(name), &ours, &ours.pem(), &[uri]), node).unwrap()
    };
    let (one, two) = (node("1", "minoots://a/node/1", 1), node("2", "minoots://a/node/2", 2));
    let (dialled, accepted) = meet(&one, 2, &two).await;
    assert_eq!((dialled, accepted.unwrap().node), (Ok(()), 1));
    let (dialled, accepted) = meet(&one, 3, &two).await;
    let why = dialled.unwrap_err();
    assert!(
        why.contains("it is of minoots://a/node/2, not of minoots://a/node/3"),
        "{why}"
    );
    assert_eq!(accepted, None);
    // The same authority, but another cluster.
    let foreign = node("b", "minoots://b/node/1", 1);
    let (dialled, accepted) = meet(&one, 1, &foreign).await;
    assert!(dialled.is_err() && accepted.is_none(), "{dialled:?} {accepted:?}");
    let (_, accepted) = meet(&foreign, 2, &two).await;
    assert_eq!(accepted, None);
}

/// Lets a node without a certificate connect to another. Returns whether it trusts the other node, and how that node
/// classifies it.
async fn ask(connector: &mut JoinConnector, dialled: &PeerTls) -> (Result<(), ConnectError>, Option<Accepted>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let uri: Uri = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    let accept = async { dialled.accept(listener.accept().await.unwrap().0).await };
    let (dialled, accepted) = tokio::join!(connector.call(uri), accept);
    (dialled.map(drop), accepted)
}

#[tokio::test]
async fn a_node_without_a_certificate_believes_the_authority_it_knows_and_is_a_stranger() {
    let home = tempfile::tempdir().unwrap();
    let (ours, other) = (authority(), authority());
    // While one authority replaces another, the file contains both; the second one issued the node's certificate.
    let both = format!("{}{}", other.pem(), ours.pem());
    let one = PeerTls::open(&files(&home.path().join("1"), &ours, &both, &["minoots://a/node/1"]), 1).unwrap();
    assert_eq!(one.issuer(), fingerprint(ours.der()));
    assert_eq!(one.authorities(), [other.der().to_vec(), ours.der().to_vec()]);
    let (dialled, accepted) = ask(&mut JoinConnector::new("a", one.issuer()), &one).await;
    assert!(dialled.is_ok() && matches!(accepted, Some(Accepted::Stranger(_))));
    for (cluster, authority, why) in [
        ("a", fingerprint(other.der()), "the authority that the join token names"),
        ("a", [7; 32], "the authority that the join token names"),
        ("b", one.issuer(), "it is of minoots://a/node/1, not of a node of \"b\""),
    ] {
        let (dialled, _) = ask(&mut JoinConnector::new(cluster, authority), &one).await;
        let error = dialled.unwrap_err();
        assert!(error.is_untrusted() && error.to_string().contains(why), "{error}");
    }
}

#[tokio::test]
async fn a_node_without_a_certificate_is_no_peer() {
    let home = tempfile::tempdir().unwrap();
    let ours = authority();
    let tls = PeerTls::open(&files(home.path(), &ours, &ours.pem(), &["minoots://a/node/1"]), 1).unwrap();
    // A peer without a certificate that speaks the peer protocol is rejected, whatever it trusts.
    let mut config = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13])
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(FromNode::new(
            tls.watched.current().roots.clone(),
            tls.name().clone(),
        )))
        .with_no_client_auth();
    config.alpn_protocols = vec![HTTP_2.to_vec()];
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let dial = async {
        let stream = TcpStream::connect(address).await.unwrap();
        let name = ServerName::IpAddress(address.ip().into());
        TlsConnector::from(Arc::new(config)).connect(name, stream).await
    };
    let (_, accepted) = tokio::join!(dial, async { tls.accept(listener.accept().await.unwrap().0).await });
    assert!(accepted.is_none());
}

#[tokio::test]
async fn a_certificate_that_is_asked_for_makes_a_peer() {
    let home = tempfile::tempdir().unwrap();
    let ours = authority();
    let one = PeerTls::open(
        &files(&home.path().join("1"), &ours, &ours.pem(), &["minoots://a/node/1"]),
        1,
    )
    .unwrap();
    let write = |name: &str, text: &str| {
        let path = home.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let ca = write("ca.pem", &ours.pem());
    let authority = PeerAuthority::open(&write("ca.key", &ours.key().serialize_pem()), &ca).unwrap();
    let key = NodeKey::generate().unwrap();
    let request = key.request(&"minoots://a/node/2".parse().unwrap()).unwrap();
    let request = CertificateRequest::read(&request).unwrap();
    let signed = authority.sign(&request, crate::clock::unix_seconds(), 86_400).unwrap();
    let files = PeerFiles {
        ca,
        certificate: write("2.pem", &certificate_pem(&signed)),
        key: write("2.key", &key.pem()),
    };
    let two = PeerTls::open(&files, 2).unwrap();
    assert_eq!(meet(&two, 1, &one).await.1, Some(two.name().clone()));
    assert_eq!(meet(&one, 2, &two).await.1, Some(one.name().clone()));
}

#[tokio::test]
async fn peers_speak_tls_1_3_only() {
    let home = tempfile::tempdir().unwrap();
    let ours = authority();
    let tls = PeerTls::open(&files(home.path(), &ours, &ours.pem(), &["minoots://a/node/1"]), 1).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let key = tls.watched.current().key.clone();
    let verifier = FromNode::new(tls.watched.current().roots.clone(), tls.name().clone());
    let config = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS12])
        .unwrap()
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_client_cert_resolver(Arc::new(SingleCertAndKey::from(key)));
    let dial = async {
        let stream = TcpStream::connect(address).await.unwrap();
        let name = ServerName::IpAddress(address.ip().into());
        TlsConnector::from(Arc::new(config)).connect(name, stream).await
    };
    let (dialled, accepted) = tokio::join!(dial, async { tls.accept(listener.accept().await.unwrap().0).await });
    assert!(accepted.is_none());
    assert!(dialled.unwrap_err().to_string().contains("ProtocolVersion"));
}
