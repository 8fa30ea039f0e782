//! The commands, as a script runs them.

use minoots_it::cli::{Cli, Outcome};
use serde_json::Value;

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
async fn a_watchdog_is_created_touched_and_shown_by_commands() {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let create = "timer create --name agent --id dog --watchdog --ttl 10m --epoch 2";
    let made = json(&cli, &format!("{create} --stage 1m=queue:warn --stage 5m=queue:page")).await;
    assert_eq!(made["timer"]["kind"], "TIMER_KIND_WATCHDOG");
    assert_eq!(made["timer"]["watchdog"]["stages"][1]["target"]["queue"], "page");
    let touched = json(&cli, "timer touch dog --epoch 2 --sequence 7").await;
    assert_eq!(touched["results"][0]["outcome"], "TOUCH_OUTCOME_TOUCHED");
    let stale = json(&cli, "timer touch dog --epoch 1").await;
    assert_eq!(stale["results"][0]["outcome"], "TOUCH_OUTCOME_SUPERSEDED");
    let both = json(&cli, "timer touch dog nobody --epoch 2").await;
    assert_eq!(both["results"][1]["outcome"], "TOUCH_OUTCOME_NOT_FOUND");
    refused(&cli, "timer touch nobody", 3, "TIMER").await;
    refused(&cli, "timer create --name x --ttl 10s", 2, "--watchdog").await;
    refused(
        &cli,
        "timer create --name x --watchdog --at 2040-01-02T03:04:05Z",
        2,
        "TTL_RANGE",
    )
    .await;
    refused(
        &cli,
        "timer create --name x --watchdog --ttl 10s --stage 5s=warn",
        2,
        "queue:NAME",
    )
    .await;
    let shown = run(&cli, "timer get dog").await;
    assert!(shown.stdout.contains("fires 10m after the last touch"), "{shown:?}");
    assert!(
        shown.stdout.contains("queue warn after 1m, queue page after 5m"),
        "{shown:?}"
    );
}

#[tokio::test]
async fn a_watchdog_with_stages_is_listed_by_when_it_fires_and_not_by_its_next_stage() {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    json(&cli, "timer create --name between --id between --delay 1h").await;
    let made = json(
        &cli,
        "timer create --name agent --id dog --watchdog --ttl 2h --stage 1m=queue:warn",
    )
    .await;
    let fires = made["timer"]["fireTime"].as_str().unwrap();
    for (window, listed) in [
        (format!("--due-until {fires}"), ["between"]),
        (format!("--due-from {fires}"), ["dog"]),
    ] {
        let outcome = run(&cli, &format!("timer list {window} -o json")).await;
        let both = ["between", "dog"];
        let seen: Vec<&str> = both
            .into_iter()
            .filter(|id| outcome.stdout.contains(&format!("\"{id}\"")))
            .collect();
        assert_eq!(seen, listed, "{window}: {outcome:?}");
    }
}
