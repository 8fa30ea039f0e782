//! SIGKILL at random moments, some of them before the node is up again, while clients create, cancel and consume.
//!
//! Every client behaves as a careful one does: it repeats what it does not know the outcome of, until it knows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Result, ensure};
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::{Deadline, MS, now_ns};
use minoots_it::consumer::{Consumer, Message};
use minoots_it::deliveries::Deliveries;
use minoots_it::random::Random;
use minoots_it::server::{Home, Server};
use minoots_it::tail::{Tail, id, kind, subject};
use minoots_it::{PATIENCE, is_long};
use minoots_wire::event::v1::consume_request::Request;
use minoots_wire::event::v1::consume_result::Result as Answer;
use minoots_wire::event::v1::{AckOutcome, ConsumeAck, ConsumeResult};
use minoots_wire::timer::v1::{CancelOutcome, CancelTimerRequest, CreateTimerRequest};
use tokio::sync::watch;
use tonic::{Code, Status};

use crate::support::{event_id, reason};

const KILLS: usize = 15;
const KILLS_LONG: usize = 30;
/// How far ahead timers are set.
const FURTHEST_NS: i64 = 3_000 * MS;

/// What the clients know.
#[derive(Default)]
struct Known {
    /// Versions of timers whose create was acknowledged.
    created: BTreeMap<String, u64>,
    cancelled: BTreeSet<String>,
    too_late: BTreeSet<String>,
    deliveries: Deliveries,
    /// Events whose acknowledgement was acknowledged.
    settled: BTreeSet<String>,
    /// Calls whose outcome was unknown at first.
    repeated: usize,
}

#[derive(Clone)]
struct World {
    known: Arc<Mutex<Known>>,
    /// Where the node is; `None` while it is down.
    endpoint: watch::Receiver<Option<String>>,
    /// No new work is begun.
    is_ending: Arc<AtomicBool>,
}

impl World {
    fn know<T>(&self, with: impl FnOnce(&mut Known) -> T) -> T {
        with(&mut self.known.lock().unwrap())
    }

    fn is_ending(&self) -> bool {
        self.is_ending.load(Ordering::Relaxed)
    }

    /// A connection to the node, as soon as there is one.
    async fn connect(&self) -> Client {
        let mut endpoint = self.endpoint.clone();
        loop {
            let url = endpoint.wait_for(Option::is_some).await.unwrap().clone().unwrap();
            match Client::connect(&url).await {
                Ok(client) => return client,
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }
}

/// Whether repeating helps: the node went away without a word, or said so.
fn is_unknown(status: &Status) -> bool {
    let transient = [
        "",
        "OUTCOME_UNKNOWN",
        "NOT_LEADER",
        "NO_QUORUM",
        "SHUTTING_DOWN",
        "OVERLOADED",
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
        .ack_within(Duration::from_secs(1))
        .with_payload("text/plain", id)
}

async fn cancel_some(world: World, mut random: Random) {
    let mut client = world.connect().await;
    let mut done = BTreeSet::new();
    while !world.is_ending() {
        tokio::time::sleep(Duration::from_millis(random.below(20))).await;
        let back = usize::try_from(random.below(200)).unwrap();
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
    let verifier = client.verifier().await?;
    let mut consumer = Consumer::open(client, "default", 200).await?;
    for (event_id, fence) in unanswered.clone() {
        consumer.send(Request::Ack(ConsumeAck { event_id, fence }))?;
    }
    while let Some(message) = consumer.message().await? {
        match message {
            Message::Delivery(received) => {
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

/// Kills and restarts; answers the node that lives on.
async fn kill_again_and_again(home: &Home, endpoint: &watch::Sender<Option<String>>, random: &mut Random) -> Server {
    let kills = if is_long() { KILLS_LONG } else { KILLS };
    let mut server = Server::start(home).await.unwrap();
    let mut kills_done = 0;
    loop {
        endpoint.send_replace(Some(server.endpoint().to_owned()));
        if kills_done >= kills {
            return server;
        }
        tokio::time::sleep(Duration::from_millis(random.below(3_000))).await;
        endpoint.send_replace(None);
        server.kill().unwrap();
        kills_done += 1;
        while random.percent(40) {
            let starting = Server::spawn(home, &["--no-demo"]).unwrap();
            tokio::time::sleep(Duration::from_millis(random.below(300))).await;
            starting.kill().unwrap();
            kills_done += 1;
        }
        tokio::time::sleep(Duration::from_millis(random.below(700))).await;
        server = Server::start(home).await.unwrap();
    }
}

/// Waits until everything that was not cancelled has been delivered and acknowledged.
async fn drain(world: &World) {
    let deadline = Deadline::after(2 * PATIENCE);
    loop {
        let missing: Vec<String> = world.know(|known| {
            let due = known.created.iter().filter(|(id, _)| !known.cancelled.contains(*id));
            let ids = due.map(|(id, version)| event_id(id, *version));
            ids.filter(|id| !known.settled.contains(id)).collect()
        });
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

/// The log has one firing of each timer that was not cancelled, one cancel of each that was, and nothing else.
async fn check_log(world: &World, client: &Client) {
    client
        .create(timer("marker").fire_after(Duration::from_secs(3_600)))
        .await
        .unwrap();
    let mut tail = Tail::from_start(client).await.unwrap();
    let events = tail.until(|event| subject(event) == "timers/marker").await.unwrap();
    let mut of_kind: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for event in &events[..events.len() - 1] {
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kills_at_random_moments_lose_nothing_repeat_nothing_and_fire_nothing_early() {
    let mut random = Random::from_environment("storm", 17);
    let home = Home::new().unwrap();
    let (endpoint, receiver) = watch::channel(None);
    let world = World {
        known: Arc::default(),
        endpoint: receiver,
        is_ending: Arc::default(),
    };
    let writers = [
        tokio::spawn(create_all(world.clone(), random.fork(), "a")),
        tokio::spawn(create_all(world.clone(), random.fork(), "b")),
        tokio::spawn(cancel_some(world.clone(), random.fork())),
    ];
    let consumers = [
        tokio::spawn(consume_all(world.clone(), random.fork())),
        tokio::spawn(consume_all(world.clone(), random.fork())),
    ];
    let server = kill_again_and_again(&home, &endpoint, &mut random).await;
    world.is_ending.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.await.unwrap();
    }
    // What was cancelled must stay silent when its time comes.
    tokio::time::sleep(Duration::from_nanos(FURTHEST_NS.unsigned_abs())).await;
    drain(&world).await;
    for consumer in &consumers {
        assert!(!consumer.is_finished(), "a consumer gave up");
        consumer.abort();
    }
    let client = Client::connect(server.endpoint()).await.unwrap();
    check_log(&world, &client).await;
    world.know(|known| {
        let redeliveries = known.deliveries.redeliveries();
        let (created, cancelled, too_late) = (known.created.len(), known.cancelled.len(), known.too_late.len());
        eprintln!(
            "{created} created, {cancelled} cancelled, {too_late} too late, {redeliveries} redeliveries, {} repeated",
            known.repeated
        );
        for id in &known.cancelled {
            assert_eq!(
                known.deliveries.of_timer(id).next(),
                None,
                "{id} was cancelled and delivered"
            );
        }
        for id in &known.too_late {
            let expected = event_id(id, known.created[id]);
            assert!(
                known.deliveries.get(&expected).is_some(),
                "too late to cancel, and not delivered: {expected}"
            );
        }
        assert!(created > 500 && cancelled > 20 && too_late > 20, "too little happened");
        assert!(redeliveries > 20 && known.repeated > 5, "the kills hit nothing");
    });
}
