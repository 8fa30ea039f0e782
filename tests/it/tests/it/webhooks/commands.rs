//! The commands of `minoots webhook`, as a script runs them.

use minoots_it::cli::Cli;
use minoots_it::receiver::{Receiver, Reply};

use super::settled;
use crate::support::Node;

#[tokio::test]
async fn an_endpoint_is_made_used_changed_and_removed_by_commands() {
    let node = Node::start().await;
    let cli = Cli::new(node.home.path(), node.server.endpoint());
    let receiver = Receiver::start(|posted, _| Reply::status(if posted.path == "/no" { 404 } else { 200 })).await;
    let receiver = receiver.unwrap();
    let url = receiver.url("/");
    let run = async |arguments: &[&str]| cli.run(arguments).await.unwrap();

    let made = run(&[
        "webhook",
        "create",
        "--id",
        "hook",
        "--url",
        &url,
        "--allow-private",
        "-o",
        "json",
    ])
    .await;
    assert_eq!(made.code, Some(0), "{made:?}");
    let secret = made.json().unwrap()["secret"].as_str().unwrap().to_owned();
    let create = [
        "timer",
        "create",
        "--name",
        "tea",
        "--id",
        "tea",
        "--delay",
        "100ms",
        "--webhook",
        "hook",
    ];
    assert_eq!(run(&create).await.code, Some(0));
    settled(&node.client, "tea").await;
    receiver.wait_for(1).await.unwrap()[0].verify(&secret).unwrap();

    let got = run(&["webhook", "get", "hook", "-o", "json"]).await;
    assert_eq!(got.json().unwrap()["url"], url);
    assert!(!got.stdout.contains("whsec_"));
    let listed = run(&["webhook", "list", "--all"]).await.stdout;
    assert!(listed.contains("hook") && listed.contains(&url), "{listed}");
    let tested = run(&["webhook", "test", "hook"]).await;
    assert_eq!(tested.code, Some(0), "{tested:?}");
    let test = receiver.wait_for(2).await.unwrap().pop().unwrap();
    assert_eq!(test.event().unwrap()["type"], "webhook.test");
    test.verify(&secret).unwrap();
    let log = run(&["webhook", "attempts", "hook"]).await.stdout;
    assert!(log.contains("DELIVERED") && log.contains("TEST"), "{log}");

    let no = receiver.url("/no");
    let changed = run(&[
        "webhook",
        "update",
        "hook",
        "--url",
        &no,
        "--rotate-secrets",
        "-o",
        "json",
    ])
    .await;
    let new = changed.json().unwrap()["secret"].as_str().unwrap().to_owned();
    assert_ne!(new, secret);
    let refused = run(&["webhook", "test", "hook"]).await;
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("404"), "{refused:?}");
    assert!(
        refused.stderr.contains("then test again") && !refused.stderr.contains("redrive"),
        "{refused:?}"
    );
    assert_eq!(run(&["webhook", "update", "hook"]).await.code, Some(2));
    assert_eq!(run(&["webhook", "delete", "hook"]).await.code, Some(0));
    assert_eq!(run(&["webhook", "get", "hook"]).await.code, Some(3));
    let public = run(&["webhook", "create", "--url", &url]).await;
    assert_eq!(public.code, Some(2));
    assert!(public.stderr.contains("URL_SCHEME"), "{public:?}");
}
