//! A repeat gets the first response, whichever key encrypted its payload.

use super::*;
use crate::support::reason;
use minoots_wire::event::v1::EmitRequest;
use minoots_wire::timer::v1::Payload;
use tonic::Code;

#[tokio::test]
async fn a_repeat_of_a_create_finds_what_it_made_before_and_after_each_rotation() {
    let node = Node::start().await;
    let client = &node.client;
    client.create(carrying("clear", "a")).await.unwrap();
    rotate(client).await;
    client.create(carrying("first", "a")).await.unwrap();
    rotate(client).await;
    client.create(carrying("second", "a")).await.unwrap();
    let node = node.kill_and_restart().await;
    let client = &node.client;
    for id in ["clear", "first", "second"] {
        let again = client.create(carrying(id, "a")).await.unwrap();
        assert!(again.existing, "{id}");
        assert_eq!(again.timer.unwrap().payload.unwrap().data, "a", "{id}");
        let refused = client.create(carrying(id, "b")).await.unwrap_err();
        assert_eq!(
            (refused.code(), reason(&refused).as_str()),
            (Code::AlreadyExists, "TIMER_EXISTS"),
            "{id}"
        );
        let refused = client.create(carrying(id, "")).await.unwrap_err();
        assert_eq!(refused.code(), Code::AlreadyExists, "{id}: without a payload");
    }
    let named = |data: &str| CreateTimerRequest {
        id: String::new(),
        request_id: "r1".to_owned(),
        ..carrying("", data)
    };
    let made = client.create(named("a")).await.unwrap().timer.unwrap();
    rotate(client).await;
    let again = client.create(named("a")).await.unwrap();
    assert_eq!((again.existing, again.timer.unwrap().id), (true, made.id));
    let refused = client.create(named("b")).await.unwrap_err();
    assert_eq!(reason(&refused), "IDEMPOTENCY_MISMATCH");
}

#[tokio::test]
async fn a_repeat_of_a_schedule_or_an_event_finds_what_it_made() {
    let node = Node::start().await;
    let client = &node.client;
    let schedule = |id: &'static str, payload: &'static str| {
        let cli = cli(&node);
        async move {
            let arguments = ["schedule", "create", "--id", id, "--every", "1h", "--payload", payload];
            cli.run(&arguments).await.unwrap()
        }
    };
    let emitted = |data: &str| EmitRequest {
        r#type: "order.paid".to_owned(),
        subject: "orders/7".to_owned(),
        request_id: "e1".to_owned(),
        payload: Some(Payload {
            content_type: "text/plain".to_owned(),
            data: data.as_bytes().to_vec().into(),
        }),
        ..EmitRequest::default()
    };
    assert_eq!(schedule("clear", "a").await.code, Some(0));
    let early = EmitRequest {
        request_id: "e0".to_owned(),
        ..emitted("a")
    };
    let first = client.events.clone().emit(early).await.unwrap().into_inner();
    rotate(client).await;
    assert_eq!(schedule("sealed", "a").await.code, Some(0));
    rotate(client).await;
    for id in ["clear", "sealed"] {
        assert_eq!(schedule(id, "a").await.code, Some(0), "{id}");
        let other = schedule(id, "b").await;
        assert!(other.stderr.contains("SCHEDULE_EXISTS"), "{id}: {other:?}");
    }
    // Also after a change of the payload, including one that was stored in clear.
    for id in ["clear", "sealed"] {
        let changed = cli(&node)
            .run(&["schedule", "update", id, "--payload", "other"])
            .await
            .unwrap();
        assert_eq!(changed.code, Some(0), "{changed:?}");
        assert_eq!(schedule(id, "a").await.code, Some(0), "{id} after a change");
        let back = cli(&node)
            .run(&["schedule", "update", id, "--payload", "a"])
            .await
            .unwrap();
        assert_eq!(back.code, Some(0), "{back:?}");
    }
    // A change of another part leaves the encrypted payload as it is.
    let changed = cli(&node)
        .run(&["schedule", "update", "sealed", "--overlap", "allow"])
        .await
        .unwrap();
    assert_eq!(changed.code, Some(0), "{changed:?}");
    let triggered = cli(&node).run(&["schedule", "trigger", "sealed"]).await.unwrap();
    assert_eq!(triggered.code, Some(0), "{triggered:?}");
    let mut consumer = Consumer::open(client, "default", 1).await.unwrap();
    assert_eq!(delivered(client, &mut consumer).await["data"], "a");

    let mut events = client.events.clone();
    let early = EmitRequest {
        request_id: "e0".to_owned(),
        ..emitted("a")
    };
    let again = events.emit(early.clone()).await.unwrap().into_inner();
    assert_eq!(again.event_id, first.event_id, "made before the first key");
    let made = events.emit(emitted("a")).await.unwrap().into_inner();
    rotate(client).await;
    let again = events.emit(emitted("a")).await.unwrap().into_inner();
    assert_eq!(
        (again.event_id, again.original_commit_index),
        (made.event_id, made.commit_index)
    );
    let refused = events.emit(emitted("b")).await.unwrap_err();
    assert_eq!(reason(&refused), "IDEMPOTENCY_MISMATCH");
}
