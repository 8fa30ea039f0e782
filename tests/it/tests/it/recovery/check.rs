//! Verification of a data directory from outside.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use minoots_it::cli::Outcome;
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::server::Home;
use serde_json::Value;

use super::{contents, offline, refused, text};
use crate::support::Node;

/// Starts a node, makes changes, and stops it in order, so that rows are in files.
async fn stopped() -> Home {
    let node = Node::start().await;
    for number in 0..200 {
        let request = timer(&format!("c{number}")).fire_after(Duration::from_secs(3_600));
        node.client
            .create(request.with_payload("text/plain", vec![b'x'; 1_000]))
            .await
            .unwrap();
    }
    node.server.stop().await.unwrap();
    node.home
}

async fn check(home: &Home) -> (Outcome, Value) {
    let data = home.data();
    let outcome = offline(home)
        .run(&["store", "check", "--data", text(&data), "-o", "json"])
        .await
        .unwrap();
    let told = outcome.json().unwrap();
    (outcome, told)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sound_directory_is_verified_and_not_changed() {
    let home = stopped().await;
    let before = contents(&home.data());
    let (outcome, told) = check(&home).await;
    assert_eq!(
        (outcome.code, &told["sound"]),
        (Some(0), &Value::from(true)),
        "{outcome:?}"
    );
    assert_eq!(contents(&home.data()), before);
    assert!(told["tables"]["rows"].as_u64() > Some(200), "{told}");
    assert_eq!(told["tables"]["applied"], told["log"]["last"], "{told}");
    let (_, again) = check(&home).await;
    assert_eq!(again, told);
    let node = Node::start_in(home).await;
    let data = node.home.data();
    let busy = offline(&node.home)
        .run(&["store", "check", "--data", text(&data)])
        .await
        .unwrap();
    refused(&busy, 1, "DATA_IN_USE");
}

/// Returns a file of each existing kind, and an offset where damage matters.
fn files(data: &Path) -> Vec<(PathBuf, usize)> {
    let all = contents(data);
    let of = |part: &'static str| all.iter().filter(move |(path, _)| text(path).contains(part));
    let middle = |(path, content): &(PathBuf, Vec<u8>)| (path.clone(), content.len() / 2);
    let mut found: Vec<_> = of("/tables/generation-").map(middle).collect();
    found.extend(of("/tables/TABLES").map(middle));
    found.extend(of("/NODE").map(middle));
    // After the header sector, the head record and the first entries: records follow.
    found.extend(
        of("/log/")
            .filter(|(path, _)| text(path).ends_with(".log"))
            .map(|(path, _)| (path.clone(), 4_096))
            .take(1),
    );
    assert!(found.len() > 5, "{found:?}");
    found
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flipped_bit_in_any_file_that_is_in_force_is_found_and_its_file_named() {
    let home = stopped().await;
    for (path, at) in files(&home.data()) {
        let sound = fs::read(&path).unwrap();
        let mut damaged = sound.clone();
        damaged[at] ^= 0x40;
        fs::write(&path, &damaged).unwrap();
        let (outcome, told) = check(&home).await;
        assert_eq!(
            (outcome.code, &told["sound"]),
            (Some(1), &Value::from(false)),
            "{}: {told}",
            path.display()
        );
        let named = told["damage"].to_string();
        let part = text(&path)
            .strip_prefix(text(&home.data()))
            .unwrap()
            .split('/')
            .nth(1)
            .unwrap();
        assert!(named.contains(part), "{}: {named}", path.display());
        fs::write(&path, sound).unwrap();
    }
    assert_eq!(check(&home).await.0.code, Some(0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damage_of_the_log_is_told_with_its_place_and_a_missing_part_too() {
    let home = stopped().await;
    let log = home.data().join("log/0000000000000001.log");
    let sound = fs::read(&log).unwrap();
    let mut damaged = sound.clone();
    damaged[4_096] ^= 1;
    fs::write(&log, damaged).unwrap();
    let (_, told) = check(&home).await;
    let damage = &told["damage"][0];
    assert_eq!(damage["file"], text(&log));
    assert!(
        damage["position"]
            .as_u64()
            .is_some_and(|at| (512..=4_096).contains(&at)),
        "{told}"
    );
    fs::write(&log, sound).unwrap();
    fs::rename(home.data().join("tables"), home.path().join("aside")).unwrap();
    let (outcome, told) = check(&home).await;
    assert_eq!(outcome.code, Some(1), "{told}");
}
