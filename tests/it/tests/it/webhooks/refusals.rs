//! Invalid requests: rows 54 to 60 of the table of bad inputs, and further fields of an endpoint. None changes
//! anything.

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::rest::Rest;
use minoots_wire::error::Details;
use minoots_wire::timer::v1::{CreateTimerRequest, Target, target};
use minoots_wire::webhook::v1::{
    CreateWebhookRequest, DeleteWebhookRequest, ListWebhooksRequest, TestWebhookRequest, WebhookRate,
};
use minoots_wire::well_known::Duration;
use serde_json::json;
use tonic::Code;

use super::{endpoint, make, of, update};
use crate::support::{Node, reason};

fn public(url: &str) -> CreateWebhookRequest {
    CreateWebhookRequest {
        allow_private: false,
        ..endpoint("new", url)
    }
}

fn with_header(name: &str, value: &str) -> CreateWebhookRequest {
    CreateWebhookRequest {
        headers: [(name.to_owned(), value.to_owned())].into(),
        ..public("https://example.com/")
    }
}

fn rows() -> Vec<(&'static str, CreateWebhookRequest, &'static str, &'static str)> {
    let rate = |per_second, burst, concurrency| CreateWebhookRequest {
        rate: Some(WebhookRate {
            per_second,
            burst,
            concurrency,
        }),
        ..public("https://example.com/")
    };
    vec![
        ("54 http", public("http://example.com/"), "URL_SCHEME", "url"),
        ("54 file", public("file:///etc/passwd"), "URL_SCHEME", "url"),
        ("54 gopher", endpoint("new", "gopher://127.0.0.1/"), "URL_SCHEME", "url"),
        (
            "55 loopback",
            public("https://127.0.0.1/"),
            "URL_PRIVATE_ADDRESS",
            "url",
        ),
        (
            "55 hexadecimal",
            public("https://0x7f.1/"),
            "URL_PRIVATE_ADDRESS",
            "url",
        ),
        (
            "55 a number",
            public("https://2130706433/"),
            "URL_PRIVATE_ADDRESS",
            "url",
        ),
        ("55 six", public("https://[::1]/"), "URL_PRIVATE_ADDRESS", "url"),
        (
            "56 mapped",
            public("https://[::ffff:10.0.0.1]/"),
            "URL_PRIVATE_ADDRESS",
            "url",
        ),
        (
            "56 metadata",
            public("https://169.254.169.254/"),
            "URL_PRIVATE_ADDRESS",
            "url",
        ),
        (
            "56 metadata, allowed",
            endpoint("new", "http://169.254.169.254/latest"),
            "URL_PRIVATE_ADDRESS",
            "url",
        ),
        ("57", public("https://u:p@example.com/"), "URL_USERINFO", "url"),
        ("59", with_header("x-a", "b\r\nevil: 1"), "HEADER_INVALID", "headers"),
        ("60 host", with_header("Host", "evil"), "HEADER_RESERVED", "headers"),
        (
            "60 signature",
            with_header("webhook-signature", "v1,"),
            "HEADER_RESERVED",
            "headers",
        ),
        ("no url", public(""), "URL_EMPTY", "url"),
        ("a port", public("https://example.com:22/"), "URL_PORT", "url"),
        ("a slow rate", rate(10_001, 1, 1), "RATE_RANGE", "rate.per_second"),
        ("a wide rate", rate(1, 1, 1_001), "RATE_RANGE", "rate.concurrency"),
        (
            "an id",
            CreateWebhookRequest {
                id: "a:b".to_owned(),
                ..public("https://example.com/")
            },
            "ID_CHARSET",
            "id",
        ),
        (
            "a type",
            CreateWebhookRequest {
                event_types: vec!["timer.failed".to_owned(), "timer.boiled".to_owned()],
                ..public("https://example.com/")
            },
            "EVENT_TYPE",
            "event_types[1]",
        ),
        (
            "a patience",
            CreateWebhookRequest {
                disable_after: Some(Duration { seconds: 0, nanos: 1 }),
                ..public("https://example.com/")
            },
            "DISABLE_AFTER_RANGE",
            "disable_after",
        ),
    ]
}

#[tokio::test]
async fn every_bad_endpoint_has_its_exact_answer_and_changes_nothing() {
    let node = Node::start().await;
    let mut webhooks = of(&node).await;
    for (row, request, expected, field) in rows() {
        let refused = webhooks.create_webhook(request).await.unwrap_err();
        let details = Details::of(&refused);
        assert_eq!(
            (refused.code(), details.reason_text.as_str()),
            (Code::InvalidArgument, expected),
            "{row}"
        );
        let named = details
            .fields
            .iter()
            .any(|told| told.path == field && told.reason == expected);
        assert!(named, "{row}: {:?}", details.fields);
        // The description does not repeat the field's name.
        for told in &details.fields {
            assert!(!told.description.starts_with(told.path.as_str()), "{row}: {told:?}");
        }
        assert!(
            !refused.message().contains(&format!("{field}: {field}")),
            "{row}: {refused}"
        );
    }
    let rest = Rest::at(node.server.address()).await.unwrap();
    let told = rest
        .post("/v1/webhooks", &json!({ "url": "http://example.com" }))
        .await
        .unwrap();
    assert_eq!((told.status, told.reason()), (400, "URL_SCHEME"));
    let listed = webhooks.list_webhooks(ListWebhooksRequest::default()).await.unwrap();
    assert!(listed.into_inner().webhooks.is_empty());
}

#[tokio::test]
async fn missing_and_conflicting_webhooks_are_refused() {
    let node = Node::start().await;
    let mut webhooks = of(&node).await;
    let to = |webhook: &str| CreateTimerRequest {
        target: Some(Target {
            target: Some(target::Target::Webhook(webhook.to_owned())),
        }),
        ..timer("tea").fire_after(std::time::Duration::from_secs(60))
    };
    for (webhook, code, expected) in [
        ("absent", Code::NotFound, "WEBHOOK"),
        ("", Code::InvalidArgument, "ID_EMPTY"),
        ("https://example.com", Code::InvalidArgument, "ID_CHARSET"),
    ] {
        let refused = node.client.create(to(webhook)).await.unwrap_err();
        assert_eq!((refused.code(), reason(&refused).as_str()), (code, expected));
    }
    // No consumer can take from an endpoint's queue.
    let queue = timer("tea")
        .fire_after(std::time::Duration::from_secs(60))
        .into_queue("webhook:hook");
    assert_eq!(reason(&node.client.create(queue).await.unwrap_err()), "ID_CHARSET");

    let url = "https://example.com/";
    let made = make(&webhooks, endpoint("hook", url)).await.webhook.unwrap();
    let exists = webhooks
        .create_webhook(endpoint("hook", "https://example.org/"))
        .await
        .unwrap_err();
    assert_eq!(
        (exists.code(), reason(&exists).as_str()),
        (Code::AlreadyExists, "WEBHOOK_EXISTS")
    );
    let mut change = update("hook", &["url"]);
    (change.url, change.state_version) = (url.to_owned(), made.state_version + 1);
    let stale = webhooks.update_webhook(change).await.unwrap_err();
    assert_eq!(
        (stale.code(), reason(&stale).as_str()),
        (Code::Aborted, "WEBHOOK_VERSION")
    );
    assert_eq!(
        Details::of(&stale).metadata["state_version"],
        made.state_version.to_string()
    );
    for paths in [&[][..], &["id"][..]] {
        let refused = webhooks.update_webhook(update("hook", paths)).await.unwrap_err();
        assert_eq!(reason(&refused), "UPDATE_MASK");
    }
    // The earlier permission is withdrawn.
    let mut private = update("hook", &["url", "allow_private"]);
    (private.url, private.allow_private) = ("http://127.0.0.1:1/".to_owned(), true);
    webhooks.update_webhook(private).await.unwrap();
    let refused = webhooks
        .update_webhook(update("hook", &["allow_private"]))
        .await
        .unwrap_err();
    assert_eq!(reason(&refused), "URL_SCHEME");

    for id in ["hook", "hook"] {
        let id = id.to_owned();
        let gone = webhooks
            .delete_webhook(DeleteWebhookRequest { id, state_version: 0 })
            .await;
        if let Err(refused) = gone {
            assert_eq!(reason(&refused), "WEBHOOK");
        }
    }
    let request = TestWebhookRequest { id: "hook".to_owned() };
    assert_eq!(reason(&webhooks.test_webhook(request).await.unwrap_err()), "WEBHOOK");
}
