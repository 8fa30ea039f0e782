//! The resources that agents read.

use serde_json::{Value, json};

use super::{ann, schedule};
use crate::support::Node;

fn content(answer: &Value) -> Value {
    let content = &answer["result"]["contents"][0];
    assert_eq!(content["mimeType"], "application/json", "{answer}");
    serde_json::from_str(content["text"].as_str().unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn timers_are_resources_with_their_messages() {
    let node = Node::start().await;
    let mut mcp = ann(&node, &[]).await;
    schedule(&mut mcp, "tea", "1h").await;
    let all = mcp
        .request("resources/read", json!({"uri": "minoots://timers"}))
        .await
        .unwrap();
    assert_eq!(content(&all)["timers"][0]["id"], "tea");
    let one = mcp
        .request("resources/read", json!({"uri": "minoots://timers/tea"}))
        .await
        .unwrap();
    let timer = content(&one);
    assert_eq!(
        (&timer["message"], &timer["queue"]),
        (&json!("do tea"), &json!("agent.ann"))
    );
    for uri in [
        "minoots://timers/none",
        "minoots://timers/",
        "minoots://x",
        "file:///etc/passwd",
        "",
        "minoots://executions/none",
    ] {
        let none = mcp.request("resources/read", json!({"uri": uri})).await.unwrap();
        assert_eq!(
            (&none["error"]["code"], &none["error"]["data"]["uri"]),
            (&json!(-32002), &json!(uri)),
            "{none}"
        );
    }
    let long = format!("minoots://timers/{}", "x".repeat(100_000));
    for (uri, code) in [
        ("minoots://timers/a b", -32602),
        ("minoots://executions/a b", -32602),
        (&long, -32602),
    ] {
        let refused = mcp.request("resources/read", json!({"uri": uri})).await.unwrap();
        assert_eq!(refused["error"]["code"], json!(code), "{refused}");
        assert!(refused.to_string().len() < 2_000, "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn executions_are_resources_with_their_timelines() {
    let node = Node::start().await;
    let cli = minoots_it::cli::Cli::new(node.home.path(), node.server.endpoint());
    let definition = "name: brew\nphases:\n  - id: boil\n    queue: kettle\n";
    let applied = cli
        .run_with_input(&["workflow", "apply", "-f", "-"], definition)
        .await
        .unwrap();
    assert_eq!(applied.code, Some(0), "{applied:?}");
    let started = cli
        .run(&["workflow", "start", "--definition", "brew", "--id", "run-1"])
        .await
        .unwrap();
    assert_eq!(started.code, Some(0), "{started:?}");

    let mut mcp = ann(&node, &[]).await;
    let all = mcp
        .request("resources/read", json!({"uri": "minoots://executions"}))
        .await
        .unwrap();
    assert_eq!(content(&all), json!({"executions": ["run-1"], "more": false}));
    let one = mcp
        .request("resources/read", json!({"uri": "minoots://executions/run-1"}))
        .await
        .unwrap();
    let execution = content(&one);
    assert_eq!(
        (&execution["status"], &execution["phase"]["id"]),
        (&json!("running"), &json!("boil")),
        "{execution}"
    );
    let timeline = mcp
        .request("resources/read", json!({"uri": "minoots://executions/run-1/timeline"}))
        .await
        .unwrap();
    let records = content(&timeline)["records"].clone();
    assert_eq!(records[0]["number"], 1, "{records}");
    assert!(
        records[0]["signature"]
            .as_str()
            .is_some_and(|signature| signature.contains("..")),
        "{records}"
    );
}
