//! Subscriptions to resources: a subscriber is notified when a resource's content changes.
//!
//! Invariants:
//! - Every change after the answer to a subscription is notified.
//! - The number of subscriptions is at most [`WATCHES_MAX`] over all sessions. A session's subscriptions end with it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rmcp::RoleServer;
use rmcp::model::{ErrorData, ResourceUpdatedNotificationParam, SubscriptionFilter};
use rmcp::service::{Peer, SubscriptionContext, SubscriptionSink};
use serde_json::Value;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::sleep;
use tokio_util::task::AbortOnDropHandle;

use crate::agent::Agent;
use crate::answer::Refusal;
use crate::limits::{WATCH_PAUSE, WATCHES_MAX};
use crate::resources;

/// The permits for all subscriptions of a server.
pub fn places() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(WATCHES_MAX))
}

/// The subscriptions of one session.
#[derive(Debug)]
pub struct Watches {
    places: Arc<Semaphore>,
    running: Mutex<BTreeMap<String, Running>>,
}

#[derive(Debug)]
struct Running {
    place: OwnedSemaphorePermit,
    _task: AbortOnDropHandle<()>,
}

impl Watches {
    /// No subscriptions yet; each takes a permit.
    pub fn new(places: Arc<Semaphore>) -> Self {
        Self {
            places,
            running: Mutex::default(),
        }
    }

    /// Watches a resource until the session ends or unsubscribes.
    ///
    /// # Errors
    /// The resource cannot be read, or the limit of subscriptions is reached.
    pub async fn begin(&self, agent: Arc<Agent>, uri: String, peer: Peer<RoleServer>) -> Result<(), ErrorData> {
        // A repeated subscription takes no second permit.
        let place = self.running().remove(&uri).map(|running| running.place);
        let place = place.map_or_else(|| self.place(), Ok)?;
        let watch = Watch::new(agent, uri.clone(), Listener::Session(peer)).await?;
        let _task = AbortOnDropHandle::new(tokio::spawn(watch.run()));
        self.running().insert(uri, Running { place, _task });
        Ok(())
    }

    /// Ends a subscription.
    pub fn end(&self, uri: &str) {
        self.running().remove(uri);
    }

    /// Watches the resources of one request until it is cancelled.
    ///
    /// # Errors
    /// As [`begin`](Self::begin).
    pub async fn listen(&self, agent: Arc<Agent>, context: &SubscriptionContext) -> Result<(), ErrorData> {
        let (mut watching, mut places) = (JoinSet::new(), Vec::new());
        for uri in watched(context.accepted()) {
            let listener = Listener::Request(context.sink().clone());
            places.push(self.place()?);
            let watch = Watch::new(Arc::clone(&agent), uri, listener).await?;
            watching.spawn(watch.run());
        }
        context.cancelled().await;
        Ok(())
    }

    fn place(&self) -> Result<OwnedSemaphorePermit, ErrorData> {
        let message = format!("there are {WATCHES_MAX} subscriptions already");
        let way_out = "Nothing was changed. End one that is not needed, or read the resource now and then instead.";
        let refused = |_| {
            let refusal = Refusal::new("MAX_SUBSCRIPTIONS", message.clone(), way_out);
            ErrorData::invalid_request(message, Some(refusal.into_answer().into()))
        };
        Arc::clone(&self.places).try_acquire_owned().map_err(refused)
    }

    fn running(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Running>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The watchable resources of a subscription filter.
pub fn watched(filter: &SubscriptionFilter) -> Vec<String> {
    let uris = filter.resource_subscriptions.iter().flatten();
    uris.filter(|uri| resources::is_watched(uri)).cloned().collect()
}

/// The subscriber.
enum Listener {
    Session(Peer<RoleServer>),
    Request(SubscriptionSink),
}

impl Listener {
    /// Notifies the subscriber. Returns whether it still exists.
    async fn tell(&self, uri: &str) -> bool {
        match self {
            Self::Session(peer) => {
                let params = ResourceUpdatedNotificationParam::new(uri);
                peer.notify_resource_updated(params).await.is_ok()
            }
            Self::Request(sink) => sink.notify_resource_updated(uri).await.is_ok(),
        }
    }
}

/// One subscription.
struct Watch {
    agent: Arc<Agent>,
    uri: String,
    listener: Listener,
    /// The state at the last notification.
    seen: Value,
}

impl Watch {
    async fn new(agent: Arc<Agent>, uri: String, listener: Listener) -> Result<Self, ErrorData> {
        let seen = resources::state(&agent, &uri).await;
        let seen = seen.map_err(|refusal| resources::refused(&uri, refusal))?;
        Ok(Self {
            agent,
            uri,
            listener,
            seen,
        })
    }

    /// Runs until the subscriber is gone.
    async fn run(mut self) {
        loop {
            sleep(WATCH_PAUSE).await;
            let state = match resources::state(&self.agent, &self.uri).await {
                Ok(state) => state,
                // The cluster has deleted the timer.
                Err(refusal) if refusal.error == "TIMER" => Value::Null,
                // If the cluster does not answer, a change is notified once it does.
                Err(_) => continue,
            };
            if state == self.seen {
                continue;
            }
            self.seen = state;
            if !self.listener.tell(&self.uri).await {
                return;
            }
        }
    }
}
