//! Waits for timers on one node: every way in which they end.

use std::time::Duration;

use minoots_it::cli::Cli;
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::{MS, SECOND, now_ns};
use minoots_it::consumer::Consumer;
use minoots_wire::timer::v1::{TimerStatus, WaitOutcome, WaitTimerRequest, WaitTimerResponse, WaitUntil};
use rustix::process::Signal;
use tokio::task::JoinHandle;
use tonic::{Code, Status};

use crate::support::{Node, reason};

const HOUR: Duration = Duration::from_secs(3_600);
/// The longest permitted wait; an earlier end has another cause.
const LONGEST: Duration = Duration::from_secs(60);

fn waiting(client: &Client, id: &str, until: WaitUntil) -> JoinHandle<Result<WaitTimerResponse, Status>> {
    let (client, id) = (client.clone(), id.to_owned());
    tokio::spawn(async move { client.wait(&id, until, LONGEST).await })
}

/// Requires that a wait ends by itself long before its timeout.
async fn ended(wait: JoinHandle<Result<WaitTimerResponse, Status>>) -> Result<WaitTimerResponse, Status> {
    tokio::time::timeout(LONGEST - Duration::from_secs(10), wait)
        .await
        .expect("the wait goes on")
        .unwrap()
}

fn status(answer: &WaitTimerResponse) -> TimerStatus {
    answer.timer.as_ref().unwrap().status()
}

#[tokio::test]
async fn g3_a_wait_ends_when_the_timer_fires_and_not_before_it_is_due() {
    let node = Node::start().await;
    let due = now_ns() + SECOND;
    node.client.create(timer("tea").fire_at(due)).await.unwrap();
    node.client
        .create(timer("nowhere").fire_at(due).to_nobody())
        .await
        .unwrap();
    let fired = waiting(&node.client, "tea", WaitUntil::Unspecified);
    let settled = waiting(&node.client, "nowhere", WaitUntil::Terminal);
    for (wait, expected) in [(fired, TimerStatus::Fired), (settled, TimerStatus::Settled)] {
        let answer = ended(wait).await.unwrap();
        assert!(now_ns() >= due);
        assert_eq!((answer.outcome(), status(&answer)), (WaitOutcome::Reached, expected));
        assert!(answer.read.unwrap().index > 0);
    }
}

#[tokio::test]
async fn a_wait_for_the_end_goes_on_until_the_event_is_acknowledged() {
    let node = Node::start().await;
    node.client
        .create(timer("tea").fire_after(Duration::from_millis(200)))
        .await
        .unwrap();
    let end = waiting(&node.client, "tea", WaitUntil::Terminal);
    let mut consumer = Consumer::open(&node.client, "default", 1).await.unwrap();
    let received = consumer.delivery().await.unwrap();
    let fired = node.client.wait("tea", WaitUntil::Fired, LONGEST).await.unwrap();
    assert_eq!(
        (fired.outcome(), status(&fired)),
        (WaitOutcome::Reached, TimerStatus::Fired)
    );
    let not_yet = node
        .client
        .wait("tea", WaitUntil::Terminal, Duration::ZERO)
        .await
        .unwrap();
    assert_eq!(
        (not_yet.outcome(), status(&not_yet)),
        (WaitOutcome::TimedOut, TimerStatus::Fired)
    );
    assert!(!end.is_finished());
    consumer.ack(&received).await.unwrap();
    let answer = ended(end).await.unwrap();
    assert_eq!(
        (answer.outcome(), status(&answer)),
        (WaitOutcome::Reached, TimerStatus::Settled)
    );
}

#[tokio::test]
async fn a_wait_for_a_timer_that_has_ended_or_is_not_there_is_answered_at_once() {
    let node = Node::start().await;
    node.client
        .create(timer("done").fire_after(Duration::ZERO).to_nobody())
        .await
        .unwrap();
    node.client.create(timer("cancelled").fire_after(HOUR)).await.unwrap();
    node.client.cancel("cancelled").await.unwrap();
    for until in [WaitUntil::Fired, WaitUntil::Terminal] {
        for (id, expected) in [("done", TimerStatus::Settled), ("cancelled", TimerStatus::Cancelled)] {
            let answer = ended(waiting(&node.client, id, until)).await.unwrap();
            assert_eq!((answer.outcome(), status(&answer)), (WaitOutcome::Reached, expected));
        }
        let refused = ended(waiting(&node.client, "absent", until)).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (Code::NotFound, "TIMER"));
    }
}

#[tokio::test]
async fn a_wait_follows_a_timer_that_is_moved_and_ends_with_one_that_is_cancelled() {
    let node = Node::start().await;
    for id in ["moved", "cancelled"] {
        node.client.create(timer(id).fire_after(HOUR)).await.unwrap();
    }
    let moved = waiting(&node.client, "moved", WaitUntil::Fired);
    let cancelled = waiting(&node.client, "cancelled", WaitUntil::Fired);
    // Long enough that both usually wait by then; the responses are equal otherwise.
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!moved.is_finished() && !cancelled.is_finished());
    let due = now_ns() + 700 * MS;
    node.client.reschedule("moved", due).await.unwrap();
    node.client.cancel("cancelled").await.unwrap();
    assert_eq!(status(&ended(cancelled).await.unwrap()), TimerStatus::Cancelled);
    assert_eq!(status(&ended(moved).await.unwrap()), TimerStatus::Fired);
    assert!(now_ns() >= due);
}

#[tokio::test]
async fn a_wait_ends_with_its_timeout_or_shortly_before_its_callers_deadline() {
    let node = Node::start().await;
    node.client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    let answer = node
        .client
        .wait("tea", WaitUntil::Fired, Duration::from_millis(100))
        .await
        .unwrap();
    assert_eq!(
        (answer.outcome(), status(&answer)),
        (WaitOutcome::TimedOut, TimerStatus::Scheduled)
    );
    let mut request = tonic::Request::new(WaitTimerRequest {
        id: "tea".to_owned(),
        ..WaitTimerRequest::default()
    });
    // The default would be longer.
    request.set_timeout(Duration::from_secs(8));
    let answer = node
        .client
        .timers
        .clone()
        .wait_timer(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(answer.outcome(), WaitOutcome::TimedOut);
}

#[tokio::test]
async fn g19_waits_that_were_given_up_leave_room_for_others() {
    let node = Node::start().await;
    node.client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    for _ in 0..20 {
        let waits: Vec<_> = (0..80)
            .map(|_| waiting(&node.client, "tea", WaitUntil::Fired))
            .collect();
        // Calls of a connection begin in their order: once this one is answered, the node has begun all waits.
        node.client.get("tea").await.unwrap();
        waits.iter().for_each(JoinHandle::abort);
        // Once this one is answered, the node has seen the cancellations, before it can count more of them as an
        // attack.
        node.client.get("tea").await.unwrap();
    }
    let wait = waiting(&node.client, "tea", WaitUntil::Fired);
    node.client.cancel("tea").await.unwrap();
    assert_eq!(status(&ended(wait).await.unwrap()), TimerStatus::Cancelled);
}

#[tokio::test]
async fn a_node_that_stops_ends_its_waits_and_says_so() {
    let node = Node::start().await;
    node.client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    let wait = waiting(&node.client, "tea", WaitUntil::Fired);
    node.client
        .wait("tea", WaitUntil::Fired, Duration::from_millis(100))
        .await
        .unwrap();
    node.server.end_by(Signal::TERM).await.unwrap();
    let refused = ended(wait).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::Unavailable, "SHUTTING_DOWN")
    );
}

#[tokio::test]
async fn the_command_waits_until_the_timer_fired_or_ended_or_the_time_is_over() {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    node.client
        .create(timer("tea").fire_after(Duration::from_millis(500)))
        .await
        .unwrap();
    let fired = cli.run(&["timer", "wait", "tea", "-o", "json"]).await.unwrap();
    assert_eq!(fired.code, Some(0), "{fired:?}");
    let answer = fired.json().unwrap();
    assert_eq!(answer["outcome"], "WAIT_OUTCOME_REACHED");
    assert_eq!(answer["timer"]["status"], "TIMER_STATUS_FIRED");
    let over = cli
        .run(&["timer", "wait", "tea", "--until", "ended", "--timeout", "100ms"])
        .await
        .unwrap();
    assert_eq!((over.code, over.stdout.as_str()), (Some(124), ""));
    assert!(over.stderr.contains("FIRED"), "{over:?}");
    let absent = cli.run(&["timer", "wait", "nobody"]).await.unwrap();
    assert_eq!(absent.code, Some(3), "{absent:?}");
}
