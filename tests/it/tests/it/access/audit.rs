//! The audit (G15): one record per change, chained, signed, and verified without a server.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::cli::{Cli, Outcome};
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::Deadline;
use minoots_it::cluster::Plan;
use minoots_it::http1;
use minoots_it::server::{Home, Server};
use minoots_wire::timer::v1::{Consistency, GetTimerRequest, ReadOptions};
use serde_json::Value;
use tokio::time::sleep;

use super::{Guarded, cli, create_key, id_of, root_key, secret};
use crate::support::reason;

const HOUR: Duration = Duration::from_secs(3_600);
const PAUSE: Duration = Duration::from_millis(50);

async fn records(cli: &Cli, arguments: &[&str]) -> Vec<Value> {
    let listed = cli
        .run(&[&["audit", "list", "-o", "json"], arguments].concat())
        .await
        .unwrap();
    assert_eq!(listed.code, Some(0), "{listed:?}");
    listed.json().unwrap()["records"].as_array().unwrap().clone()
}

fn texts<'a>(records: &'a [Value], field: &str) -> Vec<&'a str> {
    records
        .iter()
        .map(|record| record[field].as_str().unwrap_or_default())
        .collect()
}

async fn export(cli: &Cli, to: &Path, arguments: &[&str]) {
    let to = to.to_str().unwrap();
    let ended = cli
        .run(&[&["audit", "export", "--to", to], arguments].concat())
        .await
        .unwrap();
    assert_eq!(ended.code, Some(0), "{ended:?}");
}

/// Verifies a file without a server: the address is unused.
async fn verify(home: &Home, file: &Path, keys: &Path) -> Outcome {
    let nobody = Cli::new(home.path(), "http://127.0.0.1:1");
    let (file, keys) = (file.to_str().unwrap(), keys.to_str().unwrap());
    nobody
        .run(&["audit", "verify", file, "--keys", keys, "-o", "json"])
        .await
        .unwrap()
}

/// Returns the verifier's findings in these lines.
async fn findings(home: &Home, lines: &[String], keys: &Path) -> Vec<(String, String)> {
    let file = home.path().join("altered.jsonl");
    fs::write(&file, lines.join("\n")).unwrap();
    let ended = verify(home, &file, keys).await;
    assert_eq!(ended.code, Some(1), "{ended:?}");
    let found = ended.json().unwrap()["findings"].as_array().unwrap().clone();
    let text = |finding: &Value, field: &str| finding[field].as_str().unwrap().to_owned();
    found
        .iter()
        .map(|finding| (text(finding, "what"), text(finding, "message")))
        .collect()
}

/// Returns the index of the record with this sequence.
fn at(lines: &[String], sequence: u64) -> usize {
    let is = |line: &String| {
        let line: Value = serde_json::from_str(line).unwrap();
        line["record"]["sequence"] == sequence
    };
    lines.iter().position(is).unwrap()
}

async fn jwks(home: &Home, server: &Server) -> PathBuf {
    let path = home.path().join("jwks.json");
    let answer = http1::get(server.address(), "/.well-known/jwks.json").await.unwrap();
    fs::write(&path, answer.body).unwrap();
    path
}

#[tokio::test]
async fn g15_each_change_is_one_record_and_what_is_removed_altered_moved_or_cut_off_is_found() {
    let node = Guarded::start().await;
    let (writer, auditor) = (
        node.key("acme", &["writer"]).await,
        node.key("acme", &["auditor"]).await,
    );
    let client = node.client(&writer).await;
    for id in ["a", "b", "c", "d"] {
        client.create(timer(id).fire_after(HOUR)).await.unwrap();
    }
    // Nothing changes, so nothing is recorded.
    assert!(client.create(timer("a").fire_after(HOUR)).await.unwrap().existing);
    client.cancel("b").await.unwrap();
    let reader = node.cli(&auditor);
    let listed = records(&reader, &[]).await;
    assert_eq!(
        texts(&listed, "type"),
        [
            "timer.cancelled",
            "timer.scheduled",
            "timer.scheduled",
            "timer.scheduled",
            "timer.scheduled",
            "queue.created",
            "credential.created",
            "credential.created"
        ]
    );
    let actor = format!("key:{}", id_of(&writer));
    assert_eq!(texts(&listed, "subject")[0], "timers/b");
    assert_eq!(listed[0]["actor"], actor.as_str());
    assert_eq!(
        (&listed[0]["credential"], &listed[0]["source"]),
        (&id_of(&writer).into(), &"127.0.0.1".into())
    );
    assert_eq!(listed[7]["actor"], "root");
    assert_eq!(
        records(&reader, &["--actor", &actor, "--limit", "3"]).await,
        listed[..3]
    );
    assert_eq!(
        records(&reader, &["--until", listed[0]["time"].as_str().unwrap()]).await,
        listed[1..]
    );

    let Guarded { home, server, root } = node;
    let first = home.path().join("first.jsonl");
    export(&reader, &first, &[]).await;
    server.kill().unwrap();
    let server = Server::start(&home).await.unwrap();
    let keys = jwks(&home, &server).await;
    let ended = verify(&home, &first, &keys).await;
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let report = ended.json().unwrap();
    assert_eq!((&report["records"], &report["wrong"]), (&8.into(), &0.into()));
    // A valid file about another subject than the requested one is an error.
    for (asked, told) in [
        (vec!["--tenant", "rival"], "is the audit of tenant acme"),
        (vec!["--denials"], "asks for that of denials"),
    ] {
        let words = [vec!["audit", "verify", first.to_str().unwrap()], asked].concat();
        let ended = Cli::new(home.path(), "http://127.0.0.1:1").run(&words).await.unwrap();
        assert!(ended.code == Some(1) && ended.stderr.contains(told), "{ended:?}");
    }

    // After a kill the chain is unchanged, continues, and is signed again by the leader.
    let node = Guarded { home, server, root };
    node.client(&writer).await.cancel("c").await.unwrap();
    let reader = node.cli(&auditor);
    let patience = Deadline::after(PATIENCE);
    let whole = loop {
        let ended = reader.run(&["audit", "verify", "-o", "json"]).await.unwrap();
        assert_eq!(ended.code, Some(0), "{ended:?}");
        let report = ended.json().unwrap();
        if report["heads"].as_u64().unwrap() > 0 {
            break report;
        }
        assert!(!patience.has_passed(), "no head was ever signed: {report}");
        sleep(PAUSE).await;
    };
    assert_eq!(whole["records"], 9);
    let second = node.home.path().join("second.jsonl");
    export(&reader, &second, &[]).await;
    let lines: Vec<String> = fs::read_to_string(&second)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    let before: Vec<String> = fs::read_to_string(&first).unwrap().lines().map(str::to_owned).collect();
    for sequence in 1..=8 {
        assert_eq!(lines[at(&lines, sequence)], before[at(&before, sequence)]);
    }

    let home = &node.home;
    // A signed head behind the removed record would contradict the one before.
    let gone = (2..=7).find(|sequence| at(&lines, sequence + 1) == at(&lines, *sequence) + 1);
    let gone = gone.expect("two records without a head between them");
    let mut removed = lines.clone();
    removed.remove(at(&lines, gone));
    let found = findings(home, &removed, &keys).await;
    let told = format!("record {gone} is missing before record {}", gone + 1);
    assert_eq!(found[0], ("REMOVED".to_owned(), told));
    let mut altered = lines.clone();
    altered[at(&lines, 3)] = altered[at(&lines, 3)].replace(&actor, "key:nobody");
    let found = findings(home, &altered, &keys).await;
    assert_eq!((found.len(), found[0].0.as_str()), (1, "DIFFERS"));
    assert!(found[0].1.starts_with("record 3 "), "{found:?}");
    let mut added = lines.clone();
    added[at(&lines, 3)] = added[at(&lines, 3)].replacen('{', "{\"note\":\"x\",", 1);
    let found = findings(home, &added, &keys).await;
    assert_eq!(found[0].0, "MALFORMED", "{found:?}");
    let mut moved = lines.clone();
    moved.swap(at(&lines, 2), at(&lines, 3));
    let found = findings(home, &moved, &keys).await;
    assert!(found.iter().any(|(what, _)| what == "MOVED"), "{found:?}");
    let mut cut = lines.clone();
    cut.truncate(at(&lines, 6));
    let found = findings(home, &cut, &keys).await;
    assert_eq!(
        found,
        [(
            "TRUNCATED".to_owned(),
            "the file ends behind record 5 without its end".to_owned()
        )]
    );
    let other = Guarded::start().await;
    let theirs = jwks(&other.home, &other.server).await;
    let found = findings(home, &lines, &theirs).await;
    assert!(found.iter().all(|(what, _)| what == "UNSIGNED"), "{found:?}");
}

/// Returns the denials of a tenant, once one matches. They are recorded a moment after the response.
async fn denial(cli: &Cli, wanted: impl Fn(&Value) -> bool) -> Value {
    let patience = Deadline::after(PATIENCE);
    loop {
        let listed = records(cli, &["--denials"]).await;
        if let Some(found) = listed.iter().find(|record| wanted(record)) {
            return found.clone();
        }
        assert!(!patience.has_passed(), "never recorded: {listed:?}");
        sleep(PAUSE).await;
    }
}

#[tokio::test]
async fn g15_refusals_to_who_may_not_are_records_and_no_changes() {
    let node = Guarded::start().await;
    let (viewer, auditor) = (
        node.key("acme", &["viewer"]).await,
        node.key("acme", &["auditor"]).await,
    );
    let strangers = node.cli(&node.key("system", &["auditor"]).await);
    let client = node.client(&viewer).await;
    for _ in 0..3 {
        assert_eq!(
            reason(&client.create(timer("a").fire_after(HOUR)).await.unwrap_err()),
            "ROLE_INSUFFICIENT"
        );
    }
    let reader = node.cli(&auditor);
    let refused = denial(&reader, |record| record["reason"] == "ROLE_INSUFFICIENT").await;
    assert_eq!(refused["type"], "request.denied");
    assert_eq!(refused["method"], "minoots.timer.v1.TimerService/CreateTimer");
    assert_eq!(refused["subject"], "timer.write");
    assert_eq!(refused["actor"], format!("key:{}", id_of(&viewer)));
    assert_eq!(refused["source"], "127.0.0.1");
    assert_eq!(
        texts(&records(&reader, &[]).await, "type"),
        ["credential.created"; 2],
        "no change"
    );

    // A revoked key appears in its owner's record, because a caller still uses it. An unauthenticated caller has no
    // tenant.
    let revoked = node
        .cli(&node.root)
        .run(&["key", "revoke", id_of(&viewer), "--tenant", "acme"])
        .await;
    assert_eq!(revoked.unwrap().code, Some(0));
    assert_eq!(reason(&client.get("a").await.unwrap_err()), "CREDENTIALS_INVALID");
    let refused = denial(&reader, |record| record["reason"] == "CREDENTIALS_INVALID").await;
    assert_eq!(refused["credential"], id_of(&viewer));
    assert_eq!(refused["actor"], format!("key:{}", id_of(&viewer)));
    let stranger = Client::connect(node.server.endpoint()).await.unwrap();
    assert_eq!(reason(&stranger.get("a").await.unwrap_err()), "CREDENTIALS_MISSING");
    let refused = denial(&strangers, |record| record["reason"] == "CREDENTIALS_MISSING").await;
    assert_eq!(refused["method"], "minoots.timer.v1.TimerService/GetTimer");
    let whole = reader
        .run(&["audit", "verify", "--denials", "-o", "json"])
        .await
        .unwrap();
    assert_eq!(whole.code, Some(0), "{whole:?}");
    assert!(whole.json().unwrap()["records"].as_u64().unwrap() >= 2);

    // Only an auditor reads records, and only those of its own tenant.
    let admin = node.cli(&node.key("acme", &["admin"]).await);
    let ended = admin.run(&["audit", "list"]).await.unwrap();
    assert!(ended.stderr.contains("ROLE_INSUFFICIENT"), "{ended:?}");
    let ended = reader.run(&["audit", "list", "--tenant", "rival"]).await.unwrap();
    assert!(ended.stderr.contains("TENANT_FORBIDDEN"), "{ended:?}");
    denial(&reader, |record| record["reason"] == "TENANT_FORBIDDEN").await;
}

#[tokio::test]
async fn g15_a_refusal_at_a_follower_is_recorded() {
    let shared = Home::new().unwrap();
    let (path, root) = root_key(&shared);
    let cluster = Plan::of(3)
        .with(&["--root-key-file", path.to_str().unwrap()])
        .start()
        .await
        .unwrap();
    let endpoints: Vec<String> = (1..=3).map(|node| cluster.endpoint(node).unwrap()).collect();
    let auditor = secret(&create_key(&cli(&shared, &endpoints[0], &root), "acme", &["auditor"]).await);
    let local = GetTimerRequest {
        id: "a".to_owned(),
        read: Some(ReadOptions {
            consistency: Consistency::Local.into(),
            ..ReadOptions::default()
        }),
        ..GetTimerRequest::default()
    };
    for endpoint in &endpoints {
        let patience = Deadline::after(PATIENCE);
        let mut client = Client::connect_showing(endpoint, Some(&auditor)).await.unwrap();
        // A lagging node does not know the key yet.
        while reason(&client.timers.get_timer(local.clone()).await.unwrap_err()) != "ROLE_INSUFFICIENT" {
            assert!(!patience.has_passed(), "the key never holds");
            sleep(PAUSE).await;
        }
    }
    let reader = cli(&shared, &endpoints[1], &auditor);
    let patience = Deadline::after(PATIENCE);
    loop {
        let listed = records(&reader, &["--denials"]).await;
        let counts = listed.iter().map(|record| record["count"].as_str().unwrap());
        let told: u64 = counts.map(|count| count.parse::<u64>().unwrap()).sum();
        if told >= 3 {
            break;
        }
        assert!(!patience.has_passed(), "not every refusal was recorded: {listed:?}");
        sleep(PAUSE).await;
    }
}
