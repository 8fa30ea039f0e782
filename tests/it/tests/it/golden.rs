//! A data directory of the first release, which this release must read and continue (G23).
//!
//! `UPDATE_GOLDEN=1 cargo nextest run -p minoots-it golden` rewrites it. That is permitted only before the release of
//! its format: later a new format gets a new directory, and the old ones stay.

mod record;
mod write;

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::{SECOND, now_ns};
use minoots_it::server::{Home, Server};
use minoots_it::{faults, golden};
use minoots_wire::timer::v1::{CancelOutcome, TimerStatus};
use serde_json::Value;

use self::record::{events_after, record};
use crate::support::Node;

/// The node's clock is before the end of the stored directory, so that armed timers still wait.
const BEFORE: i64 = -60 * SECOND;

fn kept() -> PathBuf {
    golden::root().join("data-v0")
}

/// Returns the state that was read when the directory was written.
fn expected() -> Value {
    golden::read_json(&kept().join("expected.json")).unwrap()
}

/// Starts a node on a copy of the stored directory, whose last instant was this.
async fn open(ended_ns: i64) -> Node {
    let home = faults::home(ended_ns + BEFORE - now_ns()).unwrap();
    golden::restore(&kept(), &home.data()).unwrap();
    Node::start_in(home).await
}

#[tokio::test]
async fn g23_a_data_directory_of_the_first_format_reads_back_as_recorded_and_goes_on() {
    if std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1") {
        write::write().await;
    }
    let expected = expected();
    let ended_ns = expected["ended_ns"].as_i64().unwrap();
    let node = open(ended_ns).await;
    let found = record(&node, ended_ns).await;
    for part in ["keys", "timers", "deliveries", "events"] {
        let (found, expected) = (found[part].as_array().unwrap(), expected[part].as_array().unwrap());
        for (found, expected) in found.iter().zip(expected) {
            assert_eq!(found, expected, "{part}");
        }
        assert_eq!(found.len(), expected.len(), "{part}");
    }
    let events = expected["events"].as_array().unwrap();
    for at in [0, events.len() / 2, events.len() - 1] {
        let cursor = events[at]["cursor"].as_str().unwrap();
        assert_eq!(events_after(&node.client, Some(cursor)).await, events[at + 1..]);
    }
    // The old timers can be changed, and new ones coexist with them.
    assert!(node.client.create(write::scheduled()).await.unwrap().existing, "G8");
    let cancelled = node.client.cancel("scheduled").await.unwrap();
    assert_eq!(cancelled.outcome(), CancelOutcome::Cancelled);
    node.client
        .create(timer("new").to_nobody().fire_after(Duration::from_millis(300)))
        .await
        .unwrap();
    node.client.wait_for("new", TimerStatus::Settled).await.unwrap();
    let node = node.kill_and_restart().await;
    assert_eq!(
        node.client.get("scheduled").await.unwrap().status(),
        TimerStatus::Cancelled
    );
}

#[tokio::test]
async fn g23_a_directory_of_a_format_that_is_not_known_is_refused_by_name_and_nothing_in_it_changes() {
    // After its checksum the record begins with the format: field 1, a varint.
    for format in [0, 2, 0x7f] {
        let home = Home::new().unwrap();
        golden::restore(&kept(), &home.data()).unwrap();
        let path = home.data().join("NODE");
        let mut bytes = fs::read(&path).unwrap();
        assert_eq!(bytes[4..6], [0x08, 1], "format 1");
        bytes[5] = format;
        let sum = checksum(&bytes[4..]);
        bytes[..4].copy_from_slice(&sum.to_le_bytes());
        fs::write(&path, &bytes).unwrap();
        let status = Server::spawn(&home, &["--no-demo"]).unwrap().ended().await.unwrap();
        assert!(!status.success());
        let said = home.errors().unwrap();
        assert!(said.contains("DATA_FORMAT_UNKNOWN"), "{said}");
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
}

/// Returns the CRC-32C, computed bit by bit.
fn checksum(bytes: &[u8]) -> u32 {
    let step = |sum: u32| (sum >> 1) ^ (0x82f6_3b78 & (sum & 1).wrapping_neg());
    let sum = bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| step(sum))
    });
    !sum
}
