use std::io;
use std::path::PathBuf;

use crate::name::PeerNameError;

/// An error of TLS files: the file, the rule it breaks, and the remedy.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The file cannot be read.
    #[error("{path}: {error}", path = .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The cause.
        error: io::Error,
    },
    /// The file is not PEM, or a block's content does not match its label.
    #[error("{path} is not valid PEM: {why}", path = .path.display())]
    Pem {
        /// The file.
        path: PathBuf,
        /// The cause.
        why: String,
    },
    /// The file contains no certificate.
    #[error("{path} holds no certificate; it must hold PEM blocks that begin with -----BEGIN CERTIFICATE-----", path = .0.display())]
    NoCertificate(PathBuf),
    /// The file contains no key.
    #[error("{path} holds no private key; it must hold one PEM block such as -----BEGIN PRIVATE KEY-----, not encrypted", path = .0.display())]
    NoKey(PathBuf),
    /// The file contains a certificate that the TLS library rejects.
    #[error("{path} holds a certificate that cannot be used: {why}", path = .path.display())]
    Certificate {
        /// The file.
        path: PathBuf,
        /// The cause.
        why: String,
    },
    /// The certificate and the key do not match.
    #[error("the key in {key} is not the one of the first certificate in {certificate}: {why}",
        key = .key.display(), certificate = .certificate.display())]
    Mismatch {
        /// The file of the certificate.
        certificate: PathBuf,
        /// The file of the key.
        key: PathBuf,
        /// The library's message.
        why: String,
    },
    /// The replacement of a valid certificate has expired.
    #[error("the certificate in {path} has expired; give one that is valid", path = .0.display())]
    Expired(PathBuf),
    /// A node's certificate does not name a node.
    #[error("the certificate in {path} is no node's: {error}", path = .path.display())]
    Name {
        /// The file.
        path: PathBuf,
        /// The cause.
        error: PeerNameError,
    },
    /// The certificate belongs to another node.
    #[error("the certificate in {path} is of {found}, and this is {expected}; give this node its own", path = .path.display())]
    OtherNode {
        /// The file.
        path: PathBuf,
        /// The node in the certificate.
        found: String,
        /// The expected node.
        expected: String,
    },
    /// A node's certificate is from an authority that its peers, which have the same file of authorities, would not
    /// accept.
    #[error("the certificate in {certificate} is by no authority in {ca}: {why}", certificate = .certificate.display(), ca = .ca.display())]
    Stranger {
        /// The file of the node's certificate.
        certificate: PathBuf,
        /// The file of the authorities.
        ca: PathBuf,
        /// The library's message.
        why: String,
    },
    /// The signing key belongs to none of the authorities.
    #[error("the key in {key} is the key of no authority in {ca}; give the one that signs nodes' certificates", key = .key.display(), ca = .ca.display())]
    KeyOfNone {
        /// The file of the key.
        key: PathBuf,
        /// The file of the authorities.
        ca: PathBuf,
    },
    /// The system has no authorities.
    #[error("the system has no certificate authorities ({0}); install its ca-certificates, or name a file of some")]
    NoSystemRoots(String),
    /// rustls cannot be set up.
    #[error("TLS cannot be set up: {0}")]
    Setup(#[from] rustls::Error),
}
