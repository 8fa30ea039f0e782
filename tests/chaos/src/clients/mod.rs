//! Clients that write, read, consume and follow the event log, whatever happens to the nodes, and write down each call and answer.
//!
//! Every call here is one request to one node, so that an answer belongs to one attempt; the SDK, which repeats calls by itself, has
//! clients of its own in `sdk`, and a tenant with keys and webhooks one in `keyed`.

mod caller;
mod consumer;
pub(crate) mod delivered;
mod keyed;
mod sdk;
mod writer;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use minoots_it::clock::SECOND;
use minoots_it::random::Random;
use minoots_wire::time::duration;
use minoots_wire::timer::v1::{CreateTimerRequest, RetryPolicy};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::recorder::Recorder;

pub use caller::Caller;
pub use keyed::Keyed;

/// How long a client waits for an answer before it takes the outcome for unknown.
pub(crate) const CALL_PATIENCE: Duration = Duration::from_secs(3);

/// Timers that clients know of and meddle with; older ones are left alone.
const TIMERS_KNOWN_MAX: usize = 150;

const WRITERS: u64 = 3;
const CONSUMERS: u64 = 2;

/// What clients are to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orders {
    /// Whether they begin new work.
    pub write: bool,
    /// Consumers open their streams anew whenever this grows.
    pub streams: u64,
    /// Whether everybody stops.
    pub stop: bool,
}

/// What all clients share.
#[derive(Debug)]
pub struct Ground {
    /// Where nodes are, whether or not they run.
    pub endpoints: Vec<String>,
    /// Where everything is written down.
    pub recorder: Arc<Recorder>,
    /// What to do at present.
    pub orders: watch::Receiver<Orders>,
    keyed: Option<Arc<Keyed>>,
    timers: Mutex<VecDeque<Known>>,
}

/// A timer that somebody asked for.
#[derive(Clone, Debug)]
struct Known {
    request: CreateTimerRequest,
    version: u64,
}

/// Whatever failed is offered again soon, so that everything ends soon after the last fault.
fn soon_again() -> RetryPolicy {
    RetryPolicy {
        max_attempts: 50,
        max_backoff: Some(duration::to_proto(SECOND)),
        ..RetryPolicy::default()
    }
}

impl Ground {
    /// One on which nothing has happened.
    #[must_use]
    pub fn new(endpoints: Vec<String>, recorder: Arc<Recorder>, orders: watch::Receiver<Orders>) -> Self {
        Self {
            endpoints,
            keyed: None,
            recorder,
            orders,
            timers: Mutex::default(),
        }
    }

    /// With a tenant beside the others that shows keys, whose receiver is in the driver's network namespace.
    #[must_use]
    pub fn with_keyed(mut self, keyed: Arc<Keyed>) -> Self {
        self.keyed = Some(keyed);
        self
    }

    /// Runs all clients until they are told to stop.
    pub async fn run(self: Arc<Self>, mut random: Random) {
        let mut clients = JoinSet::new();
        for client in 0..WRITERS {
            let caller = Caller::new(Arc::clone(&self), client, random.fork());
            clients.spawn(writer::run(caller));
        }
        for client in 0..CONSUMERS {
            let caller = Caller::new(Arc::clone(&self), WRITERS + client, random.fork());
            clients.spawn(consumer::run(caller));
        }
        let sdk = WRITERS + CONSUMERS;
        clients.spawn(sdk::create(Arc::clone(&self), sdk, random.fork()));
        for reader in 0..2 {
            clients.spawn(sdk::follow(Arc::clone(&self), reader, random.fork()));
        }
        if let Some(keyed) = &self.keyed {
            clients.spawn(keyed::run(Arc::clone(&self), Arc::clone(keyed), random.fork()));
        }
        let mut orders = self.orders.clone();
        while !orders.borrow_and_update().stop {
            tokio::select! {
                changed = orders.changed() => {
                    if changed.is_err() {
                        break;
                    }
                }
                Some(ended) = clients.join_next() => {
                    if let Err(error) = ended {
                        self.recorder.complain(format!("a client failed: {error}"));
                    }
                }
            }
        }
        clients.shutdown().await;
    }

    fn some_endpoint(&self, random: &mut Random) -> &str {
        &self.endpoints[random.place(self.endpoints.len())]
    }

    fn may_write(&self) -> bool {
        self.orders.borrow().write
    }

    fn know(&self, request: CreateTimerRequest, version: u64) {
        let mut timers = self.timers.lock().unwrap_or_else(PoisonError::into_inner);
        timers.push_back(Known { request, version });
        if timers.len() > TIMERS_KNOWN_MAX {
            timers.pop_front();
        }
    }

    fn some_timer(&self, random: &mut Random) -> Option<Known> {
        let timers = self.timers.lock().unwrap_or_else(PoisonError::into_inner);
        timers.get(random.place(timers.len())).cloned()
    }
}
