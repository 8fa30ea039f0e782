//! Bulk cancels: pages, repeats, and races with firings.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use minoots_it::cli::Cli;
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::{MS, SECOND, now_ns};
use minoots_it::consumer::Consumer;
use minoots_wire::time::instant;
use minoots_wire::timer::v1::{CancelTimersRequest, CancelTimersResponse, CreateTimerRequest, TimerStatus};
use tonic::Code;

use crate::support::{Node, reason};

const HOUR: Duration = Duration::from_secs(3_600);

fn labelled(id: &str, kind: &str) -> CreateTimerRequest {
    CreateTimerRequest {
        labels: BTreeMap::from([("kind".to_owned(), kind.to_owned())]),
        ..timer(id)
    }
}

fn of_kind(kind: &str) -> CancelTimersRequest {
    CancelTimersRequest {
        labels: BTreeMap::from([("kind".to_owned(), kind.to_owned())]),
        ..CancelTimersRequest::default()
    }
}

async fn create_many(client: &Client, kind: &str, count: usize) {
    let requests = (0..count).map(|at| labelled(&format!("{kind}{at:03}"), kind).fire_after(HOUR));
    client.create_batch(requests.collect()).await.unwrap();
}

/// Cancels all pages.
async fn all_pages(client: &Client, mut request: CancelTimersRequest) -> Vec<CancelTimersResponse> {
    let mut pages = Vec::new();
    loop {
        let page = client.cancel_many(request.clone()).await.unwrap();
        request.page_token.clone_from(&page.next_page_token);
        pages.push(page);
        if request.page_token.is_empty() {
            return pages;
        }
    }
}

async fn ids_of(client: &Client, status: TimerStatus) -> BTreeSet<String> {
    let timers = client.list_of(status).await.unwrap();
    timers.into_iter().map(|timer| timer.id).collect()
}

#[tokio::test]
async fn pages_go_on_until_everything_that_is_selected_is_cancelled_and_nothing_else() {
    let node = Node::start().await;
    create_many(&node.client, "tea", 25).await;
    create_many(&node.client, "cup", 10).await;
    node.client
        .create(labelled("tea-done", "tea").fire_after(Duration::ZERO).to_nobody())
        .await
        .unwrap();
    let request = CancelTimersRequest {
        page_size: 10,
        reason: "closed".to_owned(),
        ..of_kind("tea")
    };
    let pages = all_pages(&node.client, request.clone()).await;
    let cancelled: Vec<u32> = pages.iter().map(|page| page.cancelled).collect();
    assert_eq!(cancelled, [10, 10, 5]);
    let others = pages
        .iter()
        .map(|page| page.too_late + page.superseded + page.already_cancelled);
    assert_eq!(others.sum::<u32>(), 0);
    assert_eq!(ids_of(&node.client, TimerStatus::Scheduled).await.len(), 10);
    let gone = node.client.get("tea007").await.unwrap();
    assert_eq!(
        (gone.status(), gone.cancel.unwrap().reason.as_str()),
        (TimerStatus::Cancelled, "closed")
    );
    assert_eq!(
        node.client.get("tea-done").await.unwrap().status(),
        TimerStatus::Settled
    );
    let again = all_pages(&node.client, request).await;
    assert_eq!(again.iter().map(|page| page.cancelled).sum::<u32>(), 0, "none is left");
}

#[tokio::test]
async fn each_condition_narrows_what_is_cancelled() {
    let node = Node::start().await;
    let first_ns = now_ns() + 3_600 * SECOND;
    let request = |at: i32| CreateTimerRequest {
        name: format!("{} tea", if at % 2 == 0 { "green" } else { "black" }),
        ..timer(&format!("{}{at:02}", if at < 10 { "a" } else { "b" }))
            .fire_at(first_ns + i64::from(at) * SECOND)
            .into_queue(if at % 3 == 0 { "kitchen" } else { "garden" })
    };
    node.client.create_batch((0..20).map(request).collect()).await.unwrap();
    let request = CancelTimersRequest {
        due_from: Some(instant::to_proto(first_ns + 2 * SECOND)),
        due_until: Some(instant::to_proto(first_ns + 9 * SECOND)),
        queue: "kitchen".to_owned(),
        name_prefix: "green".to_owned(),
        ..CancelTimersRequest::default()
    };
    let by_due = all_pages(&node.client, request).await;
    assert_eq!(by_due.iter().map(|page| page.cancelled).sum::<u32>(), 1, "the sixth");
    let request = CancelTimersRequest {
        id_prefix: "b1".to_owned(),
        name_prefix: "black".to_owned(),
        page_size: 2,
        ..CancelTimersRequest::default()
    };
    let by_id = all_pages(&node.client, request).await;
    assert_eq!(by_id.iter().map(|page| page.cancelled).sum::<u32>(), 5);
    let expected: BTreeSet<String> = ["a06", "b11", "b13", "b15", "b17", "b19"].map(String::from).into();
    assert_eq!(ids_of(&node.client, TimerStatus::Cancelled).await, expected);
}

#[tokio::test]
async fn g8_a_repeat_by_request_id_answers_as_the_first_and_cancels_nothing_more() {
    let node = Node::start().await;
    create_many(&node.client, "tea", 12).await;
    let request = CancelTimersRequest {
        request_id: "once".to_owned(),
        page_size: 5,
        ..of_kind("tea")
    };
    let first = node.client.cancel_many(request.clone()).await.unwrap();
    assert_eq!((first.cancelled, first.original_commit_index), (5, 0));
    let node = node.kill_and_restart().await;
    let again = node.client.cancel_many(request.clone()).await.unwrap();
    assert_eq!((again.cancelled, &again.next_page_token), (5, &first.next_page_token));
    assert_eq!(again.original_commit_index, first.commit_index);
    assert!(again.commit_index > first.commit_index);
    assert_eq!(ids_of(&node.client, TimerStatus::Scheduled).await.len(), 7);
    let other = CancelTimersRequest {
        page_size: 6,
        ..request.clone()
    };
    let refused = node.client.cancel_many(other).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::FailedPrecondition, "IDEMPOTENCY_MISMATCH")
    );
    let next = CancelTimersRequest {
        request_id: "twice".to_owned(),
        page_token: again.next_page_token,
        ..request
    };
    assert_eq!(node.client.cancel_many(next).await.unwrap().cancelled, 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g7_of_timers_that_fire_meanwhile_each_is_either_cancelled_or_delivered() {
    const TIMERS: usize = 600;
    let node = Node::start().await;
    let first_ns = now_ns() + SECOND;
    let requests = (0..TIMERS).map(|at| {
        // The last hundred can be cancelled even on a slow machine.
        let delay_ns = if at < TIMERS - 100 { 5 * MS } else { 10 * SECOND };
        let due = first_ns + i64::try_from(at).unwrap() * delay_ns;
        labelled(&format!("t{at:03}"), "tea").fire_at(due)
    });
    node.client.create_batch(requests.collect()).await.unwrap();
    let mut consumer = Consumer::open(&node.client, "default", 1_000).await.unwrap();
    let mut delivered = BTreeSet::new();
    let mut cancels = Vec::new();
    while delivered.len() < 50 {
        delivered.insert(consume_one(&mut consumer).await);
    }
    for _ in 0..3 {
        let client = node.client.clone();
        // In small pages, so that timers fire in between.
        let request = CancelTimersRequest {
            page_size: 17,
            ..of_kind("tea")
        };
        cancels.push(tokio::spawn(async move { all_pages(&client, request).await }));
    }
    let mut counted = 0;
    for cancel in cancels {
        counted += cancel.await.unwrap().iter().map(|page| page.cancelled).sum::<u32>();
    }
    let cancelled = ids_of(&node.client, TimerStatus::Cancelled).await;
    assert_eq!(counted as usize, cancelled.len(), "each is counted once");
    assert!(cancelled.len() >= 100);
    while delivered.len() + cancelled.len() < TIMERS {
        delivered.insert(consume_one(&mut consumer).await);
    }
    assert!(delivered.is_disjoint(&cancelled));
    assert_eq!(ids_of(&node.client, TimerStatus::Cancelled).await, cancelled);
}

/// Acknowledges one delivery, and returns its timer's id.
async fn consume_one(consumer: &mut Consumer) -> String {
    let received = consumer.delivery().await.unwrap();
    consumer.ack(&received).await.unwrap();
    received.id().split(':').nth(2).unwrap().to_owned()
}

#[tokio::test]
async fn the_command_cancels_what_a_filter_selects_and_says_what_became_of_it() {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    create_many(&node.client, "tea", 7).await;
    create_many(&node.client, "cup", 2).await;
    let run = async |arguments: &str| cli.run(&arguments.split(' ').collect::<Vec<_>>()).await.unwrap();
    let listed = run("timer list --label kind=tea --status scheduled --all -o json").await;
    assert_eq!(listed.json().unwrap()["timers"].as_array().unwrap().len(), 7);
    for _ in 0..2 {
        let cancelled = run("timer cancel --label kind=tea --request-id r1 -o json").await;
        assert_eq!(cancelled.code, Some(0), "{cancelled:?}");
        let expected = r#"{"cancelled":7,"tooLate":0,"superseded":0,"alreadyCancelled":0}"#;
        assert_eq!(cancelled.stdout.trim(), expected, "and so does a repeat");
    }
    assert_eq!(ids_of(&node.client, TimerStatus::Scheduled).await.len(), 2);
    for wrong in [
        "timer cancel",
        "timer cancel tea001 --queue default",
        "timer cancel --queue default --version 3",
    ] {
        assert_eq!(run(wrong).await.code, Some(2), "{wrong}");
    }
}
