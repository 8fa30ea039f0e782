//! A node that has taken itself out of service (G16), from the view of its operators.

use std::fs;
use std::time::Duration;

use minoots_it::cli::Cli;
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::cluster::Cluster;
use minoots_it::{http1, metrics};

use super::{patiently, until};

const WHY: &str = "REPLICA_DIVERGED: as an earlier process found";
const QUARANTINED: &str = "minoots_quarantined";

fn address(cluster: &Cluster, node: u64) -> String {
    cluster.endpoint(node).unwrap().trim_start_matches("http://").to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_out_of_service_says_so_by_status_metric_and_readiness_and_the_others_go_on_g16() {
    let mut cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let out = leader % 3 + 1;
    cluster.kill(out).unwrap();
    fs::write(cluster.home(out).unwrap().data().join("QUARANTINE"), WHY).unwrap();
    // It is never ready, and still runs.
    let _starting = cluster.launch(out).unwrap();
    until("it serves its metrics", || async {
        metrics::value(&address(&cluster, out), QUARANTINED).await.is_ok()
    })
    .await;
    for node in 1..=3 {
        let value = metrics::value(&address(&cluster, node), QUARANTINED).await.unwrap();
        assert_eq!(value, f64::from(u8::from(node == out)), "node {node}");
    }
    let ready = http1::get(&address(&cluster, out), "/readyz").await.unwrap();
    assert_eq!(ready.status, 503);
    assert!(ready.body.contains(WHY), "{}", ready.body);

    let cli = Cli::new(cluster.home(leader).unwrap().path(), &cluster.endpoint(leader).unwrap());
    let status = || async {
        cli.run(&["cluster", "status", "-o", "json"])
            .await
            .unwrap()
            .json()
            .unwrap()
    };
    // The others call an unreachable node again a little later.
    until("it is reached", || async {
        let nodes = status().await["nodes"].as_array().unwrap().clone();
        nodes.iter().all(|node| node["role"] != "unreachable")
    })
    .await;
    let shown = status().await;
    let nodes = shown["nodes"].as_array().unwrap();
    for node in nodes {
        let is_out = node["node"] == out;
        assert_eq!(node["role"] == "quarantined", is_out, "{shown}");
        assert_eq!(node["quarantine"] == WHY, is_out, "{shown}");
    }
    let told = cli.run(&["cluster", "status"]).await.unwrap();
    assert!(told.stdout.contains(&format!("node {out}: {WHY}")), "{told:?}");
    let client = cluster.client(leader).await.unwrap();
    patiently(|| client.create(timer("on").fire_after(Duration::from_secs(60)))).await;
}
