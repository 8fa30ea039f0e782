//! What keeps a node from starting, or from ending in order.

use std::{io, net::SocketAddr, path::PathBuf};

use minoots_delivery::signer;
use minoots_tls::FileError;

use crate::{
    access::RootKeyError,
    disk::DiskError,
    endpoints::{KeyFileError, WebhookCaError},
    exposure::Exposed,
    join::JoinError,
    payloads::{KeysError, Unopened},
    telemetry,
};

/// Why a node does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// It would be reached from other machines without what that takes.
    #[error("LISTEN_NOT_LOOPBACK: {0}")]
    Exposed(#[from] Exposed),
    /// A file of certificates or keys.
    #[error("TLS_FILES: {0}")]
    Tls(#[from] FileError),
    /// The address cannot be served.
    #[error("LISTEN_FAILED: {address} cannot be listened on: {error}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why not.
        error: io::Error,
    },
    /// It has no certificate, and got none for its token.
    #[error(transparent)]
    Join(#[from] JoinError),
    /// Log, tables or consensus.
    #[error(transparent)]
    Raft(#[from] minoots_raft::StartError),
    /// The root key.
    #[error(transparent)]
    RootKey(#[from] RootKeyError),
    /// The signing key.
    #[error(transparent)]
    Signer(#[from] signer::Error),
    /// The key that secrets are kept by.
    #[error(transparent)]
    SecretsKey(#[from] KeyFileError),
    /// Keys that a used data directory should hold.
    #[error(transparent)]
    KeysMissing(#[from] KeysMissing),
    /// It could not open what tenants have sealed.
    #[error(transparent)]
    Unopened(#[from] Unopened),
    /// What the tables hold cannot be read.
    #[error("the tables cannot be read: {0}")]
    Tables(String),
    /// Its disk.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// The authorities of webhooks.
    #[error("TLS_FILES: {0}")]
    WebhookCa(#[from] WebhookCaError),
    /// A thread or file could not be had.
    #[error("the system refused: {0}")]
    Io(#[from] io::Error),
    /// Logging, metrics or traces.
    #[error(transparent)]
    Telemetry(#[from] telemetry::Error),
    /// Reflection or routes.
    #[error("the surface could not be built: {0}")]
    Surface(String),
    /// It stopped before it was ready.
    #[error("the node stopped before it was ready")]
    Stopped,
}

impl From<KeysError> for StartError {
    fn from(error: KeysError) -> StartError {
        match error {
            KeysError::Unopened(unopened) => StartError::Unopened(unopened),
            unread => StartError::Tables(unread.to_string()),
        }
    }
}

/// A file of keys that a used directory should hold.
#[derive(Debug, thiserror::Error)]
#[error(
    "KEYS_MISSING: {} is missing, in a data directory that was used before: {what}. Put the file back from a copy; if there is none, \
     start once with --new-keys",
    file.display()
)]
pub struct KeysMissing {
    /// The file.
    pub(crate) file: PathBuf,
    /// What that means.
    pub(crate) what: &'static str,
}

/// What did not end in order. Nothing acknowledged is lost.
pub type StopError = minoots_raft::StopError;
