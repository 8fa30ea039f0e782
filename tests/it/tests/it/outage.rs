//! After an outage (F46): all retrying callers return at once, while timers that came due in the meantime are
//! delivered.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::{Deadline, SECOND, now_ns};
use minoots_it::cluster::{Cluster, Plan};
use minoots_it::consumer::Consumer;
use minoots_wire::timer::v1::{CreateTimerRequest, TimerStatus};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::load::is_unknown;

const CONNECTIONS: usize = 10;
/// The number of callers on each connection: its limit of calls.
const CALLERS: usize = 100;
/// The number of creates per caller.
const CREATES: usize = 3;
const BACKLOG: usize = 2_000;

fn request(id: &str) -> CreateTimerRequest {
    timer(id).fire_after(Duration::from_secs(3_600)).into_queue("storm")
}

/// Repeats a create without pauses until it is answered. Returns the number of attempts.
async fn create(client: Client, id: String) -> usize {
    let deadline = Deadline::after(2 * PATIENCE);
    for tries in 1.. {
        match client.create(request(&id)).await {
            Ok(_) => return tries,
            Err(status) if is_unknown(&status) => tokio::task::yield_now().await,
            Err(status) => panic!("{id}: {status:?}"),
        }
        assert!(!deadline.has_passed(), "{id} is never served");
    }
    unreachable!("numbers end");
}

/// Starts all callers while no node is up.
async fn storm(cluster: &Cluster, before: Vec<Client>) -> (JoinSet<usize>, watch::Sender<bool>) {
    let (go, waiting) = watch::channel(false);
    let mut callers = JoinSet::new();
    for (at, client) in before.into_iter().enumerate() {
        for caller in 0..CALLERS {
            let (client, mut waiting) = (client.clone(), waiting.clone());
            callers.spawn(async move {
                waiting.wait_for(|go| *go).await.unwrap();
                let mut tries = 0;
                for number in 0..CREATES {
                    tries += create(client.clone(), format!("c{at}-{caller}-{number}")).await;
                }
                tries
            });
        }
    }
    assert!(cluster.running().is_empty());
    (callers, go)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f46_callers_that_all_try_again_after_an_outage_are_all_served_and_make_each_timer_once() {
    let mut cluster = Plan::of(1).start().await.unwrap();
    let mut clients = Vec::new();
    for _ in 0..CONNECTIONS {
        clients.push(cluster.client(1).await.unwrap());
    }
    let due = now_ns() + 3 * SECOND;
    let backlog: Vec<CreateTimerRequest> = (0..BACKLOG)
        .map(|at| timer(&format!("due-{at}")).fire_at(due).into_queue("work"))
        .collect();
    for some in backlog.chunks(1_000) {
        clients[0].create_batch(some.to_vec()).await.unwrap();
    }
    cluster.kill(1).unwrap();
    let (callers, go) = storm(&cluster, clients).await;
    go.send_replace(true);
    // Their attempts fail until every timer is due.
    while now_ns() < due + SECOND {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    cluster.restart(1).await.unwrap();

    // A new caller is served during the burst, and every due timer is delivered once.
    let client = cluster.client(1).await.unwrap();
    create(client.clone(), "new".to_owned()).await;
    let mut consumer = Consumer::open(&client, "work", 1_000).await.unwrap();
    let mut delivered = BTreeMap::new();
    while delivered.len() < BACKLOG {
        let received = consumer.delivery().await.unwrap();
        assert_eq!(received.due_ns().unwrap(), due);
        consumer.ack(&received).await.unwrap();
        *delivered.entry(received.id().to_owned()).or_insert(0) += 1;
    }
    let tries = callers.join_all().await;
    let all = CONNECTIONS * CALLERS;
    assert_eq!(tries.len(), all);
    assert!(
        tries.iter().sum::<usize>() > all * CREATES,
        "nobody was refused: there was no outage"
    );
    assert!(delivered.values().all(|times| *times == 1), "{delivered:?}");

    let listed = client.list_of(TimerStatus::Scheduled).await.unwrap();
    let ids: BTreeSet<String> = listed.iter().map(|timer| timer.id.clone()).collect();
    assert_eq!((listed.len(), ids.len()), (all * CREATES + 1, all * CREATES + 1));
    cluster.check_sound().unwrap();
}
