//! The commands of `minoots lease` and `minoots budget`, as a script runs them.

use minoots_it::cli::{Cli, Outcome};
use serde_json::{Value, json};

use crate::support::Node;

async fn run(cli: &Cli, line: &str) -> Outcome {
    let arguments: Vec<&str> = line.split_whitespace().collect();
    cli.run(&arguments).await.unwrap()
}

async fn json(cli: &Cli, line: &str) -> Value {
    let outcome = run(cli, &format!("{line} -o json")).await;
    assert_eq!(outcome.code, Some(0), "{line}: {outcome:?}");
    outcome.json().unwrap()
}

async fn refused(cli: &Cli, line: &str, code: i32, reason: &str) {
    let outcome = run(cli, line).await;
    assert_eq!(outcome.code, Some(code), "{line}: {outcome:?}");
    assert!(outcome.stderr.contains(reason), "{line}: {outcome:?}");
}

#[tokio::test]
async fn a_lease_is_taken_renewed_shown_and_released_by_commands() {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let acquire = "lease acquire leader --holder worker-3 --ttl 10m --request-id once";
    let taken = json(&cli, acquire).await;
    let token = taken["lease"]["token"].as_str().unwrap().to_owned();
    assert_eq!(
        (&taken["lease"]["holder"], &taken["lease"]["ttl"]),
        (&json!("worker-3"), &json!("600s"))
    );
    let again = json(&cli, acquire).await;
    assert_eq!(
        (&again["lease"], &again["originalCommitIndex"]),
        (&taken["lease"], &taken["commitIndex"])
    );
    refused(&cli, "lease acquire leader --holder other --ttl 1s", 4, "LEASE_HELD").await;
    refused(&cli, "lease acquire other --holder other --ttl 25h", 2, "TTL_RANGE").await;
    json(&cli, "lease acquire leader --partition-key p1 --holder other --ttl 1h").await;
    assert_eq!(json(&cli, "lease get leader").await, taken["lease"]);
    let listed = json(&cli, "lease list --id-prefix lead").await;
    let keys: Vec<&Value> = listed["leases"]
        .as_array()
        .unwrap()
        .iter()
        .map(|lease| &lease["partitionKey"])
        .collect();
    assert_eq!(
        (keys, &listed["nextPageToken"]),
        (vec![&json!("leader"), &json!("p1")], &json!(""))
    );
    let renewed = json(&cli, &format!("lease renew leader --token {token} --ttl 1h")).await;
    assert_eq!(renewed["lease"]["token"], taken["lease"]["token"]);
    refused(&cli, "lease renew leader --token 1000000", 1, "STALE_FENCE").await;
    let told = run(&cli, &format!("lease release leader --token {token}")).await;
    assert_eq!((told.code, told.stdout.trim()), (Some(0), "released"));
    refused(&cli, "lease get leader", 3, "LEASE").await;
    refused(&cli, &format!("lease renew leader --token {token}"), 1, "LEASE_EXPIRED").await;
}

#[tokio::test]
async fn a_budget_is_set_spent_and_shown_by_commands() {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let set = "budget set restarts --limit 3 --window 1h";
    assert_eq!(json(&cli, set).await["budget"]["limit"], 3);
    assert_eq!(json(&cli, set).await["existing"], true);
    let spent = json(&cli, "budget spend restarts --amount 2 --request-id once").await;
    assert_eq!(spent["remaining"], 1);
    let again = json(&cli, "budget spend restarts --amount 2 --request-id once").await;
    assert_eq!(
        (&again["spendTime"], &again["originalCommitIndex"]),
        (&spent["spendTime"], &spent["commitIndex"])
    );
    refused(&cli, "budget spend restarts --amount 2", 4, "BUDGET_SPENT").await;
    refused(&cli, "budget spend restarts --amount 4", 2, "AMOUNT_RANGE").await;
    let told = run(&cli, "budget spend restarts").await;
    assert_eq!((told.code, told.stdout.trim()), (Some(0), "0 left"));
    let seen = json(&cli, "budget get restarts").await;
    assert_eq!((&seen["spentTotal"], &seen["spendCount"]), (&json!("3"), &json!("2")));
    assert_eq!(seen.get("remaining"), None, "zero is left out");
    let told = run(&cli, "budget delete restarts").await;
    assert_eq!((told.code, told.stdout.trim()), (Some(0), "deleted"));
    refused(&cli, "budget get restarts", 3, "BUDGET").await;
}
