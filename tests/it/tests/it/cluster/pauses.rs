//! A paused queue under changes of leader.

use std::time::Duration;

use minoots_it::cli::Cli;
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::cluster::Cluster;
use minoots_it::consumer::Consumer;

use super::patiently;

const A_MOMENT: Duration = Duration::from_millis(500);
const TIMERS: usize = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_through_any_node_holds_under_every_leader_until_it_is_resumed() {
    let mut cluster = Cluster::start().await.unwrap();
    let first = cluster.leader().await.unwrap();
    let follower = (1..=3).find(|node| *node != first).unwrap();
    let place = cluster.home(first).unwrap().path().to_owned();
    let cli = Cli::new(&place, &cluster.endpoint(follower).unwrap());
    let run = async |arguments: &[&str]| {
        let outcome = cli.run(arguments).await.unwrap();
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
    };
    run(&["queue", "create", "work", "--description", "of all of them"]).await;
    run(&["queue", "pause", "work"]).await;
    let client = cluster.client(follower).await.unwrap();
    for at in 0..TIMERS {
        let request = timer(&format!("t{at:02}"))
            .fire_after(Duration::ZERO)
            .into_queue("work");
        patiently(|| client.create(request.clone())).await;
    }
    // One leader transfers leadership, the next is killed.
    patiently(|| client.transfer_to(follower)).await;
    let mut consumer = patiently(|| Consumer::open(&client, "work", 100)).await;
    assert!(consumer.delivery_within(A_MOMENT).await.unwrap().is_none());
    cluster.kill(follower).unwrap();
    let others: Vec<u64> = (1..=3).filter(|node| *node != follower).collect();
    let leader = cluster.status_led_by(&others).await.unwrap().leader;
    let client = cluster.client(leader).await.unwrap();
    let mut consumer = patiently(|| Consumer::open(&client, "work", 100)).await;
    assert!(consumer.delivery_within(A_MOMENT).await.unwrap().is_none());

    let cli = Cli::new(&place, &cluster.endpoint(leader).unwrap());
    let resumed = cli.run(&["queue", "resume", "work"]).await.unwrap();
    assert_eq!(resumed.code, Some(0), "{resumed:?}");
    for at in 0..TIMERS {
        let received = consumer.delivery().await.unwrap();
        assert!(
            received.id().starts_with(&format!("timer:dev:t{at:02}:")),
            "{} at {at}",
            received.id()
        );
    }
}
