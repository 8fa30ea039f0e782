//! Callers' data neither forges log lines nor sends control sequences to a terminal; and no caller's secret is in the
//! log.

use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::consumer::Consumer;
use minoots_it::http1;
use minoots_it::raw::{Raw, frame};
use prost::Message as _;
use serde_json::Value;
use tonic::Code;

use crate::access::Guarded;

const PLANTED: &str = "planted-in-a-payload";
const HOSTILE: &str = "\u{1b}[31mred\u{7}\nforged\u{202e}end";

#[tokio::test]
async fn caller_input_neither_breaks_log_lines_nor_appears_whole() {
    let settings = [("MINOOTS_LOG_LEVEL", "debug"), ("MINOOTS_LOG_FORMAT", "json")];
    let node = Guarded::start_with(&settings).await;
    let key = node.key("acme", &["admin"]).await;
    let client = node.client(&key).await;
    let mut consumer = Consumer::open(&client, "work", 10).await.unwrap();
    let mut request = timer("tea")
        .fire_after(Duration::ZERO)
        .with_payload("text/plain", PLANTED.as_bytes().to_vec())
        .into_queue("work");
    request.labels.insert("agent".to_owned(), PLANTED.to_owned());
    client.create(request).await.unwrap();
    let received = consumer.delivery().await.unwrap();
    consumer.nack(&received).await.unwrap();
    consumer.delivery().await.unwrap();

    // In texts of messages, in paths, in headers, and in keys.
    let shown = format!("Bearer {key}");
    let raw = Raw::connect(node.server.address()).await.unwrap().showing(&[&shown]);
    let mut request = timer(HOSTILE).fire_after(Duration::ZERO);
    HOSTILE.clone_into(&mut request.name);
    request.labels.insert(HOSTILE.to_owned(), PLANTED.to_owned());
    let refused = raw
        .call(
            "minoots.timer.v1.TimerService/CreateTimer",
            None,
            frame(false, &request.encode_to_vec()),
        )
        .await
        .unwrap()
        .status;
    assert_eq!(refused.code(), Code::InvalidArgument);
    let address = node.server.address();
    for path in [
        "/v1/timers/%1b%5b31mred%0aforged%e2%80%aeend",
        "/%1b%5b31m%0aforged",
        "/v1/queues/%0d%0aforged",
    ] {
        for headers in [
            &[("authorization", shown.as_str())][..],
            &[("authorization", "Bearer mnt_\u{e9}forged")][..],
            &[("user-agent", "a\u{9b}31mforged"), ("traceparent", "00-\u{202e}forged")][..],
        ] {
            let answer = http1::send(address, "GET", path, headers, b"").await.unwrap();
            assert!(answer.status >= 400, "{path}: {answer:?}");
        }
    }

    // Labels and payloads do not become names of metrics, either.
    let watch = format!("Bearer {}", node.key("acme", &["cluster-admin"]).await);
    let metrics = http1::send(address, "GET", "/metrics", &[("authorization", &watch)], b"").await;
    let metrics = metrics.unwrap();
    assert!(
        metrics.status == 200 && metrics.body.contains("minoots_"),
        "{metrics:?}"
    );
    assert!(!metrics.body.contains(PLANTED) && !metrics.body.contains("forged"));

    // At this level, a start and a delivery are logged.
    node.home.until_told(&["\"level\":\"DEBUG\""]).await.unwrap();
    let said = node.home.errors().unwrap();
    let lines: Vec<&str> = said.lines().collect();
    assert!(lines.len() > 10, "{said}");
    for line in &lines {
        assert!(
            serde_json::from_str::<Value>(line).is_ok(),
            "no line of its own: {line}"
        );
        let unsafe_character = |symbol: char| symbol.is_control() || ('\u{202a}'..='\u{202e}').contains(&symbol);
        assert!(!line.contains(unsafe_character), "{line:?}");
        assert!(line.len() < 16_384, "{} bytes", line.len());
    }
    assert!(!said.contains(PLANTED), "a payload or a label stands in the log");
    assert!(!said.contains(&key[17..60]), "a secret stands in the log");
}
