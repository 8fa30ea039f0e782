//! The consumer against a scripted server.

use std::time::Duration;

use futures::StreamExt as _;
use minoots_client::{AckOutcome, ConsumeOptions, Consumer, Delivery, Error};

use super::scripted::Scripted;
use super::{client, within};

async fn server(deliveries: &[&[u32]]) -> Scripted {
    let server = Scripted::start([]).await;
    server.script().deliveries = deliveries.iter().map(|stream| stream.to_vec()).collect();
    server
}

async fn next(consumer: &mut Consumer) -> Delivery {
    within(consumer.next()).await.unwrap().unwrap()
}

fn ack_of(stream: u32, number: u32) -> (String, String) {
    (format!("event-{number}"), format!("fence-{stream}-{number}"))
}

#[tokio::test]
async fn a_delivery_of_a_stream_that_was_lost_is_acknowledged_on_the_next_one() {
    let server = server(&[&[1, 2], &[3]]).await;
    let mut consumer = client(&[&server.endpoint()]).consume("q", ConsumeOptions::default().credits(10));
    let (first, second) = (next(&mut consumer).await, next(&mut consumer).await);
    server.proxy.cut().now();
    let third = next(&mut consumer).await;
    for delivery in [&first, &second, &third] {
        assert_eq!(within(delivery.ack()).await.unwrap(), AckOutcome::Settled);
    }
    let script = server.script();
    assert_eq!(script.acks, [ack_of(0, 1), ack_of(0, 2), ack_of(1, 3)]);
    assert_eq!(script.opened, [10, 8], "what is held is taken off the credits");
}

#[tokio::test]
async fn a_consumer_that_is_full_connects_again_without_credits() {
    let server = server(&[&[1], &[]]).await;
    let mut consumer = client(&[&server.endpoint()]).consume("q", ConsumeOptions::default().credits(1));
    let held = next(&mut consumer).await;
    server.proxy.cut().now();
    until(|| server.script().opened.len() == 2).await;
    assert_eq!(server.script().opened, [1, 0]);
    assert_eq!(within(held.ack()).await.unwrap(), AckOutcome::Settled);
}

#[tokio::test]
async fn an_acknowledgement_that_was_lost_with_its_stream_is_sent_again() {
    let server = server(&[&[1]]).await;
    server.script().acks_lost = 2;
    let mut consumer = client(&[&server.endpoint()]).consume("q", ConsumeOptions::default());
    let delivery = next(&mut consumer).await;
    assert_eq!(within(delivery.ack()).await.unwrap(), AckOutcome::Settled);
    assert_eq!(server.script().acks, vec![ack_of(0, 1); 3]);
}

#[tokio::test]
async fn an_event_that_was_acknowledged_is_not_shown_again_and_acknowledged_again() {
    let server = server(&[&[1, 2], &[1, 2, 3]]).await;
    let options = ConsumeOptions::default().skip_duplicates(100);
    let mut consumer = client(&[&server.endpoint()]).consume("q", options);
    within(next(&mut consumer).await.ack()).await.unwrap();
    // The second is received but not acknowledged, so it must be yielded again.
    drop(next(&mut consumer).await);
    server.proxy.cut().now();
    assert_eq!(next(&mut consumer).await.event.id, "event-2");
    let third = next(&mut consumer).await;
    within(third.ack()).await.unwrap();
    assert_eq!(server.script().acks, [ack_of(0, 1), ack_of(1, 1), ack_of(1, 3)]);
}

#[tokio::test]
async fn closing_says_goodbye_and_what_is_in_hand_is_acknowledged_by_itself() {
    let server = server(&[&[1]]).await;
    let mut consumer = client(&[&server.endpoint()]).consume("q", ConsumeOptions::default());
    let delivery = next(&mut consumer).await;
    within(consumer.close()).await;
    assert_eq!(server.script().goodbyes, 1);
    assert_eq!(within(delivery.ack()).await.unwrap(), AckOutcome::Settled);
    assert_eq!(server.script().acks, [ack_of(0, 1)]);
    let error = within(delivery.extend(Duration::from_secs(5))).await.unwrap_err();
    assert!(matches!(error, Error::Unavailable { .. }), "{error:?}");
}

#[tokio::test]
async fn a_dropped_consumer_asks_for_no_more_and_says_goodbye_when_nothing_is_in_hand() {
    let server = server(&[&[1, 2, 3]]).await;
    let mut consumer = client(&[&server.endpoint()]).consume("q", ConsumeOptions::default());
    let delivery = next(&mut consumer).await;
    drop(consumer);
    until(|| server.script().pauses == 1).await;
    assert_eq!(within(delivery.ack()).await.unwrap(), AckOutcome::Settled);
    assert_eq!(server.script().goodbyes, 0);
    drop(delivery);
    until(|| server.script().goodbyes == 1).await;
    assert_eq!(server.script().acks, [ack_of(0, 1)]);
}

async fn until(condition: impl Fn() -> bool) {
    within(async {
        while !condition() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn closing_while_no_server_answers_does_not_wait_for_one() {
    let consumer = client(&["http://127.0.0.1:1"]).consume("q", ConsumeOptions::default());
    tokio::time::timeout(Duration::from_secs(5), consumer.close())
        .await
        .unwrap();
}

#[tokio::test]
async fn unverified_events_are_errors_and_not_deliveries() {
    let server = server(&[&[1, 2]]).await;
    let mut consumer = client(&[&server.endpoint()]).consume("q", ConsumeOptions::default().verify());
    for _ in 0..2 {
        let error = within(consumer.next()).await.unwrap().unwrap_err();
        assert!(matches!(error, Error::Unverified { .. }), "{error:?}");
    }
}
