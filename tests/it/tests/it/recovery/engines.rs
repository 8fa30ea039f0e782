//! A directory on the engine that made it, verified, and moved to the other.

use std::time::Duration;

use minoots_it::cli::Outcome;
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::server::{Home, Server};
use minoots_wire::timer::v1::TimerStatus;
use serde_json::Value;

use super::{Shelf, backup, offline, refused, succeeded, text};
use crate::support::Node;

const TIMERS: usize = 50;
const ENGINE: &str = "MINOOTS_ENGINE";

async fn create(node: &Node) {
    for number in 0..TIMERS {
        let request = timer(&format!("e{number}")).fire_after(Duration::from_secs(3_600));
        node.client.create(request).await.unwrap();
    }
}

async fn assert_has_all(node: &Node) {
    let scheduled = node.client.list_of(TimerStatus::Scheduled).await.unwrap();
    assert_eq!(scheduled.len(), TIMERS);
}

async fn check(home: &Home) -> (Outcome, Value) {
    let data = home.data();
    let arguments = ["store", "check", "--data", text(&data), "-o", "json"];
    let outcome = offline(home).run(&arguments).await.unwrap();
    let told = outcome.json().unwrap();
    (outcome, told)
}

async fn assert_refused(home: &Home, engine: &str) {
    let arguments = ["--no-demo", "--engine", engine];
    let ended = Server::spawn(home, &arguments).unwrap().ended().await.unwrap();
    assert!(!ended.success());
    let said = home.errors().unwrap();
    for part in [
        "ENGINE_MISMATCH",
        "`lsm`",
        "`sled`",
        "--engine",
        "minoots backup",
        "minoots restore",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn data_on_sled_is_verified_backed_up_and_restored_on_either_engine_and_refused_to_the_wrong_one() {
    let node = Node::start_in(Home::new().unwrap().with_variable(ENGINE, "sled")).await;
    create(&node).await;
    let shelf = Shelf::new();
    let place = shelf.place("backup");
    backup(&node, &place).await;
    node.server.stop().await.unwrap();
    let home = node.home;
    let (outcome, told) = check(&home).await;
    assert_eq!((outcome.code, &told["sound"]), (Some(0), &Value::from(true)), "{told}");
    assert!(told["tables"]["rows"].as_u64() > Some(TIMERS as u64), "{told}");
    assert_refused(&home, "lsm").await;
    assert_has_all(&Node::start_in(home).await).await;

    for (engine, other, epoch) in [("lsm", "sled", "5"), ("sled", "lsm", "6")] {
        let home = Home::new().unwrap().with_variable(ENGINE, engine);
        let data = home.data();
        let arguments = [
            "restore",
            "--from",
            text(&place),
            "--data",
            text(&data),
            "--engine",
            engine,
        ];
        let arguments = [arguments.as_slice(), &["--epoch", epoch, "-o", "json"]].concat();
        succeeded(offline(&home).run(&arguments).await.unwrap());
        assert_refused(&home, other).await;
        assert_has_all(&Node::start_in(home).await).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn damaged_tables_on_sled_are_found_by_the_check_and_not_started_from() {
    let node = Node::start_in(Home::new().unwrap().with_variable(ENGINE, "sled")).await;
    create(&node).await;
    node.server.stop().await.unwrap();
    let home = node.home;
    let file = home.data().join("tables/generation-1/db");
    let mut bytes = std::fs::read(&file).unwrap();
    // The location of the first segment's rows.
    bytes[64..4_096].fill(0x5A);
    std::fs::write(&file, bytes).unwrap();
    let (outcome, told) = check(&home).await;
    assert_eq!((outcome.code, &told["sound"]), (Some(1), &Value::from(false)), "{told}");
    let ended = Server::spawn(&home, &["--no-demo"]).unwrap().ended().await.unwrap();
    assert!(!ended.success());
    assert!(home.errors().unwrap().contains("the tables are damaged"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_engine_that_there_is_not_is_refused_with_those_there_are() {
    let home = Home::new().unwrap();
    let outcome = offline(&home)
        .with_variable(ENGINE, "redb")
        .run(&["config"])
        .await
        .unwrap();
    refused(&outcome, 2, "lsm and sled are the engines there are");
}
