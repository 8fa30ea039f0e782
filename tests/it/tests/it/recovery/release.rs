//! Timers that were overdue at a restore do not fire until an operator's decision.

use std::path::Path;
use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::{Deadline, SECOND};
use minoots_it::consumer::Consumer;
use minoots_it::server::Home;
use minoots_it::tail::Tail;
use minoots_it::{PATIENCE, faults};
use minoots_wire::admin::v1::{OverdueAction, ReleaseOverdueRequest};
use minoots_wire::event::v1::consume_result::Result as Answer;
use minoots_wire::timer::v1::{FailureReason, TimerStatus};
use serde_json::Value;
use tonic::Code;

use super::{Shelf, backup, cli, refused, restore, restored, succeeded};
use crate::support::{Node, event_id, reason};

const HOUR: Duration = Duration::from_secs(3_600);

/// Makes a backup of two timers, one of which is overdue on return. Returns their versions.
async fn backed_up(place: &Path) -> (u64, u64) {
    let node = Node::start().await;
    let due = node
        .client
        .create(timer("due").fire_after(Duration::from_secs(2)))
        .await
        .unwrap();
    let far = node.client.create(timer("far").fire_after(HOUR)).await.unwrap();
    backup(&node, place).await;
    node.client.wait_for("due", TimerStatus::Fired).await.unwrap();
    (due.timer.unwrap().state_version, far.timer.unwrap().state_version)
}

async fn release(node: &Node, action: &str) -> Value {
    let outcome = cli(node)
        .run(&["cluster", "release", "--overdue", action, "-o", "json"])
        .await;
    succeeded(outcome.unwrap())
}

/// Requires that they are held: still scheduled, although long due, while another timer fires.
async fn check_held(node: &Node) {
    node.client
        .create(timer("new").fire_after(Duration::ZERO).to_nobody())
        .await
        .unwrap();
    node.client.wait_for("new", TimerStatus::Settled).await.unwrap();
    assert_eq!(node.client.get("due").await.unwrap().status(), TimerStatus::Scheduled);
    let status = cli(node).run(&["cluster", "status"]).await.unwrap();
    assert!(status.stdout.contains("HOLD"), "{status:?}");
    node.home.until_told(&["HOLD"]).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn overdue_timers_are_held_across_restarts_and_fire_under_their_old_key_when_released_g21() {
    let shelf = Shelf::new();
    let (version, _) = backed_up(&shelf.place("one")).await;
    let (node, told) = restored(&shelf.place("one"), 5).await;
    assert_eq!(told["held"], 1);
    check_held(&node).await;
    let node = node.kill_and_restart().await;
    check_held(&node).await;
    assert_eq!(release(&node, "fire").await["released"], 1);
    let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
    let received = consumer.delivery().await.unwrap();
    assert_eq!(received.id(), event_id("due", version));
    assert!(received.fence().starts_with("0000005-"), "{}", received.fence());
    assert!(matches!(consumer.ack(&received).await.unwrap(), Answer::Ack(_)));
    assert_eq!(node.client.get("far").await.unwrap().status(), TimerStatus::Scheduled);
    assert_eq!(release(&node, "fire").await["released"], 0, "nothing is held any more");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn overdue_timers_are_missed_or_cancelled_and_never_delivered_g21() {
    let shelf = Shelf::new();
    backed_up(&shelf.place("one")).await;
    let (missing, _) = restored(&shelf.place("one"), 5).await;
    assert_eq!(release(&missing, "miss").await["released"], 1);
    let missed = missing.client.get("due").await.unwrap();
    assert_eq!(missed.status(), TimerStatus::Failed);
    assert_eq!(missed.failure.unwrap().reason(), FailureReason::Missed);
    let (cancelling, _) = restored(&shelf.place("one"), 6).await;
    assert_eq!(release(&cancelling, "cancel").await["released"], 1);
    let cancelled = cancelling.client.get("due").await.unwrap();
    assert_eq!(cancelled.status(), TimerStatus::Cancelled);
    assert!(cancelled.cancel.unwrap().reason.contains("restore"));
    for node in [missing, cancelling] {
        node.client
            .create(timer("last").fire_after(Duration::ZERO))
            .await
            .unwrap();
        let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
        let received = consumer.delivery().await.unwrap();
        assert!(received.id().starts_with("timer:dev:last:"), "{}", received.id());
    }
}

/// As after a restore by a machine whose clock was ahead of the node's. Row 51 of bad inputs, for a release.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hold_that_reaches_into_the_future_of_the_nodes_clock_is_not_released_before_it_has_come_g3_g21() {
    let shelf = Shelf::new();
    let (version, _) = backed_up(&shelf.place("one")).await;
    let home = faults::equip(Home::new().unwrap(), -3_600 * SECOND).unwrap();
    assert_eq!(restore(&shelf.place("one"), &home, 5).await["held"], 1);
    let node = Node::start_in(home).await;
    for action in ["fire", "miss", "cancel"] {
        let outcome = cli(&node).run(&["cluster", "release", "--overdue", action]).await;
        refused(&outcome.unwrap(), 1, "NOT_DUE");
        assert_eq!(node.client.get("due").await.unwrap().status(), TimerStatus::Scheduled);
    }
    let request = ReleaseOverdueRequest {
        action: OverdueAction::Fire.into(),
    };
    let mut cluster = node.client.cluster.clone();
    let status = cluster.release_overdue(request).await.unwrap_err();
    assert_eq!(
        (status.code(), reason(&status).as_str()),
        (Code::FailedPrecondition, "NOT_DUE")
    );
    faults::set_clock(&node.home, 0).unwrap();
    let deadline = Deadline::after(PATIENCE);
    while let Err(status) = cluster.release_overdue(request).await {
        assert_eq!(reason(&status), "NOT_DUE");
        assert!(!deadline.has_passed(), "the clock is right, and it is not released");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
    assert_eq!(consumer.delivery().await.unwrap().id(), event_id("due", version));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_nothing_is_overdue_nothing_is_held() {
    let (shelf, node) = (Shelf::new(), Node::start().await);
    node.client.create(timer("far").fire_after(HOUR)).await.unwrap();
    backup(&node, &shelf.place("one")).await;
    let (node, told) = restored(&shelf.place("one"), 5).await;
    assert_eq!((&told["held"], &told["heldUntil"]), (&Value::from(0), &Value::Null));
    assert_eq!(node.client.status().await.unwrap().held_until, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_restored_twice_repeats_no_version_and_no_fence_g5_g6() {
    let shelf = Shelf::new();
    let (version, _) = backed_up(&shelf.place("one")).await;
    let (mut fences, mut versions) = (Vec::new(), vec![version]);
    for epoch in [5, 6] {
        let (node, _) = restored(&shelf.place("one"), epoch).await;
        let created = node.client.create(timer("again").fire_after(HOUR)).await.unwrap();
        versions.push(created.timer.unwrap().state_version);
        release(&node, "fire").await;
        let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
        let received = consumer.delivery().await.unwrap();
        assert_eq!(
            received.id(),
            event_id("due", version),
            "the key is the same in every life"
        );
        fences.push(received.fence().to_owned());
    }
    assert!(fences[0] < fences[1], "{fences:?}");
    assert!(versions.is_sorted() && versions[1] != versions[2], "{versions:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cursor_of_an_event_that_a_restore_forgot_is_ahead_although_its_number_is_taken_again_g13() {
    let (shelf, node) = (Shelf::new(), Node::start().await);
    node.client.create(timer("known").fire_after(HOUR)).await.unwrap();
    backup(&node, &shelf.place("one")).await;
    node.client.create(timer("forgotten").fire_after(HOUR)).await.unwrap();
    let mut tail = Tail::from_start(&node.client).await.unwrap();
    let events = tail.until(|event| event.sequence == 3).await.unwrap();
    let (known, forgotten) = (&events[1].cursor, &events[2].cursor);
    let (node, _) = restored(&shelf.place("one"), 5).await;
    for number in 0..3 {
        node.client
            .create(timer(&format!("new{number}")).fire_after(HOUR))
            .await
            .unwrap();
    }
    let mut resumed = Tail::after(&node.client, known).await.unwrap();
    assert_eq!(
        resumed.next().await.unwrap().sequence,
        3,
        "what the backup knew goes on"
    );
    let refused = Tail::after(&node.client, forgotten).await.unwrap_err();
    assert_eq!(reason(&refused), "CURSOR_AHEAD");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_release_names_what_is_to_be_done_and_without_a_restore_there_is_nothing_to_release() {
    let node = Node::start().await;
    let unnamed = cli(&node).run(&["cluster", "release"]).await.unwrap();
    refused(&unnamed, 2, "--overdue");
    assert_eq!(release(&node, "cancel").await["released"], 0);
}
