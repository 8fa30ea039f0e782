//! Events of the log that an endpoint subscribes to.

use std::collections::BTreeSet;
use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::receiver::{Receiver, Reply};

use minoots_wire::event::v1::EmitRequest;
use minoots_wire::timer::v1::Payload;

use super::{endpoint, make, of};
use crate::support::Node;

const HOUR: Duration = Duration::from_secs(3_600);

#[tokio::test]
async fn every_event_of_its_types_is_told_at_least_once_across_a_kill() {
    let node = Node::start().await;
    let webhooks = of(&node).await;
    // Every third request is refused temporarily.
    let receiver = Receiver::start(|_, number| Reply::status(if number % 3 == 0 { 503 } else { 200 })).await;
    let receiver = receiver.unwrap();
    node.client.create(timer("before").fire_after(HOUR)).await.unwrap();
    node.client.cancel("before").await.unwrap();
    let mut request = endpoint("hook", &receiver.url("/"));
    request.event_types = vec!["timer.cancelled".to_owned(), "webhook.created".to_owned()];
    let made = make(&webhooks, request).await;
    for at in 0..20 {
        let id = format!("a{at}");
        node.client.create(timer(&id).fire_after(HOUR)).await.unwrap();
        node.client.cancel(&id).await.unwrap();
    }
    receiver.wait_for(5).await.unwrap();
    let node = node.kill_and_restart().await;
    for at in 0..20 {
        let id = format!("b{at}");
        node.client.create(timer(&id).fire_after(HOUR)).await.unwrap();
        node.client.cancel(&id).await.unwrap();
    }
    let subjects = || -> BTreeSet<String> {
        let posted = receiver.posted();
        let subjects = posted.iter().map(|posted| {
            posted.verify(&made.secret).unwrap();
            let event = posted.event().unwrap();
            assert_eq!(
                event["type"], "timer.cancelled",
                "what was not asked for, or before it was made"
            );
            assert_eq!(posted.header("minoots-fence"), "");
            event["subject"].as_str().unwrap().to_owned()
        });
        subjects.collect()
    };
    let expected: BTreeSet<String> = ["a", "b"]
        .iter()
        .flat_map(|series| (0..20).map(move |at| format!("timers/{series}{at}")))
        .collect();
    let deadline = minoots_it::clock::Deadline::after(minoots_it::PATIENCE);
    while subjects() != expected {
        assert!(!deadline.has_passed(), "{:?}", subjects());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // Receivers recognise duplicates by their ids.
    let jws = node.client.verifier().await.unwrap();
    let posted = receiver.posted();
    let last = posted.last().unwrap();
    jws.verify(&last.body, last.header("minoots-signature")).unwrap();
    let ids: BTreeSet<&str> = posted.iter().map(|posted| posted.id()).collect();
    assert_eq!(ids.len(), expected.len());
}

#[tokio::test]
async fn events_of_ones_own_are_posted_by_their_types_with_their_data_and_attributes() {
    let node = Node::start().await;
    let webhooks = of(&node).await;
    let receiver = Receiver::start(|_, _| Reply::status(200)).await.unwrap();
    let mut request = endpoint("hook", &receiver.url("/"));
    request.event_types = vec!["order.packed".to_owned()];
    let made = make(&webhooks, request).await;
    let mut events = node.client.events.clone();
    let mut emit = async |kind: &str, number: u32| {
        let event = EmitRequest {
            r#type: kind.to_owned(),
            subject: format!("orders/{number}"),
            payload: Some(Payload {
                content_type: "application/json".to_owned(),
                data: format!(r#"{{"boxes":{number}}}"#).into(),
            }),
            attributes: [("shelf".to_owned(), "b7".to_owned())].into(),
            ..EmitRequest::default()
        };
        events.emit(event).await.unwrap().into_inner().event_id
    };
    let mut ids = BTreeSet::new();
    for number in 1..=3 {
        emit("order.sent", number).await;
        ids.insert(emit("order.packed", number).await);
    }
    node.client.create(timer("other").fire_after(HOUR)).await.unwrap();
    let jws = node.client.verifier().await.unwrap();
    let deadline = minoots_it::clock::Deadline::after(minoots_it::PATIENCE);
    let told = || -> BTreeSet<String> {
        let posted = receiver.posted();
        let told = posted.iter().map(|posted| {
            posted.verify(&made.secret).unwrap();
            jws.verify(&posted.body, posted.header("minoots-signature")).unwrap();
            let event = posted.event().unwrap();
            let number = event["data"]["boxes"].as_u64().unwrap();
            assert_eq!(event["type"], "order.packed");
            assert_eq!(event["subject"], format!("orders/{number}"));
            assert_eq!(event["datacontenttype"], "application/json");
            assert_eq!(event["shelf"], "b7");
            posted.id().to_owned()
        });
        told.collect()
    };
    while told() != ids {
        assert!(!deadline.has_passed(), "{:?} of {ids:?}", told());
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
