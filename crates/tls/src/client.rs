//! The client's side: trusted authorities, and connections.

use std::future::Future;
use std::io;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::Uri;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::client::legacy::connect::{Connected, Connection};
use hyper_util::rt::TokioIo;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tower::Service;

use crate::certificate::authorities;
use crate::error::FileError;
use crate::explain;
use crate::watched::{Expiry, Loaded, Watched};
use crate::{HTTP_2, provider};

const PORT: u16 = 443;

/// The trusted authorities: the system's, or those of a file, which may change. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Trust {
    watched: Arc<Watched<ClientConfig>>,
    /// Their description, for errors.
    words: Arc<str>,
}

impl Trust {
    /// The authorities of the operating system.
    ///
    /// # Errors
    /// The system has none.
    pub fn system() -> Result<Self, FileError> {
        let watched = Watched::open("system roots", Vec::new(), || Ok(loaded(system_roots()?, Vec::new())?))?;
        let words = "the system's authorities".into();
        Ok(Self { watched, words })
    }

    /// The authorities of a PEM file, and no others.
    ///
    /// # Errors
    /// The file cannot be used.
    pub fn file(path: &Path) -> Result<Self, FileError> {
        let words = path.display().to_string().into();
        let path = PathBuf::from(path);
        let watched = Watched::open("CA file", vec![path.clone()], move || {
            let (roots, found) = authorities(&path)?;
            Ok(loaded(roots, ends(&found, &path)?)?)
        })?;
        Ok(Self { watched, words })
    }

    /// No authority: every certificate is rejected.
    ///
    /// # Errors
    /// rustls cannot be set up.
    pub fn nobody() -> Result<Self, FileError> {
        let watched = Watched::open("no roots", Vec::new(), || {
            Ok(loaded(RootCertStore::empty(), Vec::new())?)
        })?;
        let words = "there is none".into();
        Ok(Self { watched, words })
    }

    /// The watched authorities.
    #[must_use]
    pub fn watched(&self) -> &Arc<Watched<ClientConfig>> {
        &self.watched
    }
}

/// The end of the authorities of a file.
#[cfg(feature = "node")]
fn ends(authorities: &[CertificateDer<'_>], path: &Path) -> Result<Vec<Expiry>, FileError> {
    let end = Expiry {
        certificate: "client_ca",
        path: path.to_owned(),
        at_s: crate::validity::latest(authorities, path)?,
    };
    Ok(vec![end])
}

/// A client alone parses no certificates, so it does not know when they end.
#[cfg(not(feature = "node"))]
fn ends(_: &[CertificateDer<'_>], _: &Path) -> Result<Vec<Expiry>, FileError> {
    Ok(Vec::new())
}

fn system_roots() -> Result<RootCertStore, FileError> {
    let found = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    // Systems contain some malformed certificates; those are left out.
    let (added, ignored) = roots.add_parsable_certificates(found.certs);
    if added == 0 {
        let errors: Vec<String> = found.errors.iter().map(ToString::to_string).collect();
        return Err(FileError::NoSystemRoots(format!(
            "{ignored} unusable; {}",
            errors.join("; ")
        )));
    }
    Ok(roots)
}

fn loaded(roots: RootCertStore, ends: Vec<Expiry>) -> Result<Loaded<ClientConfig>, rustls::Error> {
    let mut value = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    value.alpn_protocols = vec![HTTP_2.to_vec()];
    Ok(Loaded { value, ends })
}

/// An error of connecting, in one sentence.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct ConnectError {
    message: String,
    /// The connection was refused.
    refused: bool,
    /// An authority that is not trusted here issued the certificate.
    untrusted: bool,
}

impl ConnectError {
    pub(crate) fn tcp(peer: &str, error: &io::Error) -> Self {
        Self {
            message: format!("cannot connect to {peer}: {error}"),
            refused: error.kind() == io::ErrorKind::ConnectionRefused,
            untrusted: false,
        }
    }

    pub(crate) fn tls(message: String) -> Self {
        Self {
            message,
            refused: false,
            untrusted: false,
        }
    }

    fn handshake(error: &io::Error, peer: &str, trust: &str) -> Self {
        Self {
            untrusted: explain::is_untrusted(error),
            ..Self::tls(explain::handshake(error, peer, trust))
        }
    }

    /// The error of a joining node's handshake: any certificate that it rejects counts as one of an untrusted
    /// authority.
    #[cfg(feature = "node")]
    pub(crate) fn unbelieved(error: &io::Error, peer: &str) -> Self {
        Self {
            untrusted: explain::is_refused_certificate(error),
            ..Self::tls(explain::handshake(error, peer, "the one that the token names"))
        }
    }

    /// Whether an authority that is not trusted here issued the server's certificate.
    #[must_use]
    pub fn is_untrusted(&self) -> bool {
        self.untrusted
    }

    /// Whether the connection was refused.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.refused
    }
}

/// Connects to `https://` addresses with HTTP/2. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Connector {
    trust: Trust,
    within: Option<Duration>,
}

impl Connector {
    /// Makes a connector with these trusted authorities.
    #[must_use]
    pub fn new(trust: Trust) -> Self {
        Self { trust, within: None }
    }

    /// Sets the time limit of a connection, including the handshake.
    #[must_use]
    pub fn within(self, time: Duration) -> Self {
        Self {
            within: Some(time),
            ..self
        }
    }
}

impl Service<Uri> for Connector {
    type Response = Stream;
    type Error = ConnectError;
    type Future = Pin<Box<dyn Future<Output = Result<Stream, ConnectError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ConnectError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let Self { trust, within } = self.clone();
        let connecting = async move {
            let (host, port) = target(&uri)?;
            let peer = format!("{host}:{port}");
            let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned())
                .map_err(|_| ConnectError::tls(format!("{host:?} is no name that a certificate could be for")))?;
            let stream = connect(&peer).await?;
            let connector = TlsConnector::from(trust.watched.current());
            let stream = connector.connect(name, stream).await;
            let stream = stream.map_err(|error| ConnectError::handshake(&error, &peer, &trust.words))?;
            Ok(Stream::new(stream))
        };
        Box::pin(async move {
            match within {
                None => connecting.await,
                Some(time) => tokio::time::timeout(time, connecting)
                    .await
                    .unwrap_or_else(|_| Err(ConnectError::tls(format!("no connection within {time:?}")))),
            }
        })
    }
}

/// The host and port of an address.
pub(crate) fn target(uri: &Uri) -> Result<(&str, u16), ConnectError> {
    let host = uri
        .host()
        .ok_or_else(|| ConnectError::tls(format!("{uri} names no host")))?;
    Ok((host, uri.port_u16().unwrap_or(PORT)))
}

/// Opens a TCP connection to `host:port`.
pub(crate) async fn connect(peer: &str) -> Result<TcpStream, ConnectError> {
    let stream = TcpStream::connect(peer).await;
    let stream = stream.map_err(|error| ConnectError::tcp(peer, &error))?;
    // Fails only on a dead socket, which later use will detect.
    let _ = stream.set_nodelay(true);
    Ok(stream)
}

/// A connection, in the form that hyper needs.
#[derive(Debug)]
pub struct Stream(TokioIo<TlsStream<TcpStream>>);

impl Stream {
    pub(crate) fn new(stream: TlsStream<TcpStream>) -> Self {
        Self(TokioIo::new(stream))
    }
}

impl Connection for Stream {
    fn connected(&self) -> Connected {
        Connected::new().negotiated_h2()
    }
}

impl Read for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, buffer)
    }
}

impl Write for Stream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write_vectored(context, slices)
    }
}
