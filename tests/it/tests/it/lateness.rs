//! A node's report of its own lateness.

use std::time::Duration;

use minoots_it::cli::Cli;
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::cluster::Cluster;
use minoots_it::consumer::Consumer;
use minoots_it::metrics;
use minoots_wire::admin::v1::{GetLatenessStatsRequest, GetLatenessStatsResponse, LatenessDistribution};
use minoots_wire::time::duration;
use minoots_wire::well_known;

use crate::support::Node;

const TIMERS: u64 = 20;

async fn stats(client: &Client) -> GetLatenessStatsResponse {
    let mut system = client.system.clone();
    let answer = system.get_lateness_stats(GetLatenessStatsRequest {}).await;
    answer.unwrap().into_inner()
}

fn nanos(span: &Option<well_known::Duration>) -> i64 {
    duration::from_proto(span.as_ref().unwrap()).unwrap()
}

fn check(distribution: &LatenessDistribution, count: u64) {
    assert_eq!(distribution.count, count);
    assert_eq!(
        distribution.buckets.iter().map(|bucket| bucket.count).sum::<u64>(),
        count
    );
    let LatenessDistribution { p50, p90, p99, max, .. } = distribution;
    let sorted = [p50, p90, p99, max].map(nanos);
    assert!(sorted[0] > 0 && sorted.is_sorted(), "{sorted:?}");
    let bounds: Vec<i64> = distribution.buckets.iter().map(|bucket| nanos(&bucket.below)).collect();
    assert!(
        bounds.is_sorted() && *bounds.last().unwrap() > sorted[3],
        "{bounds:?} {sorted:?}"
    );
}

/// Takes this many deliveries of a queue; the first is returned once, and so is delivered twice.
async fn consume(client: &Client, queue: &str, count: u64) {
    let mut consumer = Consumer::open(client, queue, 100).await.unwrap();
    for at in 0..=count {
        let received = consumer.delivery().await.unwrap();
        if at == 0 {
            client.nack(received.id(), received.fence()).await.unwrap();
        } else {
            consumer.ack(&received).await.unwrap();
        }
    }
}

#[tokio::test]
async fn first_deliveries_are_counted_by_queue_where_they_were_made() {
    let node = Node::start().await;
    assert!(stats(&node.client).await.queues.is_empty());
    for at in 0..TIMERS {
        for queue in ["tea", "cups"] {
            let request = timer(&format!("{queue}{at}")).fire_after(Duration::from_millis(100 + at));
            node.client.create(request.into_queue(queue)).await.unwrap();
        }
    }
    consume(&node.client, "tea", TIMERS).await;
    consume(&node.client, "cups", TIMERS).await;
    let told = stats(&node.client).await;
    assert!(told.node == 1 && told.since.is_some());
    let names: Vec<&str> = told.queues.iter().map(|queue| queue.queue.as_str()).collect();
    assert_eq!(names, ["cups", "tea"]);
    for queue in &told.queues {
        let (released, delivered) = (queue.released.as_ref().unwrap(), queue.delivered.as_ref().unwrap());
        check(released, TIMERS);
        check(delivered, TIMERS);
        assert!(
            nanos(&released.max) <= nanos(&delivered.max),
            "handed over before it was released"
        );
    }
    let address = node.server.endpoint().trim_start_matches("http://").to_owned();
    let counted = metrics::value(&address, "minoots_queue_lateness_seconds_count")
        .await
        .unwrap();
    assert_eq!(counted as u64, 4 * TIMERS, "two queues, two stages");

    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let printed = cli.run(&["stats", "lateness", "-o", "json"]).await.unwrap();
    assert_eq!(printed.code, Some(0), "{printed:?}");
    let printed = printed.json().unwrap();
    assert_eq!(printed["unreachable"].as_array().unwrap().len(), 0);
    assert_eq!(printed["nodes"][0]["queues"][1]["queue"], "tea");
    assert_eq!(
        printed["nodes"][0]["queues"][1]["delivered"]["count"],
        TIMERS.to_string()
    );
    let table = cli.run(&["stats", "lateness"]).await.unwrap();
    let rows: Vec<&str> = table.stdout.lines().collect();
    assert_eq!(rows.len(), 5, "{table:?}");
    assert!(rows[0].contains("P99") && rows[3].contains("tea") && rows[3].contains("released"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_asks_every_node_and_names_those_that_do_not_answer() {
    let mut cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let client = cluster.client(leader).await.unwrap();
    client.create(timer("tea").fire_after(Duration::ZERO)).await.unwrap();
    consume(&client, "default", 1).await;
    let (killed, asked) = (leader % 3 + 1, (leader + 1) % 3 + 1);
    cluster.kill(killed).unwrap();
    let cli = Cli::new(cluster.home(asked).unwrap().path(), &cluster.endpoint(asked).unwrap());
    let printed = cli.run(&["stats", "lateness", "-o", "json"]).await.unwrap();
    assert_eq!(printed.code, Some(0), "{printed:?}");
    let printed = printed.json().unwrap();
    assert_eq!(printed["unreachable"], serde_json::json!([killed]));
    let nodes = printed["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), 2);
    for node in nodes {
        let delivered = node["queues"].as_array().map_or(0, Vec::len);
        let is_leader = node["node"].as_str().is_some_and(|node| node.parse() == Ok(leader));
        assert_eq!(delivered, usize::from(is_leader), "{node}");
    }
}
