//! A tenant with few due timers beside another tenant's burst. Counts the timers before it, in the order of arming and
//! of release.

use std::time::Duration;

use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::{MS, now_ns};
use minoots_it::consumer::{Consumer, Received};
use minoots_it::server::Server;
use minoots_wire::time::instant;

use super::Guarded;

const CROWD: usize = 20_000;
const FEW: usize = 10;
/// The number of timers in a batch.
const BATCH: usize = 1_000;
/// The number of timers that an entry arms, and the number of entries in flight, as in the sequencer's options.
const ARMS: usize = 2_000;
const IN_FLIGHT: usize = 4;

async fn create(client: &Client, count: usize, due: i64) {
    let ids: Vec<usize> = (0..count).collect();
    for some in ids.chunks(BATCH) {
        let batch = some
            .iter()
            .map(|id| timer(&format!("{due}-{id:05}")).fire_at(due).into_queue("work"));
        client.create_batch(batch.collect()).await.unwrap();
    }
}

/// Creates a burst of one tenant and few timers of another, all due at one instant. None is near when the last is
/// created. The tenant with few timers sorts after the other by name.
async fn crowd_and_few(crowd: &Client, few: &Client) -> i64 {
    for seconds in [10, 40, 160] {
        let due = now_ns() + seconds * 1_000 * MS;
        create(crowd, CROWD, due).await;
        create(few, FEW, due).await;
        if now_ns() < due - 2_000 * MS {
            return due;
        }
        // A slower machine gets more time; these timers are done before the next are due.
        for client in [crowd, few] {
            let mut consumer = Consumer::open(client, "work", 10_000).await.unwrap();
            let count = if std::ptr::eq(client, crowd) { CROWD } else { FEW };
            for _ in 0..count {
                let received = consumer.delivery().await.unwrap();
                consumer.ack(&received).await.unwrap();
            }
        }
    }
    panic!("this machine is too slow to create {CROWD} timers");
}

/// Returns the position in the order of arming.
fn arm(received: &Received) -> u64 {
    u64::from_str_radix(received.fence().split('-').nth(1).unwrap(), 16).unwrap()
}

fn released(received: &Received) -> i64 {
    instant::from_proto(received.delivery.release_time.as_ref().unwrap()).unwrap()
}

async fn take(mut consumer: Consumer, count: usize) -> Vec<Received> {
    let mut all = Vec::new();
    while all.len() < count {
        all.push(consumer.delivery().await.unwrap());
    }
    all
}

/// Takes all deliveries of both tenants, from streams that are opened now.
async fn take_all(crowd: &Client, few: &Client) -> (Vec<Received>, Vec<Received>) {
    let mut of_crowd = Vec::new();
    // Each stream takes its maximum of unacknowledged deliveries.
    for _ in 0..CROWD / 10_000 {
        let consumer = Consumer::open(crowd, "work", 10_000).await.unwrap();
        of_crowd.push(tokio::spawn(take(consumer, 10_000)));
    }
    let of_few = tokio::spawn(take(Consumer::open(few, "work", 100).await.unwrap(), FEW));
    let mut all = Vec::new();
    for taken in of_crowd {
        all.extend(taken.await.unwrap());
    }
    (all, of_few.await.unwrap())
}

/// Returns the number of the burst's timers before the last of the few.
fn before<T: Ord>(crowd: &[Received], few: &[Received], place: impl Fn(&Received) -> T) -> usize {
    let last = few.iter().map(&place).max().unwrap();
    crowd.iter().filter(|received| place(received) < last).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f42_few_that_are_due_with_another_tenants_crowd_are_delivered_among_its_first() {
    let node = Guarded::start().await;
    let crowd = node.client(&node.key("acme", &["admin"]).await).await;
    let few = node.client(&node.key("rival", &["admin"]).await).await;
    crowd_and_few(&crowd, &few).await;
    let (of_crowd, of_few) = take_all(&crowd, &few).await;
    assert_eq!((of_crowd.len(), of_few.len()), (CROWD, FEW));
    // All of them are in the first entry, and are sent in the first turns.
    let (armed, sent) = (before(&of_crowd, &of_few, arm), before(&of_crowd, &of_few, released));
    assert!(armed <= ARMS, "{armed} were armed before");
    assert!(sent <= ARMS, "{sent} were sent before");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f42_after_an_outage_few_do_not_wait_for_another_tenants_backlog() {
    let node = Guarded::start().await;
    let (crowd_key, few_key) = (node.key("acme", &["admin"]).await, node.key("rival", &["admin"]).await);
    let due = crowd_and_few(&node.client(&crowd_key).await, &node.client(&few_key).await).await;
    node.server.kill().unwrap();
    while now_ns() < due {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let node = Guarded {
        server: Server::start(&node.home).await.unwrap(),
        ..node
    };
    let (of_crowd, of_few) = take_all(&node.client(&crowd_key).await, &node.client(&few_key).await).await;
    assert_eq!((of_crowd.len(), of_few.len()), (CROWD, FEW));
    // Entries in flight before the others were found precede them.
    let armed = before(&of_crowd, &of_few, arm);
    // One of them may be partial.
    assert!(armed < (IN_FLIGHT + 2) * ARMS, "{armed} were armed before");
}
