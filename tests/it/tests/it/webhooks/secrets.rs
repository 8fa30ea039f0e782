//! The secrets of an endpoint are in no log line, in no list, and nowhere on disk in clear.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minoots_it::cli::Cli;
use minoots_it::files;
use minoots_it::receiver::{Receiver, Reply};
use minoots_it::server::Home;
use minoots_wire::webhook::v1::UpdateWebhookRequest;

use super::{attempts, endpoint, failed, get, make, of, posted, settled, update};
use crate::support::Node;

const HEADER: &str = "Bearer planted-in-a-header";

#[tokio::test]
async fn secrets_and_headers_of_endpoints_are_sealed_on_disk_and_told_nowhere() {
    let home = Home::new().unwrap().with_variable("MINOOTS_LOG_LEVEL", "debug");
    let node = Node::start_in(home).await;
    let mut webhooks = of(&node).await;
    let receiver = Receiver::start(|posted, _| Reply::status(if posted.path == "/gone" { 404 } else { 200 }));
    let receiver = receiver.await.unwrap();
    let mut request = endpoint("hook", &receiver.url("/hook"));
    request.headers.insert("authorization".to_owned(), HEADER.to_owned());
    let first = make(&webhooks, request).await.secret;
    make(&webhooks, endpoint("gone", &receiver.url("/gone"))).await;
    let rotated = UpdateWebhookRequest {
        rotate_secrets: true,
        ..update("hook", &[])
    };
    let second = webhooks.update_webhook(rotated).await.unwrap().into_inner().secret;
    node.client.create(posted("tea", "hook")).await.unwrap();
    settled(&node.client, "tea").await;
    assert_eq!(receiver.posted()[0].header("authorization"), HEADER, "it is sent");
    receiver.posted()[0].verify(&second).unwrap();
    node.client.create(posted("cup", "gone")).await.unwrap();
    failed(&node.client, "cup").await;

    // The visible data, by every way to read it.
    let mut shown = format!(
        "{:?}{:?}{:?}",
        get(&webhooks, "hook").await,
        attempts(&webhooks, "hook", 1).await,
        attempts(&webhooks, "gone", 1).await
    );
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    for arguments in [
        &["webhook", "get", "hook", "-o", "json"][..],
        &["webhook", "list", "-o", "json"],
        &["event", "tail", "--from", "start", "--timeout", "1s", "-o", "json"],
        &["audit", "list", "-o", "json"],
    ] {
        let ended = cli.run(arguments).await.unwrap();
        assert!(ended.stdout.len() + ended.stderr.len() > 10, "{ended:?}");
        shown.push_str(&ended.stdout);
        shown.push_str(&ended.stderr);
    }
    shown.push_str(&node.home.output().unwrap());
    shown.push_str(&node.home.errors().unwrap());
    let keys = [&first, &second].map(|secret| secret.strip_prefix("whsec_").unwrap());
    for secret in [keys[0], keys[1], HEADER] {
        assert!(!shown.contains(secret), "a secret is told");
    }

    // The stored data, in text and in bytes.
    let Node { home, server, .. } = node;
    server.kill().unwrap();
    let mut planted: Vec<Vec<u8>> = keys.iter().map(|key| STANDARD.decode(key).unwrap()).collect();
    planted.extend(keys.iter().map(|key| key.as_bytes().to_vec()));
    planted.push(HEADER.as_bytes().to_vec());
    let told = files::holding(&home.data(), &planted).unwrap();
    assert!(told.is_empty(), "a secret stands in {told:?}");
}
