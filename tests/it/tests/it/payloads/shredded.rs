//! Data under a shredded key is unreadable, and its timers stay.

use super::*;
use crate::support::reason;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tonic::Code;

#[tokio::test]
async fn a_timer_whose_key_was_shredded_fires_without_its_payload() {
    let node = Node::start().await;
    let client = &node.client;
    rotate(client).await;
    client.create(carrying("gone", "a")).await.unwrap();
    let state = node.home.path().join("state");
    std::fs::write(&state, "b").unwrap();
    let state = state.to_str().unwrap();
    let put = ["checkpoint", "put", "run", "state", state];
    let put = cli(&node).run(&put).await.unwrap();
    assert_eq!(put.code, Some(0), "{put:?}");
    assert_eq!(numbers(&rotate(client).await), [1, 2]);
    client.create(carrying("stays", "c")).await.unwrap();
    assert_eq!(numbers(&shred(client, &[1]).await), [2]);

    assert_eq!(shown(client, "gone").await, (String::new(), true));
    assert_eq!(shown(client, "stays").await, ("c".to_owned(), false));
    client.reschedule("gone", minoots_it::clock::now_ns()).await.unwrap();
    let mut consumer = Consumer::open(client, "default", 1).await.unwrap();
    let event = delivered(client, &mut consumer).await;
    assert_eq!(event["subject"], "timers/gone");
    assert_eq!(event["payloadshredded"], "true");
    assert!(event.get("data").is_none(), "{event}");
    for read in [
        &["checkpoint", "get", "run", "state"][..],
        &["checkpoint", "get", "run", "state", "--data"],
        &[
            "checkpoint",
            "put",
            "run",
            "state",
            state,
            "--expected-version",
            "1",
            "--if",
            "/step absent",
        ],
    ] {
        let refused = cli(&node).run(read).await.unwrap();
        assert_ne!(refused.code, Some(0), "{refused:?}");
        assert!(refused.stderr.contains("PAYLOAD_SHREDDED"), "{refused:?}");
        assert!(refused.stderr.contains("expected_version 1"), "{refused:?}");
    }
    let listed = ["checkpoint", "list", "run", "state", "-o", "json"];
    let listed = cli(&node).run(&listed).await.unwrap().json().unwrap();
    assert_eq!(listed["checkpoints"][0]["dataSize"], 1, "{listed}");
    assert_eq!(listed["checkpoints"][0]["dataShredded"], true, "{listed}");
    let table = cli(&node).run(&["checkpoint", "list", "run"]).await.unwrap();
    assert!(table.stdout.contains("shredded"), "{table:?}");
    let verified = cli(&node)
        .run(&["checkpoint", "verify", "run", "state", "-o", "json"])
        .await
        .unwrap()
        .json()
        .unwrap();
    assert_eq!(verified["shredded"], 1, "{verified}");

    // Also after a restart. A repeat can no longer be distinguished from another request.
    let node = node.kill_and_restart().await;
    assert_eq!(shown(&node.client, "gone").await, (String::new(), true));
    let refused = node.client.create(due("gone", "a")).await.unwrap_err();
    assert_eq!(reason(&refused), "TIMER_EXISTS");
    let why = "its payload key 1 was shredded";
    assert!(refused.message().contains(why), "{refused:?}");
    let refused = node.client.create(due("stays", "other")).await.unwrap_err();
    assert_eq!(reason(&refused), "TIMER_EXISTS");
    assert!(!refused.message().contains("shredded"), "{refused:?}");
}

#[tokio::test]
async fn the_largest_key_is_replaced_when_it_is_shredded_and_no_number_comes_again() {
    let node = Node::start().await;
    let client = &node.client;
    let refused = try_shred(client, &[1]).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::NotFound, "PAYLOAD_KEY")
    );
    rotate(client).await;
    client.create(carrying("t1", "a")).await.unwrap();
    assert_eq!(numbers(&shred(client, &[1]).await), [2]);
    client.create(carrying("t2", "a")).await.unwrap();
    assert_eq!(shown(client, "t1").await, (String::new(), true));
    assert_eq!(shown(client, "t2").await, ("a".to_owned(), false));
    assert_eq!(numbers(&rotate(client).await), [2, 3]);
    let refused = try_shred(client, &[2, 1]).await.unwrap_err();
    assert_eq!(reason(&refused), "PAYLOAD_KEY", "all of them, or none");
    assert_eq!(numbers(&shred(client, &[2, 3]).await), [4]);
    let refused = try_shred(client, &[]).await.unwrap_err();
    assert_eq!(refused.code(), Code::InvalidArgument);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn timers_created_during_key_changes_are_delivered_whole_or_reported_shredded() {
    let node = Node::start().await;
    rotate(&node.client).await;
    let keys = node.connect().await;
    let enough = Arc::new(AtomicBool::new(false));
    let over = enough.clone();
    let changes = tokio::spawn(async move {
        let mut last = 1;
        while !over.load(Ordering::Relaxed) {
            assert_eq!(numbers(&rotate(&keys).await), [last, last + 1]);
            assert_eq!(numbers(&shred(&keys, &[last]).await), [last + 1]);
            last += 1;
        }
        last
    });
    let mut consumer = Consumer::open(&node.client, "default", 1_000).await.unwrap();
    let mut made = 0;
    while made < 200 {
        let id = format!("t{made}");
        match node.client.create(due(&id, &id)).await {
            Ok(_) => made += 1,
            Err(status) => {
                assert_eq!(reason(&status), "PAYLOAD_KEYS_CHANGED", "{status:?}");
                assert_eq!(status.code(), Code::Unavailable);
            }
        }
    }
    enough.store(true, Ordering::Relaxed);
    assert!(changes.await.unwrap() > 1, "the keys changed meanwhile");
    for _ in 0..made {
        let event = delivered(&node.client, &mut consumer).await;
        let id = event["subject"]
            .as_str()
            .unwrap()
            .strip_prefix("timers/")
            .unwrap()
            .to_owned();
        match event.get("data") {
            Some(data) => assert_eq!(*data, id),
            None => assert_eq!(event["payloadshredded"], "true", "{event}"),
        }
    }
}

#[tokio::test]
async fn a_shredded_payload_is_told_apart_from_an_empty_one() {
    let node = Node::start().await;
    rotate(&node.client).await;
    node.client.create(carrying("gone", "a")).await.unwrap();
    let json = |arguments: Vec<&'static str>| {
        let cli = cli(&node);
        async move {
            let outcome = cli.run(&arguments).await.unwrap();
            assert_eq!(outcome.code, Some(0), "{arguments:?}: {outcome:?}");
            outcome
        }
    };
    let schedule = "schedule create --id poll --every 1h --queue jobs --payload b --priority now --concurrency-key k --action queue:people@3";
    json(schedule.split(' ').collect()).await;
    let again = || schedule.split(' ').collect::<Vec<_>>();
    json(again()).await;
    let made = json(vec!["schedule", "get", "poll", "-o", "json"])
        .await
        .json()
        .unwrap();
    assert_eq!(
        (
            &made["timer"]["priority"],
            &made["timer"]["concurrencyKey"],
            &made["timer"]["actions"][0]["afterAttempts"]
        ),
        (&"PRIORITY_NOW".into(), &"k".into(), &3.into()),
        "{made}"
    );
    assert_eq!(numbers(&rotate(&node.client).await), [1, 2]);
    let empty = timer("empty").fire_after(Duration::from_secs(3_600));
    node.client.create(empty).await.unwrap();
    shred(&node.client, &[1]).await;

    let client = minoots_client::Client::builder();
    let client = client.endpoint(node.server.endpoint()).build().unwrap();
    let gone = client.get("gone").await.unwrap();
    assert_eq!(gone.payload.get().unwrap_err().reason(), "PAYLOAD_SHREDDED");
    assert!(
        client
            .get("empty")
            .await
            .unwrap()
            .payload
            .get()
            .unwrap()
            .data
            .is_empty()
    );
    let poll = client.schedule("poll").await.unwrap();
    assert!(poll.timer.is_shredded());
    let refused = cli(&node).run(&again()).await.unwrap();
    for part in ["SCHEDULE_EXISTS", "its payload key 1 was shredded"] {
        assert!(refused.stderr.contains(part), "{refused:?}");
    }
    let partly = ["schedule", "update", "poll", "--priority", "future"];
    let partly = cli(&node).run(&partly).await.unwrap();
    assert!(
        partly.code == Some(1) && partly.stderr.contains("--payload"),
        "{partly:?}"
    );
    let refused = client.update_schedule(minoots_client::UpdateSchedule::of("poll").timer(poll.timer));
    assert!(refused.await.unwrap_err().to_string().contains("timer.payload"));

    for shown in [vec!["timer", "get", "gone"], vec!["schedule", "get", "poll"]] {
        let table = json(shown).await.stdout;
        assert!(table.contains("shredded: "), "{table}");
    }
    assert!(!json(vec!["timer", "get", "empty"]).await.stdout.contains("shredded"));
    node.client
        .reschedule("gone", minoots_it::clock::now_ns())
        .await
        .unwrap();
    let consume = vec!["event", "consume", "--max", "1", "--no-ack"];
    let consumed = json(consume).await.json().unwrap();
    assert_eq!(consumed["payloadShredded"], true, "{consumed}");
    let mut consumer = client.consume("default", minoots_client::ConsumeOptions::default());
    let delivery = tokio_stream::StreamExt::next(&mut consumer).await.unwrap().unwrap();
    assert!(delivery.event.is_shredded());
}

#[tokio::test]
async fn silence_of_a_shredded_agent_is_told_once_with_its_cause() {
    let node = Node::start().await;
    rotate(&node.client).await;
    let register = ["agent", "register", "--id", "ann", "--ttl", "2s"];
    let registered = cli(&node).run(&register).await.unwrap();
    assert_eq!(registered.code, Some(0), "{registered:?}");
    assert_eq!(numbers(&shred(&node.client, &[1]).await), [2]);
    node.home
        .until_told(&["the payload key of an order was shredded", "PAYLOAD_SHREDDED"])
        .await
        .unwrap();
    // Orders that could not be carried out are redelivered after a second.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let errors = node.home.errors().unwrap();
    assert_eq!(
        errors.matches("the payload key of an order was shredded").count(),
        1,
        "{errors}"
    );
    assert!(!errors.contains("could not be acted on"), "{errors}");
}

#[tokio::test]
async fn lists_go_on_behind_what_was_shredded() {
    let node = Node::start().await;
    rotate(&node.client).await;
    let run = async |line: &str, input: &str| {
        let arguments: Vec<&str> = line.split(' ').collect();
        let ended = cli(&node).run_with_input(&arguments, input).await.unwrap();
        assert_eq!(ended.code, Some(0), "{line}: {ended:?}");
        ended
    };
    let make = async |name: &str| {
        let definition = format!("name: {name}\nphases: [{{ id: work, queue: work }}]\n");
        run("workflow apply -f -", &definition).await;
        run(&format!("workflow start --definition {name} --id {name}"), "").await;
        run(&format!("agent register --id {name} --ttl 1h"), "").await;
    };
    make("a").await;
    make("b").await;
    rotate(&node.client).await;
    make("c").await;
    assert_eq!(numbers(&shred(&node.client, &[1]).await), [2]);
    for list in ["workflow list", "workflow definitions", "agent list"] {
        let table = run(list, "").await.stdout;
        let first = table
            .lines()
            .skip(1)
            .map(|line| line.split_whitespace().next().unwrap());
        let shown: Vec<&str> = first.collect();
        assert_eq!(shown, ["c"], "{list}: {table}");
        assert_eq!(run(&format!("{list} -o json"), "").await.code, Some(0));
    }
    // The names of definitions and agents can be used again, those of executions cannot.
    let refused = async |line: &str, way_out: &str| {
        let arguments: Vec<&str> = line.split(' ').collect();
        let refused = cli(&node).run(&arguments).await.unwrap();
        assert!(refused.stderr.contains("PAYLOAD_SHREDDED"), "{line}: {refused:?}");
        assert!(refused.stderr.contains(way_out), "{line}: {refused:?}");
    };
    refused("agent get a", "register agent a again").await;
    refused(
        "workflow start --definition a --id new",
        "definition a, or apply it again",
    )
    .await;
    refused("workflow start --definition c --id a", "another id").await;
    refused("workflow get a", "start another execution").await;
    let definition = "name: a\nphases: [{ id: work, queue: work }]\n";
    for version in [2, 2] {
        let applied = run("workflow apply -f - -o json", definition).await.json().unwrap();
        assert_eq!(applied["definition"]["version"], version.to_string(), "{applied}");
    }
    run("workflow start --definition a --id new", "").await;
    let registered = run("agent register --id a --ttl 1h -o json", "").await.json().unwrap();
    let epoch: u64 = registered["epoch"].as_str().expect("an epoch").parse().unwrap();
    assert!(epoch > 1, "{registered}");
    run(&format!("agent heartbeat --id a --epoch {epoch}"), "").await;
    run("agent retire --id a", "").await;
    run("agent register --id a --ttl 1h", "").await;
    assert!(run("agent list", "").await.stdout.contains("a "));
}

#[tokio::test]
async fn a_timeline_shows_what_was_shredded_as_signed_records_without_their_data() {
    let node = Node::start().await;
    let run = async |line: &str, input: &str| {
        let arguments: Vec<&str> = line.split(' ').collect();
        let ended = cli(&node).run_with_input(&arguments, input).await.unwrap();
        assert_eq!(ended.code, Some(0), "{line}: {ended:?}");
        ended
    };
    let definition =
        "name: p\nphases: [{ id: a, queue: work, to: [b], approval: { from: lead } }, { id: b, queue: work }]\n";
    run("workflow apply -f -", definition).await;
    rotate(&node.client).await;
    run("workflow start --definition p --id run", "").await;
    run("workflow complete run", "").await;
    assert_eq!(numbers(&rotate(&node.client).await), [1, 2]);
    let decided = run("workflow approve run --phase a --fence 1 --by ann -o json", "")
        .await
        .stdout;
    let numbers_of = async || {
        let shown = run("workflow timeline run -o json", "").await.stdout;
        let lines = shown.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.map(|line| line["number"].clone()).collect::<Vec<_>>()
    };
    let before = numbers_of().await;
    assert!(before.len() > 3, "{before:?}");
    assert_eq!(numbers(&shred(&node.client, &[1]).await), [2]);
    assert_eq!(numbers_of().await, before);
    assert_eq!(
        run("workflow approve run --phase a --fence 1 --by ann -o json", "")
            .await
            .stdout,
        decided
    );
}
