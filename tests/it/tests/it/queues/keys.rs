use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::now_ns;
use minoots_it::consumer::{Consumer, Received};
use minoots_wire::time::instant;
use minoots_wire::timer::v1::CreateTimerRequest;

use super::Queues;
use crate::support::{Node, reason};

const A_MOMENT: Duration = Duration::from_millis(300);
/// The largest number of rows of one key that precede a key which arrives later.
const ROUND: usize = 256;

fn of_key(id: &str, key: &str) -> CreateTimerRequest {
    let mut request = timer(id).fire_after(Duration::ZERO).into_queue("work");
    request.concurrency_key = key.to_owned();
    request
}

/// Returns the key, which is the part of the id before the dash.
fn key_of(id: &str) -> &str {
    let id = id.strip_prefix("timer:dev:").unwrap();
    id.split(['-', ':']).next().unwrap()
}

#[tokio::test]
async fn a_key_at_its_limit_waits_across_a_kill_and_holds_up_nobody() {
    let node = Node::start().await;
    let queues = Queues::of(&node);
    queues.run(&["create", "work", "--key-concurrency", "2"]).await;
    for at in 0..20 {
        node.client.create(of_key(&format!("a-{at:02}"), "a")).await.unwrap();
    }
    for id in ["b-0", "b-1", "b-2", "c-0"] {
        node.client
            .create(of_key(id, key_of(&format!("timer:dev:{id}"))))
            .await
            .unwrap();
    }
    node.client.create(of_key("plain", "")).await.unwrap();
    let mut consumer = Consumer::open(&node.client, "work", 100).await.unwrap();
    let mut out = Vec::new();
    while let Some(received) = consumer.delivery_within(A_MOMENT).await.unwrap() {
        out.push(received);
    }
    let ids: BTreeSet<&str> = out.iter().map(|received| key_of(received.id())).collect();
    assert_eq!((ids, out.len()), (BTreeSet::from(["a", "b", "c", "plain"]), 6));
    assert_eq!(queues.counts("work").await, [19, 6, 0, 0]);

    // After one acknowledgement exactly one delivery follows.
    let at = out
        .iter()
        .position(|received| received.id().starts_with("timer:dev:a-00"))
        .unwrap();
    consumer.ack(&out.swap_remove(at)).await.unwrap();
    let next = consumer.delivery().await.unwrap();
    assert!(next.id().starts_with("timer:dev:a-02"), "{}", next.id());
    out.push(next);
    assert!(consumer.delivery_within(A_MOMENT).await.unwrap().is_none());
    // A failed delivery goes behind the others of its key.
    let at = out
        .iter()
        .position(|received| received.id().starts_with("timer:dev:a-01"))
        .unwrap();
    consumer.send_nack(&out.swap_remove(at), Duration::ZERO).unwrap();
    let next = consumer.delivery().await.unwrap();
    assert!(next.id().starts_with("timer:dev:a-03"), "{}", next.id());
    out.push(next);

    // Leases survive a kill: no leased event is redelivered before its deadline, and none is delivered in its place.
    let node = node.kill_and_restart().await;
    let queues = Queues::of(&node);
    let mut consumer = Consumer::open(&node.client, "work", 100).await.unwrap();
    assert!(consumer.delivery_within(A_MOMENT).await.unwrap().is_none());
    for received in out {
        node.client.ack(received.id(), received.fence()).await.unwrap();
    }
    let mut left = BTreeSet::new();
    for _ in 0..18 {
        let received = consumer.delivery().await.unwrap();
        left.insert(received.id().to_owned());
        consumer.ack(&received).await.unwrap();
    }
    assert_eq!(left.len(), 18, "{left:?}");
    assert_eq!(queues.counts("work").await, [0, 0, 0, 0]);
}

/// The deliveries that consumers hold, by key, with their deadlines.
type Held = Arc<Mutex<BTreeMap<String, Vec<i64>>>>;

/// Takes deliveries, holds them for a while and acknowledges them, until the connection ends. A later consumer
/// acknowledges the remaining ones.
async fn work(
    client: Client,
    held: Held,
    done: Arc<Mutex<BTreeSet<String>>>,
    limit: usize,
    left: Arc<Mutex<Vec<Received>>>,
) {
    let Ok(mut consumer) = Consumer::open(&client, "work", 8).await else {
        return;
    };
    while let Ok(received) = consumer.delivery().await {
        let deadline = instant::from_proto(received.delivery.ack_deadline_time.as_ref().unwrap()).unwrap();
        {
            let mut held = held.lock().unwrap();
            let leases = held.entry(key_of(received.id()).to_owned()).or_default();
            let now = now_ns();
            leases.retain(|deadline| *deadline > now);
            leases.push(deadline);
            assert!(leases.len() <= limit, "{}: {} are out", received.id(), leases.len());
        }
        tokio::time::sleep(Duration::from_millis(3)).await;
        release(&held, &received, deadline);
        if consumer.ack(&received).await.is_err() {
            left.lock().unwrap().push(received);
            return;
        }
        done.lock().unwrap().insert(received.id().to_owned());
    }
}

/// Removed before its acknowledgement is sent: a later delivery takes its place.
fn release(held: &Held, received: &Received, deadline: i64) {
    let mut held = held.lock().unwrap();
    let leases = held.entry(key_of(received.id()).to_owned()).or_default();
    if let Some(at) = leases.iter().position(|other| *other == deadline) {
        leases.swap_remove(at);
    }
}

#[tokio::test]
async fn no_more_leases_of_a_key_run_than_its_queue_allows_whatever_is_killed() {
    const KEYS: usize = 5;
    const TIMERS: usize = 400;
    const LIMIT: usize = 3;
    let mut node = Node::start().await;
    Queues::of(&node)
        .run(&["create", "work", "--key-concurrency", "3"])
        .await;
    let timers = (0..TIMERS).map(|at| {
        let key = format!("k{}", at % KEYS);
        of_key(&format!("{key}-{at}"), &key).ack_within(Duration::from_secs(5))
    });
    node.client.create_batch(timers.collect()).await.unwrap();
    let (held, done, left) = (Held::default(), Arc::default(), Arc::default());
    for round in 0..3 {
        let mut workers = Vec::new();
        for _ in 0..4 {
            let client = node.connect().await;
            let (held, done, left) = (Arc::clone(&held), Arc::clone(&done), Arc::clone(&left));
            workers.push(tokio::spawn(work(client, held, done, LIMIT, left)));
        }
        let enough = |done: &Arc<Mutex<BTreeSet<String>>>| done.lock().unwrap().len() >= TIMERS / 4 * (round + 1);
        while !enough(&done) {
            assert!(
                workers.iter().any(|worker| !worker.is_finished()),
                "the workers gave up"
            );
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        node = node.kill_and_restart().await;
        for worker in workers {
            worker.await.unwrap();
        }
        let over: Vec<Received> = std::mem::take(&mut *left.lock().unwrap());
        for received in over {
            // Acknowledged before, or not: it is settled now.
            node.client.ack(received.id(), received.fence()).await.unwrap();
            done.lock().unwrap().insert(received.id().to_owned());
        }
    }
    let worker = tokio::spawn(work(node.connect().await, held, Arc::clone(&done), LIMIT, left));
    while done.lock().unwrap().len() < TIMERS {
        assert!(!worker.is_finished(), "{:?}", worker.await);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    worker.abort();
}

#[tokio::test]
async fn a_key_with_thousands_of_events_delays_anothers_by_one_round() {
    let node = Node::start().await;
    let batch = |from: usize| {
        (0..1_000)
            .map(move |at| of_key(&format!("hog-{}", from + at), "hog"))
            .collect()
    };
    for from in [0, 1_000, 2_000] {
        node.client.create_batch(batch(from)).await.unwrap();
    }
    let mut consumer = Consumer::open(&node.client, "work", 1).await.unwrap();
    for _ in 0..20 {
        let received = consumer.delivery().await.unwrap();
        consumer.ack(&received).await.unwrap();
    }
    // The next one may be delivered already.
    let counts = Queues::of(&node).counts("work").await;
    assert_eq!(counts[0] + counts[1], 2_980);
    let mut expected = BTreeSet::new();
    for (id, key) in [("small-0", "small"), ("late-0", "late"), ("plain-0", "")] {
        node.client.create(of_key(id, key)).await.unwrap();
        expected.insert(key_of(&format!("timer:dev:{id}")).to_owned());
    }
    let mut hogs = 0;
    while !expected.is_empty() {
        let received = consumer.delivery().await.unwrap();
        if !expected.remove(key_of(received.id())) {
            hogs += 1;
            assert!(hogs <= ROUND, "{expected:?} did not come");
        }
        consumer.ack(&received).await.unwrap();
    }
}

#[tokio::test]
async fn limits_are_shown_changed_and_refused_by_name_and_what_waits_is_counted_and_purged() {
    let node = Node::start().await;
    let queues = Queues::of(&node);
    let made = queues.run(&["create", "work", "--key-concurrency", "1"]).await;
    assert_eq!(made["queue"]["keyConcurrency"], 1, "{made}");
    for at in 0..10 {
        node.client.create(of_key(&format!("a-{at}"), "a")).await.unwrap();
    }
    assert_eq!(node.client.get("a-0").await.unwrap().concurrency_key, "a");
    let mut consumer = Consumer::open(&node.client, "work", 100).await.unwrap();
    consumer.delivery().await.unwrap();
    assert!(consumer.delivery_within(A_MOMENT).await.unwrap().is_none());
    // A larger limit allows more deliveries at once; a smaller one allows no further delivery beyond those in flight.
    queues.run(&["update", "work", "--key-concurrency", "3"]).await;
    consumer.delivery().await.unwrap();
    let third = consumer.delivery().await.unwrap();
    assert!(consumer.delivery_within(A_MOMENT).await.unwrap().is_none());
    queues.run(&["update", "work", "--key-concurrency", "2"]).await;
    consumer.ack(&third).await.unwrap();
    assert!(consumer.delivery_within(A_MOMENT).await.unwrap().is_none());
    assert_eq!(queues.counts("work").await, [7, 2, 0, 0]);
    let purged = queues.run(&["purge", "work"]).await;
    assert_eq!(purged["purged"], 9, "{purged}");
    assert_eq!(queues.counts("work").await, [0, 0, 0, 0]);
    let reset = queues.run(&["update", "work", "--reset", "key-concurrency"]).await;
    assert_eq!(reset["queue"]["keyConcurrency"], serde_json::Value::Null, "{reset}");
    for at in 10..20 {
        node.client.create(of_key(&format!("a-{at}"), "a")).await.unwrap();
        consumer.delivery().await.unwrap();
    }

    let (_, words) = queues.refused(&["create", "other", "--key-concurrency", "1001"]).await;
    assert!(words.contains("KEY_CONCURRENCY_RANGE"), "{words}");
    for (key, part) in [
        ("x".repeat(65), "65 bytes"),
        ("a\u{0}".to_owned(), "control"),
        ("\u{202e}".to_owned(), "control"),
    ] {
        let refused = node.client.create(of_key("wrong", &key)).await.unwrap_err();
        assert_eq!(reason(&refused), "CONCURRENCY_KEY", "{refused:?}");
        assert!(refused.message().contains(part), "{refused:?}");
    }
    let nowhere = of_key("wrong", "a").to_nobody();
    assert_eq!(
        reason(&node.client.create(nowhere).await.unwrap_err()),
        "CONCURRENCY_KEY"
    );
    // Another key makes it another timer.
    let refused = node.client.create(of_key("a-10", "b")).await.unwrap_err();
    assert_eq!(reason(&refused), "TIMER_EXISTS", "{refused:?}");
}
