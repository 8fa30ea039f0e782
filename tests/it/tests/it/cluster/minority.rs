//! A node that is alone of three: it changes nothing and vouches for nothing, and tells what it has when asked for no more.

use std::fmt::Debug;
use std::time::Duration;

use anyhow::Error;
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::cluster::Cluster;
use minoots_wire::timer::v1::{CreateTimerRequest, TimerStatus};
use tonic::{Code, Status};

use super::patiently;
use crate::support::reason;

fn hourly(id: &str) -> CreateTimerRequest {
    timer(id).fire_after(Duration::from_secs(3_600))
}

const NO_LEADER: [&str; 2] = ["NO_QUORUM", "NOT_LEADER"];

/// A write at a node that reaches no majority did not happen, or nobody knows.
pub fn check_refused<T: Debug>(answer: Result<T, Status>) {
    let refused = answer.unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
    let reason = reason(&refused);
    assert!(
        NO_LEADER.contains(&reason.as_str()) || reason == "OUTCOME_UNKNOWN",
        "{refused:?}"
    );
}

/// A node that reaches no majority vouches for nothing, and shows what it has, this timer among it.
pub async fn check_reads(client: &Client, known: &str) {
    for answer in [
        client.get(known).await.map(drop).map_err(Error::from),
        client.list_of(TimerStatus::Scheduled).await.map(drop),
    ] {
        let refused = answer.unwrap_err().downcast::<Status>().unwrap();
        assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
        assert!(NO_LEADER.contains(&reason(&refused).as_str()), "{refused:?}");
    }
    assert_eq!(client.get_local(known).await.unwrap().id, known);
}

/// Kills two nodes and brings one back.
async fn leave_alone(mut cluster: Cluster, left: u64) {
    let client = cluster.client(left).await.unwrap();
    patiently(|| client.create(hourly("before"))).await;
    assert_eq!(patiently(|| client.get("before")).await.id, "before");
    let gone: Vec<u64> = (1..=3).filter(|node| *node != left).collect();
    for node in &gone {
        cluster.kill(*node).unwrap();
    }
    check_refused(client.create(hourly("alone")).await);
    check_reads(&client, "before").await;
    cluster.restart(gone[0]).await.unwrap();
    let made = patiently(|| client.create(hourly("alone"))).await;
    assert_eq!(made.timer.unwrap().id, "alone");
    assert_eq!(patiently(|| client.get("before")).await.id, "before");
    let returned = cluster.client(gone[0]).await.unwrap();
    assert_eq!(patiently(|| returned.get("alone")).await.id, "alone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leader_without_followers_refuses_writes_and_linearizable_reads_until_one_returns() {
    let cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    leave_alone(cluster, leader).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_follower_alone_refuses_writes_and_linearizable_reads_until_another_returns() {
    let cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    leave_alone(cluster, leader % 3 + 1).await;
}
