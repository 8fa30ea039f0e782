//! mTLS between nodes: each presents a certificate of the cluster's own authority that names the cluster and the node.

use std::fmt;
use std::future::Future;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use http::Uri;
use rustls::client::Resumption;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::{Acceptor, NoServerSessionStorage, WebPkiClientVerifier};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::version::TLS13;
use rustls::{CertificateError, ClientConfig, Error, RootCertStore, ServerConfig};
use tokio::net::TcpStream;
use tokio_rustls::server::TlsStream;
use tokio_rustls::{LazyConfigAcceptor, TlsConnector};
use tower::Service;

use crate::certificate::authorities;
use crate::client::{ConnectError, Stream, connect, target};
use crate::error::FileError;
use crate::name::PeerName;
use crate::validity::{certified, ends, key_of, lasts, latest};
use crate::watched::{Expiry, Loaded, Watched};
use crate::{Fingerprint, HTTP_2, explain, fingerprint, provider};

mod verify;

pub(crate) use verify::FromPinned;
use verify::{FromCluster, FromNode};

/// The protocol (ALPN) of connections on which a node may only request a certificate.
pub(crate) const JOIN: &[u8] = b"minoots-join/1";

/// The files of a node's peer certificate, and of the authorities it accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerFiles {
    /// The authorities of the nodes, PEM: one, or two while one replaces the other.
    pub ca: PathBuf,
    /// This node's chain, PEM.
    pub certificate: PathBuf,
    /// Its key, PEM.
    pub key: PathBuf,
}

/// Both sides of connections between nodes, from files that may change: TLS 1.3 only. Cheap to clone.
#[derive(Clone, Debug)]
pub struct PeerTls {
    watched: Arc<Watched<Material>>,
    name: Arc<PeerName>,
    told: Arc<Told>,
    refused: Arc<AtomicU64>,
}

/// The last logged message, to suppress repeats: peers retry many times a second.
#[derive(Debug, Default)]
struct Told(Mutex<String>);

impl Told {
    /// Logs a message unless it equals the last one.
    fn tell(&self, message: &str) {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if *last != message {
            tracing::warn!("{message}");
            message.clone_into(&mut last);
        }
    }

    /// Resets after a success, so that the next failure is logged again.
    fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// The content of the files.
struct Material {
    server: Arc<ServerConfig>,
    /// The configuration for nodes without a certificate.
    join: Arc<ServerConfig>,
    roots: Arc<RootCertStore>,
    authorities: Vec<CertificateDer<'static>>,
    /// The authority that issued this node's certificate.
    issuer: Fingerprint,
    key: Arc<CertifiedKey>,
    /// The start and the end of this node's certificate.
    lasts: (i64, i64),
}

/// The peer of an accepted connection.
#[derive(Debug)]
pub enum Accepted {
    /// A node of this cluster, and the fingerprint of the public key that it proved to have.
    Peer(Box<TlsStream<TcpStream>>, PeerName, Fingerprint),
    /// An unauthenticated peer that asks to join.
    Stranger(Box<TlsStream<TcpStream>>),
}

impl PeerTls {
    /// Reads the files of this node.
    ///
    /// # Errors
    /// The files cannot be used, or belong to another node.
    pub fn open(files: &PeerFiles, node: u64) -> Result<Self, FileError> {
        let name = Arc::new(name_of(&*certified(&files.certificate, &files.key)?, files)?);
        let expected = PeerName {
            cluster: name.cluster.clone(),
            node,
        };
        let paths = vec![files.ca.clone(), files.certificate.clone(), files.key.clone()];
        let files = files.clone();
        // A later certificate must be of the same node and cluster, too.
        let watched = Watched::open("peer port", paths, move || load(&files, &expected))?;
        Ok(Self {
            watched,
            name,
            told: Arc::default(),
            refused: Arc::default(),
        })
    }

    /// The name of this node.
    #[must_use]
    pub fn name(&self) -> &PeerName {
        &self.name
    }

    /// Accepts a node of this cluster, and returns its name, or an unauthenticated peer that asks to join. The caller
    /// sets the time limit. Rejected peers are logged.
    pub async fn accept(&self, stream: TcpStream) -> Option<Accepted> {
        match self.shake_hands(stream).await {
            Ok(accepted) => Some(accepted),
            Err(message) => {
                self.refused.fetch_add(1, Ordering::Relaxed);
                self.told.tell(&message);
                None
            }
        }
    }

    /// The number of rejected connections since the start.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    async fn shake_hands(&self, stream: TcpStream) -> Result<Accepted, String> {
        let peer = stream
            .peer_addr()
            .map_or_else(|_| "a peer".to_owned(), |peer| peer.ip().to_string());
        let explained = |error| explain::handshake(&error, &peer, "the file of --peer-ca");
        let begun = LazyConfigAcceptor::new(Acceptor::default(), stream);
        let begun = begun.await.map_err(explained)?;
        let protocols = begun.client_hello().alpn();
        let joins = protocols.is_some_and(|mut protocols| protocols.any(|protocol| protocol == JOIN));
        let material = self.watched.current();
        if joins {
            let stream = begun.into_stream(material.join.clone()).await.map_err(explained)?;
            return Ok(Accepted::Stranger(Box::new(stream)));
        }
        let stream = begun.into_stream(material.server.clone()).await.map_err(explained)?;
        let shown = stream.get_ref().1.peer_certificates().and_then(<[_]>::first);
        let shown = shown.ok_or_else(|| format!("{peer} showed no certificate"))?;
        let name = PeerName::of_certificate(shown).map_err(|error| error.to_string())?;
        let key = key_of(shown).ok_or_else(|| format!("{peer} showed no certificate that can be read"))?;
        Ok(Accepted::Peer(Box::new(stream), name, key))
    }

    /// The authority that issued this node's current certificate. Join tokens contain its fingerprint.
    #[must_use]
    pub fn issuer(&self) -> Fingerprint {
        self.watched.current().issuer
    }

    /// The currently trusted authorities, DER.
    #[must_use]
    pub fn authorities(&self) -> Vec<Vec<u8>> {
        let material = self.watched.current();
        material.authorities.iter().map(|one| one.to_vec()).collect()
    }

    /// Makes a connector to this node of the cluster.
    #[must_use]
    pub fn connector(&self, node: u64) -> PeerConnector {
        let expected = PeerName {
            cluster: self.name.cluster.clone(),
            node,
        };
        PeerConnector {
            watched: self.watched.clone(),
            expected,
            told: Arc::default(),
        }
    }

    /// The fingerprint of the public key of this node's current certificate.
    #[must_use]
    pub fn key(&self) -> Option<Fingerprint> {
        self.watched.current().key.end_entity_cert().ok().and_then(key_of)
    }

    /// The start and the end of this node's certificate, in seconds since 1970.
    #[must_use]
    pub fn lasts(&self) -> (i64, i64) {
        self.watched.current().lasts
    }

    /// Watches the files.
    pub async fn follow(self) {
        self.watched.follow().await;
    }

    /// The counters of reading the files.
    #[must_use]
    pub fn figures(&self) -> crate::Figures {
        self.watched.figures()
    }
}

fn name_of(key: &CertifiedKey, files: &PeerFiles) -> Result<PeerName, FileError> {
    let shown = key.end_entity_cert()?;
    PeerName::of_certificate(shown).map_err(|error| FileError::Name {
        path: files.certificate.clone(),
        error,
    })
}

fn load(files: &PeerFiles, expected: &PeerName) -> Result<Loaded<Material>, FileError> {
    let key = certified(&files.certificate, &files.key)?;
    let found = name_of(&key, files)?;
    if found != *expected {
        return Err(FileError::OtherNode {
            path: files.certificate.clone(),
            found: found.to_string(),
            expected: expected.to_string(),
        });
    }
    let (roots, authorities) = authorities(&files.ca)?;
    let roots = Arc::new(roots);
    // The peers have the same authorities. A certificate that they would reject is rejected here, for the operator.
    let shown = FromNode::new(roots.clone(), expected.clone());
    match shown.verify(&key.cert, UnixTime::now()) {
        // Expiry is reported separately and prevents no start: a new certificate takes effect without a restart.
        Ok(())
        | Err(Error::InvalidCertificate(
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. },
        )) => {}
        Err(error) => {
            return Err(FileError::Stranger {
                certificate: files.certificate.clone(),
                ca: files.ca.clone(),
                why: error.to_string(),
            });
        }
    }
    let ends = vec![
        Expiry {
            certificate: "peer_port",
            at_s: ends(&key.cert, &files.certificate)?,
            path: files.certificate.clone(),
        },
        Expiry {
            certificate: "peer_ca",
            at_s: latest(&authorities, &files.ca)?,
            path: files.ca.clone(),
        },
    ];
    let issuer = issuer(&key.cert, &authorities, expected).unwrap_or(&authorities[0]);
    let server = Arc::new(server(roots.clone(), key.clone(), expected.cluster.clone())?);
    let join = Arc::new(join_server(&key, issuer)?);
    let issuer = fingerprint(issuer);
    Ok(Loaded {
        value: Material {
            server,
            join,
            roots,
            authorities,
            issuer,
            lasts: lasts(&key.cert, &files.certificate)?,
            key,
        },
        ends,
    })
}

fn server(roots: Arc<RootCertStore>, key: Arc<CertifiedKey>, cluster: String) -> Result<ServerConfig, Error> {
    let inner = WebPkiClientVerifier::builder_with_provider(roots, provider()).build();
    let inner = inner.map_err(|error| Error::General(error.to_string()))?;
    let mut config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13])?
        .with_client_cert_verifier(Arc::new(FromCluster { inner, cluster }))
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(key)));
    config.alpn_protocols = vec![HTTP_2.to_vec()];
    // A resumed session presents no certificate, and could outlive the certificate it began with.
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(config)
}

/// Finds the authority that issued a chain. An expired chain gives none; callers then use the first authority.
fn issuer<'a>(
    chain: &[CertificateDer<'_>],
    authorities: &'a [CertificateDer<'static>],
    expected: &PeerName,
) -> Option<&'a CertificateDer<'static>> {
    authorities.iter().find(|authority| {
        let mut roots = RootCertStore::empty();
        let added = roots.add((*authority).clone()).is_ok();
        let by = FromNode::new(Arc::new(roots), expected.clone());
        added && by.verify(chain, UnixTime::now()).is_ok()
    })
}

/// The configuration towards joining nodes, which present no certificate. They know the authority by its fingerprint.
fn join_server(key: &CertifiedKey, issuer: &CertificateDer<'static>) -> Result<ServerConfig, Error> {
    let chain = key.cert.iter().chain([issuer]).cloned().collect();
    let shown = Arc::new(CertifiedKey::new(chain, key.key.clone()));
    let mut config = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13])?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(shown)));
    config.alpn_protocols = vec![JOIN.to_vec()];
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(config)
}

fn client(material: &Material, expected: PeerName) -> Result<ClientConfig, Error> {
    let verifier = FromNode::new(material.roots.clone(), expected);
    let mut config = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_client_cert_resolver(Arc::new(SingleCertAndKey::from(material.key.clone())));
    config.alpn_protocols = vec![HTTP_2.to_vec()];
    config.resumption = Resumption::disabled();
    // Nodes are identified by their ids, not by host names.
    config.enable_sni = false;
    Ok(config)
}

/// Connects to one node. Cheap to clone.
#[derive(Clone, Debug)]
pub struct PeerConnector {
    watched: Arc<Watched<Material>>,
    expected: PeerName,
    told: Arc<Told>,
}

impl Service<Uri> for PeerConnector {
    type Response = Stream;
    type Error = ConnectError;
    type Future = Pin<Box<dyn Future<Output = Result<Stream, ConnectError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), ConnectError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let this = self.clone();
        Box::pin(async move {
            let (host, port) = target(&uri)?;
            let peer = format!("{host}:{port}");
            let setup = |error: Error| ConnectError::tls(format!("TLS cannot be set up: {error}"));
            let config = client(&this.watched.current(), this.expected.clone()).map_err(setup)?;
            let stream = connect(&peer).await?;
            // The name is neither sent nor checked: the verifier knows the expected node.
            let name = stream.peer_addr().map_err(|error| ConnectError::tcp(&peer, &error))?;
            let name = ServerName::IpAddress(name.ip().into());
            let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await;
            match stream {
                Ok(stream) => {
                    this.told.forget();
                    Ok(Stream::new(stream))
                }
                Err(error) => {
                    let message = explain::handshake(&error, &peer, "the file of --peer-ca");
                    this.told.tell(&message);
                    Err(ConnectError::tls(message))
                }
            }
        })
    }
}

impl fmt::Debug for Material {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Material")
    }
}

#[cfg(test)]
mod tests;
