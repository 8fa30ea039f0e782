//! A silent watchdog fires, and no other does.

use std::time::Duration;

use minoots_it::clock::{SECOND, now_ns};
use minoots_it::consumer::Consumer;
use minoots_wire::time::instant;
use minoots_wire::timer::v1::{NewWatchdog, Timer, TimerKind, TimerStatus, TouchOutcome};

use super::{fires, request, stage, touch, watchdog};
use crate::support::{Node, event_id};

fn due(timer: &Timer) -> i64 {
    instant::from_proto(timer.fire_time.as_ref().unwrap()).unwrap()
}

#[tokio::test]
async fn g3_a_silent_watchdog_fires_after_its_ttl_and_not_before() {
    let node = Node::start().await;
    let made = node
        .client
        .create(watchdog("dog", SECOND))
        .await
        .unwrap()
        .timer
        .unwrap();
    assert_eq!(made.kind(), TimerKind::Watchdog);
    let created = instant::from_proto(made.create_time.as_ref().unwrap()).unwrap();
    assert_eq!(due(&made), created + SECOND);
    let mut consumer = Consumer::open(&node.client, "dog", 1).await.unwrap();
    let received = consumer.delivery().await.unwrap();
    assert!(now_ns() >= created + SECOND);
    assert_eq!(received.due_ns().unwrap(), created + SECOND);
    let late = touch(&node.client, request("dog", 0, 0)).await.unwrap();
    assert_eq!(late.outcome(), TouchOutcome::TooLate);
    assert_eq!(late.event_id, received.id());
}

#[tokio::test]
async fn touched_watchdogs_fire_one_ttl_after_the_last_touch() {
    let node = Node::start().await;
    let ttl = 2 * SECOND;
    node.client.create(watchdog("dog", ttl)).await.unwrap();
    let mut consumer = Consumer::open(&node.client, "dog", 1).await.unwrap();
    let mut last = 0;
    // Longer than a mark is fresh: memory answers some touches, and the log others.
    for _ in 0..28 {
        let before = now_ns();
        let touched = touch(&node.client, request("dog", 0, 0)).await.unwrap();
        if touched.outcome() == TouchOutcome::TooLate {
            // The test itself was too slow.
            assert!(fires(&touched) <= now_ns());
            break;
        }
        assert_eq!(touched.outcome(), TouchOutcome::Touched);
        assert!((before + ttl..=now_ns() + ttl).contains(&fires(&touched)));
        last = fires(&touched);
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    let received = consumer.delivery().await.unwrap();
    assert!(now_ns() >= last);
    // The event has the instant of the last response from memory.
    assert_eq!(received.due_ns().unwrap(), last);
}

#[tokio::test]
async fn a_watchdog_is_shown_as_one_and_lives_as_long_as_a_mark_in_the_log_says_after_a_restart() {
    let node = Node::start().await;
    let mut asked = watchdog("dog", 60 * SECOND);
    asked.watchdog = Some(NewWatchdog {
        epoch: 3,
        stages: vec![stage("warn", 10 * SECOND), stage("page", 20 * SECOND)],
    });
    node.client.create(asked.clone()).await.unwrap();
    let again = node.client.create(asked).await.unwrap();
    assert!(again.existing);
    let touched = touch(&node.client, request("dog", 4, 9)).await.unwrap();
    assert!(touched.commit_index > 0, "a new instance is one of the log");
    let shown = node.client.get("dog").await.unwrap();
    let watch = shown.watchdog.clone().unwrap();
    assert_eq!((watch.epoch, watch.sequence, watch.stages.len()), (4, 9, 2));
    assert_eq!((watch.ttl, shown.status()), (shown.delay, TimerStatus::Scheduled));
    assert_eq!(due(&shown), fires(&touched));
    let node = node.kill_and_restart().await;
    let after = node.client.get("dog").await.unwrap();
    assert_eq!(after.watchdog, Some(watch));
    let next = touch(&node.client, request("dog", 4, 10)).await.unwrap();
    assert!(fires(&next) > fires(&touched));
}

#[tokio::test]
async fn a_ladder_tells_each_stage_and_a_touch_begins_it_anew() {
    let node = Node::start().await;
    let mut asked = watchdog("dog", 4 * SECOND);
    asked.watchdog = Some(NewWatchdog {
        epoch: 0,
        stages: vec![stage("warn", SECOND), stage("page", 2 * SECOND)],
    });
    node.client.create(asked).await.unwrap();
    let mut warned = Consumer::open(&node.client, "warn", 8).await.unwrap();
    let mut paged = Consumer::open(&node.client, "page", 8).await.unwrap();
    let mut fired = Consumer::open(&node.client, "dog", 8).await.unwrap();
    let first = warned.delivery().await.unwrap();
    let page = paged.delivery().await.unwrap();
    assert_eq!(page.due_ns().unwrap() - first.due_ns().unwrap(), SECOND);
    // If the test is too slow to touch it in time, it checks less.
    let touched = touch(&node.client, request("dog", 0, 0)).await.unwrap();
    let mut began = first.due_ns().unwrap() - SECOND;
    if touched.outcome() == TouchOutcome::Touched {
        began = fires(&touched) - 4 * SECOND;
        let second = warned.delivery().await.unwrap();
        assert_ne!(second.id(), first.id());
        assert_eq!(second.due_ns().unwrap(), began + SECOND);
        assert_eq!(paged.delivery().await.unwrap().due_ns().unwrap(), began + 2 * SECOND);
    }
    let end = fired.delivery().await.unwrap();
    assert_eq!(end.due_ns().unwrap(), began + 4 * SECOND);
    let shown = node.client.get("dog").await.unwrap();
    assert_eq!(end.id(), event_id("dog", shown.state_version));
    assert_eq!(shown.watchdog.unwrap().stages_reached, 2);
}
