//! TLS: what a node shows its clients, what nodes show each other, and what clients believe.
//!
//! - [`ServerTls`]: the certificate of the port for clients, TLS 1.2 and 1.3.
//! - [`PeerTls`]: both directions between nodes, TLS 1.3 only, each certificate naming its cluster and node ([`PeerName`]).
//! - [`Trust`], [`Connector`]: the client's side, with errors that say what is wrong.
//! - [`NodeKey`], [`CertificateRequest`], [`PeerAuthority`], [`JoinConnector`]: how a node that has no certificate gets one.
//! - [`Watched`]: files that are read again when they change.
//!
//! Invariants:
//! - New files take effect whole or not at all: what cannot be used is told, counted, and leaves what was in use in use.
//! - A peer's certificate is of this cluster before a byte of what it says is looked at; which node it is of, its transport tells.
//! - Who shows no certificate and says so reaches the service for nodes that join, and nothing else ([`Accepted`]).
//! - No private key appears in a `Debug` or an error.
//!
//! The cryptography is `ring`, which object stores and webhooks of this workspace use already: it needs nothing but a C compiler, where
//! `aws-lc-rs` would be a second library of the kind. `x509-parser` reads what rustls keeps to itself: the end of a certificate's time and
//! its names. See `docs/decisions/0036-tls.md`.

mod authority;
mod certificate;
mod client;
mod clock;
mod error;
mod explain;
mod join;
mod name;
mod peer;
mod server;
mod watched;

pub use authority::{CertificateRequest, PeerAuthority, RequestError, Unsigned, renewal};
pub use client::{ConnectError, Connector, Stream, Trust};
pub use error::FileError;
pub use join::{JoinConnector, NodeKey, certificate_pem};
pub use name::{PeerName, PeerNameError};
pub use peer::{Accepted, PeerConnector, PeerFiles, PeerTls};
pub use server::{ServerFiles, ServerTls};
pub use watched::{Expiry, Figures, Watched};

/// The SHA-256 of a certificate or a public key, DER.
pub type Fingerprint = [u8; 32];

fn fingerprint(der: &[u8]) -> Fingerprint {
    use sha2::Digest as _;
    sha2::Sha256::digest(der).into()
}

/// What certificates are made, checked and used with.
fn provider() -> std::sync::Arc<rustls::crypto::CryptoProvider> {
    std::sync::Arc::new(rustls::crypto::ring::default_provider())
}
