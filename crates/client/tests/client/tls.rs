//! TLS against a real node, and the errors of a wrong setup.

use std::time::Duration;

use minoots_client::{Builder, Client, Error, NewTimer};

use super::node::Node;
use super::within;

const HOUR: Duration = Duration::from_secs(3_600);

fn hasty(endpoint: &str) -> Builder {
    let builder = Client::builder().deadline(Duration::from_secs(5)).retries(0, 0);
    builder.endpoint(endpoint)
}

/// The endpoint with the name in the certificate.
fn named(node: &Node) -> String {
    node.endpoint().replace("127.0.0.1", "localhost")
}

async fn refused(builder: Builder) -> Error {
    let client = builder.build().unwrap();
    within(client.create_timer(NewTimer::after("tea", HOUR)))
        .await
        .unwrap_err()
}

#[tokio::test]
async fn timers_are_created_over_tls_by_who_believes_the_authority() {
    let node = Node::secured().await;
    assert!(node.endpoint().starts_with("https://"), "{}", node.endpoint());
    let client = hasty(&named(&node)).ca_file(node.authority("ca")).build().unwrap();
    let created = within(client.create_timer(NewTimer::after("tea", HOUR).id("tea-1")))
        .await
        .unwrap();
    assert_eq!(client.get("tea-1").await.unwrap(), created.timer);
}

#[tokio::test]
async fn a_wrong_authority_name_or_scheme_is_told_for_what_it_is() {
    let node = Node::secured().await;
    let error = refused(hasty(&named(&node)).ca_file(node.authority("peer-ca"))).await;
    assert!(
        error.to_string().contains("is by no authority that is trusted here"),
        "{error}"
    );
    assert!(!error.may_have_happened(), "{error:?}");
    let error = refused(hasty(node.endpoint()).ca_file(node.authority("ca"))).await;
    assert!(error.to_string().contains("is for other names than that"), "{error}");
    let error = refused(hasty(&named(&node).replace("https:", "http:"))).await;
    assert_eq!(error.reason(), "TLS_REQUIRED", "{error}");
    let plain = Node::ephemeral().await;
    let endpoint = plain.endpoint().replace("http:", "https:");
    let error = refused(hasty(&endpoint).ca_file(node.authority("ca"))).await;
    assert!(error.to_string().contains("does not speak TLS"), "{error}");
}
