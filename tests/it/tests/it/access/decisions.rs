//! Decisions on approvals: the permitted callers, and the record.

use minoots_it::cli::Outcome;
use minoots_it::tail::{self, Tail};
use minoots_wire::event::v1::EmitRequest;

use super::Guarded;
use crate::support::reason;

const DOCUMENT: &str = "name: deploy\nphases:\n- { id: build, approval: { from: lead } }\n";

async fn run(node: &Guarded, key: &str, arguments: &[&str]) -> Outcome {
    node.cli(key).run(arguments).await.unwrap()
}

fn ok(outcome: &Outcome) {
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
}

/// Starts an execution and completes its work with this key.
async fn completed(node: &Guarded, key: &str, definition: &str, id: &str) {
    ok(&run(
        node,
        key,
        &["workflow", "start", "--definition", definition, "--id", id],
    )
    .await);
    ok(&run(node, key, &["workflow", "complete", id]).await);
}

fn refused(outcome: &Outcome, reason: &str) {
    assert_ne!(outcome.code, Some(0), "{outcome:?}");
    assert!(outcome.stderr.contains(reason), "{outcome:?}");
}

#[tokio::test]
async fn a_decision_takes_the_permission_to_decide_and_another_key_than_the_work() {
    let node = Guarded::start().await;
    let (agent, lead) = (
        node.key("acme", &["writer"]).await,
        node.key("acme", &["approver"]).await,
    );
    let both = node.key("acme", &["writer", "approver"]).await;
    let file = node.home.path().join("deploy.yaml");
    std::fs::write(&file, DOCUMENT).unwrap();
    ok(&run(&node, &agent, &["workflow", "apply", "-f", file.to_str().unwrap()]).await);
    let approve = async |key: &str, id: &str| run(&node, key, &["workflow", "approve", id, "--by", "lead"]).await;

    // The agent may not decide, under any name, nor by an event of its own.
    completed(&node, &agent, "deploy", "run-1").await;
    refused(&approve(&agent, "run-1").await, "ROLE_INSUFFICIENT");
    let forged = EmitRequest {
        r#type: "approval.decided".to_owned(),
        subject: "workflows/run-1".to_owned(),
        ..EmitRequest::default()
    };
    let client = node.client(&agent).await;
    let status = client.events.clone().emit(forged).await.unwrap_err();
    assert_eq!(reason(&status), "ROLE_INSUFFICIENT");
    ok(&approve(&lead, "run-1").await);

    // A caller with both roles may not decide on its own work.
    completed(&node, &both, "deploy", "run-2").await;
    refused(&approve(&both, "run-2").await, "SELF_APPROVAL");
    ok(&approve(&lead, "run-2").await);

    // Unless the definition allows it.
    let own = DOCUMENT
        .replace("deploy", "own")
        .replace("from: lead", "from: lead, self_approval: true");
    std::fs::write(&file, own).unwrap();
    ok(&run(&node, &agent, &["workflow", "apply", "-f", file.to_str().unwrap()]).await);
    completed(&node, &both, "own", "run-3").await;
    ok(&approve(&both, "run-3").await);

    // The record names the deciding key.
    let mut tail = Tail::from_start(&client).await.unwrap();
    for (id, key) in [("run-1", &lead), ("run-2", &lead), ("run-3", &both)] {
        let subject = format!("workflows/{id}");
        let told = tail
            .until(|event| tail::kind(event) == "approval.decided" && tail::subject(event) == subject)
            .await
            .unwrap();
        let told = tail::cloud_event(told.last().unwrap()).unwrap();
        let data = &told["data"];
        assert_eq!(data["by"], "lead", "{data}");
        assert_eq!(data["principal"], format!("key:{}", super::id_of(key)), "{data}");
    }
}

#[tokio::test]
async fn a_policy_judges_a_decision_by_an_action_of_its_own() {
    let node = Guarded::start().await;
    let admin = node.key("acme", &["admin"]).await;
    let (agent, lead) = (
        node.key("acme", &["writer"]).await,
        node.key("acme", &["approver"]).await,
    );
    let file = node.home.path().join("text");
    std::fs::write(&file, DOCUMENT).unwrap();
    ok(&run(&node, &agent, &["workflow", "apply", "-f", file.to_str().unwrap()]).await);
    let text = r#"@id("by-admins") @message("production is decided by administrators")
        forbid(principal, action == Action::"decide", resource) when { resource.id like "prod-*" } unless { principal.role == "admin" };"#;
    std::fs::write(&file, text).unwrap();
    ok(&run(&node, &admin, &["policy", "set", file.to_str().unwrap()]).await);
    for (id, by_lead) in [("prod-1", false), ("test-1", true)] {
        completed(&node, &agent, "deploy", id).await;
        let outcome = run(&node, &lead, &["workflow", "approve", id, "--by", "lead"]).await;
        match by_lead {
            true => ok(&outcome),
            false => refused(&outcome, "POLICY_DENIED"),
        }
    }
    ok(&run(&node, &admin, &["workflow", "approve", "prod-1", "--by", "lead"]).await);
}
