//! Webhook endpoints, as this node knows them: their secrets, their limits, and the means to post to them.
//!
//! - [`key_file`], [`sealed`], [`rotation`]: how the node stores endpoints' secrets, and which of them sign;
//! - [`slots`]: the limits on attempts.

use minoots_delivery::signer::Signer;
use minoots_kernel::Effect;
use minoots_seal::SecretsKey;
use minoots_sequencer::consensus::{EffectSink, Moment, Position};
use minoots_webhook::{
    address::Networks,
    attempt::{Limits, Sender},
    connector::{Connector, Roots, RootsError},
};
use slots::Slots;
use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, OnceLock, PoisonError, atomic::AtomicU64},
};
use tokio::{runtime::Handle, sync::Notify};

pub(crate) mod key_file;
pub(crate) mod rotation;
pub(crate) mod sealed;
pub(crate) mod slots;

pub use key_file::{KeyFileError, new_secrets_key_file};

/// Endpoints that changed, by tenant and id. Bounded by the number of endpoints.
#[derive(Default)]
pub(crate) struct Changes {
    changed: Mutex<BTreeSet<(String, String)>>,
    pub bell: Notify,
}

impl Changes {
    pub fn take(&self) -> BTreeSet<(String, String)> {
        std::mem::take(&mut self.changed.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl EffectSink for Changes {
    fn applied(&self, _: Position, _: Moment, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Webhook { tenant, id } = effect {
                let mut changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
                changed.insert((tenant.clone(), id.clone()));
                self.bell.notify_one();
            }
        }
    }
}

/// The networks and responses that the operator grants to the owners of endpoints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// The private networks that endpoints may lead into.
    pub private: Networks,
    /// Whether the first bytes of receivers' responses are stored and shown.
    pub shows_answers: bool,
}

impl Reach {
    /// Loopback and private networks, and responses: for a developer's own machine.
    #[must_use]
    pub fn open() -> Self {
        Self {
            private: Networks::private(),
            shows_answers: true,
        }
    }
}

/// Validated authority certificates, as PEM.
pub(crate) struct Authorities(Vec<u8>);

/// An error of the file of authorities.
#[derive(Debug, thiserror::Error)]
pub enum WebhookCaError {
    /// The file cannot be read.
    #[error("--webhook-ca {path}: {error}")]
    Read {
        /// The file.
        path: PathBuf,
        /// The cause.
        error: io::Error,
    },
    /// The file contains no certificate, or a malformed one.
    #[error("--webhook-ca {path}: {error}")]
    Unusable {
        /// The file.
        path: PathBuf,
        /// The cause.
        error: RootsError,
    },
}

impl Authorities {
    /// Reads a file at the start, so that a node with an unusable one does not start.
    pub fn load(path: &Path) -> Result<Authorities, WebhookCaError> {
        let pem = std::fs::read(path).map_err(|error| WebhookCaError::Read {
            path: path.to_owned(),
            error,
        })?;
        let looked_at = Roots::none().add_pem(&pem);
        looked_at.map_err(|error| WebhookCaError::Unusable {
            path: path.to_owned(),
            error,
        })?;
        Ok(Authorities(pem))
    }
}

/// The state that webhooks of this node share.
pub(crate) struct Webhooks {
    /// The key that seals endpoints' secrets. Without it this node makes no endpoint, and posts to none.
    pub key: Option<Arc<SecretsKey>>,
    pub changes: Arc<Changes>,
    pub signer: Arc<Signer>,
    /// Authorities for endpoints' certificates, beside the system's, as PEM.
    authorities: Option<Authorities>,
    /// The networks and responses that the operator grants.
    pub reach: Reach,
    pub slots: Slots,
    /// The number of disabled endpoints, as the leader knows it; 0 elsewhere.
    pub disabled: AtomicU64,
    sender: OnceLock<Option<Arc<Sender>>>,
    pub runtime: OnceLock<Handle>,
}

impl Webhooks {
    /// The state of a node that does not run yet.
    pub fn new(
        key: Option<Arc<SecretsKey>>,
        authorities: Option<Authorities>,
        reach: Reach,
        changes: Arc<Changes>,
        signer: Arc<Signer>,
    ) -> Webhooks {
        Webhooks {
            key,
            changes,
            signer,
            authorities,
            reach,
            slots: Slots::default(),
            disabled: AtomicU64::new(0),
            sender: OnceLock::new(),
            runtime: OnceLock::new(),
        }
    }

    /// The number of attempts in flight.
    pub fn in_flight(&self) -> u64 {
        self.slots.under_way()
    }

    /// The sender, made at the first attempt, because that reads the system's root certificates.
    pub fn sender(&self) -> Option<Arc<Sender>> {
        let make = || {
            let mut roots = Roots::system().unwrap_or_else(|error| {
                match self.authorities {
                    None => tracing::warn!(%error, "webhooks over https will fail"),
                    Some(_) => tracing::warn!(%error, "only the authorities of --webhook-ca are believed"),
                }
                Roots::none()
            });
            if let Some(Authorities(pem)) = &self.authorities
                && let Err(error) = roots.add_pem(pem)
            {
                tracing::error!(%error, "the authorities of --webhook-ca cannot be used");
            }
            let connector = Connector::new(roots).inspect_err(|error| tracing::error!(%error, "nothing can be posted"));
            let connector = connector.ok()?.permitting(self.reach.private.clone());
            Some(Arc::new(Sender::new(connector, Limits::default())))
        };
        self.sender.get_or_init(make).clone()
    }
}
