//! What an agent may not: more wakes than its cap, later ones than its horizon, and those of others.

use minoots_it::mcp::Mcp;
use serde_json::json;

use super::{ann, schedule};
use crate::support::Node;

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_has_no_more_wakes_than_its_cap() {
    let node = Node::start().await;
    let mut mcp = ann(&node, &["--max-pending", "2"]).await;
    for id in ["a", "b"] {
        schedule(&mut mcp, id, "1h").await;
    }
    let third = json!({"name": "c", "delay": "1h", "id": "c"});
    let refused = mcp.refused("minoots_schedule_timer", third.clone()).await.unwrap();
    assert_eq!(refused["error"], "MAX_PENDING");
    assert!(refused["message"].as_str().unwrap().contains('2'), "{refused}");
    // A repeat makes nothing, so that it is answered.
    assert_eq!(schedule(&mut mcp, "a", "1h").await["existing"], true);
    let other = json!({"name": "another", "delay": "1h", "id": "a"});
    assert_eq!(
        mcp.refused("minoots_schedule_timer", other).await.unwrap()["error"],
        "TIMER_EXISTS"
    );
    // The cap is the agent's, and not the process's.
    let mut second = ann(&node, &["--max-pending", "2"]).await;
    assert_eq!(
        second.refused("minoots_schedule_timer", third.clone()).await.unwrap()["error"],
        "MAX_PENDING"
    );
    mcp.call("minoots_cancel_timer", json!({"id": "a"})).await.unwrap();
    second.call("minoots_schedule_timer", third).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_plans_no_further_ahead_than_its_horizon() {
    let node = Node::start().await;
    let mut mcp = ann(&node, &["--max-horizon", "2d"]).await;
    schedule(&mut mcp, "near", "2d").await;
    for asked in [
        json!({"name": "far", "delay": "2d1s"}),
        json!({"name": "far", "fire_time": "2199-01-01T00:00:00Z"}),
    ] {
        let refused = mcp.refused("minoots_schedule_timer", asked).await.unwrap();
        assert_eq!(refused["error"], "MAX_HORIZON");
        assert!(refused["do"].as_str().unwrap().contains("2d"), "{refused}");
    }
    let moved = json!({"id": "near", "delay": "49h"});
    assert_eq!(
        mcp.refused("minoots_extend_timer", moved).await.unwrap()["error"],
        "MAX_HORIZON"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_sees_no_timers_of_others() {
    let node = Node::start().await;
    let mut mcp = ann(&node, &[]).await;
    schedule(&mut mcp, "anns", "1h").await;
    // Without a name of its own an agent is what its client calls itself.
    let mut other = Mcp::start(&node.home, node.server.endpoint(), "Some Host", &[])
        .await
        .unwrap();
    assert_eq!(
        other.call("minoots_list_timers", json!({})).await.unwrap()["timers"],
        json!([])
    );
    for tool in [
        "minoots_cancel_timer",
        "minoots_wait",
        "minoots_acknowledge",
        "minoots_heartbeat",
    ] {
        assert_eq!(
            other.refused(tool, json!({"id": "anns"})).await.unwrap()["error"],
            "TIMER",
            "{tool}"
        );
    }
    let taken = json!({"name": "mine", "delay": "1h", "id": "anns"});
    assert_eq!(
        other.refused("minoots_schedule_timer", taken).await.unwrap()["error"],
        "TIMER_EXISTS"
    );
    schedule(&mut other, "others", "1h").await;
    let timer = node.client.get("others").await.unwrap();
    assert_eq!(timer.labels["agent"], "some-host");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_largest_cap_is_one_that_the_fabric_can_count() {
    let node = Node::start().await;
    let mut mcp = ann(&node, &["--max-pending", "1000"]).await;
    schedule(&mut mcp, "one", "1h").await;
}
