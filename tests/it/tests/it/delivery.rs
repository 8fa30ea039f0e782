//! Delivery: credits, acknowledgements, redelivery, fences.

use std::collections::BTreeSet;
use std::time::Duration;

use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::{MS, SECOND, now_ns};
use minoots_it::consumer::{Consumer, Received};
use minoots_wire::event::v1::consume_request::Request;
use minoots_wire::event::v1::consume_result::Result as Answer;
use minoots_wire::event::v1::{AckOutcome, ConsumeAck};
use minoots_wire::time::{duration, instant};
use minoots_wire::timer::v1::{CreateTimerRequest, FailureReason, RetryPolicy, TimerStatus};
use tonic::Code;

use crate::support::{Node, event_id, reason};

const NOW: Duration = Duration::ZERO;
const A_MOMENT: Duration = Duration::from_millis(500);

async fn create_now(client: &Client, count: usize) {
    let requests = (0..count).map(|at| timer(&format!("t{at:03}")).fire_after(NOW));
    client.create_batch(requests.collect()).await.unwrap();
}

fn outcome(answer: &Answer) -> AckOutcome {
    match answer {
        Answer::Ack(ack) => ack.outcome(),
        other => panic!("not acknowledged: {other:?}"),
    }
}

#[tokio::test]
async fn the_first_acknowledgement_settles_and_later_ones_are_told_so() {
    let node = Node::start().await;
    create_now(&node.client, 1).await;
    let mut consumer = Consumer::open(&node.client, "", 10).await.unwrap();
    let received = consumer.delivery().await.unwrap();
    assert_eq!(outcome(&consumer.ack(&received).await.unwrap()), AckOutcome::Settled);
    assert_eq!(
        outcome(&consumer.ack(&received).await.unwrap()),
        AckOutcome::AlreadySettled
    );
    let unary = node.client.ack(received.id(), received.fence()).await.unwrap();
    assert_eq!(unary.outcome(), AckOutcome::AlreadySettled);
    let node = node.kill_and_restart().await;
    let unary = node.client.ack(received.id(), received.fence()).await.unwrap();
    assert_eq!(unary.outcome(), AckOutcome::AlreadySettled);
}

#[tokio::test]
async fn an_acknowledgement_may_come_over_another_connection() {
    let node = Node::start().await;
    create_now(&node.client, 1).await;
    let mut consumer = Consumer::open(&node.client, "default", 1).await.unwrap();
    let received = consumer.delivery().await.unwrap();
    let elsewhere = node.connect().await;
    let answer = elsewhere.ack(received.id(), received.fence()).await.unwrap();
    assert_eq!(answer.outcome(), AckOutcome::Settled);
    assert_eq!(node.client.get("t000").await.unwrap().status(), TimerStatus::Settled);
    // It also frees the stream's only credit.
    node.client.create(timer("next").fire_after(NOW)).await.unwrap();
    assert!(consumer.delivery().await.unwrap().id().starts_with("timer:dev:next:"));
}

#[tokio::test]
async fn a_delivery_given_back_comes_again_with_a_larger_fence_and_the_next_attempt() {
    let node = Node::start().await;
    create_now(&node.client, 1).await;
    let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
    let first = consumer.delivery().await.unwrap();
    let Answer::Nack(nack) = consumer.nack(&first).await.unwrap() else {
        panic!("not given back")
    };
    assert_eq!(nack.attempts, 1);
    assert!(nack.retry_time.is_some());
    let second = consumer.delivery().await.unwrap();
    assert_eq!(second.id(), first.id());
    assert_eq!(second.delivery.attempt, 2);
    assert!(second.fence() > first.fence());
    assert_eq!(second.envelope().unwrap().payload, first.envelope().unwrap().payload);

    let stale = node.client.nack(first.id(), first.fence()).await.unwrap_err();
    assert_eq!(
        (stale.code(), reason(&stale).as_str()),
        (Code::FailedPrecondition, "STALE_FENCE")
    );
    let Answer::Error(stale) = consumer.nack(&first).await.unwrap() else {
        panic!("an old fence gave back")
    };
    assert_eq!(
        (stale.code, stale.reason.as_str()),
        (Code::FailedPrecondition as i32, "STALE_FENCE")
    );
    // Any delivery of the same arm may acknowledge.
    assert_eq!(outcome(&consumer.ack(&first).await.unwrap()), AckOutcome::Settled);
    assert_eq!(
        outcome(&consumer.ack(&second).await.unwrap()),
        AckOutcome::AlreadySettled
    );
}

#[tokio::test]
async fn giving_back_with_a_delay_puts_the_next_delivery_off() {
    let node = Node::start().await;
    create_now(&node.client, 1).await;
    let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
    let first = consumer.delivery().await.unwrap();
    let before_ns = now_ns();
    consumer.send_nack(&first, Duration::from_secs(1)).unwrap();
    let second = consumer.delivery().await.unwrap();
    assert_eq!(second.id(), first.id());
    assert!(second.at_ns >= before_ns + SECOND);
}

#[tokio::test]
async fn a_timer_fails_when_its_attempts_are_spent() {
    let node = Node::start().await;
    let request = CreateTimerRequest {
        retry_policy: Some(RetryPolicy {
            max_attempts: 3,
            initial_backoff: Some(duration::to_proto(MS)),
            ..RetryPolicy::default()
        }),
        ..timer("poison").fire_after(NOW)
    };
    node.client.create(request).await.unwrap();
    let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
    let mut last = None;
    for attempt in 1..=3 {
        let received = consumer.delivery().await.unwrap();
        assert_eq!(received.delivery.attempt, attempt);
        let Answer::Nack(nack) = consumer.nack(&received).await.unwrap() else {
            panic!("not given back")
        };
        assert_eq!(nack.attempts, attempt);
        assert_eq!(nack.retry_time.is_none(), attempt == 3);
        last = Some(received);
    }
    let failed = node.client.wait_for("poison", TimerStatus::Failed).await.unwrap();
    let failure = failed.failure.unwrap();
    assert_eq!(failure.reason(), FailureReason::AttemptsSpent);
    assert_eq!(failure.message, "not this time");
    assert_eq!(failed.attempts, 3);
    assert_eq!(
        outcome(&consumer.ack(&last.unwrap()).await.unwrap()),
        AckOutcome::AlreadyFailed
    );
    assert!(consumer.delivery_within(A_MOMENT).await.unwrap().is_none());
}

#[tokio::test]
async fn a_delivery_nobody_acknowledges_in_time_comes_again() {
    let node = Node::start().await;
    let request = timer("slow").fire_after(NOW).ack_within(Duration::from_secs(1));
    node.client.create(request).await.unwrap();
    let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
    let first = consumer.delivery().await.unwrap();
    let deadline_ns = instant::from_proto(first.delivery.ack_deadline_time.as_ref().unwrap()).unwrap();
    let second = consumer.delivery().await.unwrap();
    assert_eq!((second.id(), second.delivery.attempt), (first.id(), 2));
    assert!(second.fence() > first.fence());
    assert!(
        second.at_ns >= deadline_ns,
        "not while the first may still be worked on"
    );
    assert_eq!(outcome(&consumer.ack(&second).await.unwrap()), AckOutcome::Settled);
}

#[tokio::test]
async fn an_extension_keeps_a_delivery_out_for_longer() {
    let node = Node::start().await;
    let request = timer("slow").fire_after(NOW).ack_within(Duration::from_secs(1));
    node.client.create(request).await.unwrap();
    let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
    let received = consumer.delivery().await.unwrap();
    let Answer::Extend(extended) = consumer.extend(&received, Duration::from_secs(600)).await.unwrap() else {
        panic!("not extended")
    };
    let deadline_ns = instant::from_proto(&extended.ack_deadline_time.unwrap()).unwrap();
    assert!(deadline_ns > received.at_ns + 500 * SECOND);
    assert!(
        consumer
            .delivery_within(Duration::from_millis(1_800))
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(outcome(&consumer.ack(&received).await.unwrap()), AckOutcome::Settled);
}

#[tokio::test]
async fn no_more_is_outstanding_than_there_are_credits() {
    let node = Node::start().await;
    create_now(&node.client, 10).await;
    let mut consumer = Consumer::open(&node.client, "default", 3).await.unwrap();
    let mut out: Vec<Received> = Vec::new();
    for _ in 0..3 {
        out.push(consumer.delivery().await.unwrap());
    }
    assert!(consumer.delivery_within(A_MOMENT).await.unwrap().is_none());
    consumer.ack(&out[0]).await.unwrap();
    consumer.delivery().await.unwrap();
    assert!(consumer.delivery_within(A_MOMENT).await.unwrap().is_none());
    consumer.credits(5).unwrap();
    consumer.delivery().await.unwrap();
    consumer.delivery().await.unwrap();
    assert!(consumer.delivery_within(A_MOMENT).await.unwrap().is_none());
    consumer.credits(0).unwrap();
    consumer.ack(&out[1]).await.unwrap();
    assert!(
        consumer.delivery_within(A_MOMENT).await.unwrap().is_none(),
        "no credits is a pause"
    );
    consumer.credits(100).unwrap();
    for _ in 0..4 {
        consumer.delivery().await.unwrap();
    }
}

#[tokio::test]
async fn consumers_of_a_queue_share_it_and_queues_are_apart() {
    let node = Node::start().await;
    let mut one = Consumer::open(&node.client, "shared", 10).await.unwrap();
    let elsewhere = node.connect().await;
    let mut other = Consumer::open(&elsewhere, "shared", 10).await.unwrap();
    let mut stranger = Consumer::open(&node.client, "another", 10).await.unwrap();
    let due_ns = now_ns() + 300 * MS;
    let requests = (0..20).map(|at| timer(&format!("t{at}")).fire_at(due_ns).into_queue("shared"));
    node.client.create_batch(requests.collect()).await.unwrap();
    let mut seen = [BTreeSet::new(), BTreeSet::new()];
    for _ in 0..10 {
        seen[0].insert(one.delivery().await.unwrap().id().to_owned());
        seen[1].insert(other.delivery().await.unwrap().id().to_owned());
    }
    assert_eq!(seen[0].len() + seen[1].len(), 20);
    assert!(
        seen[0].is_disjoint(&seen[1]),
        "each event is out with one consumer at a time"
    );
    assert!(stranger.delivery_within(A_MOMENT).await.unwrap().is_none());
}

#[tokio::test]
async fn a_consumer_that_says_goodbye_gives_its_deliveries_back_at_once() {
    let node = Node::start().await;
    create_now(&node.client, 2).await;
    let mut leaving = Consumer::open(&node.client, "default", 10).await.unwrap();
    let kept = leaving.delivery().await.unwrap();
    let settled = leaving.delivery().await.unwrap();
    leaving.send_ack(&settled).unwrap();
    leaving.half_close().await.unwrap();
    let mut staying = Consumer::open(&node.client, "default", 10).await.unwrap();
    let again = staying.delivery().await.unwrap();
    assert_eq!((again.id(), again.delivery.attempt), (kept.id(), 2));
    assert!(again.fence() > kept.fence());
    let deadline_ns = instant::from_proto(kept.delivery.ack_deadline_time.as_ref().unwrap()).unwrap();
    assert!(
        again.at_ns < deadline_ns,
        "it did not have to wait until the time to acknowledge was over"
    );
    assert!(
        staying.delivery_within(A_MOMENT).await.unwrap().is_none(),
        "what was acknowledged on leaving is settled"
    );
}

#[tokio::test]
async fn a_consumer_that_vanishes_keeps_its_deliveries_until_their_time_is_up() {
    let node = Node::start().await;
    for id in ["worked-on", "lost"] {
        let request = timer(id).fire_after(NOW).ack_within(Duration::from_secs(3));
        node.client.create(request).await.unwrap();
    }
    let elsewhere = node.connect().await;
    let mut consumer = Consumer::open(&elsewhere, "default", 10).await.unwrap();
    let worked_on = consumer.delivery().await.unwrap();
    let lost = consumer.delivery().await.unwrap();
    let _held = consumer.vanish();
    let mut other = Consumer::open(&node.client, "default", 10).await.unwrap();
    let answer = node.client.ack(worked_on.id(), worked_on.fence()).await.unwrap();
    assert_eq!(answer.outcome(), AckOutcome::Settled);
    let again = other.delivery().await.unwrap();
    let deadline_ns = instant::from_proto(lost.delivery.ack_deadline_time.as_ref().unwrap()).unwrap();
    assert_eq!((again.id(), again.delivery.attempt), (lost.id(), 2));
    assert!(again.at_ns >= deadline_ns);
}

#[tokio::test]
async fn fences_increase_across_restarts_and_old_deliveries_may_still_acknowledge() {
    let mut node = Node::start().await;
    let request = timer("tea").fire_after(NOW).ack_within(Duration::from_secs(1));
    let created = node.client.create(request).await.unwrap().timer.unwrap();
    let mut fences: Vec<String> = Vec::new();
    let mut first = None;
    for round in 0..4 {
        let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
        let received = consumer.delivery().await.unwrap();
        assert_eq!(received.id(), event_id("tea", created.state_version));
        assert!(
            fences.last().is_none_or(|last| last.as_str() < received.fence()),
            "{fences:?} {}",
            received.fence()
        );
        fences.push(received.fence().to_owned());
        first.get_or_insert(received);
        // Two kills in a row, the second before any delivery.
        node = node.kill_and_restart().await;
        if round == 1 {
            node = node.kill_and_restart().await;
        }
    }
    let first = first.unwrap();
    let answer = node.client.ack(first.id(), first.fence()).await.unwrap();
    assert_eq!(answer.outcome(), AckOutcome::Settled);
}

/// Returns the reason of a refusal.
fn refusal(answer: Option<Answer>) -> String {
    match answer {
        Some(Answer::Error(error)) => error.reason,
        other => panic!("it was not refused: {other:?}"),
    }
}

#[tokio::test]
async fn an_acknowledgement_before_its_time_settles_nothing() {
    let node = Node::start().await;
    let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
    node.client.create(timer("model").fire_after(NOW)).await.unwrap();
    let model = consumer.delivery().await.unwrap();
    consumer.ack(&model).await.unwrap();
    let due_ns = now_ns() + 1_500 * MS;
    let created = node
        .client
        .create(timer("tea").fire_at(due_ns))
        .await
        .unwrap()
        .timer
        .unwrap();
    let id = event_id("tea", created.state_version);
    let mut asked = 0;
    while now_ns() < due_ns - 700 * MS {
        let refused = node.client.ack(&id, model.fence()).await.unwrap_err();
        let told = (refused.code(), reason(&refused));
        let expected = [
            (Code::NotFound, "EVENT".to_owned()),
            (Code::FailedPrecondition, "NOT_DUE".to_owned()),
        ];
        assert!(expected.contains(&told), "{told:?}");
        asked += 1;
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(asked > 0);
    // On a stream as well. After arming, an ack is rarely too early, and it is answered when it is not.
    let told = loop {
        consumer
            .send(Request::Ack(ConsumeAck {
                event_id: id.clone(),
                fence: model.fence().to_owned(),
            }))
            .unwrap();
        let told = refusal(consumer.result().await.unwrap().result);
        if told != "EVENT" {
            break told;
        }
    };
    assert_eq!(told, "STALE_FENCE");
    assert!(now_ns() >= due_ns, "that could be told only then");
    let received = consumer.delivery().await.unwrap();
    assert_eq!((received.id(), received.due_ns().unwrap()), (id.as_str(), due_ns));
    assert_eq!(outcome(&consumer.ack(&received).await.unwrap()), AckOutcome::Settled);
}

#[tokio::test]
async fn timers_fired_without_a_consumer_wait_for_the_next_in_due_order() {
    let node = Node::start().await;
    let start_ns = now_ns() - 60 * SECOND;
    // So far ahead that none of them is due before all are created; late timers are armed in the order of their
    // creation.
    let first_ns = now_ns() + 3 * SECOND;
    let requests = (0..50).map(|at| timer(&format!("t{at:02}")).fire_at(first_ns + (50 - at) * 10 * MS));
    node.client.create_batch(requests.collect()).await.unwrap();
    node.client.wait_for("t00", TimerStatus::Fired).await.unwrap();
    let mut consumer = Consumer::open(&node.client, "default", 100).await.unwrap();
    let mut last_ns = start_ns;
    for _ in 0..50 {
        let due_ns = consumer.delivery().await.unwrap().due_ns().unwrap();
        assert!(due_ns > last_ns);
        last_ns = due_ns;
    }
}
