//! Every carrier of a payload: it is encrypted on disk, and returned and delivered unchanged.

use super::*;
use minoots_it::tail::Tail;
use minoots_wire::checkpoint::v1::PutCheckpointRequest;
use minoots_wire::event::v1::EmitRequest;
use minoots_wire::timer::v1::{AgentBinding, NewWatchdog, Payload, WatchdogStage};
use minoots_wire::transaction::v1::operation::Operation as Part;
use minoots_wire::transaction::v1::transaction_service_client::TransactionServiceClient;
use minoots_wire::transaction::v1::{Operation, TransactRequest};
use tonic::transport;

/// Long enough that no compression splits it.
const CLEAR: &str = "stored-as-it-came-0f3b";
const SEALED: &str = "sealed-before-it-was-proposed-77c1";

#[tokio::test]
async fn from_the_first_key_on_nothing_a_caller_attaches_stands_on_the_disk_in_clear() {
    let node = Node::start().await;
    let client = &node.client;
    client.create(carrying("before", CLEAR)).await.unwrap();
    assert_eq!(numbers(&rotate(client).await), [1]);

    // Timers from a single call, a batch and an action, a schedule, a checkpoint, and a caller's own event.
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

    in_other_ways(&node).await;

    // Unchanged, in every way to read it.
    assert_eq!(shown(client, "before").await, (CLEAR.to_owned(), false));
    for id in ["later", "b1", "b2", "now", "of-transaction"] {
        assert_eq!(shown(client, id).await, (SEALED.to_owned(), false), "{id}");
    }
    let all = client.list(Default::default()).await.unwrap();
    assert!(
        all.iter()
            .filter(|timer| timer.id != "before" && timer.id != "agent")
            .all(|timer| {
                let payload = timer.payload.clone().unwrap_or_default();
                payload.data == SEALED.as_bytes() && !timer.payload_shredded
            })
    );
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

    // And unreadable on disk, after a kill and after an orderly stop.
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

/// A transaction of every operation, a watchdog's stage, a message to an agent, a changed payload of a schedule, a
/// repeated version.
async fn in_other_ways(node: &Node) {
    let client = &node.client;
    let payload = || {
        Some(Payload {
            content_type: "text/plain".to_owned(),
            data: SEALED.into(),
        })
    };
    let does = |part| Operation {
        operation: Some(part),
        optional: false,
    };
    let transact = TransactRequest {
        partition_key: "run".to_owned(),
        request_id: "t1".to_owned(),
        operations: vec![
            does(Part::CreateTimer(CreateTimerRequest {
                partition_key: "run".to_owned(),
                ..carrying("of-transaction", SEALED)
            })),
            does(Part::PutCheckpoint(PutCheckpointRequest {
                execution: "run".to_owned(),
                name: "other".to_owned(),
                data: SEALED.into(),
                ..PutCheckpointRequest::default()
            })),
            does(Part::Emit(EmitRequest {
                r#type: "order.sent".to_owned(),
                subject: "orders/7".to_owned(),
                payload: payload(),
                ..EmitRequest::default()
            })),
        ],
        ..TransactRequest::default()
    };
    let channel = transport::Endpoint::from_shared(node.server.endpoint().to_owned());
    let channel = channel.unwrap().connect().await.unwrap();
    let mut transactions = TransactionServiceClient::new(channel);
    let first = transactions.transact(transact.clone()).await.unwrap().into_inner();
    let again = transactions.transact(transact).await.unwrap().into_inner();
    assert_eq!(again.original_commit_index, first.commit_index, "a repeat finds it");

    let mut stages = Consumer::open(client, "stages", 1).await.unwrap();
    let watchdog = CreateTimerRequest {
        delay: timer("x").fire_after(Duration::from_secs(3_600)).delay,
        watchdog: Some(NewWatchdog {
            stages: vec![WatchdogStage {
                delay: timer("x").fire_after(Duration::from_secs(1)).delay,
                target: timer("x").into_queue("stages").target,
            }],
            ..NewWatchdog::default()
        }),
        ..carrying("dog", SEALED)
    };
    client.create(watchdog).await.unwrap();
    let bound = CreateTimerRequest {
        agent: Some(AgentBinding {
            target: "ann".to_owned(),
            ..AgentBinding::default()
        }),
        ..due("agent", SEALED)
    };
    client.create(bound).await.unwrap();
    let mut agent = Consumer::open(client, "agent.ann", 1).await.unwrap();
    let told = delivered(client, &mut agent).await;
    assert!(told["data"].to_string().contains(SEALED), "{told}");
    assert_eq!(delivered(client, &mut stages).await["data"], SEALED, "a stage");

    for arguments in [
        &["schedule", "update", "poll", "--payload", SEALED][..],
        &[
            "checkpoint",
            "rollback",
            "run",
            "state",
            "--to",
            "1",
            "--expected-version",
            "2",
        ],
    ] {
        if arguments[0] == "checkpoint" {
            let state = node.home.path().join("another");
            std::fs::write(&state, SEALED).unwrap();
            let state = state.to_str().unwrap();
            let put = ["checkpoint", "put", "run", "state", state, "--expected-version", "1"];
            let put = cli(node).run(&put).await.unwrap();
            assert_eq!(put.code, Some(0), "{put:?}");
            std::fs::remove_file(state).unwrap();
        }
        let ended = cli(node).run(arguments).await.unwrap();
        assert_eq!(ended.code, Some(0), "{ended:?}");
    }
}

/// The SHA-256 of a guessable payload reveals the payload.
#[tokio::test]
async fn no_digest_on_the_disk_tells_whether_a_guess_of_a_payload_is_right() {
    let node = Node::start().await;
    rotate(&node.client).await;
    let instant = minoots_it::clock::now_ns() + 3_600_000_000_000;
    let guessed = |payload: &str| {
        let asked = timer("pin").fire_at(instant).with_payload("text/plain", payload);
        CreateTimerRequest {
            request_id: "r1".to_owned(),
            ..asked
        }
    };
    let made = node.client.create(guessed("4711")).await.unwrap().timer.unwrap();
    let clear = Node::start().await;
    let same = clear.client.create(guessed("4711")).await.unwrap().timer.unwrap();
    assert_eq!(made.fire_time, same.fire_time);
    // The digest that a caller can compute from the request: it is on disk if nothing is encrypted.
    let digest = plain_digest(&clear, "pin").await;
    assert!(holds(&clear.home.data(), &digest), "it would be found");
    assert!(!holds(&node.home.data(), &digest), "a guess can be checked");
}

/// Returns the digest of the request that made a timer, from its event.
async fn plain_digest(node: &Node, id: &str) -> Vec<u8> {
    let audited = cli(node).run(&["audit", "list", "-o", "json"]).await.unwrap();
    let text = audited.stdout;
    let records: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
    let found = find(&records, id).unwrap_or_else(|| panic!("no digest in {text}"));
    let byte = |at: usize| u8::from_str_radix(&found[at..at + 2], 16).unwrap();
    (0..found.len()).step_by(2).map(byte).collect()
}

fn find(value: &Value, id: &str) -> Option<String> {
    match value {
        Value::Object(map) => {
            let is_it = map
                .get("subject")
                .is_some_and(|subject| subject == &format!("timers/{id}"));
            let digest = map
                .get("requestDigest")
                .or_else(|| map.get("digest"))
                .and_then(Value::as_str);
            match digest.filter(|_| is_it) {
                Some(digest) => Some(digest.to_owned()),
                None => map.values().find_map(|value| find(value, id)),
            }
        }
        Value::Array(list) => list.iter().find_map(|value| find(value, id)),
        _ => None,
    }
}

fn holds(directory: &Path, bytes: &[u8]) -> bool {
    !files::holding(directory, &[bytes]).unwrap().is_empty()
}
