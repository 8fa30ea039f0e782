//! Keys over https: accepted from the holder of the right certificate only.

use std::net::IpAddr;
use std::sync::Arc;

use minoots_oidc::issuer::{IssuerSettings, Issuers};
use minoots_oidc::keys::{Keys, Limits, fetch_limits};
use minoots_webhook::address::Networks;
use minoots_webhook::attempt::Fetcher;
use minoots_webhook::connector::{Connector, Lookup, Resolve, Roots, SystemDialer};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::support::{NOW, jwk, jwks};

struct Loopback;

impl Resolve for Loopback {
    fn resolve<'a>(&'a self, _: &'a str) -> Lookup<'a> {
        Box::pin(async { Ok(vec![IpAddr::from([127, 0, 0, 1])]) })
    }
}

/// Serves key `a` with a certificate for `issuer.test`. Returns the port and the authority's certificate.
async fn start() -> (u16, String) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["issuer.test".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &authority).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::Pkcs8(key.serialize_der().into()),
        )
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut request = Vec::new();
            while !request.ends_with(b"\r\n\r\n") && matches!(stream.read_buf(&mut request).await, Ok(1..)) {}
            let body = jwks(&[jwk("rsa_a", "a")]);
            let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    (port, authority.pem())
}

async fn result(host: &str, port: u16, roots: Roots, allow_private: bool) -> String {
    // URLs omit the default port of https, and only that port.
    let issuer = match port {
        443 => format!("https://{host}"),
        port => format!("https://{host}:{port}"),
    };
    let settings = IssuerSettings {
        issuer: issuer.clone(),
        jwks_url: Some(format!("{issuer}/jwks")),
        allow_private,
    };
    let issuers = match Issuers::new(&[settings]) {
        Ok(issuers) => issuers,
        Err(error) => return error.to_string(),
    };
    let connector = Connector::with(Loopback, SystemDialer, roots)
        .unwrap()
        .permitting(Networks::private());
    let keys = Keys::new(issuers, Fetcher::new(connector, fetch_limits()), Limits::default());
    let key = keys.key(&issuer, "a", NOW).await;
    key.map_or_else(|refused| refused.to_string(), |_| "ok".to_owned())
}

#[tokio::test]
async fn only_from_whom_the_certificate_is_for() {
    let (port, pem) = start().await;
    let roots = || {
        let mut roots = Roots::none();
        roots.add_pem(pem.as_bytes()).unwrap();
        roots
    };
    assert_eq!(result("issuer.test", port, roots(), true).await, "ok");
    let other_name = result("other.test", port, roots(), true).await;
    assert!(other_name.contains("no TLS"), "{other_name}");
    let no_root = result("issuer.test", port, Roots::none(), true).await;
    assert!(no_root.contains("no TLS"), "{no_root}");
    let not_public = result("issuer.test", port, roots(), false).await;
    assert!(not_public.contains("url has port"), "{not_public}");
    let private = result("issuer.test", 443, roots(), false).await;
    assert!(
        private.contains("leads to a loopback address, which is not allowed"),
        "{private}"
    );
}
