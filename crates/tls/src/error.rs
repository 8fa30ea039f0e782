use std::io;
use std::path::PathBuf;

use crate::name::PeerNameError;

/// Why files cannot be used for TLS: which one, the rule it breaks, and the way out.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be read.
    #[error("{path}: {error}", path = .path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// It is not PEM, or what is within is not what it says.
    #[error("{path} is not valid PEM: {why}", path = .path.display())]
    Pem {
        /// Which.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// There is no certificate in it.
    #[error("{path} holds no certificate; it must hold PEM blocks that begin with -----BEGIN CERTIFICATE-----", path = .0.display())]
    NoCertificate(PathBuf),
    /// There is no key in it.
    #[error("{path} holds no private key; it must hold one PEM block such as -----BEGIN PRIVATE KEY-----, not encrypted", path = .0.display())]
    NoKey(PathBuf),
    /// It holds something that no TLS library takes for a certificate.
    #[error("{path} holds a certificate that cannot be used: {why}", path = .path.display())]
    Certificate {
        /// Which.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The two are not of each other.
    #[error("the key in {key} is not the one of the first certificate in {certificate}: {why}",
        key = .key.display(), certificate = .certificate.display())]
    Mismatch {
        /// The file of the certificate.
        certificate: PathBuf,
        /// The file of the key.
        key: PathBuf,
        /// In the words of the library.
        why: String,
    },
    /// What is to replace a certificate has ended before it.
    #[error("the certificate in {path} has expired; give one that is valid", path = .0.display())]
    Expired(PathBuf),
    /// A node's certificate does not say which one it is.
    #[error("the certificate in {path} is no node's: {error}", path = .path.display())]
    Name {
        /// Which.
        path: PathBuf,
        /// Why.
        error: PeerNameError,
    },
    /// A node's certificate is another's.
    #[error("the certificate in {path} is of {found}, and this is {expected}; give this node its own", path = .path.display())]
    OtherNode {
        /// Which.
        path: PathBuf,
        /// Whose it is.
        found: String,
        /// Whose it should be.
        expected: String,
    },
    /// A node's certificate is by an authority that its peers, who have the same file, would not accept.
    #[error("the certificate in {certificate} is by no authority in {ca}: {why}", certificate = .certificate.display(), ca = .ca.display())]
    Stranger {
        /// The node's.
        certificate: PathBuf,
        /// The authorities'.
        ca: PathBuf,
        /// In the words of the library.
        why: String,
    },
    /// A key is to sign for authorities, and is the key of none of them.
    #[error("the key in {key} is the key of no authority in {ca}; give the one that signs nodes' certificates", key = .key.display(), ca = .ca.display())]
    KeyOfNone {
        /// The file of the key.
        key: PathBuf,
        /// The authorities'.
        ca: PathBuf,
    },
    /// The system has no authorities.
    #[error("the system has no certificate authorities ({0}); install its ca-certificates, or name a file of some")]
    NoSystemRoots(String),
    /// rustls refuses to be set up.
    #[error("TLS cannot be set up: {0}")]
    Setup(#[from] rustls::Error),
}
