//! Whatever carries a payload: it is sealed on the disk, and shown and delivered as it was given.

use super::*;
use minoots_it::tail::Tail;
use minoots_wire::event::v1::EmitRequest;
use minoots_wire::timer::v1::Payload;

/// Long enough that no compression takes it apart.
const CLEAR: &str = "stored-as-it-came-0f3b";
const SEALED: &str = "sealed-before-it-was-proposed-77c1";

#[tokio::test]
async fn from_the_first_key_on_nothing_a_caller_attaches_stands_on_the_disk_in_clear() {
    let node = Node::start().await;
    let client = &node.client;
    client.create(carrying("before", CLEAR)).await.unwrap();
    assert_eq!(numbers(&rotate(client).await), [1]);

    // Timers by a single call, a batch and a stream of actions, a schedule, a checkpoint, an event of a caller's own.
    let mut consumer = Consumer::open(client, "default", 10).await.unwrap();
    let mut copies = Consumer::open(client, "copies", 10).await.unwrap();
    client.create(carrying("later", SEALED)).await.unwrap();
    let batch = ["b1", "b2"].map(|id| carrying(id, SEALED));
    client.create_batch(batch.to_vec()).await.unwrap();
    let also = minoots_wire::timer::v1::Action {
        target: carrying("x", "").into_queue("copies").target,
        after_attempts: 0,
    };
    let told_twice = CreateTimerRequest {
        actions: vec![also],
        ..due("now", SEALED)
    };
    client.create(told_twice).await.unwrap();
    assert_eq!(delivered(client, &mut consumer).await["data"], SEALED);
    assert_eq!(
        delivered(client, &mut copies).await["data"],
        SEALED,
        "an action's own timer"
    );

    let state = node.home.path().join("state");
    std::fs::write(&state, SEALED).unwrap();
    let state = state.to_str().unwrap();
    let schedule = [
        "schedule",
        "create",
        "--id",
        "poll",
        "--every",
        "1s",
        "--queue",
        "polled",
        "--payload",
        SEALED,
    ];
    for arguments in [&schedule[..], &["checkpoint", "put", "run", "state", state]] {
        let ended = cli(&node).run(arguments).await.unwrap();
        assert_eq!(ended.code, Some(0), "{ended:?}");
    }
    std::fs::remove_file(state).unwrap();
    let mut polled = Consumer::open(client, "polled", 1).await.unwrap();
    assert_eq!(delivered(client, &mut polled).await["data"], SEALED, "an occurrence");
    let paused = cli(&node).run(&["schedule", "pause", "poll"]).await.unwrap();
    assert_eq!(paused.code, Some(0), "{paused:?}");
    let emitted = EmitRequest {
        r#type: "order.paid".to_owned(),
        subject: "orders/7".to_owned(),
        payload: Some(Payload {
            content_type: "text/plain".to_owned(),
            data: SEALED.into(),
        }),
        ..EmitRequest::default()
    };
    client.events.clone().emit(emitted).await.unwrap();

    // As it was given, over each way to look.
    assert_eq!(shown(client, "before").await, (CLEAR.to_owned(), false));
    for id in ["later", "b1", "b2", "now"] {
        assert_eq!(shown(client, id).await, (SEALED.to_owned(), false), "{id}");
    }
    let all = client.list(Default::default()).await.unwrap();
    assert!(all.iter().filter(|timer| timer.id != "before").all(|timer| {
        let payload = timer.payload.clone().unwrap_or_default();
        payload.data == SEALED.as_bytes() && !timer.payload_shredded
    }));
    let text = |outcome: minoots_it::cli::Outcome| {
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        outcome.stdout
    };
    let scheduled = cli(&node)
        .run(&["schedule", "get", "poll", "-o", "json"])
        .await
        .unwrap();
    let scheduled: Value = serde_json::from_str(&text(scheduled)).unwrap();
    assert!(scheduled["payloadShredded"].is_null(), "{scheduled}");
    assert!(scheduled["timer"]["payload"]["data"].is_string(), "{scheduled}");
    let whole = cli(&node)
        .run(&["checkpoint", "get", "run", "state", "-o", "json"])
        .await
        .unwrap();
    let whole: Value = serde_json::from_str(&text(whole)).unwrap();
    assert_eq!(whole["dataSize"], SEALED.len(), "{whole}");
    let verified = cli(&node).run(&["checkpoint", "verify", "run", "state"]).await.unwrap();
    text(verified);
    let mut log = Tail::from_start(client).await.unwrap();
    loop {
        let told = log.next().await.unwrap();
        let envelope = told.envelope.unwrap_or_default();
        if envelope.r#type == "order.paid" {
            let event: Value = serde_json::from_slice(&envelope.payload).unwrap();
            assert_eq!(event["data"], SEALED);
            break;
        }
    }

    // And on the disk as nobody reads it, after a kill and after an orderly stop.
    let node = node.kill_and_restart().await;
    assert_eq!(shown(&node.client, "later").await, (SEALED.to_owned(), false));
    let place = node.home.path().join("kept");
    let backup = cli(&node)
        .run(&["backup", "--to", place.to_str().unwrap()])
        .await
        .unwrap();
    assert_eq!(backup.code, Some(0), "{backup:?}");
    let Node { home, server, .. } = node;
    server.stop().await.unwrap();
    assert!(stands(&home.data(), CLEAR), "what was stored before would be found");
    assert!(!stands(&home.data(), SEALED), "a payload stands on the disk");
    assert!(!stands(&place, SEALED), "a payload stands in the backup");
}
