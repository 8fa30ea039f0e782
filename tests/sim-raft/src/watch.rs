//! Checks of calls between nodes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::Response;
use tokio::time::Instant;
use tonic::body::Body;

use crate::facts::Facts;
use crate::trace::now;

/// Knows which nodes must abstain from voting. Cheap to clone; clones share the state.
#[derive(Clone)]
pub(crate) struct CallWatch {
    abstains_until: Arc<Mutex<BTreeMap<u64, Instant>>>,
    facts: Facts,
}

impl CallWatch {
    pub(crate) fn new(facts: Facts) -> Self {
        Self {
            abstains_until: Arc::default(),
            facts,
        }
    }

    /// Records the restart of a node that may have made promises. It must not vote for the duration of a lease.
    pub(crate) fn restarts(&self, node: u64, lease: Duration) {
        let mut until = self.abstains_until.lock().unwrap_or_else(PoisonError::into_inner);
        until.insert(node, now() + lease);
    }

    /// Checks a node's response to a call.
    pub(crate) fn answered(&self, path: &str, from: u64, by: u64, answer: &Response<Body>) {
        if path != "RequestVote" || answer.headers().contains_key("grpc-status") {
            return;
        }
        let until = self.abstains_until.lock().unwrap_or_else(PoisonError::into_inner);
        if until.get(&by).is_some_and(|until| now() < *until) {
            self.facts.violation(format!(
                "G24: node {by} answered node {from}'s request for a vote within a lease of its restart"
            ));
        }
    }
}
