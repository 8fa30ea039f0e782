//! Events of the log that an endpoint does not accept: each leaves a dead letter.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use minoots_it::clock::Deadline;
use minoots_it::receiver::{Receiver, Reply};
use minoots_wire::event::v1::{EmitRequest, RedriveDeadLettersRequest};
use minoots_wire::queue::v1::queue_service_client::QueueServiceClient;
use minoots_wire::queue::v1::{DeadLetter, ListDeadLettersRequest};
use minoots_wire::timer::v1::FailureReason;
use minoots_wire::webhook::v1::{DeleteWebhookRequest, WebhookAttemptOutcome};

use super::{Webhooks, attempts, endpoint, get, make, of, update};
use crate::support::Node;

/// Statuses for a temporary failure, and those for a permanent refusal.
const LATER: [u16; 5] = [408, 425, 429, 500, 503];
const REFUSALS: [u16; 7] = [301, 400, 401, 403, 404, 413, 422];

/// Starts a receiver that answers with the status in each path, until it is repaired.
async fn broken() -> (Receiver, Arc<AtomicBool>) {
    let mended = Arc::new(AtomicBool::new(false));
    let is_mended = mended.clone();
    let script = move |posted: &minoots_it::receiver::Posted, _| {
        let status = posted.path.trim_start_matches('/').parse().unwrap();
        Reply::status(if is_mended.load(Ordering::SeqCst) { 200 } else { status })
    };
    (Receiver::start(script).await.unwrap(), mended)
}

/// Creates an endpoint for events of the type `order.packed`, named by its receiver's status.
async fn follow(webhooks: &Webhooks, receiver: &Receiver, status: u16) -> String {
    let id = format!("at-{status}");
    let mut request = endpoint(&id, &receiver.url(&format!("/{status}")));
    request.event_types = vec!["order.packed".to_owned()];
    make(webhooks, request).await;
    id
}

async fn emit(node: &Node, number: u32) -> String {
    let event = EmitRequest {
        r#type: "order.packed".to_owned(),
        subject: format!("orders/{number}"),
        ..EmitRequest::default()
    };
    let mut events = node.client.events.clone();
    events.emit(event).await.unwrap().into_inner().event_id
}

async fn letters(node: &Node, webhook: &str) -> Vec<DeadLetter> {
    let mut letters = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = ListDeadLettersRequest {
            id: format!("webhook:{webhook}"),
            page_size: 2,
            page_token,
            ..ListDeadLettersRequest::default()
        };
        let mut queues = QueueServiceClient::connect(node.server.endpoint().to_owned())
            .await
            .unwrap();
        let page = queues.list_dead_letters(request).await.unwrap().into_inner();
        letters.extend(page.dead_letters);
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return letters;
        }
    }
}

/// Returns the dead letters of an endpoint, once there is this number.
async fn until_letters(node: &Node, webhook: &str, count: usize) -> Vec<DeadLetter> {
    let deadline = Deadline::after(minoots_it::PATIENCE);
    loop {
        let letters = letters(node, webhook).await;
        if letters.len() == count {
            return letters;
        }
        assert!(
            !deadline.has_passed(),
            "{} of {count} letters of {webhook}",
            letters.len()
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn redrive(node: &Node, webhook: &str, reason: FailureReason) -> u32 {
    let queue = if webhook.is_empty() {
        String::new()
    } else {
        format!("webhook:{webhook}")
    };
    let request = RedriveDeadLettersRequest {
        queue,
        reason: reason.into(),
        ..RedriveDeadLettersRequest::default()
    };
    let mut events = node.client.events.clone();
    let redriven = events.redrive_dead_letters(request).await.unwrap().into_inner();
    assert_eq!(redriven.next_page_token, "");
    redriven.redriven
}

/// Returns the ids of the requests at a path.
fn came(receiver: &Receiver, path: &str) -> Vec<String> {
    let posted = receiver.posted().into_iter().filter(|posted| posted.path == path);
    posted.map(|posted| posted.id().to_owned()).collect()
}

#[tokio::test]
async fn refused_events_become_dead_letters_and_deferred_ones_are_retried() {
    let node = Node::start().await;
    let webhooks = of(&node).await;
    let (receiver, mended) = broken().await;
    for status in LATER.into_iter().chain(REFUSALS) {
        follow(&webhooks, &receiver, status).await;
    }
    let event = emit(&node, 1).await;
    for status in REFUSALS {
        let id = format!("at-{status}");
        let letter = until_letters(&node, &id, 1).await.remove(0);
        let failure = letter.failure.unwrap();
        assert_eq!((&letter.event_id, letter.attempts), (&event, 1), "{status}");
        assert_eq!(letter.event_type, "order.packed");
        assert_eq!((letter.timer_id.as_str(), letter.due_time), ("", None));
        assert_eq!(failure.reason(), FailureReason::Refused);
        assert!(failure.message.contains(&status.to_string()), "{}", failure.message);
        assert_eq!(get(&webhooks, &id).await.dead_events, 1);
    }
    for status in LATER {
        let first = attempts(&webhooks, &format!("at-{status}"), 1).await.remove(0);
        assert_eq!(first.outcome(), WebhookAttemptOutcome::Retry, "{status}");
    }
    mended.store(true, Ordering::SeqCst);
    let deadline = Deadline::after(minoots_it::PATIENCE);
    for status in LATER {
        let path = format!("/{status}");
        while came(&receiver, &path).len() < 2 {
            assert!(!deadline.has_passed(), "{status} is not tried again");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert!(letters(&node, &format!("at-{status}")).await.is_empty(), "{status}");
    }
    // All of them at once.
    assert_eq!(
        redrive(&node, "", FailureReason::Unspecified).await,
        REFUSALS.len() as u32
    );
    for status in REFUSALS {
        let path = format!("/{status}");
        while came(&receiver, &path) != [event.clone(), event.clone()] {
            assert!(!deadline.has_passed(), "{status} is not posted again");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        until_none(&webhooks, &format!("at-{status}")).await;
    }
}

/// Waits until the endpoint has no dead events: a redriven one stays among them until its result is in the log.
async fn until_none(webhooks: &Webhooks, id: &str) {
    let deadline = Deadline::after(minoots_it::PATIENCE);
    while get(webhooks, id).await.dead_events != 0 {
        assert!(!deadline.has_passed(), "{id} still has dead events");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn dead_letters_and_their_redrives_outlive_kills() {
    let node = Node::start().await;
    let webhooks = of(&node).await;
    let (receiver, mended) = broken().await;
    follow(&webhooks, &receiver, 404).await;
    let mut events = Vec::new();
    for number in 0..5 {
        events.push(emit(&node, number).await);
    }
    until_letters(&node, "at-404", 5).await;
    let node = node.kill_and_restart().await;
    let webhooks = of(&node).await;
    let ids = |letters: Vec<DeadLetter>| letters.into_iter().map(|letter| letter.event_id).collect::<Vec<_>>();
    assert_eq!(ids(letters(&node, "at-404").await), events, "in the order of the log");
    // A later event of the log is posted, and refused as well.
    events.push(emit(&node, 5).await);
    until_letters(&node, "at-404", 6).await;

    // Refused again, they are dead letters again.
    let before = came(&receiver, "/404").len();
    assert_eq!(redrive(&node, "at-404", FailureReason::Expired).await, 0);
    assert_eq!(redrive(&node, "at-404", FailureReason::Refused).await, 6);
    receiver.wait_for(before + 6).await.unwrap();
    assert_eq!(ids(until_letters(&node, "at-404", 6).await), events);

    // A disabled endpoint gets no requests; a redrive waits for it.
    let mut disable = update("at-404", &["disabled"]);
    disable.disabled = true;
    webhooks.clone().update_webhook(disable.clone()).await.unwrap();
    assert_eq!(redrive(&node, "at-404", FailureReason::Unspecified).await, 6);
    let before = came(&receiver, "/404").len();
    let node = node.kill_and_restart().await;
    let webhooks = of(&node).await;
    assert_eq!(came(&receiver, "/404").len(), before);
    mended.store(true, Ordering::SeqCst);
    disable.disabled = false;
    webhooks.clone().update_webhook(disable).await.unwrap();
    let deadline = Deadline::after(minoots_it::PATIENCE);
    let expected: BTreeSet<_> = events.into_iter().collect();
    while came(&receiver, "/404")
        .split_off(before)
        .into_iter()
        .collect::<BTreeSet<_>>()
        != expected
    {
        assert!(!deadline.has_passed(), "what was redriven is not posted");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    until_none(&webhooks, "at-404").await;
    assert!(letters(&node, "at-404").await.is_empty());
}

#[tokio::test]
async fn a_refused_event_is_a_dead_letter_at_once_and_is_posted_once() {
    let node = Node::start().await;
    let webhooks = of(&node).await;
    let mended = Arc::new(AtomicBool::new(false));
    let is_mended = mended.clone();
    let script = move |posted: &minoots_it::receiver::Posted, _| {
        let is_refused = String::from_utf8_lossy(&posted.body).contains("orders/1");
        let otherwise = if is_mended.load(Ordering::SeqCst) { 200 } else { 503 };
        Reply::status(if is_refused { 422 } else { otherwise })
    };
    let receiver = Receiver::start(script).await.unwrap();
    let mut request = endpoint("parcels", &receiver.url("/parcels"));
    request.event_types = vec!["order.packed".to_owned()];
    make(&webhooks, request).await;
    let mut change = update("parcels", &["disabled"]);
    change.disabled = true;
    webhooks.clone().update_webhook(change.clone()).await.unwrap();
    let (refused, put_off) = (emit(&node, 1).await, emit(&node, 2).await);
    change.disabled = false;
    webhooks.clone().update_webhook(change).await.unwrap();

    // The other event of the portion has not ended.
    let letter = until_letters(&node, "parcels", 1).await.remove(0);
    assert_eq!(letter.event_id, refused);
    let came_of = |id: &String| came(&receiver, "/parcels").iter().filter(|came| *came == id).count();
    for header in ["twice", "thrice"] {
        let before = came_of(&put_off);
        let mut change = update("parcels", &["headers"]);
        change.headers.insert("x-told".to_owned(), header.to_owned());
        webhooks.clone().update_webhook(change).await.unwrap();
        let deadline = Deadline::after(minoots_it::PATIENCE);
        while came_of(&put_off) == before {
            assert!(!deadline.has_passed(), "what is put off is not told again");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    let node = node.kill_and_restart().await;
    mended.store(true, Ordering::SeqCst);
    let last = emit(&node, 3).await;
    let deadline = Deadline::after(minoots_it::PATIENCE);
    while came_of(&last) == 0 {
        assert!(!deadline.has_passed(), "what follows is not told");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(came_of(&refused), 1);
    assert_eq!(get(&of(&node).await, "parcels").await.dead_events, 1);
}

#[tokio::test]
async fn an_event_is_posted_again_for_each_redrive_however_soon() {
    let node = Node::start().await;
    let webhooks = of(&node).await;
    let (receiver, _) = broken().await;
    follow(&webhooks, &receiver, 404).await;
    emit(&node, 1).await;
    until_letters(&node, "at-404", 1).await;
    for times in 2..=40 {
        let deadline = Deadline::after(minoots_it::PATIENCE);
        while redrive(&node, "at-404", FailureReason::Unspecified).await == 0 {
            assert!(!deadline.has_passed(), "after {times} it is no dead letter again");
        }
        receiver.wait_for(times).await.unwrap();
    }
    until_letters(&node, "at-404", 1).await;
}

#[tokio::test]
async fn dead_events_go_with_their_endpoint() {
    let node = Node::start().await;
    let webhooks = of(&node).await;
    let (receiver, _) = broken().await;
    follow(&webhooks, &receiver, 404).await;
    emit(&node, 1).await;
    until_letters(&node, "at-404", 1).await;
    let request = DeleteWebhookRequest {
        id: "at-404".to_owned(),
        state_version: 0,
    };
    webhooks.clone().delete_webhook(request).await.unwrap();
    follow(&webhooks, &receiver, 404).await;
    assert!(letters(&node, "at-404").await.is_empty());
    assert_eq!(redrive(&node, "", FailureReason::Unspecified).await, 0);
}
