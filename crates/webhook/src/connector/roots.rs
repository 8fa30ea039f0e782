//! Trusted root certificates.

use std::sync::Arc;

use rustls::client::Resumption;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

pub(super) const HTTP_2: &[u8] = b"h2";
const HTTP_1: &[u8] = b"http/1.1";

/// Certificate authorities that verify receivers' certificates.
#[derive(Clone, Debug)]
pub struct Roots(RootCertStore);

/// Why no usable roots are available.
#[derive(Debug, thiserror::Error)]
pub enum RootsError {
    /// The system has no readable roots.
    #[error(
        "webhook roots: the system has no certificate authorities ({0}); install its ca-certificates, or give a file of some"
    )]
    System(String),
    /// A given file contains no certificate, or an invalid one.
    #[error("webhook roots: the given PEM cannot be used: {0}; give a file with certificates of authorities")]
    Pem(String),
    /// rustls rejects its configuration.
    #[error("webhook roots: TLS cannot be set up: {0}")]
    Tls(#[from] rustls::Error),
}

impl Roots {
    /// No roots: every certificate is rejected.
    #[must_use]
    pub fn none() -> Self {
        Self(RootCertStore::empty())
    }

    /// The operating system's roots, read once.
    ///
    /// # Errors
    /// The system has no roots.
    pub fn system() -> Result<Self, RootsError> {
        let found = rustls_native_certs::load_native_certs();
        let mut roots = RootCertStore::empty();
        // Some systems carry obsolete certificates that violate current rules. Skip those.
        let (added, ignored) = roots.add_parsable_certificates(found.certs);
        if added == 0 {
            let errors: Vec<String> = found.errors.iter().map(ToString::to_string).collect();
            return Err(RootsError::System(format!("{ignored} unusable; {}", errors.join("; "))));
        }
        Ok(Self(roots))
    }

    /// Adds all certificates of a PEM file.
    ///
    /// # Errors
    /// The file contains no certificate, or an invalid one.
    pub fn add_pem(&mut self, pem: &[u8]) -> Result<(), RootsError> {
        let mut count = 0;
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|error| RootsError::Pem(format!("{error:?}")))?;
            self.0
                .add(certificate)
                .map_err(|error| RootsError::Pem(error.to_string()))?;
            count += 1;
        }
        if count == 0 {
            return Err(RootsError::Pem("it holds no certificate".to_owned()));
        }
        Ok(())
    }

    pub(super) fn client_config(self) -> Result<ClientConfig, RootsError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_root_certificates(self.0)
            .with_no_client_auth();
        // A resumed session sends no certificate. Without resumption, each attempt verifies a certificate that is valid
        // now.
        config.resumption = Resumption::disabled();
        config.alpn_protocols = vec![HTTP_2.to_vec(), HTTP_1.to_vec()];
        Ok(config)
    }
}
