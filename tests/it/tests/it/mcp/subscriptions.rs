//! Subscribers to timers are notified when they change.

use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::mcp::{Mcp, meta};
use minoots_wire::timer::v1::CreateTimerRequest;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::{ann, schedule};
use crate::support::Node;

const TIMERS: &str = "minoots://timers";
const ONE: &str = "minoots://timers/tea";

/// Waits for the notification that this has changed.
async fn told_of(mcp: &mut Mcp, uri: &str) -> Value {
    loop {
        let message = mcp.receive().await.unwrap();
        if message["method"] == "notifications/resources/updated" && message["params"]["uri"] == uri {
            return message;
        }
    }
}

async fn subscribe(mcp: &mut Mcp, uri: &str) -> Value {
    mcp.request("resources/subscribe", json!({"uri": uri})).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wake_that_comes_while_its_agent_is_there_is_told() {
    let node = Node::start().await;
    let mut mcp = ann(&node, &[]).await;
    schedule(&mut mcp, "tea", "1h").await;
    for uri in [TIMERS, ONE] {
        assert_eq!(subscribe(&mut mcp, uri).await["result"], json!({}));
    }
    // Another session makes the change, so that this session gets only notifications.
    let mut other = ann(&node, &[]).await;
    let now = json!({"id": "tea", "delay": "0s"});
    other.call("minoots_extend_timer", now).await.unwrap();
    told_of(&mut mcp, ONE).await;
    other
        .call("minoots_wait", json!({"id": "tea", "until": "fired"}))
        .await
        .unwrap();
    other.call("minoots_acknowledge", json!({"id": "tea"})).await.unwrap();
    told_of(&mut mcp, TIMERS).await;

    // A subscriber to all timers is notified of a new one; an unsubscribed client is not.
    let ended = mcp.request("resources/unsubscribe", json!({"uri": ONE})).await.unwrap();
    assert_eq!(ended["result"], json!({}), "{ended}");
    schedule(&mut other, "cake", "1h").await;
    told_of(&mut mcp, TIMERS).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_and_excess_subscriptions_are_refused() {
    let node = Node::start().await;
    let mut mcp = ann(&node, &[]).await;
    for uri in ["minoots://timers/none", "minoots://executions", "minoots://x", ""] {
        assert_eq!(subscribe(&mut mcp, uri).await["error"]["code"], -32002, "{uri}");
    }
    for number in 0..64 {
        let id = format!("t{number}");
        node.client.create(of_ann(&id)).await.unwrap();
        let uri = format!("{TIMERS}/{id}");
        // A repeated subscription counts once.
        for _ in 0..2 {
            assert_eq!(subscribe(&mut mcp, &uri).await["result"], json!({}));
        }
    }
    let refused = subscribe(&mut mcp, TIMERS).await;
    assert_eq!(refused["error"]["data"]["error"], "MAX_SUBSCRIPTIONS", "{refused}");
    let one = json!({"uri": format!("{TIMERS}/t0")});
    mcp.request("resources/unsubscribe", one).await.unwrap();
    assert_eq!(subscribe(&mut mcp, TIMERS).await["result"], json!({}));
}

fn of_ann(id: &str) -> CreateTimerRequest {
    let mut request = timer(id).fire_after(Duration::from_hours(1));
    request.labels.insert("agent".to_owned(), "ann".to_owned());
    request
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_of_the_version_without_sessions_listens() {
    let node = Node::start().await;
    let mut other = ann(&node, &[]).await;
    let arguments = ["--agent", "ann"];
    let mut mcp = Mcp::start_stateless(&node.home, node.server.endpoint(), &json!({}), &arguments).unwrap();
    let wanted = json!({"resourceSubscriptions": [TIMERS, "minoots://executions"]});
    let params = json!({"notifications": wanted, "_meta": meta(&json!({}))});
    mcp.send(&json!({"jsonrpc": "2.0", "id": 7, "method": "subscriptions/listen", "params": params}))
        .await
        .unwrap();
    let begun = mcp.receive().await.unwrap();
    assert_eq!(begun["method"], "notifications/subscriptions/acknowledged", "{begun}");
    assert_eq!(
        begun["params"]["notifications"],
        json!({"resourceSubscriptions": [TIMERS]}),
        "{begun}"
    );
    let mut number = 0;
    let told = loop {
        // A change before the first read is not reported: the test makes changes until one is.
        schedule(&mut other, &format!("t{number}"), "1h").await;
        number += 1;
        match timeout(PATIENCE / 10, mcp.receive()).await {
            Ok(told) => break told.unwrap(),
            Err(_) => assert!(number < 10, "never told"),
        }
    };
    assert_eq!(told["method"], "notifications/resources/updated", "{told}");
    assert_eq!(told["params"]["uri"], TIMERS, "{told}");
}
