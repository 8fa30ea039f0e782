//! The side of a node without a certificate: its key, its request, and a connection that presents no certificate and
//! trusts one authority by its fingerprint.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::Uri;
use rcgen::{CertificateParams, KeyPair, SanType};
use rustls::client::Resumption;
use rustls::pki_types::ServerName;
use rustls::version::TLS13;
use rustls::{ClientConfig, Error};
use tokio_rustls::TlsConnector;
use tower::Service;

use crate::client::{ConnectError, Stream, connect, target};
use crate::name::PeerName;
use crate::peer::{FromPinned, JOIN};
use crate::{Fingerprint, provider};

/// The key of a node while it requests a certificate. Its `Debug` form shows nothing.
pub struct NodeKey(KeyPair);

impl NodeKey {
    /// Generates a key.
    ///
    /// # Errors
    /// The operating system gives no randomness.
    pub fn generate() -> Result<Self, rcgen::Error> {
        KeyPair::generate().map(Self)
    }

    /// Reads an existing key, PEM.
    ///
    /// # Errors
    /// The text is no key.
    pub fn read(pem: &str) -> Result<Self, rcgen::Error> {
        KeyPair::from_pem(pem).map(Self)
    }

    /// The key as PEM, for its file.
    #[must_use]
    pub fn pem(&self) -> String {
        self.0.serialize_pem()
    }

    /// Makes a certificate request for this node: PKCS #10, DER.
    ///
    /// # Errors
    /// The library cannot make it.
    pub fn request(&self, name: &PeerName) -> Result<Vec<u8>, rcgen::Error> {
        let mut params = CertificateParams::default();
        params.subject_alt_names = vec![SanType::URI(name.to_string().try_into()?)];
        Ok(params.serialize_request(&self.0)?.der().to_vec())
    }
}

impl std::fmt::Debug for NodeKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("NodeKey")
    }
}

/// Encodes a certificate as a PEM block.
#[must_use]
pub fn certificate_pem(der: &[u8]) -> String {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<&str> = text
        .as_bytes()
        .chunks(64)
        .filter_map(|line| str::from_utf8(line).ok())
        .collect();
    format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        lines.join("\n")
    )
}

/// Connects a joining node to members of a cluster. Cheap to clone.
#[derive(Clone, Debug)]
pub struct JoinConnector(Arc<FromPinned>);

impl JoinConnector {
    /// Makes a connector that trusts nodes of this cluster with certificates of the authority with this fingerprint.
    #[must_use]
    pub fn new(cluster: &str, authority: Fingerprint) -> Self {
        Self(Arc::new(FromPinned::new(cluster.to_owned(), authority)))
    }
}

impl Service<Uri> for JoinConnector {
    type Response = Stream;
    type Error = ConnectError;
    type Future = Pin<Box<dyn Future<Output = Result<Stream, ConnectError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ConnectError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let verifier = Arc::clone(&self.0);
        Box::pin(async move {
            let (host, port) = target(&uri)?;
            let peer = format!("{host}:{port}");
            let setup = |error: Error| ConnectError::tls(format!("TLS cannot be set up: {error}"));
            let config = ClientConfig::builder_with_provider(provider()).with_protocol_versions(&[&TLS13]);
            let mut config = config
                .map_err(setup)?
                .dangerous()
                .with_custom_certificate_verifier(verifier)
                .with_no_client_auth();
            config.alpn_protocols = vec![JOIN.to_vec()];
            config.resumption = Resumption::disabled();
            config.enable_sni = false;
            let stream = connect(&peer).await?;
            // The name is neither sent nor checked: the verifier knows the expected node.
            let name = stream.peer_addr().map_err(|error| ConnectError::tcp(&peer, &error))?;
            let name = ServerName::IpAddress(name.ip().into());
            let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await;
            stream
                .map(Stream::new)
                .map_err(|error| ConnectError::unbelieved(&error, &peer))
        })
    }
}
