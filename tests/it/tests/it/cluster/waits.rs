//! Waits, while the leader is killed.

use std::time::Duration;

use minoots_it::cli::Cli;
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::{SECOND, now_ns};
use minoots_it::cluster::Cluster;
use minoots_wire::timer::v1::{TimerStatus, WaitOutcome, WaitUntil};

use super::patiently;

const LONGEST: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g9_a_wait_on_a_follower_is_answered_although_the_leader_is_killed_meanwhile() {
    let mut cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let follower = cluster.client(leader % 3 + 1).await.unwrap();
    let due = now_ns() + 4 * SECOND;
    patiently(|| follower.create(timer("tea").fire_at(due))).await;
    patiently(|| follower.create(timer("cup").fire_at(due + 3_600 * SECOND))).await;
    let wait = |id: &'static str| {
        let follower = follower.clone();
        tokio::spawn(async move { follower.wait(id, WaitUntil::Fired, LONGEST).await })
    };
    let (fired, cancelled) = (wait("tea"), wait("cup"));
    // Both wait by the time that a later call has ended.
    let later = follower.wait("cup", WaitUntil::Fired, Duration::from_millis(300)).await;
    assert_eq!(later.unwrap().outcome(), WaitOutcome::TimedOut);
    cluster.kill(leader).unwrap();
    patiently(|| follower.cancel("cup")).await;
    let answer = cancelled.await.unwrap().unwrap();
    assert_eq!(
        (answer.outcome(), answer.timer.unwrap().status()),
        (WaitOutcome::Reached, TimerStatus::Cancelled)
    );
    let answer = fired.await.unwrap().unwrap();
    assert!(now_ns() >= due - SECOND / 4, "clocks differ by that much at most");
    assert_eq!(
        (answer.outcome(), answer.timer.unwrap().status()),
        (WaitOutcome::Reached, TimerStatus::Fired)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wait_on_a_leader_that_is_killed_goes_on_at_another_node() {
    let mut cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let others: Vec<u64> = (1..=3).filter(|node| *node != leader).collect();
    let follower = cluster.client(others[0]).await.unwrap();
    patiently(|| follower.create(timer("tea").fire_after(Duration::from_secs(3_600)))).await;
    let endpoints: Vec<String> = [leader, others[0], others[1]]
        .iter()
        .map(|node| cluster.endpoint(*node).unwrap())
        .collect();
    let cli = Cli::new(cluster.home(others[0]).unwrap().path(), &endpoints.join(","));
    let wait = tokio::spawn(async move {
        cli.run(&[
            "timer",
            "wait",
            "tea",
            "--until",
            "ended",
            "--timeout",
            "50s",
            "-o",
            "json",
        ])
        .await
    });
    tokio::time::sleep(Duration::from_millis(1_000)).await;
    assert!(!wait.is_finished());
    cluster.kill(leader).unwrap();
    patiently(|| follower.cancel("tea")).await;
    let outcome = wait.await.unwrap().unwrap();
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let answer = outcome.json().unwrap();
    assert_eq!(answer["outcome"], "WAIT_OUTCOME_REACHED");
    assert_eq!(answer["timer"]["status"], "TIMER_STATUS_CANCELLED");
}
