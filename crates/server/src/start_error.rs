//! Errors of starting and of stopping a node.

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

/// An error of starting a node.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A port would be reachable without the required protection.
    #[error("LISTEN_NOT_LOOPBACK: {0}")]
    Exposed(#[from] Exposed),
    /// A certificate or key file is unusable.
    #[error("TLS_FILES: {0}")]
    Tls(#[from] FileError),
    /// The address cannot be bound.
    #[error("LISTEN_FAILED: {address} cannot be listened on: {error}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The cause.
        error: io::Error,
    },
    /// The node has no certificate, and obtained none with its token.
    #[error(transparent)]
    Join(#[from] JoinError),
    /// The log, the tables or consensus failed.
    #[error(transparent)]
    Raft(#[from] minoots_raft::StartError),
    /// The root key cannot be loaded.
    #[error(transparent)]
    RootKey(#[from] RootKeyError),
    /// The signing key cannot be loaded.
    #[error(transparent)]
    Signer(#[from] signer::Error),
    /// The secrets key cannot be loaded.
    #[error(transparent)]
    SecretsKey(#[from] KeyFileError),
    /// A used data directory lacks keys.
    #[error(transparent)]
    KeysMissing(#[from] KeysMissing),
    /// The node cannot open tenants' sealed data.
    #[error(transparent)]
    Unopened(#[from] Unopened),
    /// The tables cannot be read.
    #[error("the tables cannot be read: {0}")]
    Tables(String),
    /// The disk is not usable.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// The authorities of webhooks cannot be loaded.
    #[error("TLS_FILES: {0}")]
    WebhookCa(#[from] WebhookCaError),
    /// The system granted no thread or file.
    #[error("the system refused: {0}")]
    Io(#[from] io::Error),
    /// Logging, metrics or traces failed to start.
    #[error(transparent)]
    Telemetry(#[from] telemetry::Error),
    /// Reflection or routes cannot be built.
    #[error("the surface could not be built: {0}")]
    Surface(String),
    /// The node stopped before it was ready.
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

/// A key file that a used data directory lacks.
#[derive(Debug, thiserror::Error)]
#[error(
    "KEYS_MISSING: {} is missing, in a data directory that was used before: {what}. Put the file back from a copy; if there is none, \
     start once with --new-keys",
    file.display()
)]
pub struct KeysMissing {
    /// The file.
    pub(crate) file: PathBuf,
    /// The consequence of its loss.
    pub(crate) what: &'static str,
}

/// An error of stopping in order. No acknowledged write is lost.
pub type StopError = minoots_raft::StopError;
