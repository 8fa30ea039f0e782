//! Executions that begin at another phase, and executions that return to an earlier state.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minoots_it::cli::{Cli, Outcome};
use minoots_it::clock::Deadline;
use serde_json::Value;

use crate::support::Node;

const FLOW: &str = "
name: flow
blocked_after: 500ms
phases:
- { id: plan, queue: q, exit: { checklist: [planned] }, to: [build] }
- { id: build, queue: q, exit: { checklist: [built] }, to: [test] }
- { id: test, queue: q }
";

async fn runs(cli: &Cli, line: &str) -> Outcome {
    let arguments: Vec<&str> = ["workflow"].into_iter().chain(line.split(' ')).collect();
    cli.run(&arguments).await.unwrap()
}

/// Runs a command, which must succeed, and returns the execution in its output.
async fn shown(cli: &Cli, line: &str) -> Value {
    let outcome = runs(cli, &format!("{line} -o json")).await;
    assert_eq!(outcome.code, Some(0), "{line}: {outcome:?}");
    outcome.json().unwrap()
}

async fn prepared(node: &Node) -> Cli {
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let applied = cli
        .run_with_input(&["workflow", "apply", "-f", "-"], FLOW)
        .await
        .unwrap();
    assert_eq!(applied.code, Some(0), "{applied:?}");
    cli
}

/// Returns the types of an execution's events, with their data.
async fn timeline(cli: &Cli, id: &str) -> Vec<(String, Value)> {
    let outcome = runs(cli, &format!("timeline {id} -o json")).await;
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let entries = outcome.stdout.lines().map(|line| {
        let entry: Value = serde_json::from_str(line).unwrap();
        let payload = STANDARD.decode(entry["payload"].as_str().unwrap()).unwrap();
        let mut payload: Value = serde_json::from_slice(&payload).unwrap();
        (entry["type"].as_str().unwrap().to_owned(), payload["data"].take())
    });
    entries.collect()
}

#[tokio::test]
async fn rewound_executions_repeat_later_steps_and_keep_earlier_ones_across_a_kill() {
    let node = Node::start().await;
    let cli = prepared(&node).await;
    shown(&cli, "start --definition flow --id r1").await;
    shown(&cli, "complete r1 --done planned").await;
    shown(&cli, "complete r1 --done built").await;
    let running = runs(&cli, "resume r1 --from build").await;
    assert!(running.stderr.contains("pause it before"), "{running:?}");
    shown(&cli, "pause r1").await;
    let nowhere = runs(&cli, "resume r1 --from nowhere").await;
    assert!(nowhere.stderr.contains("was not in phase \"nowhere\""), "{nowhere:?}");
    let unknown = runs(&cli, "resume r1 --version 99").await;
    assert!(unknown.stderr.contains("has no version 99"), "{unknown:?}");

    let back = shown(&cli, "resume r1 --from build").await;
    assert_eq!(
        (&back["phase"]["id"], &back["phase"]["fence"]),
        (&"build".into(), &"4".into())
    );
    assert_eq!(shown(&cli, "resume r1 --from build").await, back, "a repeat");
    let node = node.kill_and_restart().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    assert_eq!(shown(&cli, "get r1").await, back);
    let late = runs(&cli, "complete r1 --fence 3").await;
    assert!(late.stderr.contains("STALE_FENCE"), "{late:?}");
    // The plan stays, and the build is repeated.
    let unbuilt = runs(&cli, "complete r1 --fence 4").await;
    assert!(unbuilt.stderr.contains("GATE_NOT_MET"), "{unbuilt:?}");
    shown(&cli, "complete r1 --fence 4 --done built").await;
    assert_eq!(shown(&cli, "complete r1").await["status"], "EXECUTION_STATUS_COMPLETED");
    let told = timeline(&cli, "r1").await;
    let rewound = told.iter().find(|(kind, _)| kind == "workflow.rewound").unwrap();
    assert_eq!(rewound.1["was"], "PAUSED", "{rewound:?}");
    let over = runs(&cli, "resume r1 --from build").await;
    assert!(over.stderr.contains("TERMINAL"), "{over:?}");
}

#[tokio::test]
async fn children_begin_in_any_phase_or_are_told_to_have_failed_and_a_long_block_is_told_of() {
    let node = Node::start().await;
    let cli = prepared(&node).await;
    let begun = shown(&cli, "start --definition flow --id p --phase build").await;
    assert_eq!(
        (&begun["phase"]["id"], &begun["visits"]["plan"]),
        (&"build".into(), &Value::Null)
    );
    let refused = runs(&cli, "start --definition flow --id other --phase nowhere").await;
    assert!(refused.stderr.contains("EXECUTION_FIELD"), "{refused:?}");
    shown(&cli, "spawn p --child c1 --definition flow --reason bug --phase test").await;
    shown(
        &cli,
        "spawn p --child c2 --definition flow --reason bug --phase nowhere",
    )
    .await;
    let until = Deadline::after(minoots_it::PATIENCE);
    let ended = loop {
        let told = timeline(&cli, "p").await;
        if let Some((_, data)) = told.into_iter().find(|(kind, _)| kind == "workflow.child_ended") {
            break data;
        }
        assert!(!until.has_passed());
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!((&ended["child"], &ended["status"]), (&"c2".into(), &"FAILED".into()));
    assert!(ended["reason"].as_str().unwrap().contains("nowhere"), "{ended}");
    let child = loop {
        let outcome = runs(&cli, "get c1 -o json").await;
        if outcome.code == Some(0) {
            break outcome.json().unwrap();
        }
        assert!(!until.has_passed(), "{outcome:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!(child["phase"]["id"], "test");

    shown(&cli, "fail p --class permanent --message no").await;
    let risk = loop {
        let told = timeline(&cli, "p").await;
        if let Some((_, data)) = told.into_iter().find(|(kind, _)| kind == "risk.raised") {
            break data;
        }
        assert!(!until.has_passed());
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert_eq!(
        (&risk["rule"], &risk["blockedSeconds"]),
        (&"blocked".into(), &0.5.into())
    );
}
