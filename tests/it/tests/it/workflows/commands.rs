//! `minoots workflow`, as scripts use it.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minoots_it::cli::{Cli, Outcome};
use minoots_it::clock::Deadline;
use serde_json::Value;

use crate::support::Node;

const REVIEW: &str = "
name: review
phases:
  - id: draft
    queue: writers
    exit: { checklist: [outline], score: 0.7 }
    retry: { attempts: 3, initial: 50ms, jitter: 0 }
    to: [review]
  - id: review
    approval: { from: lead }
    to: [done]
    regress: [draft]
  - id: done
";

async fn ran(cli: &Cli, arguments: &[&str]) -> Outcome {
    let outcome = cli.run(arguments).await.unwrap();
    assert_eq!(outcome.code, Some(0), "{arguments:?}: {outcome:?}");
    outcome
}

/// Returns the execution in a command's output.
async fn shown(cli: &Cli, arguments: &[&str]) -> Value {
    let arguments: Vec<&str> = arguments.iter().copied().chain(["-o", "json"]).collect();
    ran(cli, &arguments).await.json().unwrap()
}

#[tokio::test]
async fn a_run_goes_through_work_a_second_attempt_and_a_decision_and_is_proved_afterwards() {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let file = node.home.path().join("review.yaml");
    std::fs::write(&file, REVIEW).unwrap();
    let file = file.to_str().unwrap();
    assert_eq!(
        ran(&cli, &["workflow", "apply", "-f", file]).await.stdout,
        "review is at version 1 now\n"
    );
    assert_eq!(
        ran(&cli, &["workflow", "apply", "-f", file]).await.stdout,
        "review is at version 1 already\n"
    );
    let started = [
        "workflow",
        "start",
        "--definition",
        "review",
        "--id",
        "r1",
        "--input",
        "{\"topic\":\"tea\"}",
    ];
    let execution = shown(&cli, &started).await;
    assert_eq!(execution["status"], "EXECUTION_STATUS_RUNNING");
    assert_eq!(shown(&cli, &started).await, execution, "started once");

    // The score is too low: another attempt follows, with the reason.
    let poor = [
        "workflow",
        "complete",
        "r1",
        "--done",
        "outline",
        "--score",
        "0.4",
        "--feedback",
        "too short",
    ];
    let work = ["event", "consume", "--queue", "writers", "--max", "1", "-o", "json"];
    let first = ran(&cli, &work).await.json().unwrap();
    assert_eq!(shown(&cli, &poor).await["phase"]["status"], "PHASE_STATUS_BACKING_OFF");
    let second = ran(&cli, &work).await.json().unwrap();
    let bodies: Vec<Value> = [first, second]
        .iter()
        .map(|delivery| STANDARD.decode(delivery["payload"].as_str().unwrap()).unwrap())
        .map(|payload| serde_json::from_slice::<Value>(&payload).unwrap()["data"].clone())
        .collect();
    assert_eq!(
        (&bodies[0]["attempt"], &bodies[0]["input"]["topic"]),
        (&1.into(), &"tea".into())
    );
    assert_eq!((&bodies[1]["attempt"], &bodies[1]["fence"]), (&2.into(), &2.into()));
    assert!(bodies[1]["feedback"]["message"].as_str().unwrap().contains("too short"));

    // The ended attempt is refused, the current one is accepted, and a decision is requested.
    let stale = cli
        .run(&["workflow", "complete", "r1", "--fence", "1", "--score", "1"])
        .await
        .unwrap();
    assert_eq!(stale.code, Some(1), "{stale:?}");
    assert!(stale.stderr.contains("STALE_FENCE"), "{stale:?}");
    let good = ["workflow", "complete", "r1", "--fence", "2", "--score", "0.9"];
    assert_eq!(shown(&cli, &good).await["phase"]["id"], "review");
    assert_eq!(
        shown(&cli, &["workflow", "complete", "r1"]).await["phase"]["status"],
        "PHASE_STATUS_AWAITING_APPROVAL"
    );
    let approval = [
        "workflow", "approve", "r1", "--phase", "review", "--by", "lead", "--why", "fine",
    ];
    let execution = shown(&cli, &approval).await;
    assert_eq!(execution["status"], "EXECUTION_STATUS_COMPLETED");
    assert_eq!(shown(&cli, &approval).await, execution, "the same receipt");
    let bare = ["workflow", "approve", "r1", "--by", "lead", "--why", "fine"];
    assert_eq!(shown(&cli, &bare).await, execution, "a repeat may name no phase");
    let altered = cli
        .run(&["workflow", "approve", "r1", "--by", "lead", "--why", "slow"])
        .await
        .unwrap();
    assert_eq!(altered.code, Some(1), "{altered:?}");
    assert!(altered.stderr.contains("before, and not as this says"), "{altered:?}");

    // The changes and their reasons, signed.
    let table = ran(&cli, &["workflow", "timeline", "r1"]).await.stdout;
    for word in [
        "workflow.attempt_failed",
        "approval.decided",
        "by: lead",
        "DecideApproval",
    ] {
        assert!(table.contains(word), "{word}: {table}");
    }
    let lines = ran(&cli, &["workflow", "timeline", "r1", "-o", "json"]).await.stdout;
    assert_eq!(lines.lines().count(), 10, "{lines}");
    let records = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let decided: Vec<Value> = records.filter(|record| record["type"] == "approval.decided").collect();
    assert_eq!((decided.len(), &decided[0]["id"]), (1, &execution["decisionEventId"]));
    let keys = format!("{}/.well-known/jwks.json", node.server.endpoint());
    let verified = cli.run_with_input(&["verify", "--keys", &keys], &lines).await.unwrap();
    assert_eq!(verified.code, Some(0), "{verified:?}");
    let forged: Vec<String> = lines.lines().map(with_another_decider).collect();
    let forged = forged.join("\n");
    let refused = cli.run_with_input(&["verify", "--keys", &keys], &forged).await.unwrap();
    assert_eq!(refused.code, Some(1), "{refused:?}");
}

/// Returns the record of a decision with another decider.
fn with_another_decider(line: &str) -> String {
    let mut record: Value = serde_json::from_str(line).unwrap();
    let payload = STANDARD.decode(record["payload"].as_str().unwrap()).unwrap();
    let payload = String::from_utf8(payload).unwrap().replace("\"lead\"", "\"eve\"");
    record["payload"] = STANDARD.encode(payload).into();
    record.to_string()
}

#[tokio::test]
async fn a_decision_that_nobody_makes_is_escalated_and_then_a_no() {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let document = "{\"name\": \"ask\", \"phases\": [{\"id\": \"a\", \"approval\": \
                    {\"deadline\": \"1s\", \"from\": \"lead\", \"escalation\": [\"director\"]}}]}";
    let applied = cli
        .run_with_input(&["workflow", "apply", "-f", "-"], document)
        .await
        .unwrap();
    assert_eq!(applied.code, Some(0), "{applied:?}");
    ran(&cli, &["workflow", "start", "--definition", "ask", "--id", "q"]).await;
    ran(&cli, &["workflow", "complete", "q"]).await;
    let until = Deadline::after(minoots_it::PATIENCE);
    let blocked = loop {
        let execution = shown(&cli, &["workflow", "get", "q"]).await;
        if execution["status"] == "EXECUTION_STATUS_BLOCKED" {
            break execution;
        }
        assert!(!until.has_passed(), "{execution}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    assert_eq!(blocked["reason"], "nobody approved in time");
    let table = ran(&cli, &["workflow", "timeline", "q"]).await.stdout;
    let at = |word: &str| table.find(word).unwrap_or_else(|| panic!("{word}: {table}"));
    // The timeline of an automatic step names its cause.
    assert!(at("event timer:dev:wf.q.") > at("approval.requested"), "{table}");
    assert!(at("approval.requested") < at("approval.escalated") && at("approval.escalated") < at("approval.timed_out"));
    ran(&cli, &["workflow", "cancel", "q", "--reason", "enough"]).await;
    let absent = cli.run(&["workflow", "get", "nobody"]).await.unwrap();
    assert_eq!(absent.code, Some(3), "{absent:?}");
}

#[tokio::test]
async fn discovered_children_end_with_their_parent() {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let document = "name: work\nphases:\n- id: a\n  queue: q\n";
    cli.run_with_input(&["workflow", "apply", "-f", "-"], document)
        .await
        .unwrap();
    ran(&cli, &["workflow", "start", "--definition", "work", "--id", "p"]).await;
    for child in ["c1", "c2"] {
        ran(
            &cli,
            &[
                "workflow",
                "spawn",
                "p",
                "--child",
                child,
                "--definition",
                "work",
                "--reason",
                "a bug",
            ],
        )
        .await;
    }
    let until = Deadline::after(minoots_it::PATIENCE);
    let wait = async |id: &str, status: &str| loop {
        let outcome = cli.run(&["workflow", "get", id, "-o", "json"]).await.unwrap();
        if outcome.code == Some(0) && outcome.json().unwrap()["status"] == status {
            return outcome.json().unwrap();
        }
        assert!(!until.has_passed(), "{id} {status}: {outcome:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    let child = wait("c1", "EXECUTION_STATUS_RUNNING").await;
    assert_eq!(child["parent"], "p");
    wait("c2", "EXECUTION_STATUS_RUNNING").await;
    ran(&cli, &["workflow", "complete", "c1"]).await;
    ran(&cli, &["workflow", "cancel", "p"]).await;
    wait("c2", "EXECUTION_STATUS_CANCELLED").await;
    wait("c1", "EXECUTION_STATUS_COMPLETED").await;
    // The parent learns of both.
    loop {
        let parent = shown(&cli, &["workflow", "get", "p"]).await;
        let statuses: Vec<&Value> = parent["children"]
            .as_array()
            .unwrap()
            .iter()
            .map(|child| &child["status"])
            .collect();
        if statuses == ["EXECUTION_STATUS_COMPLETED", "EXECUTION_STATUS_CANCELLED"] {
            break;
        }
        assert!(!until.has_passed(), "{parent}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
