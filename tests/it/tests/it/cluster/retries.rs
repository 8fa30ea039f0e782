//! Creates whose responses are lost with the leader.

use std::collections::BTreeSet;
use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::cluster::Cluster;
use minoots_wire::timer::v1::{CreateTimerRequest, TimerStatus};
use tokio::task::JoinSet;

use super::patiently;

const CREATES: usize = 200;

fn request(number: usize) -> CreateTimerRequest {
    CreateTimerRequest {
        request_id: format!("request-{number}"),
        name: "made once".to_owned(),
        ..timer("").fire_after(Duration::from_secs(3_600))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn creates_repeated_across_a_kill_of_the_leader_make_one_timer_each() {
    let mut cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let client = cluster.client(leader % 3 + 1).await.unwrap();
    let mut creates = JoinSet::new();
    for number in 0..CREATES {
        let client = client.clone();
        creates.spawn(async move { patiently(|| client.create(request(number))).await });
    }
    let mut answers = vec![creates.join_next().await.unwrap().unwrap()];
    cluster.kill(leader).unwrap();
    answers.extend(creates.join_all().await);
    let ids: BTreeSet<String> = answers.into_iter().map(|answer| answer.timer.unwrap().id).collect();
    assert_eq!(ids.len(), CREATES);
    let listed = patiently(|| client.list_of(TimerStatus::Scheduled)).await;
    assert_eq!(listed.into_iter().map(|timer| timer.id).collect::<BTreeSet<_>>(), ids);
    cluster.restart(leader).await.unwrap();
    let returned = cluster.client(leader).await.unwrap();
    for number in 0..CREATES {
        let again = patiently(|| returned.create(request(number))).await;
        assert!(
            again.existing && ids.contains(&again.timer.unwrap().id),
            "request {number}"
        );
    }
}
