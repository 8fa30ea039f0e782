//! Certificates of every kind, and their verification.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};
use hyper_util::rt::TokioIo;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, SanType, date_time_ymd,
};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::version::TLS12;
use rustls::{ClientConfig, RootCertStore, ServerConfig, SupportedProtocolVersion};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::client::TlsStream;
use tokio_rustls::{TlsAcceptor, TlsConnector};
use tonic::transport::{Channel, Endpoint};

use crate::PATIENCE;

/// The first and last year of a certificate.
pub type Years = (i32, i32);

/// A validity that includes the time of these tests.
pub const NOW: Years = (2020, 2200);
/// A validity that has ended.
pub const PAST: Years = (2020, 2021);

type Versions = &'static [&'static SupportedProtocolVersion];
const OLD: Versions = &[&TLS12];

/// An authority that signs certificates.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate and its key, PEM.
#[derive(Clone, Debug)]
pub struct Pair {
    /// The certificate.
    pub certificate: String,
    /// The key.
    pub key: String,
}

impl Authority {
    /// Makes an authority.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn new(name: &str) -> Result<Self> {
        let mut params = params(&[], NOW)?;
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        Ok(Self(CertifiedIssuer::self_signed(params, KeyPair::generate()?)?))
    }

    /// Returns its own certificate.
    #[must_use]
    pub fn pem(&self) -> String {
        self.0.pem()
    }

    /// Issues a certificate for these names and URIs.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn issue(&self, names: &[&str], years: Years) -> Result<Pair> {
        let mut params = params(names, years)?;
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &self.0)?;
        Ok(Pair {
            certificate: certificate.pem(),
            key: key.serialize_pem(),
        })
    }
}

fn params(names: &[&str], (from, to): Years) -> Result<CertificateParams> {
    let (uris, names): (Vec<&str>, Vec<&str>) = names.iter().partition(|name| name.contains("://"));
    let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
    let mut params = CertificateParams::new(names)?;
    for uri in uris {
        params.subject_alt_names.push(SanType::URI(uri.try_into()?));
    }
    params.not_before = date_time_ymd(from, 1, 1);
    params.not_after = date_time_ymd(to, 1, 1);
    Ok(params)
}

impl Pair {
    /// Returns an acceptor of TLS handshakes with this certificate.
    ///
    /// # Errors
    /// When it cannot be used.
    pub fn acceptor(&self) -> Result<TlsAcceptor> {
        let chain = CertificateDer::pem_slice_iter(self.certificate.as_bytes()).collect::<Result<Vec<_>, _>>()?;
        let key = PrivateKeyDer::from_pem_slice(self.key.as_bytes())?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
        let config = config.with_no_client_auth().with_single_cert(chain, key)?;
        Ok(TlsAcceptor::from(Arc::new(config)))
    }

    /// Writes `<name>.pem` and `<name>.key`.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn write(&self, folder: &Path, name: &str) -> Result<(PathBuf, PathBuf)> {
        let files = (folder.join(format!("{name}.pem")), folder.join(format!("{name}.key")));
        std::fs::write(&files.0, &self.certificate)?;
        std::fs::write(&files.1, &self.key)?;
        Ok(files)
    }
}

fn config(ca_pem: &str, shown: Option<&Pair>, protocol: &[u8], versions: Versions) -> Result<ClientConfig> {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(ca_pem.as_bytes()) {
        roots.add(certificate?)?;
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)?
        .with_root_certificates(roots);
    let mut config = match shown {
        None => config.with_no_client_auth(),
        Some(pair) => {
            let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pair.certificate.as_bytes()).collect();
            config.with_client_auth_cert(chain?, PrivateKeyDer::from_pem_slice(pair.key.as_bytes())?)?
        }
    };
    config.alpn_protocols = vec![protocol.to_vec()];
    Ok(config)
}

/// Connects to `host:port`, whose certificate must be for `name`.
///
/// # Errors
/// When there is none, or the handshake fails.
pub async fn connect(
    address: &str,
    name: &str,
    ca_pem: &str,
    shown: Option<&Pair>,
    protocol: &[u8],
) -> Result<TlsStream<TcpStream>> {
    connect_by(address, name, ca_pem, shown, (protocol, rustls::ALL_VERSIONS)).await
}

/// Connects with TLS 1.2 only.
///
/// # Errors
/// As [`connect`].
pub async fn connect_by_1_2(
    address: &str,
    name: &str,
    ca_pem: &str,
    shown: Option<&Pair>,
) -> Result<TlsStream<TcpStream>> {
    connect_by(address, name, ca_pem, shown, (b"h2", OLD)).await
}

async fn connect_by(
    address: &str,
    name: &str,
    ca_pem: &str,
    shown: Option<&Pair>,
    (protocol, versions): (&[u8], Versions),
) -> Result<TlsStream<TcpStream>> {
    let name = ServerName::try_from(name.to_owned())?;
    let connector = TlsConnector::from(Arc::new(config(ca_pem, shown, protocol, versions)?));
    Ok(connector.connect(name, TcpStream::connect(address).await?).await?)
}

/// Opens a gRPC channel to `https://host:port` immediately.
///
/// # Errors
/// When the connection fails.
pub async fn channel(endpoint: &str, ca_pem: &str) -> Result<Channel> {
    let ca_pem = ca_pem.to_owned();
    let connector = tower::service_fn(move |uri: http::Uri| {
        let ca_pem = ca_pem.clone();
        async move {
            let host = uri.host().unwrap_or_default();
            let address = format!("{host}:{}", uri.port_u16().unwrap_or(443));
            let stream = connect(&address, host, &ca_pem, None, b"h2").await?;
            Ok::<_, anyhow::Error>(TokioIo::new(stream))
        }
    });
    let endpoint = Endpoint::from_shared(endpoint.to_owned())?;
    Ok(endpoint.connect_with_connector(connector).await?)
}

/// Gets a path over HTTP/1.1 in TLS, and returns the whole response.
///
/// # Errors
/// When there is none.
pub async fn get(address: &str, ca_pem: &str, path: &str) -> Result<String> {
    let host = address.rsplit_once(':').context("no port")?.0;
    let mut stream = connect(address, host, ca_pem, None, b"http/1.1").await?;
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    timeout(PATIENCE, stream.read_to_string(&mut answer)).await??;
    Ok(answer)
}

/// Returns a metric of the node at `host:port`, summed over its series.
///
/// # Errors
/// When the node does not answer, or does not export it.
pub async fn metric(address: &str, ca_pem: &str, name: &str) -> Result<f64> {
    let answer = get(address, ca_pem, "/metrics").await?;
    let series = answer.lines().filter_map(|line| {
        let rest = line.strip_prefix(name)?;
        rest.starts_with(['{', ' '])
            .then(|| rest.rsplit(' ').next()?.parse().ok())?
    });
    let series: Vec<f64> = series.collect();
    ensure!(!series.is_empty(), "{name} is not exported: {answer}");
    Ok(series.into_iter().sum())
}
