//! Three nodes: their key, and a change of leader.

use std::time::Duration;

use minoots_it::client::{Client, TimerRequest as _};
use minoots_it::clock::Deadline;
use minoots_it::cluster::{Cluster, Plan};
use minoots_it::receiver::{Receiver, Reply};
use minoots_it::server::{Home, Server};
use minoots_wire::timer::v1::TimerStatus;
use tonic::Code;

use super::{endpoint, make, posted, settled, webhooks};
use crate::support::reason;

/// A key file that a node of its own made.
async fn key_file(home: &Home) -> String {
    let server = Server::start(home).await.unwrap();
    server.stop().await.unwrap();
    home.data().join("keys/secrets.key").to_string_lossy().into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_the_key_a_cluster_makes_no_endpoint_and_says_which_flag_is_missing() {
    let cluster = Cluster::start().await.unwrap();
    let mut webhooks = webhooks(&cluster.endpoint(1).unwrap()).await;
    let refused = webhooks
        .create_webhook(endpoint("hook", "http://127.0.0.1:1/"))
        .await
        .unwrap_err();
    assert_eq!(
        (refused.code(), reason(&refused).as_str()),
        (Code::FailedPrecondition, "SECRETS_KEY")
    );
    assert!(refused.message().contains("--secrets-key"), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_next_leader_posts_what_the_one_before_did_not_bring_to_an_end() {
    let home = Home::new().unwrap();
    let key = key_file(&home).await;
    let mut cluster = Plan::of(3).with(&["--secrets-key", &key]).start().await.unwrap();
    let first = cluster.leader().await.unwrap();
    // What the first leader posts is never answered.
    let receiver = Receiver::start(|posted, number| match posted.event().unwrap()["subject"].as_str() {
        Some("timers/hangs") if number == 1 => Reply::Hang,
        _ => Reply::status(200),
    });
    let receiver = receiver.await.unwrap();
    let other = cluster.running().into_iter().find(|node| *node != first).unwrap();
    let service = webhooks(&cluster.endpoint(other).unwrap()).await;
    let made = make(&service, endpoint("hook", &receiver.url("/"))).await;
    let client: Client = cluster.client(other).await.unwrap();
    let hangs = posted("hangs", "hook").ack_within(Duration::from_secs(1));
    client.create(hangs).await.unwrap();
    receiver.wait_for(1).await.unwrap();
    cluster.kill(first).unwrap();

    // While nobody leads, only a local read is answered.
    let deadline = Deadline::after(minoots_it::PATIENCE);
    while client.get_local("hangs").await.unwrap().status() != TimerStatus::Settled {
        assert!(!deadline.has_passed(), "nobody brought it to an end");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    client.create(posted("after", "hook")).await.unwrap();
    settled(&client, "after").await;
    for posted in receiver.posted() {
        posted.verify(&made.secret).unwrap();
    }
}
