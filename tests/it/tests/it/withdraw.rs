//! Cancel and reschedule: every race has a stated outcome.

use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::{MS, SECOND, now_ns};
use minoots_it::consumer::Consumer;
use minoots_wire::time::instant;
use minoots_wire::timer::v1::{
    CancelOutcome, CancelTimerRequest, CreateTimerRequest, RescheduleOutcome, RescheduleTimerRequest, TimerStatus,
};
use minoots_wire::transaction::v1::operation::Operation as Part;
use minoots_wire::transaction::v1::transaction_service_client::TransactionServiceClient;
use minoots_wire::transaction::v1::{Operation, TransactRequest};
use tonic::{Code, Status};

use crate::support::{Node, event_id, reason};

const HOUR: Duration = Duration::from_secs(3_600);

#[tokio::test]
async fn cancelling_twice_gives_the_same_answer_with_the_first_index_even_after_a_kill() {
    let node = Node::start().await;
    node.client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    let request = CancelTimerRequest {
        id: "tea".to_owned(),
        reason: "no more tea".to_owned(),
        ..CancelTimerRequest::default()
    };
    let first = node.client.cancel_with(request.clone()).await.unwrap();
    assert_eq!(first.outcome(), CancelOutcome::Cancelled);
    let again = node.client.cancel("tea").await.unwrap();
    let node = node.kill_and_restart().await;
    let after = node.client.cancel_with(request).await.unwrap();
    for repeat in [again, after] {
        assert_eq!(repeat.outcome(), CancelOutcome::Cancelled);
        assert_eq!(repeat.state_version, first.state_version);
        assert_eq!(repeat.original_commit_index, first.commit_index);
        assert!(repeat.commit_index > first.commit_index);
    }
    let timer = node.client.get("tea").await.unwrap();
    assert_eq!(timer.status(), TimerStatus::Cancelled);
    let cancel = timer.cancel.unwrap();
    assert_eq!((cancel.reason.as_str(), cancel.by.as_str()), ("no more tea", "dev"));
}

/// Cancels one timer of the kitchen in a transaction.
async fn transact(node: &Node, id: &str, request_id: &str) -> Result<(), Status> {
    let operation = Part::CancelTimer(CancelTimerRequest {
        id: id.to_owned(),
        ..CancelTimerRequest::default()
    });
    let request = TransactRequest {
        partition_key: "kitchen".to_owned(),
        request_id: request_id.to_owned(),
        operations: vec![Operation {
            optional: false,
            operation: Some(operation),
        }],
        ..TransactRequest::default()
    };
    let endpoint = node.server.endpoint().to_owned();
    let mut transactions = TransactionServiceClient::connect(endpoint).await.unwrap();
    transactions.transact(request).await.map(drop)
}

#[tokio::test]
async fn g8_a_request_id_of_a_cancel_is_refused_for_another_alone_and_in_a_transaction() {
    let node = Node::start().await;
    for id in ["tea", "coffee", "water"] {
        let made = CreateTimerRequest {
            partition_key: "kitchen".to_owned(),
            ..timer(id).fire_after(HOUR)
        };
        node.client.create(made).await.unwrap();
    }
    let cancel = |id: &str, request_id: &str| CancelTimerRequest {
        id: id.to_owned(),
        partition_key: "kitchen".to_owned(),
        request_id: request_id.to_owned(),
        ..CancelTimerRequest::default()
    };
    let first = node.client.cancel_with(cancel("tea", "once")).await.unwrap();
    transact(&node, "coffee", "whole").await.unwrap();
    let node = node.kill_and_restart().await;
    let again = node.client.cancel_with(cancel("tea", "once")).await.unwrap();
    assert_eq!(
        (again.outcome(), again.original_commit_index),
        (CancelOutcome::Cancelled, first.commit_index)
    );
    let refused = [
        node.client.cancel_with(cancel("water", "once")).await.map(drop),
        node.client.cancel_with(cancel("water", "whole")).await.map(drop),
        transact(&node, "water", "once").await,
        transact(&node, "water", "whole").await,
    ];
    for refused in refused {
        assert_eq!(reason(&refused.unwrap_err()), "IDEMPOTENCY_MISMATCH");
    }
    let water = node.client.get("water").await;
    assert_eq!(water.unwrap().status(), TimerStatus::Scheduled);
}

#[tokio::test]
async fn a_cancelled_timer_is_never_delivered_and_cannot_be_rescheduled() {
    let node = Node::start().await;
    let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
    node.client
        .create(timer("gone").fire_at(now_ns() + 1_500 * MS))
        .await
        .unwrap();
    let marker = node
        .client
        .create(timer("marker").fire_at(now_ns() + 2_500 * MS))
        .await
        .unwrap()
        .timer
        .unwrap();
    assert_eq!(
        node.client.cancel("gone").await.unwrap().outcome(),
        CancelOutcome::Cancelled
    );
    let moved = node.client.reschedule("gone", now_ns() + 2 * SECOND).await.unwrap();
    assert_eq!(moved.outcome(), RescheduleOutcome::Cancelled);
    let received = consumer.delivery().await.unwrap();
    assert_eq!(received.id(), event_id("marker", marker.state_version));
    assert_eq!(node.client.get("gone").await.unwrap().status(), TimerStatus::Cancelled);
}

#[tokio::test]
async fn too_late_names_the_event_that_is_then_delivered() {
    let node = Node::start().await;
    let created = node
        .client
        .create(timer("fired").fire_at(now_ns()))
        .await
        .unwrap()
        .timer
        .unwrap();
    let expected = event_id("fired", created.state_version);
    node.client.wait_for("fired", TimerStatus::Fired).await.unwrap();
    let cancelled = node.client.cancel("fired").await.unwrap();
    assert_eq!(cancelled.outcome(), CancelOutcome::TooLate);
    assert_eq!(cancelled.event_id, expected);
    let moved = node.client.reschedule("fired", now_ns() + SECOND).await.unwrap();
    assert_eq!(moved.outcome(), RescheduleOutcome::TooLate);
    assert_eq!(moved.event_id, expected);
    let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
    let received = consumer.delivery().await.unwrap();
    assert_eq!(received.id(), expected);
    consumer.ack(&received).await.unwrap();
    let settled = node.client.cancel("fired").await.unwrap();
    assert_eq!(
        (settled.outcome(), settled.event_id),
        (CancelOutcome::TooLate, expected)
    );
}

#[tokio::test]
async fn an_old_version_is_superseded_and_the_answer_names_the_current_one() {
    let node = Node::start().await;
    let created = node
        .client
        .create(timer("tea").fire_after(HOUR))
        .await
        .unwrap()
        .timer
        .unwrap();
    let at_ns = now_ns() + 7_200 * SECOND;
    let moved = node.client.reschedule("tea", at_ns).await.unwrap();
    assert_eq!(moved.outcome(), RescheduleOutcome::Rescheduled);
    assert!(moved.state_version > created.state_version);
    assert_eq!(moved.fire_time, Some(instant::to_proto(at_ns)));

    let cancel = CancelTimerRequest {
        id: "tea".to_owned(),
        state_version: created.state_version,
        ..CancelTimerRequest::default()
    };
    let superseded = node.client.cancel_with(cancel.clone()).await.unwrap();
    assert_eq!(superseded.outcome(), CancelOutcome::Superseded);
    assert_eq!(superseded.state_version, moved.state_version);
    let reschedule = RescheduleTimerRequest {
        id: "tea".to_owned(),
        state_version: created.state_version,
        fire_time: Some(instant::to_proto(now_ns() + SECOND)),
        ..RescheduleTimerRequest::default()
    };
    let superseded = node.client.reschedule_with(reschedule).await.unwrap();
    assert_eq!(superseded.outcome(), RescheduleOutcome::Superseded);
    assert_eq!(superseded.state_version, moved.state_version);
    assert_eq!(
        node.client.get("tea").await.unwrap().fire_time,
        Some(instant::to_proto(at_ns))
    );

    let current = CancelTimerRequest {
        state_version: moved.state_version,
        ..cancel
    };
    assert_eq!(
        node.client.cancel_with(current).await.unwrap().outcome(),
        CancelOutcome::Cancelled
    );
}

#[tokio::test]
async fn a_repeated_reschedule_answers_as_the_first_did() {
    let node = Node::start().await;
    node.client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    let request = RescheduleTimerRequest {
        request_id: "move-1".to_owned(),
        id: "tea".to_owned(),
        fire_time: Some(instant::to_proto(now_ns() + 7_200 * SECOND)),
        ..RescheduleTimerRequest::default()
    };
    let first = node.client.reschedule_with(request.clone()).await.unwrap();
    let elsewhere = node.client.reschedule("tea", now_ns() + 9_000 * SECOND).await.unwrap();
    let node = node.kill_and_restart().await;
    let again = node.client.reschedule_with(request.clone()).await.unwrap();
    assert_eq!(again.outcome(), RescheduleOutcome::Rescheduled);
    assert_eq!(again.state_version, first.state_version);
    assert_eq!(again.fire_time, first.fire_time);
    assert_eq!(again.original_commit_index, first.commit_index);
    assert!(again.commit_index > first.commit_index);
    assert_eq!(
        node.client.get("tea").await.unwrap().state_version,
        elsewhere.state_version
    );

    let other = RescheduleTimerRequest {
        fire_time: Some(instant::to_proto(now_ns() + SECOND)),
        ..request
    };
    let refused = node.client.reschedule_with(other).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::FailedPrecondition, "IDEMPOTENCY_MISMATCH")
    );
}

#[tokio::test]
async fn a_rescheduled_timer_fires_once_at_its_new_time_under_its_new_version() {
    let node = Node::start().await;
    let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
    node.client.create(timer("sooner").fire_after(HOUR)).await.unwrap();
    node.client
        .create(timer("later").fire_at(now_ns() + 2 * SECOND))
        .await
        .unwrap();
    let later_ns = now_ns() + 3 * SECOND;
    let later = node.client.reschedule("later", later_ns).await.unwrap();
    let sooner_ns = now_ns() + 300 * MS;
    let sooner = node.client.reschedule("sooner", sooner_ns).await.unwrap();
    for (id, version, due_ns) in [
        ("sooner", sooner.state_version, sooner_ns),
        ("later", later.state_version, later_ns),
    ] {
        let received = consumer.delivery().await.unwrap();
        assert_eq!(received.id(), event_id(id, version));
        assert_eq!(received.due_ns().unwrap(), due_ns);
        consumer.ack(&received).await.unwrap();
    }
    assert!(
        consumer
            .delivery_within(Duration::from_millis(300))
            .await
            .unwrap()
            .is_none()
    );
}
