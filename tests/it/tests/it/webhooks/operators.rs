//! An operator's view of webhooks, and trusted certificates.

use std::time::Duration;

use minoots_it::clock::Deadline;
use minoots_it::http1;
use minoots_it::receiver::{Receiver, Reply};
use minoots_it::server::{Home, Server};
use minoots_it::tls::{Authority, NOW};
use minoots_wire::webhook::v1::WebhookAttemptOutcome as Outcome;

use super::{attempts, endpoint, failed, make, of, posted, settled};
use crate::support::Node;

/// Waits for a line of the metrics.
async fn told(node: &Node, line: &str) {
    let deadline = Deadline::after(minoots_it::PATIENCE);
    loop {
        let metrics = http1::get(node.server.address(), "/metrics").await.unwrap().body;
        // Regardless of the exporter's further labels.
        let (series, value) = line.rsplit_once(' ').unwrap();
        let (name, label) = series.split_once('{').unwrap_or((series, ""));
        let label = label.trim_end_matches('}');
        let mut lines = metrics.lines().filter(|known| {
            let rest = known.strip_prefix(name);
            rest.is_some_and(|rest| rest.starts_with(['{', ' '])) && known.contains(label)
        });
        if lines.any(|known| known.rsplit(' ').next() == Some(value)) {
            return;
        }
        assert!(!deadline.has_passed(), "no {line} in {metrics}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn metrics_tell_attempts_by_result_those_under_way_and_endpoints_that_are_disabled() {
    let node = Node::start().await;
    let webhooks = of(&node).await;
    told(&node, "minoots_webhook_attempts_in_flight 0").await;
    told(&node, "minoots_webhooks_disabled 0").await;
    let receiver = Receiver::start(|posted, number| match (posted.path.as_str(), number) {
        ("/hang", _) => Reply::Hang,
        ("/gone", _) => Reply::status(410),
        ("/bad", _) => Reply::status(400),
        (_, 1) => Reply::status(500),
        _ => Reply::status(200),
    });
    let receiver = receiver.await.unwrap();
    for id in ["good", "bad", "gone", "hang"] {
        make(&webhooks, endpoint(id, &receiver.url(&format!("/{id}")))).await;
    }
    node.client.create(posted("a", "good")).await.unwrap();
    settled(&node.client, "a").await;
    told(&node, "minoots_webhook_attempt_seconds_count{result=\"retry\"} 1").await;
    told(&node, "minoots_webhook_attempt_seconds_count{result=\"delivered\"} 1").await;
    node.client.create(posted("b", "bad")).await.unwrap();
    failed(&node.client, "b").await;
    told(&node, "minoots_webhook_attempt_seconds_count{result=\"failed\"} 1").await;
    node.client.create(posted("c", "gone")).await.unwrap();
    told(&node, "minoots_webhook_attempt_seconds_count{result=\"gone\"} 1").await;
    told(&node, "minoots_webhooks_disabled 1").await;
    node.client.create(posted("d", "hang")).await.unwrap();
    told(&node, "minoots_webhook_attempts_in_flight 1").await;
    let node = node.kill_and_restart().await;
    told(&node, "minoots_webhooks_disabled 1").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_receiver_of_an_authority_of_its_own_is_believed_once_the_operator_names_it() {
    let authority = Authority::new("inside").unwrap();
    let pair = authority.issue(&["127.0.0.1"], NOW).unwrap();
    let receiver = Receiver::secured(&pair, |_, _| Reply::status(200)).await.unwrap();
    let node = Node::start().await;
    let webhooks = of(&node).await;
    make(&webhooks, endpoint("inside", &receiver.url("/in"))).await;
    node.client.create(posted("tea", "inside")).await.unwrap();
    let first = attempts(&webhooks, "inside", 1).await;
    assert_eq!(
        (first[0].outcome(), first[0].failure.as_str()),
        (Outcome::Retry, "TLS"),
        "{first:?}"
    );
    assert!(receiver.posted().is_empty());

    let Node { home, server, .. } = node;
    server.kill().unwrap();
    let file = home.path().join("inside.pem");
    std::fs::write(&file, authority.pem()).unwrap();
    let home = home.with_variable("MINOOTS_WEBHOOK_CA", file.to_str().unwrap());
    let node = Node::start_in(home).await;
    // The failed attempt is retried, and so is the one of another timer.
    node.client.create(posted("coffee", "inside")).await.unwrap();
    settled(&node.client, "coffee").await;
    settled(&node.client, "tea").await;
    let stranger = Authority::new("inside").unwrap().issue(&["127.0.0.1"], NOW).unwrap();
    let stranger = Receiver::secured(&stranger, |_, _| Reply::status(200)).await.unwrap();
    let webhooks = of(&node).await;
    make(&webhooks, endpoint("stranger", &stranger.url("/in"))).await;
    node.client.create(posted("water", "stranger")).await.unwrap();
    assert_eq!(attempts(&webhooks, "stranger", 1).await[0].failure, "TLS");
    assert!(stranger.posted().is_empty());
}

#[tokio::test]
async fn a_file_of_authorities_that_cannot_be_used_keeps_the_node_from_starting() {
    for (content, why) in [(None, "No such file"), (Some("nothing"), "it holds no certificate")] {
        let home = Home::new().unwrap();
        let file = home.path().join("authorities.pem");
        if let Some(content) = content {
            std::fs::write(&file, content).unwrap();
        }
        let home = home.with_variable("MINOOTS_WEBHOOK_CA", file.to_str().unwrap());
        let ended = Server::spawn(&home, &["--no-demo"]).unwrap().ended().await.unwrap();
        assert!(!ended.success());
        let said = home.errors().unwrap();
        assert!(said.contains("TLS_FILES: --webhook-ca") && said.contains(why), "{said}");
    }
}
