//! Both versions of the protocol, by their first messages.

use minoots_it::mcp::{Mcp, V_2025, V_2026, initialize};
use serde_json::{Value, json};

use super::ann;
use crate::support::Node;

#[tokio::test(flavor = "multi_thread")]
async fn a_handshake_agrees_on_a_version_and_says_what_there_is() {
    let node = Node::start().await;
    let mut mcp = Mcp::spawn(&node.home, node.server.endpoint(), &[]).unwrap();
    let mut asked = initialize("old");
    asked["protocolVersion"] = "2999-01-01".into();
    let answer = mcp.request("initialize", asked).await.unwrap();
    assert_eq!(answer["result"]["protocolVersion"], V_2025, "{answer}");
    assert_eq!(answer["result"]["serverInfo"]["name"], "minoots");
    assert!(
        answer["result"]["instructions"]
            .as_str()
            .unwrap()
            .contains("minoots_list_wakes")
    );
    let errors = mcp.close().await.unwrap();
    assert!(!errors.contains("panicked"), "{errors}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_handshake_each_request_tells_of_its_client() {
    let node = Node::start().await;
    let mut mcp = Mcp::start_stateless(&node.home, node.server.endpoint(), &json!({}), &["--agent", "ann"]).unwrap();
    let found = mcp.request("server/discover", json!({})).await.unwrap();
    assert!(
        found["result"]["supportedVersions"]
            .as_array()
            .unwrap()
            .contains(&json!(V_2026)),
        "{found}"
    );
    let asked = json!({"name": "tools", "delay": "1h", "id": "t"});
    let scheduled = mcp.call("minoots_schedule_timer", asked).await.unwrap();
    assert_eq!(scheduled["status"], "scheduled");
    // The same agent in the other version.
    let mut older = ann(&node, &[]).await;
    let listed = older.call("minoots_list_timers", json!({})).await.unwrap();
    assert_eq!(listed["timers"][0]["id"], "t");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tools_that_are_told_are_those_of_the_contract() {
    let node = Node::start().await;
    let mut mcp = ann(&node, &[]).await;
    let answer = mcp.request("tools/list", json!({})).await.unwrap();
    let tools = answer["result"]["tools"].as_array().unwrap();
    let names: Vec<&str> = tools.iter().filter_map(|tool| tool["name"].as_str()).collect();
    let contract = [
        "minoots_schedule_timer",
        "minoots_list_timers",
        "minoots_cancel_timer",
        "minoots_extend_timer",
        "minoots_list_wakes",
        "minoots_acknowledge",
        "minoots_wait",
        "minoots_heartbeat",
    ];
    assert_eq!(names, contract);
    for tool in tools {
        assert_eq!(tool["inputSchema"]["additionalProperties"], false, "{tool}");
        for (name, schema) in tool["inputSchema"]["properties"].as_object().unwrap() {
            assert!(schema["description"].is_string(), "{name} of {tool}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_configuration_of_the_page_starts_a_server() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/mcp.md")).unwrap();
    let blocks = page
        .split("```json\n")
        .skip(1)
        .filter_map(|rest| rest.split_once("```"));
    let node = Node::start().await;
    let mut started = 0;
    for (block, _) in blocks {
        let configuration: Value = serde_json::from_str(block).unwrap();
        let servers = configuration
            .get("mcpServers")
            .or_else(|| configuration.get("servers"))
            .unwrap();
        let server = &servers["minoots"];
        assert_eq!(server["command"], "minoots");
        let arguments: Vec<&str> = server["args"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        assert_eq!(arguments.first(), Some(&"mcp"));
        let mut mcp = Mcp::start(&node.home, node.server.endpoint(), "it", &arguments[1..])
            .await
            .unwrap();
        let listed = mcp.call("minoots_list_timers", json!({})).await.unwrap();
        assert_eq!(listed["timers"], json!([]), "{block}");
        started += 1;
    }
    assert_eq!(started, 2);
}
