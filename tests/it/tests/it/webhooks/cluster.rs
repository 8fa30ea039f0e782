//! Three nodes: their key, and a change of leader.

use std::time::Duration;

use minoots_it::cli::{Cli, Outcome};
use minoots_it::client::{Client, TimerRequest as _};
use minoots_it::clock::Deadline;
use minoots_it::cluster::{Cluster, Plan};
use minoots_it::receiver::{Receiver, Reply};
use minoots_it::server::{Home, Server, secrets_key};
use minoots_wire::timer::v1::TimerStatus;
use tonic::Code;

use super::{endpoint, make, posted, settled, webhooks};
use crate::cluster::membership::add;
use crate::cluster::patiently;
use crate::support::reason;

/// Returns the key file of a single node.
async fn key_file(home: &Home) -> String {
    let server = Server::start(home).await.unwrap();
    server.stop().await.unwrap();
    home.data().join("keys/secrets.key").to_string_lossy().into_owned()
}

/// Starts a cluster of one node, without `--peers`.
async fn alone(home: &Home) -> Server {
    let data = home.data().to_string_lossy().into_owned();
    let port = minoots_it::cluster::free_port().unwrap();
    let peer = format!("127.0.0.1:{port}");
    let arguments = [
        "server",
        "--node",
        "1",
        "--data",
        &data,
        "--listen",
        "127.0.0.1:0",
        "--peer-listen",
        &peer,
        "--insecure",
        "--webhook-private",
        "127.0.0.0/8",
    ];
    Server::launch(home, &arguments).unwrap().ready().await.unwrap()
}

#[tokio::test]
async fn new_server_without_peers_keeps_secrets_by_a_key_of_its_own() {
    let home = Home::new().unwrap();
    let key = home.data().join("keys/secrets.key");
    let receiver = Receiver::start(|_, _| Reply::status(200)).await.unwrap();
    let server = alone(&home).await;
    let made = make(&webhooks(server.endpoint()).await, endpoint("hook", &receiver.url("/"))).await;
    let drawn = std::fs::read(&key).unwrap();
    server.stop().await.unwrap();
    let server = alone(&home).await;
    assert_eq!(std::fs::read(&key).unwrap(), drawn);
    let client = Client::connect(server.endpoint()).await.unwrap();
    patiently(|| client.create(posted("tea", "hook"))).await;
    settled(&client, "tea").await;
    receiver.posted()[0].verify(&made.secret).unwrap();
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
    let key = secrets_key(home.path()).unwrap();
    let mut cluster = Plan::of(3).with(&["--secrets-key", &key]).start().await.unwrap();
    let first = cluster.leader().await.unwrap();
    // The first leader's request is never answered.
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

    // Without a leader, only a local read is answered.
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

/// Makes node 1 add another, once that listens, and returns the result.
async fn told_of(cluster: &Cluster, node: u64) -> Outcome {
    let cli = Cli::new(cluster.home(1).unwrap().path(), &cluster.endpoint(1).unwrap());
    let (id, peer) = (node.to_string(), cluster.peer_address(node).unwrap());
    let deadline = Deadline::after(minoots_it::PATIENCE);
    loop {
        let told = cli
            .run(&["cluster", "add", "--node", &id, "--peer", &peer])
            .await
            .unwrap();
        if told.code != Some(5) || deadline.has_passed() {
            return told;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Requires that a timer is posted while this node leads, with a valid signature.
async fn posts(cluster: &Cluster, node: u64, receiver: &Receiver, secret: &str) {
    let cli = Cli::new(cluster.home(1).unwrap().path(), &cluster.endpoint(1).unwrap());
    let deadline = Deadline::after(minoots_it::PATIENCE);
    let to = node.to_string();
    while cli.run(&["cluster", "transfer", "--to", &to]).await.unwrap().code != Some(0) {
        assert!(!deadline.has_passed(), "node {node} does not come to lead");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let (client, id) = (cluster.client(node).await.unwrap(), format!("of-{node}"));
    // Leadership has just moved, so calls may be refused for a moment.
    patiently(|| client.create(posted(&id, "hook"))).await;
    patiently(|| client.wait_for(&id, TimerStatus::Settled)).await;
    let posted = receiver.posted();
    let last = posted.last().unwrap();
    assert_eq!(last.event().unwrap()["subject"], format!("timers/{id}"));
    last.verify(secret).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_could_not_open_the_secrets_is_not_added_and_one_with_the_file_of_the_first_posts() {
    let elsewhere = Home::new().unwrap();
    let another = key_file(&elsewhere).await;
    let first = Home::new().unwrap();
    let own = first.data().join("keys/secrets.key");
    let with = |key: &str| Home::new().unwrap().with_variable("MINOOTS_SECRETS_KEY", key);
    let plan = Plan::of(1)
        .with_home(1, first)
        .with_home(3, with(&another))
        .with_home(4, with(own.to_str().unwrap()));
    let mut cluster = plan.start().await.unwrap();
    let receiver = Receiver::start(|_, _| Reply::status(200)).await.unwrap();
    let service = webhooks(&cluster.endpoint(1).unwrap()).await;
    let made = make(&service, endpoint("hook", &receiver.url("/"))).await;

    for (node, has) in [(2, "no key"), (3, "another key")] {
        let _waits = cluster.prepare(node).unwrap();
        let told = told_of(&cluster, node).await;
        assert_ne!(told.code, Some(0), "{told:?}");
        for part in ["SECRETS_KEY", has, "--secrets-key", "keys/secrets.key"] {
            assert!(told.stderr.contains(part), "{told:?}");
        }
    }
    add(&mut cluster, 1, 4).await;
    posts(&cluster, 4, &receiver, &made.secret).await;

    // The first node continues with its own file, although it now has other peers.
    cluster.terminate(1).await.unwrap();
    cluster.tell_peers(1).unwrap();
    cluster.restart(1).await.unwrap();
    posts(&cluster, 1, &receiver, &made.secret).await;
}
