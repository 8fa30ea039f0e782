//! Policies on streams: at their start, during their lifetime, and on the messages in them.

use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::consumer::Consumer;
use minoots_it::tail::Tail;
use minoots_wire::event::v1::{TailRequest, consume_result};
use minoots_wire::timer::v1::{SubmitRequest, submit_request};
use tonic::Status;

use super::super::Guarded;
use super::{PROD, assert_denied, of, set};

#[tokio::test]
async fn a_stream_ends_when_the_policy_is_against_it() {
    let node = Guarded::start().await;
    let admin = node.client(&node.key("acme", &["admin"]).await).await;
    let mut consumer = Consumer::open(&admin, "work", 1).await.unwrap();
    let mut other = Consumer::open(&admin, "other", 1).await.unwrap();
    let mut tail = Tail::open(&admin, TailRequest::default()).await.unwrap();
    let text = r#"@id("shut") @message("nobody looks") forbid(principal, action in [Action::"consume", Action::"tail"], resource)
        unless { resource.id == "other" };"#;
    let version = set(&admin, text).await;
    let ended = loop {
        match consumer.message().await {
            Ok(Some(_)) => {}
            Ok(None) => panic!("the stream ended without a reason"),
            Err(error) => break error,
        }
    };
    assert_denied(ended.downcast_ref::<Status>().unwrap(), "shut", version);
    let ended = loop {
        match tail.next_within(PATIENCE).await {
            Ok(event) => drop(event.expect("neither an event nor an end")),
            Err(error) => break error,
        }
    };
    assert_denied(ended.downcast_ref::<Status>().unwrap(), "shut", version);
    let now = timer("tea").fire_after(Duration::ZERO).into_queue("other");
    admin.create(now).await.unwrap();
    assert!(
        other.delivery().await.unwrap().id().contains("tea"),
        "the other goes on"
    );
}

#[tokio::test]
async fn submits_on_a_stream_are_judged_one_by_one() {
    let node = Guarded::start().await;
    let admin = node.client(&node.key("acme", &["admin"]).await).await;
    set(&admin, PROD).await;
    let submits = [("a", None), ("b", Some("prod"))].map(|(id, label)| SubmitRequest {
        sequence: 1 + u64::from(label.is_some()),
        write: Some(submit_request::Write::Create(Box::new(of(id, label)))),
    });
    let mut timers = admin.timers.clone();
    let mut answers = timers.submit(tokio_stream::iter(submits)).await.unwrap().into_inner();
    let mut outcomes = Vec::new();
    while let Some(answer) = answers.message().await.unwrap() {
        use minoots_wire::timer::v1::submit_response::Answer;
        outcomes.push((
            answer.sequence,
            match answer.answer {
                Some(Answer::Error(error)) => error.reason,
                _ => String::new(),
            },
        ));
    }
    outcomes.sort();
    assert_eq!(outcomes, [(1, String::new()), (2, "POLICY_DENIED".to_owned())]);
}

#[tokio::test]
async fn acks_on_a_stream_are_judged_one_by_one_under_the_current_policy() {
    let node = Guarded::start().await;
    let admin = node.client(&node.key("acme", &["admin"]).await).await;
    let mut consumer = Consumer::open(&admin, "work", 3).await.unwrap();
    for id in ["a", "b", "c"] {
        let now = timer(id).fire_after(Duration::ZERO).into_queue("work");
        admin.create(now).await.unwrap();
    }
    let mut received = Vec::new();
    while received.len() < 3 {
        received.push(consumer.delivery().await.unwrap());
    }
    // No rule applies.
    assert!(matches!(
        consumer.ack(&received[0]).await.unwrap(),
        consume_result::Result::Ack(_)
    ));
    set(
        &admin,
        r#"@id("shut") @message("nothing is settled") forbid(principal, action == Action::"settle", resource);"#,
    )
    .await;
    for answer in [
        consumer.ack(&received[1]).await.unwrap(),
        consumer.nack(&received[2]).await.unwrap(),
    ] {
        match answer {
            consume_result::Result::Error(error) => assert_eq!(error.reason, "POLICY_DENIED"),
            other => panic!("it was let through: {other:?}"),
        }
    }
    set(&admin, "// anything").await;
    assert!(matches!(
        consumer.ack(&received[1]).await.unwrap(),
        consume_result::Result::Ack(_)
    ));
}
