//! TLS: the certificates of nodes towards clients and peers, and the trust of clients.
//!
//! - [`Trust`], [`Connector`]: the client's side, with descriptive errors.
//! - [`Watched`]: files that are read again when they change.
//! - [`first_id`], [`next_id`]: the ids of a node that lost its data.
//!
//! With the feature `node`:
//!
//! - `ServerTls`: the certificate of the port for clients, TLS 1.2 and 1.3.
//! - `PeerTls`: both directions between nodes, TLS 1.3 only; each certificate names its cluster and node
//!   ([`PeerName`]).
//! - `NodeKey`, `CertificateRequest`, `PeerAuthority`, `JoinConnector`: enrolment of a node without a certificate.
//!
//! Invariants:
//! - New files take effect whole or not at all. Unusable files are logged and counted, and the earlier ones stay in
//!   use.
//! - A peer's certificate is verified to be of this cluster before a byte of its data is read. The transport names the
//!   node.
//! - A peer that presents no certificate and asks to join reaches only the join service (`Accepted`).
//! - No private key appears in a `Debug` or an error.
//!
//! The cryptography is `ring`, which object stores and webhooks of this workspace use already. It needs only a C
//! compiler, and `aws-lc-rs` would be a second library of the kind. `x509-parser` reads the facts that rustls does not
//! expose: the validity of a certificate and its names. See `docs/decisions/0036-tls.md`.

#[cfg(feature = "node")]
mod authority;
mod certificate;
mod client;
mod clock;
mod error;
mod explain;
#[cfg(feature = "node")]
mod join;
mod name;
mod node_id;
#[cfg(feature = "node")]
mod peer;
#[cfg(feature = "node")]
mod server;
#[cfg(feature = "node")]
mod validity;
mod watched;

#[cfg(feature = "node")]
pub use authority::{CertificateRequest, PeerAuthority, RequestError, Unsigned, renewal};
pub use client::{ConnectError, Connector, Stream, Trust};
pub use error::FileError;
#[cfg(feature = "node")]
pub use join::{JoinConnector, NodeKey, certificate_pem};
pub use name::{PeerName, PeerNameError};
pub use node_id::{IDS_STEP, first_id, is_certificate_of, next_id};
#[cfg(feature = "node")]
pub use peer::{Accepted, PeerConnector, PeerFiles, PeerTls};
#[cfg(feature = "node")]
pub use server::{ServerFiles, ServerTls};
pub use watched::{Expiry, Figures, Watched};

/// HTTP/2, as the handshake names it.
const HTTP_2: &[u8] = b"h2";

/// The SHA-256 of a certificate or a public key, DER.
#[cfg(feature = "node")]
pub type Fingerprint = [u8; 32];

#[cfg(feature = "node")]
fn fingerprint(der: &[u8]) -> Fingerprint {
    use sha2::Digest as _;
    sha2::Sha256::digest(der).into()
}

/// The cryptography provider for making, checking and using certificates.
fn provider() -> std::sync::Arc<rustls::crypto::CryptoProvider> {
    std::sync::Arc::new(rustls::crypto::ring::default_provider())
}
