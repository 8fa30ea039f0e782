//! Wakes of agents, over the Model Context Protocol.

mod caps;
mod hostile;
mod http;
mod protocol;
mod resources;
mod stdio;
mod subscriptions;
mod tasks;
mod wakes;

use minoots_it::mcp::Mcp;
use serde_json::{Value, json};

use crate::support::Node;

/// Starts the server of agent ann.
async fn ann(node: &Node, arguments: &[&str]) -> Mcp {
    let arguments = [&["--agent", "ann"], arguments].concat();
    Mcp::start(&node.home, node.server.endpoint(), "it", &arguments)
        .await
        .unwrap()
}

async fn schedule(mcp: &mut Mcp, id: &str, delay: &str) -> Value {
    let asked = json!({"name": format!("wake {id}"), "delay": delay, "message": format!("do {id}"), "id": id});
    mcp.call("minoots_schedule_timer", asked).await.unwrap()
}

async fn until_fired(mcp: &mut Mcp, id: &str) {
    let waited = mcp
        .call("minoots_wait", json!({"id": id, "timeout": "60s"}))
        .await
        .unwrap();
    assert_eq!(waited["outcome"], "reached", "{waited}");
}
