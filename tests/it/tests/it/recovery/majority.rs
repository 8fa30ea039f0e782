//! A majority that is lost for good, and the survivor that continues.

use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::cluster::Cluster;
use minoots_wire::admin::v1::NodeRole;

use super::{offline, refused, succeeded, text};
use crate::cluster::patiently;

const HOUR: Duration = Duration::from_secs(3_600);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_survivor_of_three_goes_on_alone_and_the_others_never_come_back_g21() {
    let mut cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let survivor = leader % 3 + 1;
    let client = cluster.client(leader).await.unwrap();
    let created = patiently(|| client.create(timer("kept").fire_after(HOUR))).await;
    let version = created.timer.unwrap().state_version;
    // The survivor has it: a majority of three acknowledged it, and a read there confirms it.
    let reader = cluster.client(survivor).await.unwrap();
    patiently(|| reader.get("kept")).await;
    for node in 1..=3 {
        cluster.kill(node).unwrap();
    }
    let home = cluster.home(survivor).unwrap();
    let (data, node) = (home.data(), survivor.to_string());
    let recover = [
        "cluster",
        "recover",
        "--data",
        text(&data),
        "--node",
        &node,
        "-o",
        "json",
    ];
    let unaccepted = offline(home).run(&recover).await.unwrap();
    refused(&unaccepted, 2, "--i-accept-data-loss");
    let accepted: Vec<&str> = recover.into_iter().chain(["--i-accept-data-loss"]).collect();
    let outcome = offline(home).run(&accepted).await.unwrap();
    assert!(outcome.stderr.contains("DATA LOSS"), "{outcome:?}");
    let told = succeeded(outcome);
    assert_eq!(told["gone"].as_array().unwrap().len(), 2, "{told}");
    let check = ["store", "check", "--data", text(&data)];
    let checked = offline(home).run(&check).await.unwrap();
    assert_eq!(checked.code, Some(0), "{checked:?}");

    cluster.restart(survivor).await.unwrap();
    let status = cluster.status_led_by(&[survivor]).await.unwrap();
    assert_eq!(status.nodes.len(), 1, "{status:?}");
    assert_eq!(status.epoch, told["epoch"].as_u64().unwrap());
    let client = cluster.client(survivor).await.unwrap();
    assert_eq!(patiently(|| client.get("kept")).await.state_version, version);
    let new = patiently(|| client.create(timer("new").fire_after(HOUR))).await;
    assert_eq!(new.timer.unwrap().state_version >> 36, status.epoch, "versions jumped");
    check_gone(&mut cluster, survivor, leader).await;
}

/// Requires that the former leader returns with all its data, and neither side accepts the other.
async fn check_gone(cluster: &mut Cluster, survivor: u64, former: u64) {
    let starting = cluster.launch(former).unwrap();
    tokio::time::sleep(Duration::from_secs(2)).await;
    let status = cluster.status_led_by(&[survivor]).await.unwrap();
    assert_eq!(status.nodes.len(), 1, "{status:?}");
    assert_eq!(status.nodes[0].role(), NodeRole::Leader);
    let peer = cluster.peer_address(former).unwrap();
    let client = cluster.client(survivor).await.unwrap();
    let refused = client.add_node(former, &peer).await.unwrap_err();
    assert_eq!(crate::support::reason(&refused), "NODE_ID_BURNED");
    starting.kill().unwrap();
}
