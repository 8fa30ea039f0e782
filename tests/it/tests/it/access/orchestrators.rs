//! Executions of several tenants on a node that requires keys.

use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::clock::Deadline;
use tokio::time::sleep;

use super::Guarded;

const LATE: &str = "name: late\nphases:\n- { id: work, queue: nobody, deadline: 200ms, on_timeout: fail }\n";

/// Starts an execution of this key's tenant that exceeds its deadline.
async fn begin(node: &Guarded, key: &str) {
    let cli = node.cli(key);
    let file = node.home.path().join("late.yaml");
    std::fs::write(&file, LATE).unwrap();
    let outcome = cli
        .run(&["workflow", "apply", "-f", file.to_str().unwrap()])
        .await
        .unwrap();
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let outcome = cli
        .run(&["workflow", "start", "--definition", "late", "--id", "x"])
        .await
        .unwrap();
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
}

async fn until_failed(node: &Guarded, key: &str) {
    until_failed_of(node, key, "x").await;
}

async fn until_failed_of(node: &Guarded, key: &str, id: &str) {
    let deadline = Deadline::after(PATIENCE);
    loop {
        let outcome = node.cli(key).run(&["workflow", "get", id, "-o", "json"]).await.unwrap();
        if outcome.json().unwrap()["status"] == "EXECUTION_STATUS_FAILED" {
            return;
        }
        assert!(!deadline.has_passed(), "{outcome:?}");
        sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn a_node_acts_for_the_tenants_whose_keys_are_in_a_file_and_follows_it() {
    let keys = tempfile::NamedTempFile::new().unwrap();
    let node = Guarded::start_with(&[("MINOOTS_ORCHESTRATOR_KEYS", keys.path().to_str().unwrap())]).await;
    let mut writers = Vec::new();
    for tenant in ["acme", "globex", "initech"] {
        writers.push(node.key(tenant, &["writer"]).await);
    }
    for key in &writers {
        begin(&node, key).await;
    }
    std::fs::write(
        keys.path(),
        format!("# two of three\n{}\n\n{}\n", writers[0], writers[1]),
    )
    .unwrap();
    until_failed(&node, &writers[0]).await;
    until_failed(&node, &writers[1]).await;
    let outcome = node
        .cli(&writers[2])
        .run(&["workflow", "get", "x", "-o", "json"])
        .await
        .unwrap();
    assert_eq!(
        outcome.json().unwrap()["status"],
        "EXECUTION_STATUS_RUNNING",
        "nobody acts for it"
    );
    std::fs::write(keys.path(), format!("{}\n", writers[2])).unwrap();
    until_failed(&node, &writers[2]).await;
    // By now no orchestrator acts for the first tenant.
    let again = ["workflow", "start", "--definition", "late", "--id", "y"];
    assert_eq!(node.cli(&writers[0]).run(&again).await.unwrap().code, Some(0));
    assert_eq!(node.cli(&writers[2]).run(&again).await.unwrap().code, Some(0));
    until_failed_of(&node, &writers[2], "y").await;
    let outcome = node
        .cli(&writers[0])
        .run(&["workflow", "get", "y", "-o", "json"])
        .await
        .unwrap();
    assert_eq!(outcome.json().unwrap()["status"], "EXECUTION_STATUS_RUNNING");
}

#[tokio::test]
async fn a_file_of_keys_that_is_none_is_refused_at_the_start() {
    let keys = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(keys.path(), "mnt_a\nnot a key\n").unwrap();
    let home = minoots_it::server::Home::new().unwrap();
    let mut dev = minoots_it::server::command(home.path()).unwrap();
    dev.args(["dev", "--orchestrator-keys", keys.path().to_str().unwrap()]);
    let refused = dev.output().unwrap();
    let said = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(said.contains("orchestrator-keys") && said.contains("line 2"), "{said}");
}
