//! Lists: filters, order, and pages that outlive the process.

use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::{SECOND, now_ns};
use minoots_wire::time::instant;
use minoots_wire::timer::v1::{ListTimersRequest, Timer, TimerStatus};

use crate::support::{Node, reason};

fn ids(timers: &[Timer]) -> Vec<String> {
    timers.iter().map(|timer| timer.id.clone()).collect()
}

/// Ninety timers an hour ahead, a second apart, the later ones with the smaller ids, and some that have ended.
async fn populated() -> (Node, i64) {
    let node = Node::start().await;
    let first_ns = now_ns() + 3_600 * SECOND;
    let waiting = (0..90).map(|at| timer(&format!("w{:02}", 89 - at)).fire_at(first_ns + i64::from(at) * SECOND));
    node.client.create_batch(waiting.collect()).await.unwrap();
    for at in 0..5 {
        node.client
            .create(timer(&format!("done{at}")).fire_after(Duration::ZERO).to_nobody())
            .await
            .unwrap();
        let cancelled = format!("cancelled{at}");
        node.client.create(timer(&cancelled).fire_at(first_ns)).await.unwrap();
        node.client.cancel(&cancelled).await.unwrap();
    }
    (node, first_ns)
}

#[tokio::test]
async fn pages_go_on_where_they_were_after_a_kill() {
    let (mut node, _) = populated().await;
    let mut request = ListTimersRequest {
        page_size: 7,
        statuses: vec![TimerStatus::Scheduled.into()],
        ..ListTimersRequest::default()
    };
    let mut listed = Vec::new();
    for page_number in 0.. {
        let page = node
            .client
            .timers
            .clone()
            .list_timers(request.clone())
            .await
            .unwrap()
            .into_inner();
        assert!(page.timers.len() <= 7);
        listed.extend(page.timers);
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
        if page_number == 3 {
            node = node.kill_and_restart().await;
        }
    }
    let expected: Vec<String> = (0..90).map(|at| format!("w{:02}", 89 - at)).collect();
    assert_eq!(ids(&listed), expected, "by (due, id), each once");
}

#[tokio::test]
async fn statuses_and_windows_select_what_they_say() {
    let (node, first_ns) = populated().await;
    let done = node.client.list_of(TimerStatus::Settled).await.unwrap();
    assert_eq!(ids(&done), ["done0", "done1", "done2", "done3", "done4"]);
    let cancelled = node.client.list_of(TimerStatus::Cancelled).await.unwrap();
    assert_eq!(cancelled.len(), 5);
    let both = ListTimersRequest {
        statuses: vec![TimerStatus::Settled.into(), TimerStatus::Cancelled.into()],
        page_size: 3,
        ..ListTimersRequest::default()
    };
    assert_eq!(node.client.list(both).await.unwrap().len(), 10);
    let all = node.client.list(ListTimersRequest::default()).await.unwrap();
    assert_eq!(all.len(), 100);
    let mut sorted = ids(&all);
    sorted.sort();
    assert_eq!(ids(&all), sorted, "without a status, by id");

    let window = ListTimersRequest {
        due_from: Some(instant::to_proto(first_ns + 10 * SECOND)),
        due_until: Some(instant::to_proto(first_ns + 20 * SECOND)),
        statuses: vec![TimerStatus::Scheduled.into()],
        page_size: 4,
        ..ListTimersRequest::default()
    };
    let expected: Vec<String> = (10..20).map(|at| format!("w{:02}", 89 - at)).collect();
    assert_eq!(
        ids(&node.client.list(window.clone()).await.unwrap()),
        expected,
        "from is in, until is not"
    );
    let any_status = ListTimersRequest {
        statuses: Vec::new(),
        ..window
    };
    let mut listed = ids(&node.client.list(any_status).await.unwrap());
    listed.sort();
    let mut expected = expected;
    expected.sort();
    assert_eq!(listed, expected);
}

#[tokio::test]
async fn a_page_token_goes_with_its_filters_only() {
    let (node, _) = populated().await;
    let request = ListTimersRequest {
        page_size: 5,
        statuses: vec![TimerStatus::Scheduled.into()],
        ..ListTimersRequest::default()
    };
    let page = node
        .client
        .timers
        .clone()
        .list_timers(request.clone())
        .await
        .unwrap()
        .into_inner();
    let elsewhere = ListTimersRequest {
        page_token: page.next_page_token.clone(),
        statuses: vec![TimerStatus::Cancelled.into()],
        ..request.clone()
    };
    let altered = ListTimersRequest {
        page_token: format!("{}A", page.next_page_token),
        ..request
    };
    for request in [elsewhere, altered] {
        let refused = node.client.timers.clone().list_timers(request).await.unwrap_err();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (tonic::Code::InvalidArgument, "PAGE_TOKEN")
        );
    }
}
