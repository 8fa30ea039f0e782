//! The client: what its calls share. Each call stands with the things that it is about.

use std::sync::Arc;
use std::time::Duration;

use crate::endpoints::Endpoints;
use crate::fault::Fault;
use crate::keys::Keys;
use crate::retry_budget::RetryBudget;

const ATTEMPTS_PER_DEADLINE: u32 = 3;

/// Talks to a node or a cluster. Cheap to clone; clones share connections, the retry budget and verification keys.
///
/// Calls are made on a Tokio runtime.
#[derive(Debug, Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

/// State that the clones of a client share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub endpoints: Endpoints,
    pub retries: RetryBudget,
    pub deadline: Duration,
    pub ends_without_quorum: bool,
    pub keys: Keys,
}

impl Client {
    pub(crate) fn new(shared: Shared) -> Self {
        Self {
            shared: Arc::new(shared),
        }
    }

    pub(crate) fn endpoints(&self) -> &Endpoints {
        &self.shared.endpoints
    }

    pub(crate) fn retries(&self) -> &RetryBudget {
        &self.shared.retries
    }

    /// Whether another attempt may be made after this one.
    pub(crate) fn tries_again_after(&self, fault: &Fault) -> bool {
        fault.is_transient() && !(self.shared.ends_without_quorum && fault.is_without_quorum())
    }

    pub(crate) fn deadline(&self) -> Duration {
        self.shared.deadline
    }

    /// How long one attempt may take, so that a server that hangs does not use up the deadline.
    pub(crate) fn patience(&self) -> Duration {
        self.shared.deadline / ATTEMPTS_PER_DEADLINE
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.shared.keys
    }
}
