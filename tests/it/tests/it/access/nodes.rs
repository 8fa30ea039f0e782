//! Keys on three nodes: known on all, checked at the node that answers, revoked on all.

use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::Deadline;
use minoots_it::cluster::Plan;
use minoots_it::server::Home;
use minoots_wire::timer::v1::{Consistency, GetTimerRequest, ReadOptions};

use tokio::time::sleep;

use super::{cli, create_key, id_of, root_key, secret};
use crate::support::reason;

const PAUSE: Duration = Duration::from_millis(20);
const HOUR: Duration = Duration::from_secs(3_600);

#[tokio::test]
async fn a_key_holds_on_every_node_and_ends_on_every_node() {
    let shared = Home::new().unwrap();
    let (path, root) = root_key(&shared);
    let cluster = Plan::of(3)
        .with(&["--root-key-file", path.to_str().unwrap()])
        .start()
        .await
        .unwrap();
    let endpoints: Vec<String> = (1..=3).map(|node| cluster.endpoint(node).unwrap()).collect();
    let made = create_key(&cli(&shared, &endpoints[0], &root), "acme", &["writer"]).await;
    let key = secret(&made);
    // A write is forwarded with its caller's credentials; a local read is answered by the called node.
    for (endpoint, number) in endpoints.iter().zip(1..) {
        let patience = Deadline::after(PATIENCE);
        let client = Client::connect_showing(endpoint, Some(&key)).await.unwrap();
        let request = timer(&format!("tea-{number}")).fire_after(HOUR);
        while let Err(refused) = client.create(request.clone()).await {
            // A lagging node does not know the key yet, and a busy cluster may hold an election.
            assert!(
                ["CREDENTIALS_INVALID", "NO_LEADER", "NOT_LEADER", "OUTCOME_UNKNOWN"]
                    .contains(&reason(&refused).as_str()),
                "{refused}"
            );
            assert!(!patience.has_passed(), "the key never holds");
            sleep(PAUSE).await;
        }
        let stranger = Client::connect(endpoint).await.unwrap();
        let refused = stranger.create(timer("cup").fire_after(HOUR)).await.unwrap_err();
        assert_eq!(reason(&refused), "CREDENTIALS_MISSING", "node {number}");
    }
    let revoked = cli(&shared, &endpoints[2], &root)
        .run(&["key", "revoke", id_of(&key), "--tenant", "acme"])
        .await
        .unwrap();
    assert_eq!(revoked.code, Some(0), "{revoked:?}");
    for endpoint in &endpoints {
        let patience = Deadline::after(PATIENCE);
        let mut client = Client::connect_showing(endpoint, Some(&key)).await.unwrap();
        let request = GetTimerRequest {
            id: "tea-1".to_owned(),
            read: Some(ReadOptions {
                consistency: Consistency::Local.into(),
                ..ReadOptions::default()
            }),
            ..GetTimerRequest::default()
        };
        // Until the node has applied the revocation.
        while client.timers.get_timer(request.clone()).await.is_ok() {
            assert!(!patience.has_passed(), "the key never ends");
            sleep(PAUSE).await;
        }
        let refused = client.timers.get_timer(request).await.unwrap_err();
        assert_eq!(reason(&refused), "CREDENTIALS_INVALID");
    }
}
