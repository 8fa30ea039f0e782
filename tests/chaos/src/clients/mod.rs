//! Clients that write, read, consume and follow the event log under all faults, and record each call and response.
//!
//! Every call here is one request to one node, so that a response belongs to one attempt. The SDK, which retries by
//! itself, has its own clients in `sdk`, and a tenant with keys and webhooks has one in `keyed`.

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

/// The time after which a client treats the outcome of a call as unknown.
pub(crate) const CALL_PATIENCE: Duration = Duration::from_secs(3);

/// The number of timers that clients know and change; older ones are left alone.
const TIMERS_KNOWN_MAX: usize = 150;

const WRITERS: u64 = 3;
const CONSUMERS: u64 = 2;

/// The instructions to clients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orders {
    /// Whether clients begin new work.
    pub write: bool,
    /// Consumers reopen their streams whenever this grows.
    pub streams: u64,
    /// Whether all clients stop.
    pub stop: bool,
}

/// The state that all clients share.
#[derive(Debug)]
pub struct Ground {
    /// The addresses of the nodes, whether or not they run.
    pub endpoints: Vec<String>,
    /// The recorder of the history.
    pub recorder: Arc<Recorder>,
    /// The current instructions.
    pub orders: watch::Receiver<Orders>,
    keyed: Option<Arc<Keyed>>,
    timers: Mutex<VecDeque<Known>>,
}

/// A timer that a client requested.
#[derive(Clone, Debug)]
struct Known {
    request: CreateTimerRequest,
    version: u64,
}

/// Returns a retry policy with short pauses, so that all timers end soon after the last fault.
fn soon_again() -> RetryPolicy {
    RetryPolicy {
        max_attempts: 50,
        max_backoff: Some(duration::to_proto(SECOND)),
        ..RetryPolicy::default()
    }
}

impl Ground {
    /// Creates the shared state of a new run.
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

    /// Adds the tenant with API keys, whose receiver is in the driver's network namespace.
    #[must_use]
    pub fn with_keyed(mut self, keyed: Arc<Keyed>) -> Self {
        self.keyed = Some(keyed);
        self
    }

    /// Runs all clients until the instructions stop them.
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
