//! Arguments that break rules, and malformed input.

use std::collections::BTreeMap;

use minoots_it::mcp::{Mcp, told};
use serde_json::{Value, json};

use super::{ann, schedule};
use crate::support::Node;

#[tokio::test(flavor = "multi_thread")]
async fn wrong_arguments_are_told_by_field_and_rule_and_change_nothing() {
    let node = Node::start().await;
    let mut mcp = ann(&node, &[]).await;
    for (tool, asked, field) in [
        ("minoots_schedule_timer", json!({"name": "x", "delay": 25}), "delay"),
        ("minoots_schedule_timer", json!({"name": "x", "delay": "25"}), "delay"),
        ("minoots_schedule_timer", json!({"name": "x", "delay": "-5s"}), "delay"),
        ("minoots_schedule_timer", json!({"name": "x"}), "delay"),
        (
            "minoots_schedule_timer",
            json!({"name": "x", "delay": "1s", "fire_time": "2031-05-06T07:08:09Z"}),
            "delay",
        ),
        (
            "minoots_schedule_timer",
            json!({"name": "x", "fire_time": "2031-05-06T07:08:09"}),
            "fire_time",
        ),
        ("minoots_schedule_timer", json!({"name": "", "delay": "1s"}), "name"),
        (
            "minoots_schedule_timer",
            json!({"name": "x".repeat(300), "delay": "1s"}),
            "name",
        ),
        (
            "minoots_schedule_timer",
            json!({"name": "x", "delay": "1s", "id": "../x"}),
            "id",
        ),
        (
            "minoots_schedule_timer",
            json!({"name": "x", "delay": "1s", "mesage": "typo"}),
            "mesage",
        ),
        ("minoots_list_timers", json!({"limit": 101}), "limit"),
        ("minoots_list_timers", json!({"status": "FIRED"}), "status"),
        ("minoots_wait", json!({"id": "x", "timeout": "6m"}), "timeout"),
        ("minoots_acknowledge", json!({}), "id"),
    ] {
        let refused = mcp.refused(tool, asked.clone()).await.unwrap();
        let fields: Vec<&Value> = refused["fields"]
            .as_array()
            .unwrap()
            .iter()
            .map(|wrong| &wrong["field"])
            .collect();
        assert!(fields.contains(&&json!(field)), "{asked}: {refused}");
    }
    assert_eq!(
        mcp.call("minoots_list_timers", json!({})).await.unwrap()["timers"],
        json!([])
    );
    schedule(&mut mcp, "later", "1h").await;
    assert_eq!(
        mcp.refused("minoots_acknowledge", json!({"id": "later"}))
            .await
            .unwrap()["error"],
        "NOT_FIRED"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_node_tools_say_so_and_what_to_do() {
    let node = Node::start().await;
    let mut mcp = ann(&node, &[]).await;
    let endpoint = node.server.endpoint().to_owned();
    let Node {
        home: _home, server, ..
    } = node;
    server.kill().unwrap();
    let calls = [
        ("minoots_schedule_timer", json!({"name": "x", "delay": "1h"})),
        ("minoots_list_timers", json!({})),
        ("minoots_cancel_timer", json!({"id": "x"})),
        ("minoots_extend_timer", json!({"id": "x", "delay": "1h"})),
        ("minoots_list_wakes", json!({})),
        ("minoots_acknowledge", json!({"id": "x"})),
        ("minoots_wait", json!({"id": "x"})),
        ("minoots_heartbeat", json!({"id": "x"})),
    ];
    // All at once: each tries until its deadline.
    let mut begun = BTreeMap::new();
    for (tool, asked) in calls {
        begun.insert(mcp.begin_call(tool, asked).await.unwrap(), tool);
    }
    while !begun.is_empty() {
        let answer = mcp.receive().await.unwrap();
        let tool = begun.remove(&answer["id"].as_u64().unwrap()).unwrap();
        let refused = told(&answer["result"]).unwrap();
        let way_out = refused["do"].as_str().unwrap();
        assert!(
            way_out.contains("later") && way_out.contains("MINOOTS_ENDPOINT"),
            "{tool}: {refused}"
        );
        assert!(
            refused["message"].as_str().unwrap().contains(&endpoint),
            "{tool}: {refused}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_options_end_it_with_the_rule() {
    let node = Node::start().await;
    for (arguments, told) in [
        (&["--agent", "a b"][..], "agent's name"),
        (&["--max-pending", "0"], "max-pending"),
        (&["--ack-deadline", "13h"], "ack-deadline"),
        (&["--escalate", "people"], "queue:NAME@FAILURES"),
        (&["--http", "0.0.0.0:0"], "MINOOTS_MCP_TOKEN"),
    ] {
        let mcp = Mcp::spawn(&node.home, node.server.endpoint(), arguments).unwrap();
        let ended = mcp.close().await.map_err(|error| error.to_string());
        assert!(
            ended.as_ref().is_err_and(|said| said.contains(told)),
            "{arguments:?}: {ended:?}"
        );
    }
}
