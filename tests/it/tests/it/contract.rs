//! The scenarios of `tests/contract`, played with the Rust client against three nodes whose leaders are killed.

use std::path::{Path, PathBuf};
use std::time::Duration;

use minoots_client::Client;
use minoots_it::cluster::Cluster;
use serde_json::Value;
use tokio::task::JoinSet;

use self::faults::Faults;
use self::run::Run;

mod answers;
mod calls;
mod changes;
mod faults;
mod fit;
mod given;
mod run;
mod transactions;

/// More than any scenario needs to outlast its faults.
const DEADLINE: Duration = Duration::from_secs(20);

/// Steps to be played in order.
#[derive(Debug, Clone)]
struct Scenario {
    name: String,
    steps: Vec<Value>,
}

impl Scenario {
    fn has_faults(&self) -> bool {
        self.steps.iter().any(|step| step.get("fault").is_some())
    }
}

fn scenarios() -> Vec<Scenario> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../contract/scenarios");
    let entries = std::fs::read_dir(directory).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let mut found = Vec::new();
    for file in files {
        let document: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        for scenario in document["scenarios"].as_array().unwrap() {
            found.push(Scenario {
                name: scenario["name"].as_str().unwrap().to_owned(),
                steps: scenario["steps"].as_array().unwrap().clone(),
            });
        }
    }
    found
}

fn client(cluster: &Cluster) -> Client {
    let builder = cluster
        .endpoints()
        .into_iter()
        .fold(Client::builder(), minoots_client::Builder::endpoint);
    builder.deadline(DEADLINE).retries(10, 1_000).build().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_scenario_of_the_contract_comes_out_as_it_says() {
    let (with_faults, without): (Vec<Scenario>, Vec<Scenario>) =
        scenarios().into_iter().partition(Scenario::has_faults);
    assert!(with_faults.len() >= 10 && without.len() >= 25);
    let mut faults = Faults::of(Cluster::start().await.unwrap());
    let client = client(faults.cluster());
    let mut failures = Vec::new();
    let mut playing = JoinSet::new();
    for scenario in without {
        let mut run = Run::new(client.clone());
        playing.spawn(async move {
            let outcome = run.play(0, &scenario.steps).await;
            run.end().await;
            (scenario.name, outcome)
        });
    }
    for (name, outcome) in playing.join_all().await {
        failures.extend(outcome.err().map(|failure| format!("{name}: {failure}")));
    }
    for scenario in with_faults {
        let mut run = Run::new(client.clone());
        let outcome = play(&mut run, &scenario.steps, &mut faults).await;
        run.end().await;
        failures.extend(outcome.err().map(|failure| format!("{}: {failure}", scenario.name)));
    }
    assert_eq!(failures, Vec::<String>::new());
    assert!(faults.kills >= 10);
}

/// Plays steps including faults.
async fn play(run: &mut Run, steps: &[Value], faults: &mut Faults) -> Result<(), String> {
    for (number, step) in steps.iter().enumerate() {
        match step.get("fault").and_then(Value::as_str) {
            Some(fault) => faults.make(fault).await,
            None => run.play(number, std::slice::from_ref(step)).await?,
        }
    }
    Ok(())
}
