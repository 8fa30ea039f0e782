//! A real node is killed and restarted on its port and data; only the client notices.

use std::collections::BTreeMap;
use std::time::Duration;

use futures::StreamExt as _;
use futures::future::join_all;
use minoots_client::{
    AckOutcome, Client, ConsumeOptions, ListTimers, NewTimer, TailFrom, TailOptions, TimerStatus, Wait, Waited,
};

use super::node::Node;
use super::{client, within};

const HOUR: Duration = Duration::from_secs(3_600);

/// The number of times that each id is listed.
async fn listed(client: &Client) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    let mut timers = client.list(ListTimers::default().page_size(500));
    while let Some(timer) = within(timers.next()).await {
        *counts.entry(timer.unwrap().id).or_default() += 1;
    }
    counts
}

/// Kills and restarts the node twice while `work` runs.
async fn restarted_during<T>(node: &mut Node, work: impl Future<Output = T>) -> T {
    let restarts = async {
        for _ in 0..2 {
            tokio::time::sleep(Duration::from_millis(300)).await;
            node.kill();
            tokio::time::sleep(Duration::from_millis(200)).await;
            node.start_again().await;
        }
    };
    within(async { tokio::join!(work, restarts).0 }).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn creates_that_were_retried_over_a_kill_exist_exactly_once() {
    let mut node = Node::durable().await;
    let client = client(&[node.endpoint()]);
    let writers = join_all((0..8).map(|writer| {
        let client = client.clone();
        async move {
            let mut ids = Vec::new();
            for number in 0..150 {
                let id = format!("w{writer}-{number}");
                client.create_timer(NewTimer::after("t", HOUR).id(&id)).await.unwrap();
                ids.push((id, 1));
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            ids
        }
    }));
    let written = restarted_during(&mut node, writers).await;
    let expected: BTreeMap<String, u32> = written.into_iter().flatten().collect();
    assert_eq!(expected.len(), 8 * 150);
    assert_eq!(listed(&client).await, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writes_in_flight_on_a_stream_over_a_kill_exist_exactly_once() {
    let mut node = Node::durable().await;
    let client = client(&[node.endpoint()]);
    let submitter = client.submit();
    let waves = async {
        let mut ids = Vec::new();
        for _ in 0..20 {
            let creates = (0..100).map(|_| submitter.create(NewTimer::after("t", HOUR)));
            ids.extend(
                join_all(creates)
                    .await
                    .into_iter()
                    .map(|created| (created.unwrap().timer.id, 1)),
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        ids
    };
    let expected: BTreeMap<String, u32> = restarted_during(&mut node, waves).await.into_iter().collect();
    assert_eq!(expected.len(), 2_000);
    assert_eq!(listed(&client).await, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_consumer_goes_on_over_a_kill_and_acknowledges_what_it_held() {
    let mut node = Node::durable().await;
    let client = client(&[node.endpoint()]);
    let options = ConsumeOptions::default().verify().skip_duplicates(1_000);
    let mut consumer = client.consume("q", options);
    let create = async |id: &str| {
        let timer = NewTimer::after("t", Duration::ZERO).queue("q").id(id);
        within(client.create_timer(timer)).await.unwrap();
    };
    create("before").await;
    let held = within(consumer.next()).await.unwrap().unwrap();
    node.kill();
    let ack = tokio::spawn(async move { held.ack().await });
    node.start_again().await;
    let outcome = within(ack).await.unwrap().unwrap();
    assert!(
        matches!(outcome, AckOutcome::Settled | AckOutcome::AlreadySettled),
        "{outcome:?}"
    );
    create("after").await;
    loop {
        let delivery = within(consumer.next()).await.unwrap().unwrap();
        within(delivery.ack()).await.unwrap();
        if delivery.event.subject == "timers/after" {
            break;
        }
    }
    within(consumer.close()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tail_shows_every_event_once_over_a_kill() {
    let mut node = Node::durable().await;
    let client = client(&[node.endpoint()]);
    let tail = client.tail(TailFrom::Start, TailOptions::default().verify());
    let reader = tokio::spawn(tail.take(300).map(|event| event.unwrap()).collect::<Vec<_>>());
    let writer = async {
        for number in 0..300 {
            let timer = NewTimer::after("t", HOUR).id(format!("t{number}"));
            client.create_timer(timer).await.unwrap();
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    restarted_during(&mut node, writer).await;
    let events = within(reader).await.unwrap();
    let first = events[0].sequence;
    let sequences: Vec<u64> = events.iter().map(|event| event.sequence).collect();
    assert_eq!(sequences, (first..first + 300).collect::<Vec<_>>());
    assert_eq!(first, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wait_goes_on_over_kills_until_the_timer_has_ended() {
    let mut node = Node::durable().await;
    let client = client(&[node.endpoint()]);
    client.create_timer(NewTimer::after("t", HOUR).id("tea")).await.unwrap();
    let wait = tokio::spawn({
        let client = client.clone();
        async move { client.wait(Wait::ended("tea")).await }
    });
    let pause = tokio::time::sleep(Duration::from_secs(1));
    restarted_during(&mut node, pause).await;
    assert!(!wait.is_finished());
    within(client.cancel("tea")).await.unwrap();
    let Waited::Reached(timer) = within(wait).await.unwrap().unwrap() else {
        panic!("it has no timeout");
    };
    assert_eq!(timer.status, TimerStatus::Cancelled);
    let over = client.wait(Wait::fired("tea").timeout(Duration::ZERO)).await.unwrap();
    assert_eq!(over, Waited::Reached(timer));
}
