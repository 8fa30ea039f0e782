//! Five nodes: the cluster continues after the loss of two; after the loss of three it stops until one returns.

use minoots_it::cluster::{PATIENT, Plan};
use minoots_it::is_long;
use minoots_it::random::Random;
use tokio::sync::watch;

use super::minority::{check_reads, check_refused};
use super::{patiently, settle_more};
use crate::load::{Load, World};

const LOSSES_LONG: usize = 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_nodes_lose_two_and_go_on_and_with_three_lost_they_refuse_until_one_is_back() {
    let mut random = Random::from_environment("cluster of five", 6);
    let mut cluster = Plan::of(5).with(&PATIENT).start().await.unwrap();
    let (endpoints, receiver) = watch::channel(cluster.endpoints());
    let world = World::new(receiver);
    let load = Load::begin(&world, &mut random);
    let mut lost = Vec::new();
    for _ in 0..if is_long() { LOSSES_LONG } else { 1 } {
        for node in lost.drain(..) {
            cluster.restart(node).await.unwrap();
        }
        endpoints.send_replace(cluster.endpoints());
        settle_more(&world, 100).await;
        let leader = cluster.leader().await.unwrap();
        lost = vec![leader, leader % 5 + 1];
        for node in &lost {
            cluster.kill(*node).unwrap();
        }
        endpoints.send_replace(cluster.endpoints());
        settle_more(&world, 100).await;
    }
    load.end().await;

    let known = world.know(|known| known.created.keys().next().cloned()).unwrap();
    let left = cluster.running();
    cluster.kill(left[0]).unwrap();
    for node in &left[1..] {
        let client = cluster.client(*node).await.unwrap();
        check_refused(client.cancel(&known).await);
        check_reads(&client, &known).await;
    }
    cluster.restart(lost[0]).await.unwrap();
    let client = cluster.client(left[1]).await.unwrap();
    assert_eq!(patiently(|| client.get(&known)).await.id, known);
    let returned = cluster.client(lost[0]).await.unwrap();
    assert_eq!(patiently(|| returned.get(&known)).await.id, known);
    cluster.check_sound().unwrap();
}
