//! Cancels and reschedules that race their timers' due instants: response, state and consumer agree for every one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::{Deadline, MS, SECOND, now_ns, sleep_until};
use minoots_it::consumer::{Consumer, Message};
use minoots_it::deliveries::Deliveries;
use minoots_it::random::Random;
use minoots_it::{PATIENCE, is_long};
use minoots_wire::envelope::Verifier;
use minoots_wire::timer::v1::{CancelOutcome, RescheduleOutcome, Timer, TimerStatus};
use tokio::task::{JoinHandle, JoinSet};

use crate::support::{Node, event_id};

const BATCH: usize = 500;
/// The number of due instants per second.
const RATE: usize = 500;
/// The longest arming lead: a cancel answered before it is never too late.
const LEAD_MAX: i64 = 500 * MS;

/// A timer to be raced.
#[derive(Clone, Debug)]
struct Racer {
    id: String,
    due_ns: i64,
    version: u64,
    /// The time of the racing request.
    send_ns: i64,
}

/// The response to the racing request.
#[derive(Clone, Debug)]
struct Raced {
    racer: Racer,
    answered_ns: i64,
    /// The current version if the race was won; `None` if it was too late.
    won: Option<u64>,
    event_id: String,
    /// The due instant of the current version.
    new_due_ns: i64,
}

fn count() -> usize {
    if is_long() { 10_000 } else { 2_000 }
}

/// Creates timers due at [`RATE`] per second, and draws the time of each race: mostly around arming, some long before.
async fn racers(client: &Client, random: &mut Random, queue: &str) -> Vec<Racer> {
    let first_ns = now_ns() + 4 * SECOND;
    let mut racers = Vec::new();
    for at in 0..count() {
        let due_ns = first_ns + i64::try_from(at * 1_000_000_000 / RATE).unwrap();
        let early_ns = match random.below(100) {
            0..10 => random.between(LEAD_MAX, 1_500 * MS),
            10..30 => random.between(0, LEAD_MAX),
            _ => random.between(-15 * MS, 60 * MS),
        };
        let (id, send_ns) = (format!("r{at:05}"), due_ns - early_ns);
        racers.push(Racer {
            id,
            due_ns,
            version: 0,
            send_ns,
        });
    }
    for batch in racers.chunks_mut(BATCH) {
        let requests = batch
            .iter()
            .map(|racer| timer(&racer.id).fire_at(racer.due_ns).into_queue(queue));
        let made = client.create_batch(requests.collect()).await.unwrap();
        for (racer, made) in batch.iter_mut().zip(made.results) {
            racer.version = made.state_version;
        }
    }
    racers
}

/// Takes and acknowledges every delivery, until aborted.
fn collect(mut consumer: Consumer, verifier: Verifier, deliveries: Arc<Mutex<Deliveries>>) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            match consumer.message().await.unwrap().unwrap() {
                Message::Delivery(received) => {
                    deliveries.lock().unwrap().take(&received, &verifier).unwrap();
                    consumer.send_ack(&received).unwrap();
                }
                Message::Result(_) => {}
            }
        }
    })
}

/// Sends every racer's request at its instant; `send` returns the winning version, the event id and the new due
/// instant.
async fn race<F>(racers: Vec<Racer>, clients: &[Client], send: impl Fn(Client, Racer) -> F) -> Vec<Raced>
where
    F: Future<Output = (Option<u64>, String, i64)> + Send + 'static,
{
    let mut running = JoinSet::new();
    for (at, racer) in racers.into_iter().enumerate() {
        let sending = send(clients[at % clients.len()].clone(), racer.clone());
        running.spawn(async move {
            sleep_until(racer.send_ns).await;
            let (won, event_id, new_due_ns) = sending.await;
            Raced {
                racer,
                answered_ns: now_ns(),
                won,
                event_id,
                new_due_ns,
            }
        });
    }
    running.join_all().await
}

/// Waits until every expected event is settled, and returns all timers.
async fn settled(client: &Client, raced: &[Raced], is_delivered: impl Fn(&Raced) -> bool) -> HashMap<String, Timer> {
    // The wait covers events that must not be delivered, too.
    let last_ns = raced
        .iter()
        .map(|raced| raced.new_due_ns.max(raced.racer.due_ns))
        .max()
        .unwrap();
    sleep_until(last_ns + SECOND).await;
    let expected = raced.iter().filter(|raced| is_delivered(raced)).count();
    let deadline = Deadline::after(PATIENCE);
    loop {
        let timers = client.list_of(TimerStatus::Settled).await.unwrap();
        if timers.len() >= expected {
            break;
        }
        assert!(
            !deadline.has_passed(),
            "{} of {expected} events were settled",
            timers.len()
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let request = minoots_wire::timer::v1::ListTimersRequest {
        page_size: 1_000,
        ..Default::default()
    };
    let timers = client.list(request).await.unwrap();
    timers.into_iter().map(|timer| (timer.id.clone(), timer)).collect()
}

/// Requires that both outcomes occurred; otherwise nothing was raced.
fn check_both_happened(raced: &[Raced]) {
    let won = raced.iter().filter(|raced| raced.won.is_some()).count();
    eprintln!("{} races, {won} won", raced.len());
    assert_eq!(raced.len(), count());
    assert!(
        won >= count() / 100 && raced.len() - won >= count() / 100,
        "{won} of {} were won",
        raced.len()
    );
}

fn check_not_too_late_early(raced: &Raced) {
    let early = raced.answered_ns < raced.racer.due_ns - LEAD_MAX;
    assert!(
        !early || raced.won.is_some(),
        "too late more than LEAD_MAX before due: {raced:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancels_racing_their_due_instants_agree_with_state_and_consumer() {
    let mut random = Random::from_environment("cancels", 20_261_120);
    let node = Node::start().await;
    let verifier = node.client.verifier().await.unwrap();
    let deliveries = Arc::new(Mutex::new(Deliveries::default()));
    let consumer = Consumer::open(&node.connect().await, "race", 2_000).await.unwrap();
    let collecting = collect(consumer, verifier, deliveries.clone());
    let racers = racers(&node.client, &mut random, "race").await;
    let clients = [
        node.connect().await,
        node.connect().await,
        node.connect().await,
        node.connect().await,
    ];
    let raced = race(racers, &clients, |client, racer| async move {
        let answer = client.cancel(&racer.id).await.unwrap();
        let won = match answer.outcome() {
            CancelOutcome::Cancelled => Some(answer.state_version),
            CancelOutcome::TooLate => None,
            other => panic!("{}: {other:?}", racer.id),
        };
        assert_eq!(answer.state_version, racer.version);
        (won, answer.event_id, racer.due_ns)
    });
    let raced = raced.await;
    check_both_happened(&raced);
    let timers = settled(&node.client, &raced, |raced| raced.won.is_none()).await;
    collecting.abort();
    let deliveries = deliveries.lock().unwrap().clone();
    for raced in &raced {
        check_not_too_late_early(raced);
        let racer = &raced.racer;
        let delivered: Vec<&str> = deliveries.of_timer(&racer.id).collect();
        let timer = &timers[&racer.id];
        if raced.won.is_some() {
            assert_eq!(timer.status(), TimerStatus::Cancelled, "{racer:?}");
            assert!(delivered.is_empty(), "cancelled, and delivered: {racer:?}");
            assert!(raced.event_id.is_empty());
        } else {
            assert_eq!(timer.status(), TimerStatus::Settled, "{racer:?}");
            assert_eq!(raced.event_id, event_id(&racer.id, racer.version));
            assert_eq!(delivered, [raced.event_id.as_str()], "{racer:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn reschedules_racing_their_due_instants_agree_with_state_and_consumer() {
    let mut random = Random::from_environment("reschedules", 20_261_121);
    let node = Node::start().await;
    let verifier = node.client.verifier().await.unwrap();
    let deliveries = Arc::new(Mutex::new(Deliveries::default()));
    let consumer = Consumer::open(&node.connect().await, "race", 2_000).await.unwrap();
    let collecting = collect(consumer, verifier, deliveries.clone());
    let racers = racers(&node.client, &mut random, "race").await;
    let clients = [
        node.connect().await,
        node.connect().await,
        node.connect().await,
        node.connect().await,
    ];
    let raced = race(racers, &clients, |client, racer| async move {
        let new_due_ns = racer.due_ns + 2 * SECOND;
        let answer = client.reschedule(&racer.id, new_due_ns).await.unwrap();
        let won = match answer.outcome() {
            RescheduleOutcome::Rescheduled => Some(answer.state_version),
            RescheduleOutcome::TooLate => None,
            other => panic!("{}: {other:?}", racer.id),
        };
        assert!(won.is_none_or(|version| version > racer.version));
        (
            won,
            answer.event_id,
            if won.is_some() { new_due_ns } else { racer.due_ns },
        )
    });
    let raced = raced.await;
    check_both_happened(&raced);
    let timers = settled(&node.client, &raced, |_| true).await;
    collecting.abort();
    let deliveries = deliveries.lock().unwrap().clone();
    for raced in &raced {
        check_not_too_late_early(raced);
        let racer = &raced.racer;
        let version = raced.won.unwrap_or(racer.version);
        let expected = event_id(&racer.id, version);
        assert!(raced.won.is_some() || raced.event_id == expected, "{raced:?}");
        let delivered: Vec<&str> = deliveries.of_timer(&racer.id).collect();
        assert_eq!(delivered, [expected.as_str()], "{raced:?}");
        assert_eq!(deliveries.get(&expected).unwrap().due_ns, raced.new_due_ns, "{raced:?}");
        let timer = &timers[&racer.id];
        assert_eq!(
            (timer.status(), timer.state_version),
            (TimerStatus::Settled, version),
            "{raced:?}"
        );
    }
}
