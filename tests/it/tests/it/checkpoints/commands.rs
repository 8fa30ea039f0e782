//! The commands of `minoots checkpoint`, as a script runs them.

use minoots_it::cli::{Cli, Outcome};
use minoots_it::tail::{Tail, cloud_event, kind, subject};
use minoots_wire::timer::v1::TimerStatus;
use serde_json::Value;

use crate::support::Node;

async fn run(cli: &Cli, arguments: &[&str]) -> Outcome {
    cli.run(arguments).await.unwrap()
}

async fn json(cli: &Cli, arguments: &[&str]) -> Value {
    let outcome = run(cli, &[arguments, &["-o", "json"]].concat()).await;
    assert_eq!(outcome.code, Some(0), "{arguments:?}: {outcome:?}");
    outcome.json().unwrap()
}

#[tokio::test]
async fn a_checkpoint_is_put_read_rolled_back_with_its_timers_and_removed_by_commands() {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let (plan, act) = (node.home.path().join("plan"), node.home.path().join("act"));
    std::fs::write(&plan, "plan").unwrap();
    std::fs::write(&act, "act").unwrap();
    let (plan, act) = (plan.to_str().unwrap(), act.to_str().unwrap());

    let first = json(
        &cli,
        &["checkpoint", "put", "run-1", "state", plan, "--label", "step=plan"],
    )
    .await;
    assert_eq!(first["checkpoint"]["version"], "1");
    json(
        &cli,
        &["timer", "create", "--id", "late", "--name", "late", "--delay", "1h"],
    )
    .await;
    let second = [
        "checkpoint",
        "put",
        "run-1",
        "state",
        act,
        "--expected-version",
        "1",
        "--timer",
        "late",
    ];
    assert_eq!(json(&cli, &second).await["checkpoint"]["version"], "2");
    let stale = run(&cli, &second).await;
    assert_eq!(stale.code, Some(4), "{stale:?}");
    let blind = cli.run(&["checkpoint", "delete", "run-1", "state"]).await.unwrap();
    assert!(
        blind.code == Some(4) && blind.stderr.contains("VERSION_REQUIRED"),
        "{blind:?}"
    );
    assert!(stale.stderr.contains("VERSION_CONFLICT"), "{stale:?}");

    let back = json(
        &cli,
        &[
            "checkpoint",
            "rollback",
            "run-1",
            "state",
            "--to",
            "1",
            "--expected-version",
            "2",
            "--reason",
            "wrong",
        ],
    )
    .await;
    assert_eq!(back["cancelledTimerIds"], serde_json::json!(["late"]));
    let late = node.client.get("late").await.unwrap();
    assert_eq!(late.status(), TimerStatus::Cancelled);
    assert_eq!(late.cancel.unwrap().reason, "wrong");
    let data = run(&cli, &["checkpoint", "get", "run-1", "state", "--data"]).await;
    assert_eq!(data.stdout, "plan");
    let shown = json(&cli, &["checkpoint", "get", "run-1", "state"]).await;
    assert_eq!(shown["restoredVersion"], "1");
    assert_eq!(shown["checksum"], first["checkpoint"]["checksum"]);
    let listed = json(&cli, &["checkpoint", "list", "run-1", "state", "--all"]).await;
    assert_eq!(listed["checkpoints"].as_array().unwrap().len(), 3);
    assert_eq!(
        json(&cli, &["checkpoint", "verify", "run-1", "state"]).await["checked"],
        3
    );

    let mut tail = Tail::from_start(&node.client).await.unwrap();
    let events = tail
        .until(|event| kind(event) == "checkpoint.rolled_back")
        .await
        .unwrap();
    let event = events.last().unwrap();
    assert_eq!(subject(event), "executions/run-1/checkpoints/state");
    let told = &cloud_event(event).unwrap()["data"];
    assert_eq!(
        (&told["version"], &told["restoredVersion"], &told["count"]),
        (&"3".into(), &"1".into(), &"1".into())
    );

    run(
        &cli,
        &["checkpoint", "delete", "run-1", "state", "--expected-version", "3"],
    )
    .await;
    let gone = run(&cli, &["checkpoint", "get", "run-1", "state"]).await;
    assert_eq!(gone.code, Some(3), "{gone:?}");
}
