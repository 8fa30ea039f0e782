//! The client and the state that its calls share. Each call is in the module of its subject.

use std::sync::Arc;
use std::time::Duration;

use minoots_wire::timer::v1::{Consistency, ReadOptions};

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
    /// How current reads have to be. `None` means linearizable.
    read: Option<ReadOptions>,
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
            read: None,
        }
    }

    /// A client whose reads reflect the state that the answering node has applied. Such a read may be older than the
    /// last acknowledged write, and the node needs no other node to answer. Writes, and calls that read before they
    /// write, are as of any client.
    #[must_use]
    pub fn with_local_reads(&self) -> Self {
        self.reading(|read| read.consistency = Consistency::Local.into())
    }

    /// A client whose reads wait until the answering node has applied this entry of the log, such as the one that a
    /// write returned.
    #[must_use]
    pub fn with_min_index(&self, index: u64) -> Self {
        self.reading(|read| read.min_index = index)
    }

    fn reading(&self, change: impl FnOnce(&mut ReadOptions)) -> Self {
        let mut read = self.read.unwrap_or_default();
        change(&mut read);
        Self {
            read: Some(read),
            ..self.clone()
        }
    }

    /// The client for calls that read before they write.
    pub(crate) fn linearizable(&self) -> Self {
        Self {
            read: None,
            ..self.clone()
        }
    }

    pub(crate) fn read_options(&self) -> Option<ReadOptions> {
        self.read
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
