//! A token is exchanged once in the whole cluster, through any node, and under any kills.

use std::collections::BTreeMap;
use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::client::Client;
use minoots_it::clock::Deadline;
use minoots_it::cluster::{Cluster, PATIENT, Plan};
use minoots_it::server::{Home, Server};
use minoots_wire::event::v1::TailRequest;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use tokio::time::sleep;
use tonic::Status;

use super::super::issuer::Issuer;
use super::super::{Guarded, cli, create_key, root_key, secret};
use super::{World, exchange, ok, tail, trust};
use crate::support::reason;

const PAUSE: Duration = Duration::from_millis(20);
/// The reasons of a cluster that is changing its leader, which say nothing about the token.
const PASSING: [&str; 7] = [
    "NO_LEADER",
    "NOT_LEADER",
    "NO_QUORUM",
    "OUTCOME_UNKNOWN",
    "OVERLOADED",
    "SHUTTING_DOWN",
    // A busy machine may not have answered in time.
    "TOKEN_KEYS_UNAVAILABLE",
];

#[tokio::test]
async fn a_token_is_used_up_for_good_by_a_node_that_is_killed() {
    let world = World::start().await;
    let token = world.issuer.token(&world.issuer.claims(json!({})));
    let made = exchange(&world.stranger, "acme", &token).await.unwrap();
    let World { issuer, node, .. } = world;
    let Guarded { home, mut server, .. } = node;
    for _ in 0..2 {
        server.kill().unwrap();
        server = Server::start(&home).await.unwrap();
        let stranger = Client::connect(server.endpoint()).await.unwrap();
        let refused = exchange(&stranger, "acme", &token).await.unwrap_err();
        assert_eq!(reason(&refused), "TOKEN_REPLAYED");
        let job = Client::connect_showing(server.endpoint(), Some(&made.secret))
            .await
            .unwrap();
        assert!(
            job.system
                .clone()
                .get_version(minoots_wire::admin::v1::GetVersionRequest {})
                .await
                .is_ok()
        );
    }
    assert!(issuer.asked() >= 3, "each process fetches for itself");
}

struct Nodes {
    issuer: Issuer,
    cluster: Cluster,
    shared: Home,
    root: String,
}

impl Nodes {
    /// Starts three nodes, on which tenant acme trusts the test job.
    async fn start() -> Self {
        let issuer = Issuer::start().await;
        let shared = Home::new().unwrap();
        let (path, root) = root_key(&shared);
        let setting = issuer.setting();
        let cluster = Plan::of(3)
            .with(&["--root-key-file", path.to_str().unwrap(), "--oidc-issuer", &setting])
            .with(&PATIENT)
            .start()
            .await
            .unwrap();
        let nodes = Self {
            issuer,
            cluster,
            shared,
            root,
        };
        let admin = secret(&create_key(&nodes.cli(&nodes.root), "acme", &["admin"]).await);
        ok(trust(&nodes.cli(&admin), &json!([nodes.issuer.rule("viewer")])).await);
        nodes
    }

    fn cli(&self, key: &str) -> minoots_it::cli::Cli {
        cli(&self.shared, &self.cluster.endpoints().join(","), key)
    }

    async fn leader(&self) -> u64 {
        let patience = Deadline::after(PATIENCE);
        loop {
            let status = self
                .cli(&self.root)
                .run(&["cluster", "status", "-o", "json"])
                .await
                .unwrap();
            let leader = status.json().ok().and_then(|status| status["leader"].as_u64());
            if let Some(leader) = leader.filter(|leader| *leader != 0) {
                return leader;
            }
            assert!(!patience.has_passed(), "nobody leads: {status:?}");
            sleep(PAUSE).await;
        }
    }

    /// Returns a node's final answer, once there is a leader.
    async fn answer(&self, node: u64, token: &str) -> Result<String, Status> {
        settled(&self.cluster.endpoint(node).unwrap(), token).await
    }
}

/// Returns the secret, or the refusal.
async fn settled(endpoint: &str, token: &str) -> Result<String, Status> {
    let patience = Deadline::after(PATIENCE);
    loop {
        let answer = match Client::connect(endpoint).await {
            Ok(client) => exchange(&client, "acme", token).await,
            Err(error) => Err(Status::unavailable(error.to_string())),
        };
        match answer {
            Ok(made) => return Ok(made.secret),
            Err(refused) => {
                let why = reason(&refused);
                // A broken connection to a killed node has no reason.
                if !(why.is_empty() || PASSING.contains(&why.as_str())) {
                    return Err(refused);
                }
                assert!(!patience.has_passed(), "never answered: {refused}");
                sleep(PAUSE).await;
            }
        }
    }
}

#[tokio::test]
async fn a_token_is_used_up_on_every_node_and_by_every_leader() {
    let mut nodes = Nodes::start().await;
    let token = nodes.issuer.token(&nodes.issuer.claims(json!({})));
    nodes.answer(2, &token).await.unwrap();
    for node in 1..=3 {
        assert_eq!(
            reason(&nodes.answer(node, &token).await.unwrap_err()),
            "TOKEN_REPLAYED",
            "node {node}"
        );
    }
    let leader = nodes.leader().await;
    nodes.cluster.kill(leader).unwrap();
    for node in nodes.cluster.running() {
        assert_eq!(
            reason(&nodes.answer(node, &token).await.unwrap_err()),
            "TOKEN_REPLAYED",
            "node {node}"
        );
    }
    nodes.cluster.restart(leader).await.unwrap();
    assert_eq!(
        reason(&nodes.answer(leader, &token).await.unwrap_err()),
        "TOKEN_REPLAYED"
    );
    let other = nodes.issuer.token(&nodes.issuer.claims(json!({})));
    nodes.answer(leader, &other).await.unwrap();
}

#[tokio::test]
async fn a_token_that_all_nodes_are_asked_at_once_makes_one_key_also_while_a_leader_is_killed() {
    let mut nodes = Nodes::start().await;
    let leader = nodes.leader().await;
    let of_leader = nodes.cluster.endpoint(leader).unwrap();
    let survivors: Vec<String> = (1..=3)
        .filter(|node| *node != leader)
        .map(|node| nodes.cluster.endpoint(node).unwrap())
        .collect();
    let mut asked: JoinSet<(String, bool)> = JoinSet::new();
    let (mut runs, mut given) = (Vec::new(), BTreeMap::<String, u32>::new());
    for round in 0..20 {
        let claims = nodes.issuer.claims(json!({}));
        let (token, run) = (
            nodes.issuer.token(&claims),
            claims["run_id"].as_str().unwrap().to_owned(),
        );
        runs.push(run.clone());
        for endpoint in &survivors {
            let (endpoint, token, run) = (endpoint.clone(), token.clone(), run.clone());
            asked.spawn(async move { (run, settled(&endpoint, &token).await.is_ok()) });
        }
        if round < 10 {
            let (endpoint, token, run) = (of_leader.clone(), token.clone(), run.clone());
            // The node will be killed, so its responses are not awaited.
            asked.spawn(async move {
                let client = Client::connect(&endpoint).await.ok();
                let answer = match &client {
                    Some(client) => exchange(client, "acme", &token).await.ok(),
                    None => None,
                };
                (run, answer.is_some())
            });
        }
        if round == 9 {
            // Some were answered, and most are in flight.
            for _ in 0..8 {
                let (run, is_given) = asked.join_next().await.unwrap().unwrap();
                *given.entry(run).or_default() += u32::from(is_given);
            }
            nodes.cluster.kill(leader).unwrap();
        }
    }
    while let Some(answer) = asked.join_next().await {
        let (run, is_given) = answer.unwrap();
        *given.entry(run).or_default() += u32::from(is_given);
    }
    assert!(given.values().all(|count| *count <= 1), "{given:?}");
    assert!(given.values().sum::<u32>() >= 1, "{given:?}");
    // The log records each created key, even without a response.
    nodes.cluster.restart(leader).await.unwrap();
    let viewer = secret(&create_key(&nodes.cli(&nodes.root), "acme", &["viewer"]).await);
    let last = create_key(&nodes.cli(&nodes.root), "acme", &["viewer"]).await;
    let last = format!("credentials/{}", last["id"].as_str().unwrap());
    let reader = loop {
        // A lagging node does not know the key yet.
        let reader = Client::connect_showing(&survivors[0], Some(&viewer)).await.unwrap();
        if reader.events.clone().tail(TailRequest::default()).await.is_ok() {
            break reader;
        }
        sleep(PAUSE).await;
    };
    let mut log = tail::Tail::from_start(&reader).await.unwrap();
    let seen = log.until(|event| tail::subject(event) == last).await.unwrap();
    let made = seen.iter().filter_map(|event| {
        let data: Value = tail::cloud_event(event).unwrap()["data"].clone();
        data["runId"].as_str().map(str::to_owned)
    });
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    made.for_each(|run| *counts.entry(run).or_default() += 1);
    assert!(counts.values().all(|count| *count == 1), "{counts:?}");
    for (run, count) in given {
        assert!(
            count == 0 || counts.contains_key(&run),
            "run {run} has a key that no log tells of"
        );
    }
    assert!(counts.keys().all(|run| runs.contains(run)));
}
