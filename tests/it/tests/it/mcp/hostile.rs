//! Arguments that break rules, and input that is none.

use minoots_it::mcp::Mcp;
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
async fn garbage_is_answered_or_left_and_the_session_goes_on() {
    let node = Node::start().await;
    let mut mcp = ann(&node, &[]).await;
    let long = [vec![b'x'; 5 << 20], vec![b'\n']].concat();
    for garbage in [
        &b"\n"[..],
        b"{\n",
        b"\xff\xfe\n",
        b"[]\n",
        b"{\"jsonrpc\":\"1.0\"}\n",
        b"null\n",
        &long,
    ] {
        mcp.send_bytes(garbage).await.unwrap();
    }
    let unknown = mcp
        .request("tools/call", json!({"name": "rm", "arguments": {}}))
        .await
        .unwrap();
    assert_eq!(unknown["error"]["code"], -32602, "{unknown}");
    let method = mcp.request("tools/fly", json!({})).await.unwrap();
    assert_eq!(method["error"]["code"], -32601, "{method}");
    schedule(&mut mcp, "still", "1h").await;
    let errors = mcp.close().await.unwrap();
    assert!(!errors.contains("panicked"), "{errors}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_node_tools_say_so_and_what_to_do() {
    let node = Node::start().await;
    let mut mcp = ann(&node, &[]).await;
    let Node {
        home: _home, server, ..
    } = node;
    server.kill().unwrap();
    let refused = mcp.refused("minoots_list_timers", json!({})).await.unwrap();
    assert!(refused["do"].as_str().unwrap().contains("later"), "{refused}");
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
