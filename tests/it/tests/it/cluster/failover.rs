//! Leaders that are killed, stopped for a while, or transferred, while clients create, cancel and consume.

use std::time::Duration;

use minoots_it::is_long;
use minoots_it::random::Random;
use rustix::process::Signal;

use super::loaded::Loaded;
use super::patiently;

const KILLS: usize = 5;
const KILLS_LONG: usize = 30;
const TRANSFERS: usize = 4;
const TRANSFERS_LONG: usize = 30;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killing_the_leader_again_and_again_loses_nothing_repeats_nothing_and_fires_nothing_early() {
    let mut random = Random::from_environment("cluster kills", 3);
    let mut loaded = Loaded::start(&mut random).await;
    for _ in 0..if is_long() { KILLS_LONG } else { KILLS } {
        tokio::time::sleep(Duration::from_millis(500 + random.below(1_000))).await;
        let leader = loaded.cluster.leader().await.unwrap();
        loaded.cluster.kill(leader).unwrap();
        loaded.tell_endpoints();
        let next = loaded.cluster.leader().await.unwrap();
        assert_ne!(next, leader, "the others go on without it");
        tokio::time::sleep(Duration::from_millis(random.below(500))).await;
        loaded.cluster.restart(leader).await.unwrap();
        loaded.tell_endpoints();
    }
    let repeated = loaded.end().await;
    assert!(repeated > 0, "the kills hit nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leader_told_to_end_hands_over_and_nothing_is_lost() {
    let mut random = Random::from_environment("cluster handover", 4);
    let mut loaded = Loaded::start(&mut random).await;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let leader = loaded.cluster.leader().await.unwrap();
    let code = loaded.cluster.terminate(leader).await.unwrap();
    assert_eq!(code, Some(0));
    loaded.tell_endpoints();
    let next = loaded.cluster.leader().await.unwrap();
    assert_ne!(next, leader);
    loaded.cluster.restart(leader).await.unwrap();
    loaded.tell_endpoints();
    loaded.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g1_g3_a_planned_transfer_under_fires_loses_nothing_and_delivers_nothing_early() {
    let mut random = Random::from_environment("cluster transfers", 6);
    let loaded = Loaded::start(&mut random).await;
    let mut before = loaded.cluster.status_led_by(&[1, 2, 3]).await.unwrap();
    for _ in 0..if is_long() { TRANSFERS_LONG } else { TRANSFERS } {
        tokio::time::sleep(Duration::from_millis(300 + random.below(700))).await;
        // Any node takes the request; a busy machine may need another attempt.
        let asked = loaded.cluster.client(1 + random.below(3)).await.unwrap();
        patiently(|| asked.transfer()).await;
        let after = loaded.cluster.status_led_by(&[1, 2, 3]).await.unwrap();
        assert!(after.term > before.term, "{before:?} then {after:?}");
        before = after;
    }
    loaded.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_leader_that_slept_wakes_up_to_a_newer_term_and_does_no_harm() {
    let mut random = Random::from_environment("cluster pause", 5);
    let loaded = Loaded::start(&mut random).await;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let before = loaded.cluster.status_led_by(&[1, 2, 3]).await.unwrap();
    let others: Vec<u64> = (1..=3).filter(|node| *node != before.leader).collect();
    loaded.cluster.signal(before.leader, Signal::STOP).unwrap();
    let paused = tokio::time::sleep(Duration::from_secs(3));
    let after = loaded.cluster.status_led_by(&others).await.unwrap();
    assert!(after.term > before.term, "{before:?} then {after:?}");
    paused.await;
    loaded.cluster.signal(before.leader, Signal::CONT).unwrap();
    loaded.end().await;
}
