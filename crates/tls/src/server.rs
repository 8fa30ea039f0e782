//! The server certificate of the client port.

use std::path::PathBuf;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use tokio_rustls::TlsAcceptor;

use crate::error::FileError;
use crate::validity::{certified, ends};
use crate::watched::{Expiry, Loaded, Watched};
use crate::{HTTP_2, provider};

/// Beside HTTP/2, if the client supports it; both protocols share one port.
const HTTP_1: &[u8] = b"http/1.1";

/// The files of a node's certificate for clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerFiles {
    /// The chain, PEM, the node's own first.
    pub certificate: PathBuf,
    /// Its key, PEM.
    pub key: PathBuf,
}

/// The server's side towards clients: TLS 1.2 and 1.3, from files that may change. Cheap to clone.
#[derive(Clone, Debug)]
pub struct ServerTls(Arc<Watched<ServerConfig>>);

impl ServerTls {
    /// Reads the files.
    ///
    /// # Errors
    /// The files cannot be used.
    pub fn open(files: ServerFiles) -> Result<Self, FileError> {
        let paths = vec![files.certificate.clone(), files.key.clone()];
        Watched::open("client port", paths, move || load(&files)).map(Self)
    }

    /// Returns an acceptor with the current certificate.
    #[must_use]
    pub fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(self.0.current())
    }

    /// The watched files.
    #[must_use]
    pub fn watched(&self) -> &Arc<Watched<ServerConfig>> {
        &self.0
    }
}

fn load(files: &ServerFiles) -> Result<Loaded<ServerConfig>, FileError> {
    let key = certified(&files.certificate, &files.key)?;
    let end = Expiry {
        certificate: "client_port",
        at_s: ends(&key.cert, &files.certificate)?,
        path: files.certificate.clone(),
    };
    Ok(Loaded {
        value: config(key)?,
        ends: vec![end],
    })
}

fn config(key: Arc<CertifiedKey>) -> Result<ServerConfig, rustls::Error> {
    let mut config = ServerConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(SingleCertAndKey::from(key)));
    config.alpn_protocols = vec![HTTP_2.to_vec(), HTTP_1.to_vec()];
    Ok(config)
}
