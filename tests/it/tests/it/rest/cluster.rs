//! The JSON API at a node that does not lead.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use minoots_it::PATIENCE;
use minoots_it::clock::Deadline;
use minoots_it::cluster::Cluster;
use minoots_it::rest::{Rest, Told};
use minoots_it::sse::{Event, Events};
use serde_json::{Value, json};

/// Repeats a request while the cluster may be without a leader; each is safe to repeat.
async fn patiently(api: &Rest, path: &str, body: Option<&Value>) -> Told {
    let deadline = Deadline::after(PATIENCE);
    loop {
        let told = match body {
            Some(body) => api.post(path, body).await.unwrap(),
            None => api.get(path).await.unwrap(),
        };
        if told.status != 503 || deadline.has_passed() {
            return told;
        }
        assert!(told.answer.header("retry-after").is_some(), "{told:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn address(cluster: &Cluster, node: u64) -> String {
    cluster.endpoint(node).unwrap().trim_start_matches("http://").to_owned()
}

/// Reads until an event with this subject, and reconnects wherever the stream ends.
async fn follow(cluster: &Cluster, events: &mut Events, subject: &str) -> Result<Vec<Event>> {
    let deadline = Deadline::after(PATIENCE);
    let mut seen = Vec::new();
    loop {
        match events.next().await? {
            Some(event) if event.kind == "end" => ensure!(event.data["status"] == 503, "{event:?}"),
            Some(event) => {
                let found = event.data["envelope"]["subject"] == subject;
                seen.push(event);
                if found {
                    return Ok(seen);
                }
            }
            None => {
                let last = events.last_id.clone();
                let node = *cluster.running().first().context("no node runs")?;
                match Events::open(&address(cluster, node), "/v1/events:tail", Some(&last)).await? {
                    Ok(again) => *events = again,
                    Err((status, head)) => ensure!(status == 503, "{head}"),
                }
                ensure!(!deadline.has_passed(), "{subject} did not come");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_follower_answers_everything_and_its_tail_outlives_the_leader() {
    let mut cluster = Cluster::start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let follower = (1..=3).find(|node| *node != leader).unwrap();
    let api = Rest::at(&address(&cluster, follower)).await.unwrap();

    let body = json!({ "id": "tea", "name": "tea", "delay": "1h" });
    let told = patiently(&api, "/v1/timers", Some(&body)).await;
    assert_eq!(
        (told.status, &told.json["timer"]["id"]),
        (200, &json!("tea")),
        "{told:?}"
    );
    let told = patiently(&api, "/v1/timers/tea", None).await;
    assert_eq!(told.json["timer"]["name"], "tea", "{told:?}");
    let told = patiently(&api, "/v1/timers/none:cancel", Some(&json!({}))).await;
    assert_eq!((told.status, told.reason()), (404, "TIMER"));

    let path = "/v1/events:tail?start=true";
    let mut events = Events::open(&address(&cluster, follower), path, None)
        .await
        .unwrap()
        .unwrap();
    let mut seen = follow(&cluster, &mut events, "timers/tea").await.unwrap();
    cluster.kill(leader).unwrap();
    let body = json!({ "id": "coffee", "name": "coffee", "delay": "1h" });
    let told = patiently(&api, "/v1/timers", Some(&body)).await;
    assert_eq!(told.status, 200, "{told:?}");
    seen.extend(follow(&cluster, &mut events, "timers/coffee").await.unwrap());
    let numbers: Vec<u64> = seen
        .iter()
        .map(|event| event.data["sequence"].as_str().unwrap().parse().unwrap())
        .collect();
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
}
