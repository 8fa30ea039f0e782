//! Clients that create, cancel and consume while nodes are killed and restarted, and the invariants afterwards.
//!
//! Every client is careful: it repeats calls with an unknown outcome, until the outcome is known.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::Result;
use minoots_it::PATIENCE;
use minoots_it::client::Client;
use minoots_it::clock::{Deadline, MS};
use minoots_it::consumer::Received;
use minoots_it::deliveries::Deliveries;
use minoots_it::random::Random;
use minoots_wire::envelope::{Verifier, VerifyError};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tonic::Status;

use crate::support::{event_id, reason};

mod consumers;
mod log;
mod writers;

pub use consumers::consume_all;
pub use log::all_events;
use log::check_log;
use writers::{cancel_some, create_all};

/// The largest delay of a timer.
const FURTHEST_NS: i64 = 3_000 * MS;

/// The clients' knowledge.
#[derive(Default)]
pub struct Known {
    /// Versions of timers whose create was acknowledged.
    pub created: BTreeMap<String, u64>,
    pub cancelled: BTreeSet<String>,
    pub too_late: BTreeSet<String>,
    pub deliveries: Deliveries,
    /// Events whose acknowledgement was confirmed.
    pub settled: BTreeSet<String>,
    /// The number of calls whose outcome was unknown at first.
    pub repeated: usize,
}

/// The state that all clients share.
#[derive(Clone)]
pub struct World {
    known: Arc<Mutex<Known>>,
    /// The addresses of live nodes; none while the only one is down.
    endpoints: watch::Receiver<Vec<String>>,
    /// Connections are spread over the nodes in turn.
    turn: Arc<AtomicUsize>,
    /// Whether new work has stopped.
    is_ending: Arc<AtomicBool>,
    /// The largest lead of a releasing node's clock.
    clock_ahead_ns_max: i64,
}

impl World {
    /// Creates an empty world.
    pub fn new(endpoints: watch::Receiver<Vec<String>>) -> Self {
        Self {
            known: Arc::default(),
            endpoints,
            turn: Arc::default(),
            is_ending: Arc::default(),
            clock_ahead_ns_max: 0,
        }
    }

    /// Allows releasing nodes' clocks to be ahead by this much.
    pub fn with_clock_ahead(mut self, clock_ahead_ns_max: i64) -> Self {
        self.clock_ahead_ns_max = clock_ahead_ns_max;
        self
    }

    pub fn know<T>(&self, with: impl FnOnce(&mut Known) -> T) -> T {
        with(&mut self.known.lock().unwrap())
    }

    /// Returns the same world with other addresses of the nodes.
    pub fn at(&self, endpoints: watch::Receiver<Vec<String>>) -> Self {
        Self {
            endpoints,
            ..self.clone()
        }
    }

    fn is_ending(&self) -> bool {
        self.is_ending.load(Ordering::Relaxed)
    }

    /// Connects to a node, as soon as one is available.
    pub async fn connect(&self) -> Client {
        let mut endpoints = self.endpoints.clone();
        loop {
            let urls = endpoints.wait_for(|urls| !urls.is_empty()).await.unwrap().clone();
            let turn = self.turn.fetch_add(1, Ordering::Relaxed);
            match Client::connect(&urls[turn % urls.len()]).await {
                Ok(client) => return client,
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }
}

/// Writers, a canceller, and two consumers.
pub struct Load {
    world: World,
    writers: Vec<JoinHandle<()>>,
    consumers: Vec<JoinHandle<()>>,
}

impl Load {
    /// Starts the clients, with two writers.
    pub fn begin(world: &World, random: &mut Random) -> Self {
        Self::begin_with(world, random, 2)
    }

    /// Starts the clients, with this number of writers. Each creates up to about 250 timers per second.
    pub fn begin_with(world: &World, random: &mut Random, writers: usize) -> Self {
        let create = |writer| create_all(world.clone(), random.fork(), format!("w{writer}-"));
        let mut writers: Vec<_> = (0..writers).map(create).map(tokio::spawn).collect();
        writers.push(tokio::spawn(cancel_some(world.clone(), random.fork())));
        let consumers = vec![
            tokio::spawn(consume_all(world.clone(), random.fork())),
            tokio::spawn(consume_all(world.clone(), random.fork())),
        ];
        Self {
            world: world.clone(),
            writers,
            consumers,
        }
    }

    /// Stops writing, waits until every due event is delivered and acknowledged, and judges everything.
    pub async fn end(self) {
        let world = self.world;
        world.is_ending.store(true, Ordering::Relaxed);
        for writer in self.writers {
            writer.await.unwrap();
        }
        // A cancelled timer must not fire at its due instant.
        tokio::time::sleep(Duration::from_nanos(FURTHEST_NS.unsigned_abs())).await;
        drain(&world, &self.consumers).await;
        for consumer in &self.consumers {
            consumer.abort();
        }
        check_log(&world, &world.connect().await).await;
        world.know(|known| known.check());
    }
}

impl Known {
    /// Requires that cancelled timers were not delivered, and timers whose cancel was too late were.
    fn check(&self) {
        let redeliveries = self.deliveries.redeliveries();
        let (created, cancelled, too_late) = (self.created.len(), self.cancelled.len(), self.too_late.len());
        eprintln!(
            "{created} created, {cancelled} cancelled, {too_late} too late, {redeliveries} redeliveries, {} repeated",
            self.repeated
        );
        for id in &self.cancelled {
            let delivered = self.deliveries.of_timer(id).next();
            assert_eq!(delivered, None, "{id} was cancelled and delivered");
        }
        for id in &self.too_late {
            let expected = event_id(id, self.created[id]);
            let delivered = self.deliveries.get(&expected);
            assert!(delivered.is_some(), "too late to cancel, and not delivered: {expected}");
        }
    }
}

/// Whether a repeat can help: the node disappeared, or announced its stop.
pub fn is_unknown(status: &Status) -> bool {
    let transient = [
        "",
        "OUTCOME_UNKNOWN",
        "NOT_LEADER",
        "NO_QUORUM",
        "SHUTTING_DOWN",
        "OVERLOADED",
        "INDEX_NOT_REACHED",
    ];
    transient.contains(&reason(status).as_str())
}

/// Learns the key of another leader, which was registered before its first delivery.
pub async fn learn_key(verifier: &mut Verifier, client: &Client, received: &Received) -> Result<()> {
    let envelope = received.envelope()?;
    let verified = verifier.verify(&envelope.payload, &envelope.signature);
    if matches!(verified, Err(VerifyError::KeyUnknown(_))) {
        *verifier = client.verifier().await?;
    }
    Ok(())
}

/// Waits until every event that was not cancelled is delivered and acknowledged.
async fn drain(world: &World, consumers: &[JoinHandle<()>]) {
    let deadline = Deadline::after(2 * PATIENCE);
    loop {
        let missing: Vec<String> = world.know(|known| {
            let due = known.created.iter().filter(|(id, _)| !known.cancelled.contains(*id));
            let ids = due.map(|(id, version)| event_id(id, *version));
            ids.filter(|id| !known.settled.contains(id)).collect()
        });
        let has_failed = consumers.iter().any(JoinHandle::is_finished);
        assert!(!has_failed, "a consumer gave up");
        if missing.is_empty() {
            return;
        }
        let first = &missing[..missing.len().min(5)];
        assert!(
            !deadline.has_passed(),
            "{} events are missing, such as {first:?}",
            missing.len()
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
