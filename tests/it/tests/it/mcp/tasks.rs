//! Waits that are tasks: kept in the fabric, and told by whichever process is there.

use minoots_it::PATIENCE;
use minoots_it::clock::Deadline;
use minoots_it::mcp::Mcp;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::Node;

fn declared() -> Value {
    json!({"extensions": {"io.modelcontextprotocol/tasks": {}}})
}

fn start(node: &Node, capabilities: &Value) -> Mcp {
    Mcp::start_stateless(&node.home, node.server.endpoint(), capabilities, &["--agent", "ann"]).unwrap()
}

async fn begin(mcp: &mut Mcp, asked: Value) -> String {
    let answer = mcp
        .request("tools/call", json!({"name": "minoots_wait", "arguments": asked}))
        .await
        .unwrap();
    let task = &answer["result"];
    assert_eq!(
        (&task["resultType"], &task["status"]),
        (&json!("task"), &json!("working")),
        "{answer}"
    );
    task["taskId"].as_str().unwrap().to_owned()
}

async fn get(mcp: &mut Mcp, id: &str) -> Value {
    let answer = mcp.request("tasks/get", json!({"taskId": id})).await.unwrap();
    assert!(answer["result"].is_object(), "{answer}");
    answer["result"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_outlives_its_server_and_its_node_and_ends_while_neither_runs() {
    let node = Node::start().await;
    let mut mcp = start(&node, &declared());
    let asked = json!({"name": "tea", "delay": "2s", "id": "tea"});
    mcp.call("minoots_schedule_timer", asked).await.unwrap();
    let id = begin(&mut mcp, json!({"id": "tea", "timeout": "2d"})).await;
    mcp.kill().await.unwrap();
    let node = node.kill_and_restart().await;

    let mut mcp = start(&node, &declared());
    let deadline = Deadline::after(PATIENCE);
    let done = loop {
        let task = get(&mut mcp, &id).await;
        if task["status"] == "completed" {
            break task;
        }
        assert!(!deadline.has_passed(), "{task}");
    };
    assert_eq!(done["result"]["structuredContent"]["outcome"], "reached", "{done}");
    // What it came to is kept, whatever becomes of the timer.
    mcp.call("minoots_acknowledge", json!({"id": "tea"})).await.unwrap();
    assert_eq!(get(&mut mcp, &id).await["result"], done["result"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_is_cancelled_and_its_timer_goes_on() {
    let node = Node::start().await;
    let mut mcp = start(&node, &declared());
    let asked = json!({"name": "tea", "delay": "1h", "id": "tea"});
    mcp.call("minoots_schedule_timer", asked).await.unwrap();
    let (short, long) = (
        json!({"id": "tea", "timeout": "0s"}),
        json!({"id": "tea", "timeout": "1h"}),
    );
    let (short, long) = (begin(&mut mcp, short).await, begin(&mut mcp, long).await);
    let over = get(&mut mcp, &short).await;
    assert_eq!(over["result"]["structuredContent"]["outcome"], "timed_out", "{over}");
    assert_eq!(get(&mut mcp, &long).await["status"], "working");
    for _ in 0..2 {
        let answer = mcp.request("tasks/cancel", json!({"taskId": long})).await.unwrap();
        assert_eq!(answer["result"]["resultType"], "complete", "{answer}");
    }
    assert_eq!(get(&mut mcp, &long).await["status"], "cancelled");
    assert_eq!(
        node.client.get("tea").await.unwrap().status().as_str_name(),
        "TIMER_STATUS_SCHEDULED"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_are_of_their_agent_and_of_clients_that_declare_them() {
    let node = Node::start().await;
    let mut plain = start(&node, &json!({}));
    let asked = json!({"name": "tea", "delay": "1h", "id": "tea"});
    plain.call("minoots_schedule_timer", asked).await.unwrap();
    let waited = plain
        .call("minoots_wait", json!({"id": "tea", "timeout": "0s"}))
        .await
        .unwrap();
    assert_eq!(waited["outcome"], "timed_out");
    let refused = plain.request("tasks/get", json!({"taskId": "x"})).await.unwrap();
    assert_eq!(refused["error"]["code"], -32021, "{refused}");

    let mut mcp = start(&node, &declared());
    let id = begin(&mut mcp, json!({"id": "tea"})).await;
    let wrong = mcp.request(
        "tools/call",
        json!({"name": "minoots_wait", "arguments": {"id": "tea", "timeout": "31d"}}),
    );
    assert_eq!(wrong.await.unwrap()["result"]["isError"], true);
    let arguments = ["--agent", "bob"];
    let mut bob = Mcp::start_stateless(&node.home, node.server.endpoint(), &declared(), &arguments).unwrap();
    for (mcp, id) in [(&mut bob, id.as_str()), (&mut mcp, "../x"), (&mut plain, "")] {
        let unknown = mcp.request("tasks/get", json!({"taskId": id})).await.unwrap();
        assert!(unknown["error"]["code"].is_i64(), "{unknown}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_make_tasks_at_once_make_no_more_than_an_agent_may_have() {
    const TASKS_MAX: usize = 100;
    let node = Node::start().await;
    let mut servers: Vec<Mcp> = (0..4).map(|_| start(&node, &declared())).collect();
    let asked = json!({"name": "tea", "delay": "1h", "id": "tea"});
    servers[0].call("minoots_schedule_timer", asked).await.unwrap();
    for _ in 1..TASKS_MAX {
        begin(&mut servers[0], json!({"id": "tea", "timeout": "1h"})).await;
    }
    let mut racing = JoinSet::new();
    for mut mcp in servers {
        let asked = json!({"name": "minoots_wait", "arguments": {"id": "tea", "timeout": "1h"}});
        racing.spawn(async move { mcp.request("tools/call", asked).await.unwrap() });
    }
    let answers = racing.join_all().await;
    let made = answers
        .iter()
        .filter(|answer| answer["result"]["resultType"] == "task")
        .count();
    let full = answers
        .iter()
        .filter(|answer| answer["result"]["structuredContent"]["error"] == "MAX_TASKS")
        .count();
    assert_eq!((made, full), (1, 3), "{answers:?}");
}
