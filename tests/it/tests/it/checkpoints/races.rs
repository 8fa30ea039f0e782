//! G12: of concurrent writers of the same version exactly one wins, and acknowledged writes survive kills.

use tonic::Code;

use super::{Checkpoints, put, read, service, written};
use crate::support::{Node, reason};

/// The number of rounds of a race, and of its participants.
const ROUNDS: u64 = 200;
const CLIENTS: usize = 2;

/// Writes over each current version, until there are as many as rounds. Returns the versions that it wrote.
async fn race(mut service: Checkpoints, who: usize) -> Vec<u64> {
    let (mut current, mut won) = (0, Vec::new());
    while current < ROUNDS {
        let request = put(current, &format!("{who} {current}"));
        current = match written(&mut service, request).await {
            Ok(answer) => {
                let version = answer.checkpoint.unwrap().version;
                assert_eq!(version, current + 1);
                won.push(version);
                version
            }
            // A caller that expects no version gets another reason.
            Err(status) => {
                let told = match reason(&status).as_str() {
                    "VERSION_CONFLICT" => Code::Aborted,
                    "VERSION_REQUIRED" => Code::FailedPrecondition,
                    _ => panic!("{status:?}"),
                };
                assert_eq!(status.code(), told);
                let found = read(&mut service, 0).await.unwrap().version;
                assert!(found > current, "{found} is what was refused at {current}");
                found
            }
        };
    }
    won
}

#[tokio::test]
async fn g12_of_two_that_set_the_same_version_exactly_one_wins() {
    let node = Node::start().await;
    let mut races = Vec::new();
    for who in 0..CLIENTS {
        races.push(tokio::spawn(race(service(node.server.endpoint()).await, who)));
    }
    let mut winners = Vec::new();
    for (who, race) in races.into_iter().enumerate() {
        winners.extend(race.await.unwrap().into_iter().map(|version| (version, who)));
    }
    winners.sort_unstable();
    let versions: Vec<u64> = winners.iter().map(|(version, _)| *version).collect();
    let last = *versions.last().unwrap();
    assert_eq!(versions, (1..=last).collect::<Vec<_>>(), "each version has one winner");
    let mut service = service(node.server.endpoint()).await;
    let newest = read(&mut service, 0).await.unwrap();
    assert_eq!(newest.version, last);
    for (version, who) in winners
        .into_iter()
        .filter(|(version, _)| *version >= newest.oldest_version)
    {
        let stored = read(&mut service, version).await.unwrap();
        assert_eq!(stored.data, format!("{who} {}", version - 1));
    }
}

#[tokio::test]
async fn g12_every_acknowledged_version_outlives_a_kill() {
    let mut node = Node::start().await;
    let mut expected = Vec::new();
    for round in 0..3u64 {
        let mut service = service(node.server.endpoint()).await;
        for _ in 0..20 {
            let current = expected.len() as u64;
            let request = put(current, &format!("version {}", current + 1));
            expected.push(written(&mut service, request).await.unwrap().checkpoint.unwrap());
        }
        node = node.kill_and_restart().await;
        let mut service = super::service(node.server.endpoint()).await;
        assert_eq!(read(&mut service, 0).await.unwrap().version, (round + 1) * 20);
        for put in &expected {
            let stored = read(&mut service, put.version).await.unwrap();
            assert_eq!(stored.data, format!("version {}", put.version));
            assert_eq!(
                (stored.checksum, stored.create_time),
                (put.checksum.clone(), put.create_time)
            );
        }
    }
}
