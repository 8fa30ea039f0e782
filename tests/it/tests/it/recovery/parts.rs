//! Each part of a data directory, absent, emptied, from an earlier time, or of another node: the node refuses it by
//! name, or loses nothing.

use std::fs;
use std::path::Path;
use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::Deadline;
use minoots_it::cluster::{Cluster, PATIENT, Plan};
use minoots_it::files::copy;
use minoots_it::server::{Home, Server};

use super::{offline, text};
use crate::support::{Node, reason};

const HOUR: Duration = Duration::from_secs(3_600);

/// The parts that a node needs; `LOCK` is empty, and `snapshots` is emptied at each start.
const PARTS: [&str; 5] = ["NODE", "SYNCED", "log", "tables", "keys"];

/// The other parts of a data directory.
const NOT_NEEDED: [&str; 2] = ["LOCK", "snapshots"];

/// Texts by which a refusal names a part. For two parts that do not belong together, it may name either.
const NAMES: [&str; 8] = [
    "NODE",
    "belongs to node",
    "SYNCED",
    "synced",
    "/log",
    "the log",
    "tables",
    "KEYS_MISSING",
];

#[derive(Clone, Copy, Debug)]
enum Change {
    Absent,
    Empty,
    Older,
    OtherNodes,
}

const CHANGES: [Change; 4] = [Change::Absent, Change::Empty, Change::Older, Change::OtherNodes];

fn remove(path: &Path) {
    match path.is_dir() {
        true => fs::remove_dir_all(path).unwrap(),
        false => fs::remove_file(path).unwrap(),
    }
}

fn put(from: &Path, to: &Path) {
    if from.is_dir() {
        copy(from, to).unwrap();
    } else if from.exists() {
        fs::copy(from, to).unwrap();
    }
}

/// Makes `data` the base directory with one changed part, or two, with a space between their names.
fn prepare(data: &Path, base: &Path, parts: &str, change: Change, older: &Path, others: &Path) {
    remove(data);
    copy(base, data).unwrap();
    for part in parts.split(' ') {
        let place = data.join(part);
        let is_directory = place.is_dir();
        remove(&place);
        match change {
            Change::Absent => {}
            Change::Empty if is_directory => fs::create_dir(&place).unwrap(),
            Change::Empty => fs::write(&place, "").unwrap(),
            Change::Older => put(&older.join(part), &place),
            Change::OtherNodes => put(&others.join(part), &place),
        }
    }
}

/// Returns each part with each change, and the log together with its mark. An older copy of these two is omitted: it is
/// an earlier state of the directory, and nothing in it shows that the node continued.
fn cells() -> impl Iterator<Item = (&'static str, Change)> {
    let alone = PARTS.into_iter().flat_map(|part| CHANGES.map(|change| (part, change)));
    let together = [Change::Absent, Change::Empty, Change::OtherNodes];
    alone.chain(together.map(|change| ("log SYNCED", change)))
}

async fn create(client: &Client, ids: &[&str]) {
    for id in ids {
        client.create(timer(id).fire_after(HOUR)).await.unwrap();
    }
}

/// Requires that every timer exists, and its id is in use.
async fn check_complete(client: &Client, ids: &[&str], cell: &str) {
    for id in ids {
        let deadline = Deadline::after(PATIENCE);
        // A follower may have to catch up.
        while client.get_local(id).await.is_err() {
            assert!(!deadline.has_passed(), "{cell}: {id} is lost");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let other = timer(id).fire_after(2 * HOUR);
        let refused = client.create(other).await.expect_err("an id that is taken");
        assert_eq!(reason(&refused), "TIMER_EXISTS", "{cell}: {refused:?}");
    }
}

/// Requires that the node's last words name the part.
fn check_named(home: &Home, cell: &str) {
    let told = home.errors().unwrap();
    let last = told
        .lines()
        .rev()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    assert!(NAMES.iter().any(|name| last.contains(name)), "{cell}: {last}");
    assert!(!told.contains("panicked"), "{cell}: {told}");
}

/// The result of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Refused,
    Complete,
}

/// Returns the expected result. An older or foreign log is the only part that loses acknowledged changes for good, and
/// nothing without an identity starts.
fn expected(part: &str, change: Change) -> Option<Outcome> {
    match (part, change) {
        ("log" | "log SYNCED", _) | ("NODE" | "SYNCED" | "keys", Change::Absent | Change::Empty) => {
            Some(Outcome::Refused)
        }
        ("NODE" | "SYNCED" | "tables" | "keys", Change::Older) => Some(Outcome::Complete),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_part_of_a_single_nodes_directory_is_judged_by_its_content() {
    let kept = tempfile::tempdir().unwrap();
    let (base, older, others) = (
        kept.path().join("base"),
        kept.path().join("older"),
        kept.path().join("others"),
    );
    let another = Node::start().await;
    create(&another.client, &["x1", "x2", "x3", "x4", "x5", "x6"]).await;
    another.server.kill().unwrap();
    copy(&another.home.data(), &others).unwrap();
    let node = Node::start().await;
    create(&node.client, &["t1", "t2", "t3"]).await;
    node.server.kill().unwrap();
    copy(&node.home.data(), &older).unwrap();
    let node = Node::start_in(node.home).await;
    create(&node.client, &["t4", "t5"]).await;
    node.server.kill().unwrap();
    copy(&node.home.data(), &base).unwrap();
    let home = node.home;
    for entry in fs::read_dir(&base).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let is_known = PARTS.contains(&name.as_str()) || NOT_NEEDED.contains(&name.as_str());
        assert!(is_known, "{name} is in no cell of this test");
    }
    for (part, change) in cells() {
        let cell = format!("{part} {change:?}");
        prepare(&home.data(), &base, part, change, &older, &others);
        let checked = offline(&home)
            .run(&["store", "check", "--data", text(&home.data())])
            .await;
        let outcome = match Server::start(&home).await {
            Ok(server) => {
                let client = Client::connect(server.endpoint()).await.unwrap();
                check_complete(&client, &["t1", "t2", "t3", "t4", "t5"], &cell).await;
                server.kill().unwrap();
                Outcome::Complete
            }
            Err(error) => {
                assert!(
                    error.to_string().contains("ended before it was ready"),
                    "{cell}: {error}"
                );
                check_named(&home, &cell);
                Outcome::Refused
            }
        };
        eprintln!("{cell}: {outcome:?}");
        assert!(
            expected(part, change).is_none_or(|expected| outcome == expected),
            "{cell}: {outcome:?}"
        );
        // The check judges no keys, and reports emptied tables, which a start rebuilds from the log.
        if part != "keys" && (part != "tables" || outcome == Outcome::Refused) {
            let is_sound = checked.unwrap().code == Some(0);
            assert_eq!(
                is_sound,
                outcome == Outcome::Complete,
                "{cell}: `store check` says otherwise"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_part_of_a_followers_directory_is_judged_by_its_content() {
    let kept = tempfile::tempdir().unwrap();
    let (base, older, others) = (
        kept.path().join("base"),
        kept.path().join("older"),
        kept.path().join("others"),
    );
    let mut cluster = Plan::of(3).with(&PATIENT).start().await.unwrap();
    let leader = cluster.leader().await.unwrap();
    let followers: Vec<u64> = (1..=3).filter(|node| *node != leader).collect();
    let (changed, other) = (followers[0], followers[1]);
    let client = cluster.client(leader).await.unwrap();
    create(&client, &["t1", "t2", "t3"]).await;
    let keep = async |cluster: &mut Cluster, node: u64, place: &Path| {
        cluster.kill(node).unwrap();
        if place.exists() {
            remove(place);
        }
        copy(&cluster.home(node).unwrap().data(), place).unwrap();
    };
    keep(&mut cluster, other, &others).await;
    cluster.restart(other).await.unwrap();
    keep(&mut cluster, changed, &older).await;
    cluster.restart(changed).await.unwrap();
    create(&client, &["t4", "t5"]).await;
    let at_follower = cluster.client(changed).await.unwrap();
    check_complete(&at_follower, &["t5"], "before").await;
    keep(&mut cluster, changed, &base).await;
    for (part, change) in cells() {
        let cell = format!("{part} {change:?} of three");
        prepare(
            &cluster.home(changed).unwrap().data(),
            &base,
            part,
            change,
            &older,
            &others,
        );
        let outcome = match cluster.restart(changed).await {
            Ok(()) => {
                let at_follower = cluster.client(changed).await.unwrap();
                check_complete(&at_follower, &["t1", "t2", "t3", "t4", "t5"], &cell).await;
                // The node may have voted since then.
                keep(&mut cluster, changed, &base).await;
                Outcome::Complete
            }
            Err(error) => {
                assert!(
                    error.to_string().contains("ended before it was ready"),
                    "{cell}: {error}"
                );
                check_named(cluster.home(changed).unwrap(), &cell);
                Outcome::Refused
            }
        };
        eprintln!("{cell}: {outcome:?}");
        assert!(
            expected(part, change).is_none_or(|expected| outcome == expected),
            "{cell}: {outcome:?}"
        );
    }
}

/// A recovery accepts the loss of a log's end. It accepts no other log.
#[tokio::test]
async fn a_recovery_takes_no_log_of_another_node() {
    let kept = tempfile::tempdir().unwrap();
    let (base, others) = (kept.path().join("base"), kept.path().join("others"));
    let mut homes = Vec::new();
    for (place, count) in [(&base, 1), (&others, 50)] {
        let node = Node::start().await;
        for number in 0..count {
            create(&node.client, &[&format!("t{number}")]).await;
        }
        node.server.kill().unwrap();
        copy(&node.home.data(), place).unwrap();
        homes.push(node.home);
    }
    let home = homes.remove(0);
    prepare(&home.data(), &base, "log SYNCED", Change::OtherNodes, &base, &others);
    let data = home.data();
    let recover = [
        "cluster",
        "recover",
        "--data",
        text(&data),
        "--node",
        "1",
        "--i-accept-data-loss",
    ];
    let refused = offline(&home).run(&recover).await.unwrap();
    assert_ne!(refused.code, Some(0), "{refused:?}");
    assert!(refused.stderr.contains("of another log"), "{refused:?}");
    // A mark of another log alone can be removed without a loss.
    prepare(&data, &base, "SYNCED", Change::OtherNodes, &base, &others);
    let refused = offline(&home).run(&recover).await.unwrap();
    assert!(refused.stderr.contains("remove the note"), "{refused:?}");
    fs::remove_file(data.join("SYNCED")).unwrap();
    let recovered = offline(&home).run(&recover).await.unwrap();
    assert_eq!(recovered.code, Some(0), "{recovered:?}");
    let checked = offline(&home)
        .run(&["store", "check", "--data", text(&data)])
        .await
        .unwrap();
    assert_eq!(checked.code, Some(0), "{checked:?}");
    let server = Server::start(&home).await.unwrap();
    let client = Client::connect(server.endpoint()).await.unwrap();
    check_complete(&client, &["t0"], "recovered").await;
}
