//! A single node with its own clock, right or wrong (F26, F27).

use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::{Deadline, SECOND, now_ns};
use minoots_it::consumer::Consumer;
use minoots_it::{PATIENCE, faults, metrics};
use minoots_wire::event::v1::consume_result::Result as Answer;
use minoots_wire::timer::v1::{CancelOutcome, TimerStatus};

use crate::support::Node;

const HOUR: i64 = 3_600 * SECOND;
const SOON: Duration = Duration::from_millis(300);
const STEPS: &str = "minoots_clock_steps_total";
const AHEAD: &str = "minoots_log_time_ahead_seconds";

impl Node {
    /// Starts a node with a wrong clock.
    async fn start_with_clock(offset_ns: i64) -> Self {
        Self::start_in(faults::home(offset_ns).unwrap()).await
    }

    async fn metric(&self, name: &str) -> f64 {
        metrics::value(self.server.address(), name).await.unwrap()
    }

    /// Steps the clock and waits for the alarm.
    async fn step_clock(&self, offset_ns: i64) {
        let (before, deadline) = (self.metric(STEPS).await, Deadline::after(PATIENCE));
        faults::set_clock(&self.home, offset_ns).unwrap();
        while self.metric(STEPS).await < before + 1.0 {
            assert!(!deadline.has_passed(), "no alarm");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.home.until_told(&["wall clock was stepped"]).await.unwrap();
    }

    /// Requires that a timer that is due soon by the node's own clock fires, is delivered and settles.
    async fn check_fires(&self, id: &str) {
        let consumer = Consumer::open(&self.client, id, 10).await.unwrap();
        let mut consumer = consumer.with_clock_ahead(i64::MAX);
        self.client
            .create(timer(id).into_queue(id).fire_after(SOON))
            .await
            .unwrap();
        let received = consumer.delivery().await.unwrap();
        assert!(matches!(consumer.ack(&received).await.unwrap(), Answer::Ack(_)));
        assert_eq!(self.client.get(id).await.unwrap().status(), TimerStatus::Settled);
    }
}

/// Returns the nanoseconds from true time to this instant.
fn off_to(instant_ns: i64) -> i64 {
    instant_ns - now_ns()
}

#[tokio::test]
async fn g3_a_node_whose_clock_steps_ahead_alarms_and_releases_what_is_due_by_it_and_nothing_else() {
    let node = Node::start_with_clock(0).await;
    let now = now_ns();
    for (id, minutes) in [("half-an-hour", 30), ("two-hours", 120)] {
        node.client
            .create(timer(id).fire_at(now + minutes * 60 * SECOND))
            .await
            .unwrap();
    }
    let consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
    let mut consumer = consumer.with_clock_ahead(HOUR);
    assert!(consumer.delivery_within(SOON).await.unwrap().is_none());
    node.step_clock(HOUR).await;
    let received = consumer.delivery().await.unwrap();
    assert!(received.id().contains("half-an-hour"), "{}", received.id());
    assert!(consumer.delivery_within(SOON).await.unwrap().is_none());
    node.check_fires("afterwards").await;
}

#[tokio::test]
async fn g3_a_node_whose_clock_is_set_back_alarms_and_releases_follow_the_corrected_clock() {
    let node = Node::start_with_clock(0).await;
    let due_ns = now_ns() + 3 * SECOND;
    node.client.create(timer("waits").fire_at(due_ns)).await.unwrap();
    let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
    node.step_clock(-HOUR).await;
    assert!(node.metric(AHEAD).await > 3_000.0, "log time never goes back");
    // Delays count from the corrected clock. Log time has passed it, so the timer cannot be cancelled any longer.
    let gap = timer("in-the-gap")
        .into_queue("gap")
        .fire_after(Duration::from_secs(60));
    node.client.create(gap).await.unwrap();
    assert_eq!(
        node.client.cancel("in-the-gap").await.unwrap().outcome(),
        CancelOutcome::TooLate
    );
    node.check_fires("afterwards").await;
    let until_due = Duration::from_nanos(u64::try_from(off_to(due_ns + SECOND)).unwrap_or(0));
    assert!(
        consumer.delivery_within(until_due).await.unwrap().is_none(),
        "an hour early"
    );
    let mut gap = Consumer::open(&node.client, "gap", 10).await.unwrap();
    assert!(gap.delivery_within(SOON).await.unwrap().is_none(), "a minute early");
    // The clock is restored.
    node.step_clock(0).await;
    assert!(consumer.delivery().await.unwrap().id().contains("waits"));
    assert!(gap.delivery().await.unwrap().id().contains("in-the-gap"));
}

#[tokio::test]
async fn a_node_that_begins_in_1970_works_and_goes_on_when_its_clock_is_set_right() {
    for born_ns in [1_000 * SECOND, -1_000 * SECOND] {
        let node = Node::start_with_clock(off_to(born_ns)).await;
        node.check_fires("in-1970").await;
        node.client
            .create(timer("later").fire_after(Duration::from_secs(3_600)))
            .await
            .unwrap();
        node.step_clock(0).await;
        node.client.wait_for("later", TimerStatus::Fired).await.unwrap();
        node.check_fires("today").await;
        let node = node.kill_and_restart().await;
        node.check_fires("after-a-restart").await;
    }
}

#[tokio::test]
async fn a_node_with_data_that_comes_up_in_1970_alarms_and_follows_its_clock_until_it_is_set_right() {
    let node = Node::start_with_clock(0).await;
    let due_ns = now_ns() + 2 * SECOND;
    node.client.create(timer("waits").fire_at(due_ns)).await.unwrap();
    let Node { home, server, .. } = node;
    server.kill().unwrap();
    faults::set_clock(&home, off_to(1_000 * SECOND)).unwrap();
    let node = Node::start_in(home).await;
    assert!(node.metric(AHEAD).await > 1e9, "56 years");
    node.home
        .until_told(&["log time is ahead of this node's clock"])
        .await
        .unwrap();
    node.check_fires("in-1970").await;
    let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
    let until_due = Duration::from_nanos(u64::try_from(off_to(due_ns + SECOND)).unwrap_or(0));
    assert!(
        consumer.delivery_within(until_due).await.unwrap().is_none(),
        "56 years early"
    );
    node.step_clock(0).await;
    assert!(consumer.delivery().await.unwrap().id().contains("waits"));
    node.check_fires("today").await;
}
