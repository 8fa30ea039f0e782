//! Metrics, health and readiness of processes beside a node. The names and labels of metrics are API.

use std::collections::BTreeSet;
use std::time::Duration;

use minoots_it::beside::Beside;
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::http1;
use minoots_it::mcp::initialize;
use minoots_it::receiver::{Receiver, Reply};
use minoots_it::slack::{CHANNEL, SECRET, SIGNATURE, TEAM, TIMESTAMP, TOKEN, USER, signature, typed};
use serde_json::json;

use crate::support::Node;
use crate::workflows::{apply, service, start};

const DOCUMENT: &str = include_str!("../../../../docs/operations.md");
/// A definition whose executions each make the orchestrator obey an order.
const BRIEF: &str = "
name: brief
phases:
  - id: work
    queue: nobody
    deadline: 50ms
    on_timeout: fail
";

/// The metrics of a text, each as `name{label,label}`. Labels of histograms omit `le`.
fn named(text: &str) -> BTreeSet<String> {
    let kinds = text.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    let kinds = kinds.filter_map(|line| line.split_once(' '));
    let kinds = kinds.filter(|(name, _)| *name != "target_info");
    let described = kinds.map(|(name, kind)| {
        let suffix = if kind == "histogram" { "_count" } else { "" };
        let series = format!("{name}{suffix}");
        let mut lines = text.lines().filter_map(|line| line.strip_prefix(&series));
        let labels = lines.find_map(|rest| Some(rest.strip_prefix('{')?.split_once('}')?.0));
        let labels = labels
            .unwrap_or_default()
            .split(',')
            .filter_map(|label| label.split('=').next());
        let labels: BTreeSet<&str> = labels.filter(|label| !label.is_empty()).collect();
        let labels: Vec<&str> = labels.into_iter().collect();
        format!("{name}{{{}}} {kind}", labels.join(","))
    });
    described.collect()
}

/// Requires exactly the committed metrics, and each name in the documentation.
fn check_names(committed: &str, text: &str) {
    let (found, committed) = (named(text), committed.lines().map(str::to_owned));
    assert_eq!(found, committed.collect::<BTreeSet<_>>(), "{text}");
    for name in &found {
        let name = name.split('{').next().unwrap_or_default();
        assert!(
            DOCUMENT.contains(&format!("`{name}`")),
            "docs/operations.md has no {name}"
        );
    }
}

/// Requires liveness, and readiness once the process has asked the node.
async fn check_health(process: &Beside) {
    assert_eq!(process.get("/livez").await.unwrap(), (200, "ok".to_owned()));
    process.until("/readyz", "ready").await.unwrap();
    let (status, body) = process.get("/readyz").await.unwrap();
    assert_eq!((status, body.as_str()), (200, "ready"));
    assert_eq!(process.get("/").await.unwrap().0, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_orchestrator_serves_its_metrics_and_loses_readiness_with_its_node() {
    let node = Node::start().await;
    let endpoint = node.server.endpoint().to_owned();
    let with_password = endpoint.replace("http://", "http://ann:hunter2@");
    let process = Beside::start(&node.home, &with_password, &["orchestrator"], &[])
        .await
        .unwrap();
    check_health(&process).await;
    let mut workflows = service(&endpoint).await;
    apply(&mut workflows, BRIEF).await;
    // The node obeys orders, too, so one of several reaches this process.
    for number in 0..20 {
        let request = start("brief", &format!("x{number}"));
        workflows.start_execution(request).await.unwrap();
    }
    let order = r#"minoots_orchestrator_order_duration_seconds_count{kind="wake",outcome="done""#;
    process.until("/metrics", order).await.unwrap();
    process
        .until("/metrics", "minoots_workflow_events_total")
        .await
        .unwrap();
    // An order that cannot be read fails wherever it is delivered.
    for number in 0..20 {
        let unreadable = timer(&format!("x{number}")).into_queue("minoots.workflow");
        node.client.create(unreadable.fire_after(Duration::ZERO)).await.unwrap();
    }
    let text = process
        .until("/metrics", "minoots_orchestrator_errors_total{")
        .await
        .unwrap();
    check_names(include_str!("processes/orchestrator.txt"), &text);
    node.server.kill().unwrap();
    process.until("/readyz", "connection refused").await.unwrap();
    let (status, reason) = process.get("/readyz").await.unwrap();
    assert_eq!(status, 503);
    assert!(
        reason.contains("http://(redacted)@127.0.0.1") && !reason.contains("hunter2"),
        "{reason}"
    );
    let lost = process.until("/metrics", "minoots_node_ready").await.unwrap();
    assert!(
        lost.lines()
            .any(|line| line.starts_with("minoots_node_ready") && line.ends_with(" 0")),
        "{lost}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_mcp_server_counts_calls_by_tool_and_outcome() {
    let node = Node::start().await;
    let arguments = ["mcp", "--agent", "ann"];
    let mut process = Beside::start(&node.home, node.server.endpoint(), &arguments, &[])
        .await
        .unwrap();
    check_health(&process).await;
    let request = |id: u32, method: &str, params: serde_json::Value| {
        json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}).to_string()
    };
    process
        .write(&request(1, "initialize", initialize("it")))
        .await
        .unwrap();
    let begun = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    process.write(&begun.to_string()).await.unwrap();
    let calls = [
        ("minoots_list_timers", json!({}), "minoots_list_timers", "done"),
        (
            "minoots_cancel_timer",
            json!({"timer_id": 7}),
            "minoots_cancel_timer",
            "refused",
        ),
        ("made-up-by-a-model", json!({}), "unknown", "refused"),
    ];
    for (id, (tool, arguments, label, outcome)) in (2..).zip(calls) {
        let call = request(id, "tools/call", json!({"name": tool, "arguments": arguments}));
        process.write(&call).await.unwrap();
        let series = format!(r#"minoots_mcp_call_duration_seconds_count{{outcome="{outcome}",tool="{label}""#);
        process.until("/metrics", &series).await.unwrap();
    }
    let text = process.get("/metrics").await.unwrap().1;
    assert!(!text.contains("made-up"), "{text}");
    check_names(include_str!("processes/mcp.txt"), &text);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_mcp_server_over_http_counts_callers_without_the_token() {
    let node = Node::start().await;
    let arguments = ["mcp", "--agent", "ann", "--http", "127.0.0.1:0"];
    let token = [("MINOOTS_MCP_TOKEN", "0123456789abcdef")];
    let mut process = Beside::start(&node.home, node.server.endpoint(), &arguments, &token)
        .await
        .unwrap();
    let address = process.address("MCP at http://").await.unwrap();
    let answer = http1::send(&address, "POST", "/mcp", &[], b"{}").await.unwrap();
    assert_eq!(answer.status, 401, "{answer:?}");
    let text = process.get("/metrics").await.unwrap().1;
    let counted = |line: &str| line.starts_with("minoots_mcp_unauthorized_total") && line.ends_with(" 1");
    assert!(text.lines().any(counted), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slack_app_counts_requests_refusals_and_messages() {
    let node = Node::start().await;
    let slack = Receiver::start(|_, _| Reply::status(200)).await.unwrap();
    let (api, hooks, workspace) = (slack.url("/api/"), slack.url("/hooks/"), format!("{TEAM}=dev"));
    let arguments = [
        "slack",
        "--listen",
        "127.0.0.1:0",
        "--slack-api",
        &api,
        "--slack-hooks",
        &hooks,
        "--workspace",
        &workspace,
    ];
    let variables = [
        ("MINOOTS_SLACK_SIGNING_SECRETS", SECRET),
        ("MINOOTS_SLACK_BOT_TOKEN", TOKEN),
    ];
    let mut process = Beside::start(&node.home, node.server.endpoint(), &arguments, &variables)
        .await
        .unwrap();
    let address = process.address("Slack at http://").await.unwrap();
    check_health(&process).await;
    let now = (minoots_it::clock::now_ns() / 1_000_000_000).to_string();
    let requests = [
        (
            "1s tea",
            SECRET,
            r#"request_duration_seconds_count{outcome="done",request="create""#,
        ),
        (
            "nonsense",
            SECRET,
            r#"request_duration_seconds_count{outcome="refused",request="malformed""#,
        ),
        ("list", "wrong", r#"requests_refused_total{reason="SLACK_SIGNATURE""#),
    ];
    for (trigger, (text, secret, series)) in (1..).zip(requests) {
        let body = typed(text, &trigger.to_string());
        let signature = signature(secret, &now, &body).unwrap();
        let headers = [(SIGNATURE, signature.as_str()), (TIMESTAMP, now.as_str())];
        http1::send(&address, "POST", "/slack/commands", &headers, body.as_bytes())
            .await
            .unwrap();
        process
            .until("/metrics", &format!("minoots_slack_{series}"))
            .await
            .unwrap();
    }
    let text = process
        .until("/metrics", "minoots_slack_messages_total{outcome=")
        .await
        .unwrap();
    check_names(include_str!("processes/slack.txt"), &text);
    for secret in [SECRET, TOKEN, CHANNEL, USER, "nonsense"] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_in_use_names_the_setting_and_the_way_out() {
    let node = Node::start().await;
    let cli = minoots_it::cli::Cli::new(node.home.path(), node.server.endpoint());
    let address = node.server.address();
    let outcome = cli.run(&["orchestrator", "--metrics-addr", address]).await.unwrap();
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stderr.contains("metrics-addr: cannot listen on"), "{outcome:?}");
    let outcome = cli.run(&["orchestrator", "--metrics-addr", "localhost"]).await.unwrap();
    assert_eq!(outcome.code, Some(2), "{outcome:?}");
    assert!(outcome.stderr.contains("a port alone, such as 9464"), "{outcome:?}");
}
