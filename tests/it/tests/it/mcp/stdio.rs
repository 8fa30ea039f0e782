//! Malformed lines, wrong params, and the end of a session over standard streams.

use minoots_it::mcp::{Mcp, initialize};
use serde_json::{Value, json};

use super::{ann, schedule, until_fired};
use crate::support::Node;

const PING: &str = r#"{"jsonrpc":"2.0","id":900,"method":"ping"}"#;

#[tokio::test(flavor = "multi_thread")]
async fn every_line_that_cannot_be_read_is_answered() {
    let node = Node::start().await;
    let two = format!("{PING}{PING}");
    let apart = format!("{PING} {PING}");
    let batch = format!("[{PING}]");
    let deep = "[".repeat(10_000);
    let long = "x".repeat(5 << 20);
    let long_message = format!(r#"{{"jsonrpc":"2.0","id":901,"method":"ping","params":{{"x":"{long}"}}}}"#);
    let lines: [(&[u8], i64, Value); 16] = [
        (b"{", -32700, Value::Null),
        (b"hello", -32700, Value::Null),
        (
            b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"pi\xffng\"}",
            -32700,
            Value::Null,
        ),
        (b"\xff\xfe", -32700, Value::Null),
        (two.as_bytes(), -32700, Value::Null),
        (apart.as_bytes(), -32700, Value::Null),
        (deep.as_bytes(), -32700, Value::Null),
        (long.as_bytes(), -32700, Value::Null),
        (long_message.as_bytes(), -32700, Value::Null),
        (b"[]", -32600, Value::Null),
        (batch.as_bytes(), -32600, Value::Null),
        (b"null", -32600, Value::Null),
        (b"{\"jsonrpc\":\"1.0\",\"id\":7,\"method\":\"ping\"}", -32600, json!(7)),
        (b"{\"jsonrpc\":\"2.0\",\"id\":\"a\"}", -32600, json!("a")),
        (
            b"{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}",
            -32600,
            Value::Null,
        ),
        (
            b"{\"jsonrpc\":\"2.0\",\"id\":8,\"method\":\"tools/fly\",\"params\":[1]}",
            -32601,
            json!(8),
        ),
    ];
    for is_begun in [false, true] {
        let mut mcp = Mcp::spawn(&node.home, node.server.endpoint(), &["--agent", "ann"]).unwrap();
        if is_begun {
            mcp.request("initialize", initialize("it")).await.unwrap();
        }
        for (line, code, id) in &lines {
            mcp.send_bytes(&[line, &b"\n"[..]].concat()).await.unwrap();
            let answer = mcp.receive().await.unwrap();
            let shown = String::from_utf8_lossy(line).chars().take(60).collect::<String>();
            assert_eq!(
                (&answer["error"]["code"], &answer["id"]),
                (&json!(code), id),
                "{shown:?}: {answer}"
            );
            assert!(
                answer["error"]["message"].as_str().unwrap().len() > 8,
                "{shown:?}: {answer}"
            );
        }
        // Notifications have no response, and empty lines are ignored.
        for line in [
            "",
            " ",
            r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":5}"#,
            r#"{"jsonrpc":"2.0","method":"window/scroll","params":[]}"#,
        ] {
            mcp.send_bytes(format!("{line}\n").as_bytes()).await.unwrap();
            if !is_begun {
                break;
            }
        }
        mcp.send_bytes(format!("\u{feff}{PING}\r\n").as_bytes()).await.unwrap();
        assert_eq!(mcp.receive().await.unwrap()["id"], 900);
        let errors = mcp.close().await.unwrap();
        assert!(!errors.contains("panicked"), "{errors}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn params_that_do_not_fit_are_invalid_params() {
    let node = Node::start().await;
    let mut mcp = ann(&node, &[]).await;
    let list = || json!([1]);
    for (method, params) in [
        ("initialize", json!({})),
        ("initialize", json!({"protocolVersion": 5})),
        ("ping", list()),
        ("server/discover", list()),
        ("tools/list", json!({"cursor": 5})),
        ("tools/list", json!("all")),
        ("tools/call", json!({})),
        ("tools/call", list()),
        ("tools/call", json!({"name": 5})),
        ("tools/call", json!({"name": "rm", "arguments": {}})),
        ("tools/call", json!({"name": "minoots_list_timers", "arguments": [1]})),
        ("resources/list", json!({"cursor": 5})),
        ("resources/templates/list", json!({"cursor": 5})),
        ("resources/read", json!({})),
        ("resources/read", json!({"uri": 5})),
        ("resources/subscribe", json!({})),
        ("resources/unsubscribe", json!({"uri": {}})),
        ("subscriptions/listen", json!({"notifications": 5})),
        ("prompts/list", json!({"cursor": 5})),
        ("completion/complete", json!({"ref": 5})),
        ("tasks/get", json!({})),
        ("tasks/update", json!({"taskId": 5})),
        ("tasks/cancel", json!({})),
    ] {
        let sent = json!({"jsonrpc": "2.0", "id": "p", "method": method, "params": params});
        mcp.send(&sent).await.unwrap();
        let answer = mcp.receive().await.unwrap();
        assert_eq!(
            (&answer["error"]["code"], &answer["id"]),
            (&json!(-32602), &json!("p")),
            "{sent}: {answer}"
        );
    }
    // A method that this server does not implement is unknown, whatever its params.
    for method in ["prompts/get", "logging/setLevel", "tools/fly"] {
        let answer = mcp.request(method, json!({"x": 1})).await.unwrap();
        assert_eq!(answer["error"]["code"], -32601, "{answer}");
    }
    schedule(&mut mcp, "still", "1h").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_gives_back_wakes_though_calls_are_in_flight() {
    let node = Node::start().await;
    for (id, is_signal) in [("input", false), ("signal", true)] {
        let mut mcp = ann(&node, &[]).await;
        schedule(&mut mcp, id, "0s").await;
        until_fired(&mut mcp, id).await;
        let taken = mcp.call("minoots_list_wakes", json!({})).await.unwrap();
        assert_eq!(taken["wakes"][0]["attempt"], 1, "{id}: {taken}");
        let far = format!("far-{id}");
        schedule(&mut mcp, &far, "1h").await;
        let waiting = json!({"id": far, "timeout": "5m"});
        let waiting = mcp.begin_call("minoots_wait", waiting).await.unwrap();
        if is_signal {
            // The call is in progress once a later one is answered.
            mcp.call("minoots_list_timers", json!({})).await.unwrap();
            mcp.terminate().unwrap();
        } else {
            mcp.end_input();
        }
        let answer = mcp.receive().await.unwrap();
        assert_eq!(answer["id"], waiting, "{answer}");
        let told = answer["error"]["message"].as_str().unwrap();
        assert!(told.contains("ending"), "{answer}");
        mcp.ended().await.unwrap();

        let mut other = ann(&node, &[]).await;
        let again = other.call("minoots_list_wakes", json!({})).await.unwrap();
        assert_eq!(
            (&again["wakes"][0]["id"], &again["wakes"][0]["attempt"]),
            (&json!(id), &json!(2)),
            "{again}"
        );
        let done = other.call("minoots_acknowledge", json!({"id": id})).await.unwrap();
        assert_eq!(done["outcome"], "acknowledged");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_last_line_without_its_end_is_answered() {
    let node = Node::start().await;
    let mut mcp = ann(&node, &[]).await;
    mcp.send_bytes(PING.as_bytes()).await.unwrap();
    mcp.end_input();
    assert_eq!(mcp.receive().await.unwrap()["id"], 900);
    mcp.ended().await.unwrap();
}
