//! Verifiers of certificates between nodes. The cluster's authorities must have signed the certificate, and it must
//! name a node of this cluster. A connection to a node accepts only that node, by the name of any of its lives.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_cert_signed_by_trust_anchor;
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, OtherError, RootCertStore, SignatureScheme,
};

use crate::name::PeerName;
use crate::node_id::is_certificate_of;
use crate::{Fingerprint, fingerprint, provider};

/// Accepts certificates of nodes of one cluster.
#[derive(Debug)]
pub(super) struct FromCluster {
    pub(super) inner: Arc<dyn ClientCertVerifier>,
    pub(super) cluster: String,
}

impl ClientCertVerifier for FromCluster {
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.inner.root_hint_subjects()
    }

    fn verify_client_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let verified = self.inner.verify_client_cert(certificate, intermediates, now)?;
        let found = PeerName::of_certificate(certificate).map_err(other)?;
        match found.cluster == self.cluster {
            true => Ok(verified),
            false => Err(other(Foreign {
                found,
                expected: format!("a node of {:?}", self.cluster),
            })),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls12_signature(message, certificate, signature)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls13_signature(message, certificate, signature)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}

/// Accepts the certificate of one node, or of its first life.
#[derive(Debug)]
pub(super) struct FromNode {
    roots: Arc<RootCertStore>,
    expected: PeerName,
    provider: Arc<CryptoProvider>,
}

impl FromNode {
    pub(super) fn new(roots: Arc<RootCertStore>, expected: PeerName) -> Self {
        Self {
            roots,
            expected,
            provider: provider(),
        }
    }

    pub(super) fn verify(&self, chain: &[CertificateDer<'_>], now: UnixTime) -> Result<(), Error> {
        let [certificate, intermediates @ ..] = chain else {
            return Err(Error::NoCertificatesPresented);
        };
        let parsed = ParsedCertificate::try_from(certificate)?;
        let algorithms = self.provider.signature_verification_algorithms.all;
        verify_server_cert_signed_by_trust_anchor(&parsed, &self.roots, intermediates, now, algorithms)?;
        let found = PeerName::of_certificate(certificate).map_err(other)?;
        let is_of_node = is_certificate_of(found.node, self.expected.node);
        match is_of_node && found.cluster == self.expected.cluster {
            true => Ok(()),
            false => Err(other(Foreign {
                found,
                expected: self.expected.to_string(),
            })),
        }
    }
}

impl ServerCertVerifier for FromNode {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let chain: Vec<CertificateDer<'_>> = std::iter::once(certificate).chain(intermediates).cloned().collect();
        self.verify(&chain, now).map(|()| ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Accepts certificates of any node of a cluster from one authority, which is known by its fingerprint and part of the
/// presented chain.
#[derive(Debug)]
pub(crate) struct FromPinned {
    cluster: String,
    authority: Fingerprint,
    provider: Arc<CryptoProvider>,
}

impl FromPinned {
    pub(crate) fn new(cluster: String, authority: Fingerprint) -> Self {
        Self {
            cluster,
            authority,
            provider: provider(),
        }
    }
}

impl ServerCertVerifier for FromPinned {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let authority = intermediates.iter().find(|one| fingerprint(one) == self.authority);
        let authority = authority.ok_or_else(|| other(Unpinned))?;
        let mut roots = RootCertStore::empty();
        roots.add(authority.clone().into_owned())?;
        let parsed = ParsedCertificate::try_from(certificate)?;
        let algorithms = self.provider.signature_verification_algorithms.all;
        verify_server_cert_signed_by_trust_anchor(&parsed, &roots, intermediates, now, algorithms)?;
        let found = PeerName::of_certificate(certificate).map_err(other)?;
        match found.cluster == self.cluster {
            true => Ok(ServerCertVerified::assertion()),
            false => Err(other(Foreign {
                found,
                expected: format!("a node of {:?}", self.cluster),
            })),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// A certificate of another authority than the one with the known fingerprint.
#[derive(Debug, thiserror::Error)]
#[error(
    "it is not by the authority that the join token names: the token is of another cluster, or the authority was replaced"
)]
struct Unpinned;

/// A certificate of another node.
#[derive(Debug, thiserror::Error)]
#[error("it is of {found}, not of {expected}")]
struct Foreign {
    found: PeerName,
    expected: String,
}

fn other(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(error))))
}
