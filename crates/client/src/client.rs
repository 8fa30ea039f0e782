//! The client and the state that its calls share. Each call is in the module of its subject.

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

    /// Whether another attempt may follow this fault.
    pub(crate) fn tries_again_after(&self, fault: &Fault) -> bool {
        fault.is_transient() && !(self.shared.ends_without_quorum && fault.is_without_quorum())
    }

    pub(crate) fn deadline(&self) -> Duration {
        self.shared.deadline
    }

    /// The time limit of one attempt, so that a hanging server does not use up the deadline.
    pub(crate) fn patience(&self) -> Duration {
        self.shared.deadline / ATTEMPTS_PER_DEADLINE
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.shared.keys
    }
}
