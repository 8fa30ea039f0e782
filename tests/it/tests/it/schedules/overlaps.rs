//! Occurrences while the schedule's last timer is not finished.

use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::now_ns;
use minoots_it::consumer::{Consumer, Received};
use minoots_it::tail::{Tail, kind, subject};
use minoots_wire::schedule::v1::{
    CreateScheduleRequest, GetScheduleRequest, OverlapPolicy, Schedule, TriggerScheduleRequest,
};
use minoots_wire::time::{duration, instant};
use minoots_wire::timer::v1::{Target, TimerStatus, target};
use tokio::time::sleep;

use super::data;
use super::kills::{each_second, service};
use crate::support::Node;

const SECOND: i64 = 1_000_000_000;

/// Creates a schedule for each second whose timers go to the queue `work`. A killed node's delivery is redelivered
/// after its acknowledgement deadline, which must be well before a test gives up.
async fn make(node: &Node, overlap: OverlapPolicy) {
    let mut request = CreateScheduleRequest {
        overlap_policy: overlap.into(),
        ..each_second()
    };
    let timer = request.timer.as_mut().unwrap();
    timer.target = Some(Target {
        target: Some(target::Target::Queue("work".to_owned())),
    });
    timer.ack_deadline = Some(duration::to_proto(10 * SECOND));
    let mut schedules = service(node.server.endpoint()).await;
    schedules.create_schedule(request).await.unwrap();
}

/// Returns the schedule, once it matches.
async fn until(node: &Node, wanted: impl Fn(&Schedule) -> bool) -> Schedule {
    let mut schedules = service(node.server.endpoint()).await;
    loop {
        let request = GetScheduleRequest {
            id: "beat".to_owned(),
            read: None,
        };
        let schedule = schedules.get_schedule(request).await.unwrap().into_inner().schedule;
        if let Some(schedule) = schedule.filter(&wanted) {
            return schedule;
        }
        sleep(Duration::from_millis(50)).await;
    }
}

fn timer_of(received: &Received) -> &str {
    let subject = &received.envelope().unwrap().subject;
    subject.strip_prefix("timers/").unwrap()
}

/// Returns the instant of an occurrence.
async fn instant_of(node: &Node, received: &Received) -> i64 {
    let timer = node.client.get(timer_of(received)).await.unwrap();
    instant::from_proto(&timer.origin.unwrap().schedule_time.unwrap()).unwrap()
}

#[tokio::test]
async fn one_occurrence_waits_for_the_end_of_the_one_before_and_those_behind_it_are_missed() {
    let node = Node::start().await;
    make(&node, OverlapPolicy::BufferOne).await;
    let mut consumer = Consumer::open(&node.client, "work", 10).await.unwrap();
    let first = consumer.delivery().await.unwrap();
    let schedule = until(&node, |schedule| schedule.missed >= 1).await;
    assert_eq!((schedule.waiting, schedule.runs), (1, 1));
    consumer.ack(&first).await.unwrap();
    let second = consumer.delivery().await.unwrap();
    assert_eq!(
        instant_of(&node, &second).await,
        instant_of(&node, &first).await + SECOND
    );
}

#[tokio::test]
async fn all_that_wait_outlive_a_kill_and_run_one_after_the_other() {
    let node = Node::start().await;
    make(&node, OverlapPolicy::BufferAll).await;
    let mut consumer = Consumer::open(&node.client, "work", 10).await.unwrap();
    let mut last = instant_of(&node, &consumer.delivery().await.unwrap()).await;
    until(&node, |schedule| schedule.waiting >= 2).await;
    let node = node.kill_and_restart().await;
    let mut consumer = Consumer::open(&node.client, "work", 10).await.unwrap();
    let again = consumer.delivery().await.unwrap();
    assert_eq!(instant_of(&node, &again).await, last, "it was never acknowledged");
    consumer.ack(&again).await.unwrap();
    for _ in 0..4 {
        let next = consumer.delivery().await.unwrap();
        let instant = instant_of(&node, &next).await;
        assert_eq!(instant, last + SECOND);
        last = instant;
        consumer.ack(&next).await.unwrap();
    }
    assert_eq!(until(&node, |_| true).await.missed, 0);
}

/// Returns the reasons of the missed instants, in the order of the log.
async fn missed(node: &Node) -> Vec<String> {
    let mut tail = Tail::from_start(&node.client).await.unwrap();
    node.client
        .create(timer("last").fire_at(now_ns() + 3_600 * SECOND))
        .await
        .unwrap();
    let events = tail.until(|event| subject(event) == "timers/last").await.unwrap();
    let missed = events.iter().filter(|event| kind(event) == "schedule.missed");
    missed
        .map(|event| data(event)["reason"].as_str().unwrap().to_owned())
        .collect()
}

/// Takes and acknowledges this number of deliveries, one by one. Returns their instants.
async fn take(node: &Node, consumer: &mut Consumer, count: usize) -> Vec<i64> {
    let mut instants = Vec::new();
    for _ in 0..count {
        let delivery = consumer.delivery().await.unwrap();
        instants.push(instant_of(node, &delivery).await);
        consumer.ack(&delivery).await.unwrap();
    }
    instants
}

#[tokio::test]
async fn an_instant_overlaps_as_long_as_any_timer_of_its_schedule_is_not_settled() {
    let node = Node::start().await;
    make(&node, OverlapPolicy::Unspecified).await;
    let mut consumer = Consumer::open(&node.client, "work", 10).await.unwrap();
    let first = consumer.delivery().await.unwrap();
    let request = TriggerScheduleRequest {
        id: "beat".to_owned(),
        ..TriggerScheduleRequest::default()
    };
    service(node.server.endpoint())
        .await
        .trigger_schedule(request)
        .await
        .unwrap();
    let second = consumer.delivery().await.unwrap();
    consumer.ack(&second).await.unwrap();
    let before = until(&node, |schedule| schedule.missed >= 1).await;
    assert_eq!(before.runs, 2);
    // The state survives the process.
    let node = node.kill_and_restart().await;
    let mut consumer = Consumer::open(&node.client, "work", 10).await.unwrap();
    let again = consumer.delivery().await.unwrap();
    assert_eq!(again.id(), first.id());
    let later = until(&node, |schedule| schedule.missed > before.missed).await;
    assert_eq!(later.runs, 2);
    consumer.ack(&again).await.unwrap();
    consumer.delivery().await.unwrap();
    assert!(
        missed(&node)
            .await
            .iter()
            .all(|reason| reason == "OVERLAP" || reason == "LATE")
    );
}

#[tokio::test]
async fn overlap_with_a_jitter_is_judged_when_the_occurrence_is_due() {
    let node = Node::start().await;
    let mut request = CreateScheduleRequest {
        overlap_policy: OverlapPolicy::Unspecified.into(),
        ..each_second()
    };
    // Two occurrences are due at least half a second apart, so that a busy machine acknowledges the first in time.
    let calendar = request.calendar.as_mut().unwrap();
    calendar.interval = Some(duration::to_proto(2 * SECOND));
    calendar.jitter = Some(duration::to_proto(3 * SECOND / 2));
    request.timer.as_mut().unwrap().target = Some(Target {
        target: Some(target::Target::Queue("work".to_owned())),
    });
    service(node.server.endpoint())
        .await
        .create_schedule(request)
        .await
        .unwrap();
    let mut consumer = Consumer::open(&node.client, "work", 10).await.unwrap();
    let instants = take(&node, &mut consumer, 5).await;
    assert!(
        instants.windows(2).all(|pair| pair[1] == pair[0] + 2 * SECOND),
        "{instants:?}"
    );
    assert_eq!(missed(&node).await, [""; 0]);
}

#[tokio::test]
async fn catching_up_after_an_interruption_is_no_overlap() {
    for policy in [OverlapPolicy::Unspecified, OverlapPolicy::BufferOne] {
        let node = Node::start().await;
        make(&node, policy).await;
        let mut consumer = Consumer::open(&node.client, "work", 10).await.unwrap();
        let before = take(&node, &mut consumer, 2).await;
        node.server.kill().unwrap();
        sleep(Duration::from_secs(4)).await;
        let node = Node::start_in(node.home).await;
        let mut consumer = Consumer::open(&node.client, "work", 10).await.unwrap();
        // All occurrences of the meantime are kept, as the policy for missed runs requires.
        let after = take(&node, &mut consumer, 9).await;
        let expected: Vec<i64> = (1..=9).map(|number| before[1] + number * SECOND).collect();
        assert_eq!(after, expected, "{policy:?}");
        assert_eq!(missed(&node).await, [""; 0], "{policy:?}");
    }
}

#[tokio::test]
async fn an_occurrence_ends_the_one_before_it() {
    let node = Node::start().await;
    make(&node, OverlapPolicy::CancelOther).await;
    let mut consumer = Consumer::open(&node.client, "work", 10).await.unwrap();
    let first = consumer.delivery().await.unwrap();
    let second = consumer.delivery().await.unwrap();
    assert_eq!(
        instant_of(&node, &second).await,
        instant_of(&node, &first).await + SECOND
    );
    let ended = node.client.get(timer_of(&first)).await.unwrap();
    assert_eq!(ended.status(), TimerStatus::Failed);
    let mut tail = Tail::from_start(&node.client).await.unwrap();
    let events = tail.until(|event| kind(event) == "timer.failed").await.unwrap();
    assert_eq!(data(events.last().unwrap())["reason"], "OVERLAP");
}
