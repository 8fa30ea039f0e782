//! Records of orchestrators that were rewritten under a new key: shredding the earlier key does not affect them.

use super::*;
use minoots_it::PATIENCE;
use minoots_it::clock::Deadline;
use serde_json::json;

const LATE: &str = "name: late\nphases:\n  - { id: plan, queue: planners, to: [work] }\n  - { id: work, queue: workers, deadline: 3s, on_timeout: fail }\n";
const LINE: &str = "name: line\nphases:\n  - { id: work, queue: workers, wip: 1, to: [done] }\n  - { id: done }\n";

/// Runs a command, which must succeed, and returns its output.
async fn ran(node: &Node, words: &[&str]) -> String {
    let output = cli(node).run(words).await.unwrap();
    assert_eq!(output.code, Some(0), "{words:?}: {output:?}");
    output.stdout
}

async fn apply(node: &Node, document: &str) {
    let applied = cli(node)
        .run_with_input(&["workflow", "apply", "-f", "-"], document)
        .await
        .unwrap();
    assert_eq!(applied.code, Some(0), "{applied:?}");
}

/// Waits until a command's JSON has this text at a path.
async fn until(node: &Node, words: &[&str], place: &str, wanted: &str) {
    let deadline = Deadline::after(PATIENCE);
    loop {
        let words = [words, &["-o", "json"]].concat();
        let shown: Value = serde_json::from_str(&ran(node, &words).await).unwrap();
        if shown.pointer(place).and_then(Value::as_str) == Some(wanted) {
            return;
        }
        assert!(!deadline.has_passed(), "{words:?}: no {wanted} at {place}: {shown}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn an_agent_that_was_heard_under_a_new_key_is_watched_although_the_earlier_one_was_shredded() {
    let node = Node::start().await;
    rotate(&node.client).await;
    ran(&node, &["agent", "register", "--id", "ann", "--ttl", "3s"]).await;
    assert_eq!(numbers(&rotate(&node.client).await), [1, 2]);
    let beat = [
        "agent",
        "heartbeat",
        "--id",
        "ann",
        "--epoch",
        "1",
        "--progress",
        "page 2",
    ];
    ran(&node, &beat).await;
    shred(&node.client, &[1]).await;
    until(&node, &["agent", "get", "ann"], "/status", "AGENT_STATUS_UNRESPONSIVE").await;
}

#[tokio::test]
async fn a_deadline_is_kept_by_an_execution_that_was_written_under_a_new_key() {
    let node = Node::start().await;
    rotate(&node.client).await;
    apply(&node, LATE).await;
    ran(&node, &["workflow", "start", "--definition", "late", "--id", "run"]).await;
    assert_eq!(numbers(&rotate(&node.client).await), [1, 2]);
    // Its deadline is an order under the second key, its state is written under the third one.
    ran(&node, &["workflow", "complete", "run", "--fence", "1"]).await;
    assert_eq!(numbers(&rotate(&node.client).await), [1, 2, 3]);
    ran(&node, &["workflow", "signal", "run", "--name", "nudge"]).await;
    assert_eq!(numbers(&shred(&node.client, &[2]).await), [1, 3]);
    until(&node, &["workflow", "get", "run"], "/status", "EXECUTION_STATUS_FAILED").await;
}

#[tokio::test]
async fn places_and_outcomes_that_were_shredded_begin_anew() {
    let node = Node::start().await;
    rotate(&node.client).await;
    apply(&node, LINE).await;
    ran(&node, &["workflow", "start", "--definition", "line", "--id", "one"]).await;
    until(
        &node,
        &["workflow", "get", "one"],
        "/phase/status",
        "PHASE_STATUS_WORKING",
    )
    .await;
    assert_eq!(numbers(&shred(&node.client, &[1]).await), [2]);
    apply(&node, LINE).await;
    ran(&node, &["workflow", "start", "--definition", "line", "--id", "two"]).await;
    until(
        &node,
        &["workflow", "get", "two"],
        "/phase/status",
        "PHASE_STATUS_WORKING",
    )
    .await;
    ran(&node, &["workflow", "recovery", "line"]).await;
}

#[tokio::test]
async fn a_large_checkpoint_whose_chunks_were_shredded_is_written_again_by_a_put_of_the_same_bytes() {
    let node = Node::start().await;
    rotate(&node.client).await;
    let file = node.home.path().join("state.bin");
    std::fs::write(&file, vec![b'a'; 300_000]).unwrap();
    let file = file.to_str().unwrap();
    let put = async |execution: &str, expected: &[&str]| {
        ran(
            &node,
            &[&["checkpoint", "put", execution, "state", file], expected].concat(),
        )
        .await;
    };
    // No version refers to the chunks of one any longer; a version refers to those of the other.
    for execution in ["left", "kept"] {
        put(execution, &[]).await;
    }
    let other = [
        "checkpoint",
        "put",
        "left",
        "state",
        "-",
        "--expected-version",
        "1",
        "--keep-last",
        "1",
    ];
    let output = cli(&node).run_with_input(&other, "small").await.unwrap();
    assert_eq!(output.code, Some(0), "{output:?}");
    shred(&node.client, &[1]).await;
    put("left", &["--expected-version", "2"]).await;
    put("kept", &["--expected-version", "1"]).await;
    for execution in ["left", "kept"] {
        let read = ran(&node, &["checkpoint", "get", execution, "state", "--data"]).await;
        assert_eq!(read.len(), 300_000, "{execution}");
    }
    let back = [
        "checkpoint",
        "rollback",
        "kept",
        "state",
        "--to",
        "1",
        "--expected-version",
        "2",
    ];
    let refused = cli(&node).run(&back).await.unwrap();
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("PAYLOAD_SHREDDED"), "{refused:?}");
    let back = json!({ "partitionKey": "kept", "operations": [{ "rollbackCheckpoint": {
        "execution": "kept", "name": "state", "version": "1", "expectedVersion": "2"
    } }] });
    let refused = cli(&node)
        .run_with_input(&["transact", "--file", "-"], &back.to_string())
        .await
        .unwrap();
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("PAYLOAD_SHREDDED"), "{refused:?}");
}

#[tokio::test]
async fn verification_counts_versions_whose_chunks_were_shredded() {
    let node = Node::start().await;
    rotate(&node.client).await;
    let file = node.home.path().join("state.bin");
    std::fs::write(&file, vec![b'a'; 300_000]).unwrap();
    let put = ["checkpoint", "put", "run", "state", file.to_str().unwrap()];
    ran(&node, &put).await;
    // The second version has a newer key, and refers to the chunks of the first.
    rotate(&node.client).await;
    ran(&node, &[&put[..], &["--expected-version", "1"]].concat()).await;
    let verify = ["checkpoint", "verify", "run", "state"];
    assert_eq!(ran(&node, &verify).await, "2 versions are as they were written\n");
    shred(&node.client, &[1]).await;
    let told = ran(&node, &verify).await;
    assert_eq!(told, "0 versions are as they were written, 2 were shredded\n");
}

#[tokio::test]
async fn a_registration_that_names_a_request_and_no_agent_registers_one_agent() {
    let node = Node::start().await;
    let headers = [("content-type", "application/json"), ("idempotency-key", "hire-1")];
    let mut ids = std::collections::BTreeSet::new();
    for _ in 0..3 {
        let address = node.server.address();
        let answer = minoots_it::http1::send(address, "POST", "/v1/agents", &headers, br#"{"ttl":"30s"}"#).await;
        let answer = answer.unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
        let registered: Value = serde_json::from_str(&answer.body).unwrap();
        ids.insert(registered["agent"]["id"].as_str().unwrap().to_owned());
    }
    assert_eq!(ids.len(), 1, "{ids:?}");
}
