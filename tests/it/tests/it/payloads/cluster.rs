//! Three nodes that share a secrets key.

use super::*;
use minoots_it::cluster::{Cluster, Plan};
use minoots_it::server::secrets_key;
use tonic::Code;

use crate::cluster::patiently;
use crate::support::reason;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_leader_opens_what_the_one_before_sealed() {
    let home = Home::new().unwrap();
    let key = secrets_key(home.path()).unwrap();
    let mut cluster = Plan::of(3).with(&["--secrets-key", &key]).start().await.unwrap();
    let first = cluster.leader().await.unwrap();
    let other = cluster.running().into_iter().find(|node| *node != first).unwrap();
    let client = cluster.client(other).await.unwrap();
    rotate(&client).await;
    client.create(carrying("later", "a")).await.unwrap();
    let soon = timer("soon")
        .fire_after(Duration::from_secs(3))
        .with_payload("text/plain", "b");
    client.create(soon).await.unwrap();
    cluster.kill(first).unwrap();
    let mut consumer = patiently(|| Consumer::open(&client, "default", 1)).await;
    let received = consumer.delivery().await.unwrap();
    assert_eq!(event(&received)["data"], "b");
    assert_eq!(shown(&client, "later").await, ("a".to_owned(), false));
    patiently(|| client.create(carrying("after", "c"))).await;
    assert_eq!(shown(&client, "after").await, ("c".to_owned(), false));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_secrets_key_a_cluster_seals_nothing_and_says_which_flag_is_missing() {
    let cluster = Cluster::start().await.unwrap();
    let client = cluster.client(1).await.unwrap();
    let request = RotatePayloadKeyRequest::default();
    let refused = client.tenants.clone().rotate_payload_key(request).await.unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::FailedPrecondition, "SECRETS_KEY")
    );
    assert!(refused.message().contains("--secrets-key"), "{refused:?}");
}
