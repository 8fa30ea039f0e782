//! Writes the stored directory. Ids and times are fixed, as far as a real process allows; the node's identity and its
//! key are drawn.

use std::fs;
use std::time::Duration;

use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::{MS, SECOND, now_ns, sleep_until};
use minoots_it::consumer::Consumer;
use minoots_it::{faults, golden};
use minoots_wire::event::v1::consume_result::Result as Answer;
use minoots_wire::timer::v1::{
    CancelOutcome, CancelTimerRequest, CreateTimerRequest, RescheduleOutcome, RescheduleTimerRequest, RetryPolicy,
    TimerStatus,
};
use serde_json::json;
use tonic::Code;

use super::record::record;
use super::{kept, open};
use crate::support::Node;

/// 2026-01-01T00:00:00Z, the creation of the directory by its node's clock.
const BEGAN: i64 = 1_767_225_600 * SECOND;
const SECOND_QUEUE: &str = "second";
const NOW: Duration = Duration::ZERO;
/// The number of entries without a lasting effect, which fill segments of the log.
const FILLERS: usize = 400;
/// The number of timers of the burst during which the node is killed, and the time between two of them.
const BURST: usize = 60;
const BURST_STEP: i64 = 10 * MS;

/// Returns the ids of the timers that come due around the end: some have fired by then, some are armed, and some wait.
pub fn burst() -> impl Iterator<Item = String> {
    (0..BURST).map(|at| format!("burst-{at:02}"))
}

/// Builds the create of a timer that is due long after.
pub fn scheduled() -> CreateTimerRequest {
    CreateTimerRequest {
        labels: [("team".to_owned(), "night".to_owned())].into(),
        ..timer("scheduled")
    }
    .fire_at(BEGAN + 90 * 86_400 * SECOND)
    .into_queue(SECOND_QUEUE)
    .with_payload("application/json", r#"{"n":1}"#)
}

/// Writes the directory and the record of its contents.
pub async fn write() {
    let home = faults::home(BEGAN - now_ns()).unwrap();
    let offset_ns = BEGAN - now_ns();
    faults::set_clock(&home, offset_ns).unwrap();
    let node = Node::start_in(home.with_variable(faults::SMALL_STORAGE_VARIABLE, "1")).await;
    end_well(&node.client).await;
    end_badly(&node.client).await;
    wait_for_ever(&node.client).await;
    fill(&node.client).await;
    let due_ns = now_ns() + 500 * MS;
    let requests = burst()
        .zip(0..)
        .map(|(id, at)| timer(&id).fire_at(due_ns + offset_ns + at * BURST_STEP));
    node.client.create_batch(requests.collect()).await.unwrap();
    sleep_until(due_ns + i64::try_from(BURST / 2).unwrap() * BURST_STEP).await;
    let Node { home, server, .. } = node;
    server.kill().unwrap();
    let ended_ns = now_ns() + offset_ns;
    let first = home.data().join("log/0000000000000001.log");
    assert!(!first.exists(), "nothing was purged");
    golden::keep(&home.data(), &kept()).unwrap();

    let node = open(ended_ns).await;
    let recorded = record(&node, ended_ns).await;
    for status in ["SCHEDULED", "ARMED", "FIRED", "SETTLED", "CANCELLED", "FAILED"] {
        let name = json!(format!("TIMER_STATUS_{status}"));
        let timers = recorded["timers"].as_array().unwrap();
        assert!(timers.iter().any(|timer| timer["status"] == name), "none is {status}");
    }
    golden::write_json(&kept().join("expected.json"), &recorded).unwrap();
    let kept_bytes: u64 = fs::read_dir(kept().join("files/log"))
        .unwrap()
        .map(|file| file.unwrap().metadata().unwrap().len())
        .sum();
    assert!(kept_bytes < 256 << 10, "{kept_bytes} bytes are too many to keep");
}

/// Creates timers that settle, are cancelled and are rescheduled.
async fn end_well(client: &Client) {
    client
        .create(timer("settled").fire_after(NOW).with_payload("text/plain", "tea"))
        .await
        .unwrap();
    let consumer = Consumer::open(client, "default", 10).await.unwrap();
    let mut consumer = consumer.with_clock_ahead(i64::MAX);
    let received = consumer.delivery().await.unwrap();
    assert!(matches!(consumer.ack(&received).await.unwrap(), Answer::Ack(_)));
    consumer.half_close().await.unwrap();
    client
        .create(timer("settled-nowhere").to_nobody().fire_after(NOW))
        .await
        .unwrap();
    client.wait_for("settled-nowhere", TimerStatus::Settled).await.unwrap();
    let hour = Duration::from_secs(3_600);
    client.create(timer("cancelled").fire_after(hour)).await.unwrap();
    let request = CancelTimerRequest {
        id: "cancelled".to_owned(),
        reason: "no longer".to_owned(),
        ..CancelTimerRequest::default()
    };
    assert_eq!(
        client.cancel_with(request).await.unwrap().outcome(),
        CancelOutcome::Cancelled
    );
    client.create(timer("rescheduled").fire_after(hour)).await.unwrap();
    let request = RescheduleTimerRequest {
        id: "rescheduled".to_owned(),
        request_id: "move-1".to_owned(),
        fire_time: Some(minoots_wire::time::instant::to_proto(BEGAN + 30 * 86_400 * SECOND)),
        ..RescheduleTimerRequest::default()
    };
    let moved = client.reschedule_with(request).await.unwrap();
    assert_eq!(moved.outcome(), RescheduleOutcome::Rescheduled);
    client.create(scheduled()).await.unwrap();
    let named = CreateTimerRequest {
        id: String::new(),
        request_id: "create-1".to_owned(),
        ..timer("")
    };
    let named = CreateTimerRequest {
        name: "by request id".to_owned(),
        ..named
    };
    client.create(named.fire_after(1_000 * hour)).await.unwrap();
}

/// Creates a timer whose only attempt fails.
async fn end_badly(client: &Client) {
    let once = CreateTimerRequest {
        retry_policy: Some(RetryPolicy {
            max_attempts: 1,
            ..RetryPolicy::default()
        }),
        ..timer("failed")
    };
    client.create(once.fire_after(NOW)).await.unwrap();
    let consumer = Consumer::open(client, "default", 10).await.unwrap();
    let mut consumer = consumer.with_clock_ahead(i64::MAX);
    let received = consumer.delivery().await.unwrap();
    assert!(matches!(consumer.nack(&received).await.unwrap(), Answer::Nack(_)));
    consumer.half_close().await.unwrap();
    client.wait_for("failed", TimerStatus::Failed).await.unwrap();
}

/// Creates a timer without a consumer, and one whose consumer never answered.
async fn wait_for_ever(client: &Client) {
    let unanswered = timer("unanswered").ack_within(Duration::from_secs(10));
    client.create(unanswered.fire_after(NOW)).await.unwrap();
    let consumer = Consumer::open(client, "default", 10).await.unwrap();
    let mut consumer = consumer.with_clock_ahead(i64::MAX);
    consumer.delivery().await.unwrap();
    // Long enough for the delivery to be in the log.
    tokio::time::sleep(Duration::from_secs(1)).await;
    drop(consumer.vanish());
    client
        .create(timer("fired").into_queue(SECOND_QUEUE).fire_after(NOW))
        .await
        .unwrap();
    client.wait_for("fired", TimerStatus::Fired).await.unwrap();
}

async fn fill(client: &Client) {
    for _ in 0..FILLERS {
        assert_eq!(client.cancel("absent").await.unwrap_err().code(), Code::NotFound);
    }
}
