//! `minoots dev` as a process: ready file, directory, demo, signals, and its HTTP endpoints.

use std::time::Duration;

use minoots_it::client::{Client, TimerRequest as _, timer};
use minoots_it::clock::Deadline;
use minoots_it::consumer::Consumer;
use minoots_it::server::{Home, Server, command};
use minoots_it::{PATIENCE, http1};
use minoots_wire::admin::v1::{GetLimitsRequest, GetVersionRequest};
use minoots_wire::envelope::Verifier;
use rustix::process::Signal;
use serde_json::Value;

use crate::support::Node;

const HOUR: Duration = Duration::from_secs(3_600);

#[tokio::test]
async fn the_ready_file_says_where_and_who() {
    let node = Node::start().await;
    let ready = node.server.ready_file();
    let mut members: Vec<&String> = ready.as_object().unwrap().keys().collect();
    members.sort();
    assert_eq!(members, ["dataDir", "endpoint", "pid"]);
    assert_eq!(ready["pid"], node.server.pid());
    assert_eq!(ready["dataDir"], node.home.data().display().to_string());
    assert!(ready["endpoint"].as_str().unwrap().starts_with("http://127.0.0.1:"));
}

#[tokio::test]
async fn an_ephemeral_directory_is_gone_when_the_node_is() {
    let home = Home::new().unwrap();
    for signal in [Signal::INT, Signal::TERM] {
        let server = Server::start_with(&home, &["--no-demo", "--ephemeral"]).await.unwrap();
        let directory = std::path::PathBuf::from(server.ready_file()["dataDir"].as_str().unwrap());
        assert!(directory.is_dir() && directory != home.data());
        let client = Client::connect(server.endpoint()).await.unwrap();
        client.create(timer("tea").fire_after(HOUR)).await.unwrap();
        drop(client);
        assert_eq!(server.end_by(signal).await.unwrap().code(), Some(0));
        assert!(!directory.exists());
    }
    assert!(!home.data().exists());
}

#[tokio::test]
async fn a_second_process_on_a_directory_is_refused_and_the_first_goes_on() {
    let node = Node::start().await;
    node.client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    let mut second = command(node.home.path()).unwrap();
    second
        .args(["dev", "--no-demo", "--listen", "127.0.0.1:0", "--data"])
        .arg(node.home.data());
    let output = tokio::task::spawn_blocking(move || second.output())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.contains("DATA_IN_USE"), "{errors}");
    node.client.create(timer("cup").fire_after(HOUR)).await.unwrap();
    let node = node.kill_and_restart().await;
    assert!(node.client.get("tea").await.is_ok() && node.client.get("cup").await.is_ok());
}

#[tokio::test]
async fn an_address_other_machines_can_reach_is_refused() {
    let home = Home::new().unwrap();
    for listen in ["0.0.0.0:0", "[::]:0", "192.0.2.1:7411"] {
        let mut node = command(home.path()).unwrap();
        node.args(["dev", "--no-demo", "--listen", listen, "--data"])
            .arg(home.data());
        let output = tokio::task::spawn_blocking(move || node.output())
            .await
            .unwrap()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{listen}");
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.contains("loopback"), "{errors}");
    }
    assert!(!home.data().exists());
}

#[tokio::test]
async fn the_demo_fires_and_verifies_and_the_signal_ends_it_cleanly() {
    let home = Home::new().unwrap();
    let server = Server::start_with(&home, &[]).await.unwrap();
    let deadline = Deadline::after(PATIENCE);
    let output = loop {
        let output = home.output().unwrap();
        if output.contains("verified") {
            break output;
        }
        assert!(!deadline.has_passed(), "{output}\n{}", home.errors().unwrap());
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    for part in [
        server.endpoint(),
        "/readyz",
        "/metrics",
        "/.well-known/jwks.json",
        "fired at",
        "signature verified",
    ] {
        assert!(output.contains(part), "{part:?} in {output}");
    }
    assert_eq!(server.stop().await.unwrap().code(), Some(0));
    assert_eq!(home.errors().unwrap(), "");
}

#[tokio::test]
async fn a_clean_stop_ends_streams_and_keeps_everything() {
    let node = Node::start().await;
    node.client.create(timer("tea").fire_after(HOUR)).await.unwrap();
    node.client
        .create(timer("out").fire_after(Duration::ZERO))
        .await
        .unwrap();
    let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
    let received = consumer.delivery().await.unwrap();
    let mut tail = minoots_it::tail::Tail::from_start(&node.client).await.unwrap();
    tail.next().await.unwrap();
    let home = node.home;
    assert_eq!(node.server.stop().await.unwrap().code(), Some(0));
    let node = Node::start_in(home).await;
    assert!(node.client.get("tea").await.is_ok());
    node.client.ack(received.id(), received.fence()).await.unwrap();
}

#[tokio::test]
async fn health_metrics_and_keys_are_served_over_http() {
    let node = Node::start().await;
    let address = node.server.address();
    for path in ["/livez", "/healthz", "/readyz"] {
        assert_eq!(http1::get(address, path).await.unwrap().status, 200, "{path}");
    }
    assert_eq!(http1::get(address, "/no-such-page").await.unwrap().status, 404);

    let jwks = http1::get(address, "/.well-known/jwks.json").await.unwrap();
    assert_eq!(jwks.status, 200);
    assert!(jwks.headers.contains("application/json") || jwks.headers.contains("application/jwk-set+json"));
    let document: Value = serde_json::from_str(&jwks.body).unwrap();
    let key = &document["keys"][0];
    assert_eq!((&key["kty"], &key["crv"]), (&"OKP".into(), &"Ed25519".into()));
    assert!(key["d"].is_null(), "private parts stay private");
    let by_http = Verifier::from_jwks(jwks.body.as_bytes()).unwrap();
    let by_rpc = node.client.verifier().await.unwrap();
    assert!(by_http.keys().kids().eq(by_rpc.keys().kids()));

    node.client
        .create(timer("tea").fire_after(Duration::ZERO))
        .await
        .unwrap();
    let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
    let received = consumer.delivery().await.unwrap();
    consumer.ack(&received).await.unwrap();
    let metrics = http1::get(address, "/metrics").await.unwrap();
    assert_eq!(metrics.status, 200);
    assert!(
        metrics.body.contains("minoots_timer_lateness_seconds"),
        "{}",
        metrics.body
    );
    let samples = metrics
        .body
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    for sample in samples {
        let (_, value) = sample.rsplit_once(' ').unwrap();
        assert!(value.parse::<f64>().is_ok(), "{sample}");
    }
}

#[tokio::test]
async fn the_keys_of_a_node_outlive_its_process() {
    let node = Node::start().await;
    let before = node.client.verifier().await.unwrap();
    let node = node.kill_and_restart().await;
    node.client
        .create(timer("tea").fire_after(Duration::ZERO))
        .await
        .unwrap();
    let mut consumer = Consumer::open(&node.client, "default", 10).await.unwrap();
    let received = consumer.delivery().await.unwrap();
    let envelope = received.envelope().unwrap();
    before.verify(&envelope.payload, &envelope.signature).unwrap();
}

#[tokio::test]
async fn the_node_tells_its_limits_and_version() {
    let node = Node::start().await;
    let mut system = node.client.system.clone();
    let limits = system.get_limits(GetLimitsRequest {}).await.unwrap().into_inner();
    let told = (
        limits.payload_bytes_max,
        limits.batch_max,
        limits.page_size_max,
        limits.message_bytes_max,
    );
    assert_eq!(told, (262_144, 1_000, 1_000, 1_048_576));
    let version = system.get_version(GetVersionRequest {}).await.unwrap().into_inner();
    assert!(!version.version.is_empty() && !version.cluster_id.is_empty());
    let node = node.kill_and_restart().await;
    let again = node
        .client
        .system
        .clone()
        .get_version(GetVersionRequest {})
        .await
        .unwrap()
        .into_inner();
    assert_eq!(again.cluster_id, version.cluster_id);
}
