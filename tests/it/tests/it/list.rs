//! Lists: filters, order, and pages that outlive the process.

use std::collections::BTreeMap;
use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::{SECOND, now_ns};
use minoots_wire::time::instant;
use minoots_wire::timer::v1::{CreateTimerRequest, ListTimersRequest, Timer, TimerStatus};

use crate::support::{Node, reason};

fn ids(timers: &[Timer]) -> Vec<String> {
    timers.iter().map(|timer| timer.id.clone()).collect()
}

/// Creates ninety timers an hour ahead, a second apart, the later ones with the smaller ids, and some that have ended.
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

fn label(key: &str, value: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(key.to_owned(), value.to_owned())])
}

/// Whether a filter selects a numbered timer.
type Selects = fn(i32) -> bool;

#[tokio::test]
async fn every_filter_selects_what_it_says_in_either_order() {
    let node = Node::start().await;
    let first_ns = now_ns() + 3_600 * SECOND;
    let request = |at: i32| CreateTimerRequest {
        name: format!("{} {at}", if at % 2 == 0 { "green tea" } else { "green" }),
        labels: label("cups", &(at % 3).to_string()),
        ..timer(&format!("{}{:02}", if at < 10 { "a" } else { "b" }, 19 - at))
            .fire_at(first_ns + i64::from(at) * SECOND)
            .into_queue(if at % 5 == 0 { "kitchen" } else { "garden" })
    };
    node.client.create_batch((0..20).map(request).collect()).await.unwrap();
    let filters: [(ListTimersRequest, Selects); 6] = [
        (
            ListTimersRequest {
                labels: label("cups", "1"),
                ..ListTimersRequest::default()
            },
            |at| at % 3 == 1,
        ),
        (
            ListTimersRequest {
                queue: "kitchen".to_owned(),
                ..ListTimersRequest::default()
            },
            |at| at % 5 == 0,
        ),
        (
            ListTimersRequest {
                name_prefix: "green t".to_owned(),
                ..ListTimersRequest::default()
            },
            |at| at % 2 == 0,
        ),
        (
            ListTimersRequest {
                id_prefix: "b0".to_owned(),
                ..ListTimersRequest::default()
            },
            |at| at >= 10,
        ),
        (
            ListTimersRequest {
                id_prefix: "a".to_owned(),
                queue: "garden".to_owned(),
                name_prefix: "green tea".to_owned(),
                labels: label("cups", "2"),
                ..ListTimersRequest::default()
            },
            |at| at < 10 && at % 5 != 0 && at % 2 == 0 && at % 3 == 2,
        ),
        (
            ListTimersRequest {
                labels: label("cups", "9"),
                ..ListTimersRequest::default()
            },
            |_| false,
        ),
    ];
    for (filter, selects) in filters {
        let by_due: Vec<String> = (0..20).filter(|at| selects(*at)).map(|at| request(at).id).collect();
        let mut by_id = by_due.clone();
        by_id.sort();
        for (statuses, expected) in [(Vec::new(), by_id), (vec![TimerStatus::Scheduled.into()], by_due)] {
            let request = ListTimersRequest {
                page_size: 2,
                statuses,
                ..filter.clone()
            };
            assert_eq!(
                ids(&node.client.list(request.clone()).await.unwrap()),
                expected,
                "{request:?}"
            );
        }
    }
}

#[tokio::test]
async fn sparse_filters_return_empty_pages_instead_of_a_long_scan() {
    let node = Node::start().await;
    for batch in 0..11 {
        let requests = (0..1_000).map(|at| CreateTimerRequest {
            labels: label("last", if batch == 10 && at == 999 { "yes" } else { "no" }),
            ..timer(&format!("t{batch:02}-{at:03}")).fire_at(now_ns() + 3_600 * SECOND + i64::from(batch * 1_000 + at))
        });
        node.client.create_batch(requests.collect()).await.unwrap();
    }
    for statuses in [Vec::new(), vec![TimerStatus::Scheduled.into()]] {
        let mut request = ListTimersRequest {
            labels: label("last", "yes"),
            statuses,
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
        assert!(
            page.timers.is_empty() && !page.next_page_token.is_empty(),
            "10,000 rows are examined"
        );
        request.page_token = page.next_page_token;
        let page = node
            .client
            .timers
            .clone()
            .list_timers(request)
            .await
            .unwrap()
            .into_inner();
        assert_eq!(
            (ids(&page.timers), page.next_page_token.as_str()),
            (vec!["t10-999".to_owned()], "")
        );
    }
}

#[tokio::test]
async fn timers_unchanged_between_pages_are_listed_once() {
    let (node, first_ns) = populated().await;
    let mut request = ListTimersRequest {
        page_size: 10,
        statuses: vec![TimerStatus::Scheduled.into()],
        id_prefix: "w".to_owned(),
        ..ListTimersRequest::default()
    };
    let mut listed = Vec::new();
    for round in 0.. {
        let page = node
            .client
            .timers
            .clone()
            .list_timers(request.clone())
            .await
            .unwrap()
            .into_inner();
        listed.extend(page.timers);
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
        if round > 8 {
            continue;
        }
        // Between two pages: a listed timer and an unlisted one end, a listed one moves behind the cursor, and new ones
        // appear before and behind it.
        node.client.cancel(&format!("w{:02}", 89 - round * 10)).await.unwrap();
        node.client.cancel(&format!("w{:02}", round)).await.unwrap();
        let moved = format!("w{:02}", 89 - round * 10 - 1);
        node.client.reschedule(&moved, first_ns + 7_200 * SECOND).await.unwrap();
        for fire_ns in [first_ns - SECOND, first_ns + 8_000 * SECOND] {
            let id = format!("x{round}-{fire_ns}");
            node.client.create(timer(&id).fire_at(fire_ns)).await.unwrap();
        }
    }
    let listed = ids(&listed);
    let unchanged = (0..90).filter(|at| (10..80).contains(at) && !matches!(at % 10, 8 | 9));
    for id in unchanged.map(|at| format!("w{at:02}")) {
        assert_eq!(listed.iter().filter(|listed| **listed == id).count(), 1, "{id}");
    }
    assert!(listed.iter().all(|id| id.starts_with('w')));
}

#[tokio::test]
async fn a_page_token_is_bound_to_each_filter() {
    let (node, first_ns) = populated().await;
    let request = ListTimersRequest {
        page_size: 5,
        ..ListTimersRequest::default()
    };
    let page = node
        .client
        .timers
        .clone()
        .list_timers(request)
        .await
        .unwrap()
        .into_inner();
    let token = || ListTimersRequest {
        page_token: page.next_page_token.clone(),
        ..ListTimersRequest::default()
    };
    node.client.timers.clone().list_timers(token()).await.unwrap();
    let others = [
        ListTimersRequest {
            labels: label("a", ""),
            ..token()
        },
        ListTimersRequest {
            queue: "default".to_owned(),
            ..token()
        },
        ListTimersRequest {
            name_prefix: "timer".to_owned(),
            ..token()
        },
        ListTimersRequest {
            id_prefix: "w".to_owned(),
            ..token()
        },
        ListTimersRequest {
            due_from: Some(instant::to_proto(first_ns)),
            ..token()
        },
        ListTimersRequest {
            due_until: Some(instant::to_proto(first_ns)),
            ..token()
        },
    ];
    for request in others {
        let refused = node.client.timers.clone().list_timers(request).await.unwrap_err();
        assert_eq!(reason(&refused), "PAGE_TOKEN");
    }
}
