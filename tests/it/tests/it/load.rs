//! Clients that create, cancel and consume while nodes come and go under them, and what must be true afterwards.
//!
//! Every client behaves as a careful one does: it repeats what it does not know the outcome of, until it knows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Result, ensure};
use minoots_it::PATIENCE;
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::{Deadline, MS, now_ns};
use minoots_it::consumer::{Consumer, Message, Received};
use minoots_it::deliveries::Deliveries;
use minoots_it::random::Random;
use minoots_it::tail::{Tail, id, kind, subject};
use minoots_wire::envelope::{Verifier, VerifyError};
use minoots_wire::event::v1::consume_request::Request;
use minoots_wire::event::v1::consume_result::Result as Answer;
use minoots_wire::event::v1::{AckOutcome, ConsumeAck, ConsumeResult, LogEvent};
use minoots_wire::timer::v1::{CancelOutcome, CancelTimerRequest, CreateTimerRequest};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tonic::{Code, Status};

use crate::support::{event_id, reason};

/// How far ahead timers are set.
const FURTHEST_NS: i64 = 3_000 * MS;

/// Long enough for a delivery to arrive on a busy machine before the next one of its event is sent on another stream.
const ACK_WITHIN: Duration = Duration::from_secs(3);

/// Subjects of timers that a test made beside the load.
const PROBES: &str = "timers/probe-";

/// What the clients know.
#[derive(Default)]
pub struct Known {
    /// Versions of timers whose create was acknowledged.
    pub created: BTreeMap<String, u64>,
    pub cancelled: BTreeSet<String>,
    pub too_late: BTreeSet<String>,
    pub deliveries: Deliveries,
    /// Events whose acknowledgement was acknowledged.
    pub settled: BTreeSet<String>,
    /// Calls whose outcome was unknown at first.
    pub repeated: usize,
}

/// What all clients share.
#[derive(Clone)]
pub struct World {
    known: Arc<Mutex<Known>>,
    /// Where nodes are that live; none while the only one is down.
    endpoints: watch::Receiver<Vec<String>>,
    /// Connections are spread over the nodes in turn.
    turn: Arc<AtomicUsize>,
    /// No new work is begun.
    is_ending: Arc<AtomicBool>,
    /// How far the clock of a node that releases may be ahead.
    clock_ahead_ns_max: i64,
}

impl World {
    /// One in which nothing has happened.
    pub fn new(endpoints: watch::Receiver<Vec<String>>) -> Self {
        Self {
            known: Arc::default(),
            endpoints,
            turn: Arc::default(),
            is_ending: Arc::default(),
            clock_ahead_ns_max: 0,
        }
    }

    /// In it, clocks of nodes that release may be ahead by this much.
    pub fn with_clock_ahead(mut self, clock_ahead_ns_max: i64) -> Self {
        self.clock_ahead_ns_max = clock_ahead_ns_max;
        self
    }

    /// One in which a leader may sleep, and wake up with deliveries in its hands.
    pub fn with_sleepers(endpoints: watch::Receiver<Vec<String>>) -> Self {
        let world = Self::new(endpoints);
        world.know(|known| known.deliveries = Deliveries::with_sleepers());
        world
    }

    pub fn know<T>(&self, with: impl FnOnce(&mut Known) -> T) -> T {
        with(&mut self.known.lock().unwrap())
    }

    fn is_ending(&self) -> bool {
        self.is_ending.load(Ordering::Relaxed)
    }

    /// A connection to a node, as soon as there is one.
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

/// Two writers, one that cancels, and two consumers.
pub struct Load {
    world: World,
    writers: Vec<JoinHandle<()>>,
    consumers: Vec<JoinHandle<()>>,
}

impl Load {
    /// Begins to work.
    pub fn begin(world: &World, random: &mut Random) -> Self {
        let writers = vec![
            tokio::spawn(create_all(world.clone(), random.fork(), "a")),
            tokio::spawn(create_all(world.clone(), random.fork(), "b")),
            tokio::spawn(cancel_some(world.clone(), random.fork())),
        ];
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

    /// Stops writing, waits until everything that is due was delivered and acknowledged, and judges all of it.
    pub async fn end(self) {
        let world = self.world;
        world.is_ending.store(true, Ordering::Relaxed);
        for writer in self.writers {
            writer.await.unwrap();
        }
        // What was cancelled must stay silent when its time comes.
        tokio::time::sleep(Duration::from_nanos(FURTHEST_NS.unsigned_abs())).await;
        drain(&world, &self.consumers).await;
        for consumer in &self.consumers {
            consumer.abort();
        }
        check_log(&world).await;
        world.know(|known| known.check());
    }
}

impl Known {
    /// Cancelled timers were not delivered; those too late to cancel were.
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

/// Whether repeating helps: the node went away without a word, or said so.
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

async fn create_all(world: World, mut random: Random, name: &'static str) {
    let mut client = world.connect().await;
    let mut number = 0;
    while !world.is_ending() {
        let mut batch = Vec::new();
        for _ in 0..random.between(1, 12) {
            number += 1;
            let due_ns = now_ns() + random.between(-500 * MS, FURTHEST_NS);
            batch.push(request(&format!("{name}{number:05}"), due_ns));
        }
        let made = loop {
            match client.create_batch(batch.clone()).await {
                Ok(made) => break made,
                Err(status) if is_unknown(&status) => {
                    world.know(|known| known.repeated += 1);
                    client = world.connect().await;
                }
                Err(status) => panic!("create: {status:?}"),
            }
        };
        world.know(|known| {
            known
                .created
                .extend(made.results.into_iter().map(|made| (made.id, made.state_version)))
        });
        tokio::time::sleep(Duration::from_millis(random.below(40))).await;
    }
}

fn request(id: &str, due_ns: i64) -> CreateTimerRequest {
    timer(id)
        .fire_at(due_ns)
        .ack_within(ACK_WITHIN)
        .with_payload("text/plain", id)
}

async fn cancel_some(world: World, mut random: Random) {
    let mut client = world.connect().await;
    let mut done = BTreeSet::new();
    while !world.is_ending() {
        tokio::time::sleep(Duration::from_millis(random.below(20))).await;
        let back = usize::try_from(random.below(40)).unwrap();
        let picked = world.know(|known| known.created.keys().rev().nth(back).cloned());
        let Some(id) = picked.filter(|id| done.insert(id.clone())) else {
            continue;
        };
        let answer = loop {
            let request = CancelTimerRequest {
                id: id.clone(),
                ..CancelTimerRequest::default()
            };
            match client.cancel_with(request).await {
                Ok(answer) => break answer,
                Err(status) if is_unknown(&status) => {
                    world.know(|known| known.repeated += 1);
                    client = world.connect().await;
                }
                Err(status) => panic!("cancel of {id}: {status:?}"),
            }
        };
        world.know(|known| match answer.outcome() {
            CancelOutcome::Cancelled => known.cancelled.insert(id),
            CancelOutcome::TooLate => known.too_late.insert(id),
            other => panic!("{id}: {other:?}"),
        });
    }
}

/// Acknowledgements without an answer: event id and fence.
type Unanswered = BTreeSet<(String, String)>;

/// Consumes until aborted, with a new connection after each kill.
async fn consume_all(world: World, mut random: Random) {
    let mut unanswered = Unanswered::new();
    loop {
        let client = world.connect().await;
        // Only the end of the node ends a session; any other failure is the test's.
        if let Err(error) = session(&world, &client, &mut random, &mut unanswered).await {
            assert!(
                error.downcast_ref::<Status>().is_some_and(is_unknown),
                "a consumer failed: {error:#}"
            );
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn session(world: &World, client: &Client, random: &mut Random, unanswered: &mut Unanswered) -> Result<()> {
    let mut verifier = client.verifier().await?;
    let consumer = Consumer::open(client, "default", 200).await?;
    let mut consumer = consumer.with_clock_ahead(world.clock_ahead_ns_max);
    for (event_id, fence) in unanswered.clone() {
        consumer.send(Request::Ack(ConsumeAck { event_id, fence }))?;
    }
    while let Some(message) = consumer.message().await? {
        match message {
            Message::Delivery(received) => {
                learn_key(&mut verifier, client, &received).await?;
                world.know(|known| known.deliveries.take(&received, &verifier))?;
                match random.below(20) {
                    0 => {}
                    1 => consumer.send_nack(&received, Duration::ZERO)?,
                    _ => {
                        unanswered.insert((received.id().to_owned(), received.fence().to_owned()));
                        consumer.send_ack(&received)?;
                    }
                }
            }
            Message::Result(result) => answered(world, result, unanswered)?,
        }
    }
    Ok(())
}

/// Another leader signs with a key of its own, which was registered before its first delivery.
pub async fn learn_key(verifier: &mut Verifier, client: &Client, received: &Received) -> Result<()> {
    let envelope = received.envelope()?;
    let verified = verifier.verify(&envelope.payload, &envelope.signature);
    if matches!(verified, Err(VerifyError::KeyUnknown(_))) {
        *verifier = client.verifier().await?;
    }
    Ok(())
}

fn answered(world: &World, result: ConsumeResult, unanswered: &mut Unanswered) -> Result<()> {
    let ConsumeResult {
        event_id,
        fence,
        result,
    } = result;
    match result {
        Some(Answer::Ack(ack)) => {
            ensure!(ack.outcome() != AckOutcome::AlreadyFailed, "{event_id} failed");
            unanswered.remove(&(event_id.clone(), fence));
            world.know(|known| known.settled.insert(event_id));
        }
        Some(Answer::Error(error)) => {
            // An acknowledgement is good for ever; a delivery's time may be up before it is given back.
            let is_ack = unanswered.contains(&(event_id.clone(), fence));
            let is_transient = error.code == Code::Unavailable as i32;
            ensure!(
                is_transient || (!is_ack && error.reason == "STALE_FENCE"),
                "{event_id}: {error:?}"
            );
        }
        _ => {}
    }
    Ok(())
}

/// Waits until everything that was not cancelled has been delivered and acknowledged.
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

/// The whole log up to the creation of a timer made now, from whichever node can tell.
async fn log_until_marker(world: &World) -> Vec<LogEvent> {
    let deadline = Deadline::after(PATIENCE);
    loop {
        match read_log(world, &world.connect().await).await {
            Ok(events) => return events,
            Err(error) => {
                let is_passing = error.downcast_ref::<Status>().is_some_and(is_unknown);
                assert!(
                    is_passing && !deadline.has_passed(),
                    "the log cannot be read: {error:?}"
                );
            }
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn read_log(world: &World, client: &Client) -> Result<Vec<LogEvent>> {
    client
        .create(timer("marker").fire_after(Duration::from_secs(3_600)))
        .await?;
    let tail = Tail::from_start(client).await?;
    let mut tail = tail.with_clock_ahead(world.clock_ahead_ns_max);
    tail.until(|event| subject(event) == "timers/marker").await
}

/// The log has one firing of each timer that was not cancelled, one cancel of each that was, and nothing else.
async fn check_log(world: &World) {
    let events = log_until_marker(world).await;
    let mut of_kind: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let is_ours = |event: &&LogEvent| !subject(event).starts_with(PROBES);
    for event in events[..events.len() - 1].iter().filter(is_ours) {
        let name = if kind(event) == "timer.fired" {
            id(event)
        } else {
            subject(event)
        };
        of_kind.entry(kind(event)).or_default().push(name);
    }
    let sorted = |kind: &str| {
        let mut names = of_kind.get(kind).cloned().unwrap_or_default();
        names.sort_unstable();
        names
    };
    world.know(|known| {
        let subjects =
            |ids: &mut dyn Iterator<Item = &String>| ids.map(|id| format!("timers/{id}")).collect::<Vec<_>>();
        assert_eq!(
            sorted("timer.scheduled"),
            subjects(&mut known.created.keys()),
            "created, each once"
        );
        assert_eq!(
            sorted("timer.cancelled"),
            subjects(&mut known.cancelled.iter()),
            "cancelled, each once"
        );
        let lived = |id: &&String| !known.cancelled.contains(*id);
        let mut fired: Vec<String> = known
            .created
            .iter()
            .filter(|(id, _)| lived(id))
            .map(|(id, version)| event_id(id, *version))
            .collect();
        fired.sort_unstable();
        assert_eq!(sorted("timer.fired"), fired, "fired, each once");
        let settled = subjects(&mut known.created.keys().filter(lived));
        assert_eq!(sorted("timer.settled"), settled, "settled, each once");
    });
    assert!(sorted("timer.failed").is_empty() && sorted("timer.expired").is_empty());
}
