//! No false alarm and no missed silence, under changes of leader.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use minoots_it::client::Client;
use minoots_it::clock::{SECOND, now_ns};
use minoots_it::cluster::Cluster;
use minoots_it::consumer::Consumer;
use minoots_wire::timer::v1::TouchOutcome;

use super::{EPSILON, fires, queue, request, touch, watchdog};

const AGENTS: usize = 12;
const TTL: i64 = 4 * SECOND;

/// Touches until the end of the test, at any node that answers. Returns the promised lifetime, and the number of
/// responses.
async fn keep_touching(endpoints: Vec<String>, id: String, stop: Arc<AtomicBool>) -> (i64, u64) {
    let (mut promised, mut answered, mut at) = (0, 0, 0);
    let mut client: Option<Client> = None;
    while !stop.load(Ordering::Relaxed) {
        if client.is_none() {
            at += 1;
            client = Client::connect(&endpoints[at % endpoints.len()]).await.ok();
        }
        if let Some(connected) = &client {
            let asked = tokio::time::timeout(Duration::from_secs(1), touch(connected, request(&id, 0, 0)));
            match asked.await {
                Ok(Ok(touched)) if touched.outcome() == TouchOutcome::Touched => {
                    promised = promised.max(fires(&touched));
                    answered += 1;
                }
                // The node or the test was too slow: the watchdog may fire after the promised lifetime.
                Ok(Ok(late)) => {
                    assert_eq!(late.outcome(), TouchOutcome::TooLate);
                    break;
                }
                Ok(Err(_)) | Err(_) => client = None,
            }
        }
        tokio::time::sleep(Duration::from_millis(150)).await;
    }
    (promised, answered)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_watchdog_fires_before_its_last_touch_and_ttl_though_leaders_are_killed() {
    let mut cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let client = cluster.client(leader).await.unwrap();
    for agent in 0..AGENTS {
        let mut asked = watchdog(&format!("agent-{agent}"), TTL);
        asked.target = Some(queue("alarms"));
        client.create(asked).await.unwrap();
    }
    let (endpoints, stop) = (cluster.endpoints(), Arc::new(AtomicBool::new(false)));
    let agents: Vec<_> = (0..AGENTS)
        .map(|agent| {
            tokio::spawn(keep_touching(
                endpoints.clone(),
                format!("agent-{agent}"),
                Arc::clone(&stop),
            ))
        })
        .collect();
    for _ in 0..3 {
        tokio::time::sleep(Duration::from_millis(2_500)).await;
        let leader = cluster.leader().await.unwrap();
        cluster.kill(leader).unwrap();
        assert_ne!(cluster.leader().await.unwrap(), leader);
        cluster.restart(leader).await.unwrap();
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    stop.store(true, Ordering::Relaxed);
    let mut promised = Vec::new();
    for agent in agents {
        let (until, answered) = agent.await.unwrap();
        assert!(answered > 10, "{answered} touches say little");
        promised.push(until);
    }
    let leader = cluster.leader().await.unwrap();
    let client = cluster.client(leader).await.unwrap();
    let mut alarms = Consumer::open(&client, "alarms", 100).await.unwrap();
    let mut silent = [false; AGENTS];
    while silent.contains(&false) {
        let alarm = alarms.delivery().await.unwrap();
        let agent = alarm.id().split(':').nth(2).unwrap().strip_prefix("agent-").unwrap();
        let agent: usize = agent.parse().unwrap();
        assert!(now_ns() >= promised[agent] - EPSILON, "agent {agent} fired early");
        // A mark in the log may be older than a response from the memory of a lost leader.
        assert!(alarm.due_ns().unwrap() >= promised[agent] - EPSILON - 5 * SECOND);
        alarms.ack(&alarm).await.unwrap();
        silent[agent] = true;
    }
    cluster.check_sound().unwrap();
}
