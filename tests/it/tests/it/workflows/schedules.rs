//! Executions that schedules start, and reports that schedules make.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minoots_it::PATIENCE;
use minoots_it::cli::Cli;
use minoots_it::clock::Deadline;
use serde_json::Value;
use tokio::time::sleep;

use crate::support::Node;

async fn shown(cli: &Cli, arguments: &[&str]) -> Value {
    let outcome = cli.run(&[arguments, &["-o", "json"]].concat()).await.unwrap();
    assert_eq!(outcome.code, Some(0), "{arguments:?}: {outcome:?}");
    outcome.json().unwrap()
}

async fn until(cli: &Cli, arguments: &[&str], holds: impl Fn(&Value) -> bool) -> Value {
    let deadline = Deadline::after(PATIENCE);
    loop {
        let outcome = cli.run(&[arguments, &["-o", "json"]].concat()).await.unwrap();
        if outcome.code == Some(0) {
            let found = outcome.json().unwrap();
            if holds(&found) {
                return found;
            }
        }
        assert!(!deadline.has_passed(), "{arguments:?}: {outcome:?}");
        sleep(Duration::from_millis(100)).await;
    }
}

/// Returns the data of a checkpoint as JSON.
fn decoded(checkpoint: &Value) -> Value {
    let bytes = STANDARD.decode(checkpoint["data"].as_str().unwrap()).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// Creates a schedule that makes an order only when it is triggered.
async fn schedule(cli: &Cli, id: &str, order: &str) {
    let arguments = [
        "schedule",
        "create",
        "--id",
        id,
        "--cron",
        "@yearly",
        "--queue",
        "minoots.workflow",
        "--payload",
        order,
        "--content-type",
        "application/json",
    ];
    shown(cli, &arguments).await;
}

#[tokio::test]
async fn a_schedule_starts_an_execution_each_time_and_a_report_tells_what_came_of_them() {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let file = node.home.path().join("night.yaml");
    std::fs::write(
        &file,
        "name: night\nphases:\n- { id: tidy, queue: tidy, wip: 1, retry: { attempts: 1 } }\n",
    )
    .unwrap();
    shown(&cli, &["workflow", "apply", "-f", file.to_str().unwrap()]).await;
    schedule(
        &cli,
        "nightly",
        r#"{"kind":"start","definition":"night","id":"tidy","input":{"deep":true},"priority":"FUTURE"}"#,
    )
    .await;
    schedule(&cli, "daily", r#"{"kind":"report","report":"daily"}"#).await;

    for _ in 0..2 {
        shown(&cli, &["schedule", "trigger", "nightly"]).await;
    }
    let list = ["workflow", "list"];
    let executions = |found: &Value| found["executions"].as_array().map_or(0, Vec::len);
    let listed = until(&cli, &list, |found| executions(found) == 2).await;
    let first = &listed["executions"][0];
    assert!(first["id"].as_str().unwrap().starts_with("tidy-"), "{first}");
    assert_eq!(
        (&first["priority"], &first["definition"]),
        (&"PRIORITY_FUTURE".into(), &"night".into()),
        "{first}"
    );

    // One is completed, one fails and is blocked: the report says so.
    let working = |found: &Value| found["phase"]["status"] == "PHASE_STATUS_WORKING";
    let ids: Vec<String> = (0..2)
        .map(|number| listed["executions"][number]["id"].as_str().unwrap().to_owned())
        .collect();
    let mut done = Vec::new();
    while done.len() < 2 {
        for id in &ids {
            if done.contains(id) || !working(&shown(&cli, &["workflow", "get", id]).await) {
                continue;
            }
            let act: &[&str] = match done.len() {
                0 => &["workflow", "complete", id],
                _ => &["workflow", "fail", id, "--message", "the disk is full"],
            };
            shown(&cli, act).await;
            done.push(id.clone());
        }
        sleep(Duration::from_millis(50)).await;
    }
    until(&cli, &["workflow", "get", &done[1]], |found| {
        found["status"] == "EXECUTION_STATUS_BLOCKED"
    })
    .await;
    shown(&cli, &["schedule", "trigger", "daily"]).await;
    let get = ["checkpoint", "get", "report.daily", "report"];
    let numbered = |number: u64| move |found: &Value| decoded(found)["number"] == number;
    let report = decoded(&until(&cli, &get, numbered(1)).await);
    let data = &report;
    assert_eq!(data["types"]["workflow.started"], 2, "{report}");
    assert_eq!(
        (&data["types"]["workflow.completed"], &data["running"]),
        (&1.into(), &1.into()),
        "{report}"
    );
    assert!(data["blocked"][&done[1]].is_string(), "{report}");
    assert_eq!(data["more"], false, "{report}");

    // The next report covers later events, and includes executions that still wait.
    shown(&cli, &["workflow", "cancel", &done[1]]).await;
    shown(&cli, &["schedule", "trigger", "daily"]).await;
    let report = decoded(&until(&cli, &get, numbered(2)).await);
    let data = &report;
    assert_eq!(data["types"].get("workflow.started"), None, "{report}");
    assert_eq!(
        (&data["types"]["workflow.cancelled"], &data["running"]),
        (&1.into(), &0.into()),
        "{report}"
    );
    assert_eq!(data["blocked"], serde_json::json!({}), "{report}");
    let text = cli
        .run(&["checkpoint", "get", "report.daily", "text", "--data"])
        .await
        .unwrap();
    assert!(text.stdout.contains("# daily: report 2"), "{text:?}");
    let told = [
        "event",
        "tail",
        "--from",
        "start",
        "--max",
        "1",
        "--type",
        "workflow.phase_idle",
    ];
    let idle = cli.run(&[told.as_slice(), &["-o", "json"]].concat()).await.unwrap();
    assert!(idle.stdout.contains("workflow-definitions/night"), "{idle:?}");
}

#[tokio::test]
async fn a_tree_is_cancelled_whole_and_nothing_beside_it() {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let file = node.home.path().join("tree.yaml");
    std::fs::write(&file, "name: tree\nphases: [{ id: work, queue: work }]\n").unwrap();
    shown(&cli, &["workflow", "apply", "-f", file.to_str().unwrap()]).await;
    for id in ["another", "root"] {
        shown(&cli, &["workflow", "start", "--definition", "tree", "--id", id]).await;
    }
    let spawn = |parent: &'static str, child: &'static str| {
        [
            "workflow",
            "spawn",
            parent,
            "--child",
            child,
            "--definition",
            "tree",
            "--reason",
            "a part",
        ]
    };
    let is_there = |found: &Value| found["status"] == "EXECUTION_STATUS_RUNNING";
    shown(&cli, &spawn("root", "middle")).await;
    until(&cli, &["workflow", "get", "middle"], is_there).await;
    shown(&cli, &spawn("middle", "leaf")).await;
    until(&cli, &["workflow", "get", "leaf"], is_there).await;
    shown(&cli, &["workflow", "complete", "middle"]).await;
    // An existing id cannot become a child, whatever its parent records.
    shown(&cli, &spawn("root", "another")).await;
    shown(&cli, &["workflow", "cancel", "root"]).await;
    until(&cli, &["workflow", "get", "leaf"], |found| {
        found["status"] == "EXECUTION_STATUS_CANCELLED"
    })
    .await;
    assert_eq!(
        shown(&cli, &["workflow", "get", "middle"]).await["status"],
        "EXECUTION_STATUS_COMPLETED"
    );
    assert_eq!(
        shown(&cli, &["workflow", "get", "another"]).await["status"],
        "EXECUTION_STATUS_RUNNING"
    );
}
