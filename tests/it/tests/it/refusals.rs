//! Invalid requests: the exact response, and no change. The numbers are rows of the table of bad inputs.

mod call;
mod filters;
mod rows;
mod waits;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::{SECOND, now_ns};
use minoots_it::tail::{Tail, kind, subject};
use minoots_wire::error::Details;
use minoots_wire::time::duration;
use minoots_wire::timer::v1::{CreateTimerRequest, GetTimerRequest, ListTimersRequest, RetryPolicy, Timer};
use tonic::Status;

use self::call::{Call, DAY, HOUR, Row};
use crate::support::Node;

fn check(number: &str, row: &Row, refused: &Status) {
    let details = Details::of(refused);
    assert_eq!(
        (refused.code(), details.reason_text.as_str()),
        (row.code, row.reason),
        "{number}: {refused:?}"
    );
    assert!(!refused.message().is_empty(), "{number}: no words for people");
    let size = refused.message().len() + refused.details().len();
    assert!(size < 4_096, "{number}: {size} bytes, as if it repeated what was sent");
    if row.field.is_empty() {
        return;
    }
    let field = details.fields.iter().find(|field| field.path == row.field);
    let field = field.unwrap_or_else(|| panic!("{number}: {} is not named in {:?}", row.field, details.fields));
    assert_eq!(field.reason, row.reason, "{number}");
    let plain = |text: &str| text.replace(',', "");
    assert!(
        plain(&field.description).contains(&plain(row.says)),
        "{number}: {:?} does not say {:?}",
        field.description,
        row.says
    );
}

#[tokio::test]
async fn every_bad_input_has_its_exact_answer_and_changes_nothing() {
    let node = Node::start().await;
    let tea = node.client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    let request = CreateTimerRequest {
        request_id: "request-1".to_owned(),
        ..timer("").fire_after(HOUR)
    };
    node.client.create(request).await.unwrap();
    let before: Vec<Timer> = node.client.list(ListTimersRequest::default()).await.unwrap();
    assert_eq!(before.len(), 2);

    for mut row in rows::all().chain(waits::all()).chain(filters::all()) {
        let call = std::mem::replace(&mut row.call, Call::Get(""));
        match call.send(&node.client).await {
            Ok(()) => panic!("{}: was not refused", row.number),
            Err(refused) => check(row.number, &row, &refused),
        }
        let now = node.client.list(ListTimersRequest::default()).await.unwrap();
        assert_eq!(now, before, "{}: the timers are not what they were", row.number);
    }
    assert_eq!(Some(node.client.get("tea").await.unwrap()), tea.timer);

    node.client.create(timer("marker").fire_after(HOUR)).await.unwrap();
    let mut tail = Tail::from_start(&node.client).await.unwrap();
    let events = tail.until(|event| subject(event) == "timers/marker").await.unwrap();
    let changes: Vec<&str> = events
        .iter()
        .map(kind)
        .filter(|kind| kind.starts_with("timer."))
        .collect();
    assert_eq!(
        changes, ["timer.scheduled"; 3],
        "the log has nothing but what was accepted"
    );
    let queues = events.iter().filter(|event| kind(event) == "queue.created").count();
    assert_eq!(queues, 1, "no queue came into being by a refused request");
}

#[tokio::test]
async fn at_its_limit_every_field_is_accepted() {
    let node = Node::start().await;
    let labels = (0..32)
        .map(|at| (format!("{at:02}{}", "k".repeat(61)), "v".repeat(255)))
        .collect();
    let request = CreateTimerRequest {
        id: format!("A{}", "z.-_9".repeat(25))[..126].to_owned() + "99",
        name: "é".repeat(127) + "x",
        labels,
        retry_policy: Some(RetryPolicy {
            max_attempts: 100,
            initial_backoff: Some(duration::to_proto(1_000_000)),
            max_backoff: Some(duration::to_proto(DAY)),
            multiplier: Some(10.0),
            jitter: Some(0.0),
        }),
        ..timer("")
            .fire_at(now_ns() + 36_524 * DAY)
            .ack_within(12 * HOUR)
            .with_payload("", vec![7; 262_144])
    };
    assert_eq!((request.id.len(), request.name.len()), (128, 255));
    let created = node.client.create(request.clone()).await.unwrap().timer.unwrap();
    assert_eq!(created.labels, request.labels);
    assert_eq!(created.retry_policy, request.retry_policy);
    assert_eq!(created.payload.as_ref().unwrap().data, request.payload.unwrap().data);
    assert_eq!(node.client.get(&request.id).await.unwrap(), created);
    let oldest = timer("oldest").fire_at(now_ns() - DAY + 60 * SECOND).to_nobody();
    node.client.create(oldest).await.unwrap();
    let batch = (0..1_000).map(|at| timer(&format!("b{at}")).fire_after(HOUR)).collect();
    assert_eq!(node.client.create_batch(batch).await.unwrap().results.len(), 1_000);
}

#[tokio::test]
async fn a_refusal_about_an_absent_timer_does_not_depend_on_which() {
    let node = Node::start().await;
    node.client.create(timer("present").fire_after(HOUR)).await.unwrap();
    let mut answers = Vec::new();
    for (id, partition_key) in [("absent", ""), ("another", ""), ("present", "elsewhere")] {
        let request = GetTimerRequest {
            id: id.to_owned(),
            partition_key: partition_key.to_owned(),
            read: None,
        };
        let refused = node.client.timers.clone().get_timer(request).await.unwrap_err();
        answers.push((refused.code(), refused.message().to_owned(), refused.details().to_vec()));
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
}

#[tokio::test]
async fn several_wrong_fields_are_told_together() {
    let node = Node::start().await;
    let request = CreateTimerRequest {
        name: String::new(),
        id: "a/b".to_owned(),
        ..timer("")
    };
    let refused = node.client.create(request).await.unwrap_err();
    let fields = Details::of(&refused).fields;
    let mut told: Vec<(&str, &str)> = fields
        .iter()
        .map(|field| (field.path.as_str(), field.reason.as_str()))
        .collect();
    told.sort_unstable();
    assert_eq!(
        told,
        [
            ("fire_time", "TIME_SPEC_CHOICE"),
            ("id", "ID_CHARSET"),
            ("name", "NAME_EMPTY")
        ]
    );
}
