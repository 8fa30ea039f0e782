//! Waits that are tasks: stored in the fabric, and reported by any process.

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
    // The result is kept, whatever happens to the timer.
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

fn elicitation_capabilities() -> Value {
    json!({"elicitation": {}, "extensions": {"io.modelcontextprotocol/tasks": {}}})
}

/// Starts a server with the tools that start asking tasks.
fn start_with_fixtures(node: &Node, capabilities: &Value) -> Mcp {
    let arguments = ["--agent", "ann", "--fixtures"];
    Mcp::start_stateless(&node.home, node.server.endpoint(), capabilities, &arguments).unwrap()
}

async fn call(mcp: &mut Mcp, params: Value) -> Value {
    mcp.request("tools/call", params).await.unwrap()
}

async fn answer(mcp: &mut Mcp, id: &str, responses: Value) {
    let params = json!({"taskId": id, "inputResponses": responses});
    let told = mcp.request("tasks/update", params).await.unwrap();
    assert_eq!(told["result"]["resultType"], "complete", "{told}");
}

fn accepted(content: Value) -> Value {
    json!({"action": "accept", "content": content})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_asks_outlives_its_server_and_its_node_and_is_answered_by_others() {
    let node = Node::start().await;
    let mut mcp = start_with_fixtures(&node, &elicitation_capabilities());
    let begun = call(&mut mcp, json!({"name": "multi_input", "arguments": {}})).await;
    let id = begun["result"]["taskId"].as_str().unwrap().to_owned();
    mcp.kill().await.unwrap();
    let node = node.kill_and_restart().await;

    let mut servers: Vec<Mcp> = (0..2).map(|_| start(&node, &elicitation_capabilities())).collect();
    let asks = get(&mut servers[0], &id).await;
    assert_eq!(asks["status"], "input_required", "{asks}");
    let asked = asks["inputRequests"].as_object().unwrap();
    assert_eq!(asked.keys().collect::<Vec<_>>(), ["confirm", "user_name"]);
    assert_eq!(asked["confirm"]["method"], "elicitation/create");
    // An answer that fits none of its questions is ignored.
    answer(
        &mut servers[1],
        &id,
        json!({"confirm": {"content": 1}, "else": accepted(json!({}))}),
    )
    .await;
    assert_eq!(get(&mut servers[0], &id).await["inputRequests"], asks["inputRequests"]);

    // Each server answers one of the two questions, at the same time.
    let mut racing = JoinSet::new();
    for (key, content, mut mcp) in [
        ("user_name", json!({"name": "Alice"}), servers.pop().unwrap()),
        ("confirm", json!({"confirm": true}), servers.pop().unwrap()),
    ] {
        let id = id.clone();
        racing.spawn(async move {
            answer(&mut mcp, &id, json!({key: accepted(content)})).await;
            mcp
        });
    }
    let mut servers = racing.join_all().await;
    let done = get(&mut servers[0], &id).await;
    assert_eq!(done["status"], "completed", "{done}");
    let text = done["result"]["content"][0]["text"].as_str().unwrap();
    assert!(text.contains("Alice") && text.contains("\"confirm\":true"), "{text}");
    // The task has ended: nothing changes it.
    answer(
        &mut servers[1],
        &id,
        json!({"user_name": accepted(json!({"name": "Bob"}))}),
    )
    .await;
    servers[1].request("tasks/cancel", json!({"taskId": id})).await.unwrap();
    assert_eq!(get(&mut servers[1], &id).await["result"], done["result"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_that_asks_is_cancelled_and_takes_no_answer_then() {
    let node = Node::start().await;
    let mut mcp = start_with_fixtures(&node, &elicitation_capabilities());
    let begun = call(
        &mut mcp,
        json!({"name": "confirm_delete", "arguments": {"filename": "a"}}),
    )
    .await;
    let id = begun["result"]["taskId"].as_str().unwrap().to_owned();
    mcp.request("tasks/cancel", json!({"taskId": id})).await.unwrap();
    answer(&mut mcp, &id, json!({"confirm": accepted(json!({"confirm": true}))})).await;
    let over = get(&mut mcp, &id).await;
    assert_eq!(
        (&over["status"], &over["inputRequests"]),
        (&json!("cancelled"), &Value::Null)
    );

    // A client that cannot be asked gets no asking task; a client without tasks is asked by the call.
    let mut mute = start_with_fixtures(&node, &declared());
    let refused = call(&mut mute, json!({"name": "confirm_delete", "arguments": {}})).await;
    assert_eq!(refused["error"]["code"], -32021, "{refused}");
    let mut plain = start_with_fixtures(&node, &json!({"elicitation": {}}));
    let asks = call(&mut plain, json!({"name": "confirm_delete", "arguments": {}})).await;
    assert_eq!(asks["result"]["resultType"], "input_required", "{asks}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_that_asks_first_is_a_durable_task_then() {
    let node = Node::start().await;
    let mut mcp = start_with_fixtures(&node, &elicitation_capabilities());
    let first = call(&mut mcp, json!({"name": "test_tool_with_task", "arguments": {}})).await;
    assert_eq!(first["result"]["resultType"], "input_required", "{first}");
    let second = json!({
        "name": "test_tool_with_task",
        "arguments": {},
        "inputResponses": {"user_name": accepted(json!({"name": "Alice"}))},
        "requestState": first["result"]["requestState"],
    });
    let begun = call(&mut mcp, second).await;
    assert_eq!(begun["result"]["resultType"], "task", "{begun}");
    let id = begun["result"]["taskId"].as_str().unwrap().to_owned();
    mcp.kill().await.unwrap();

    let mut mcp = start(&node, &declared());
    let deadline = Deadline::after(PATIENCE);
    let done = loop {
        let task = get(&mut mcp, &id).await;
        if task["status"] == "completed" {
            break task;
        }
        assert!(!deadline.has_passed(), "{task}");
    };
    assert!(
        done["result"]["content"][0]["text"].as_str().unwrap().contains("Alice"),
        "{done}"
    );

    let mut plain = start_with_fixtures(&node, &json!({"elicitation": {}}));
    let refused = call(&mut plain, json!({"name": "test_tool_with_task", "arguments": {}})).await;
    assert_eq!(refused["error"]["code"], -32021, "{refused}");
}
