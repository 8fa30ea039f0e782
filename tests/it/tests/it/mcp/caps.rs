//! The limits of an agent: the number of its wakes, their horizon, and the wakes of other agents.

use minoots_client::{Client, PutCheckpoint};
use minoots_it::mcp::Mcp;
use serde_json::{Value, json};
use tokio::task::JoinSet;

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
    // A repeat creates nothing, so it succeeds.
    assert_eq!(schedule(&mut mcp, "a", "1h").await["existing"], true);
    let other = json!({"name": "another", "delay": "1h", "id": "a"});
    assert_eq!(
        mcp.refused("minoots_schedule_timer", other).await.unwrap()["error"],
        "TIMER_EXISTS"
    );
    // The cap applies to the agent, not to the process.
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
    // Without a name of its own, an agent has the name of its client.
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

/// Counts the calls that scheduled, and those that the cap refused.
fn counted(results: &[Value]) -> (usize, usize) {
    let done = results.iter().filter(|result| result["isError"] == false).count();
    let full = |result: &&Value| result["structuredContent"]["error"] == "MAX_PENDING";
    (done, results.iter().filter(full).count())
}

fn asked(id: &str) -> Value {
    json!({"name": "racing", "delay": "1h", "id": id})
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_schedule_at_once_schedule_no_more_than_the_cap() {
    const SERVERS: usize = 4;
    const ROUNDS: usize = 10;
    let node = Node::start().await;
    let mut servers = Vec::new();
    for _ in 0..SERVERS {
        servers.push(ann(&node, &["--max-pending", "3"]).await);
    }
    schedule(&mut servers[0], "first", "1h").await;
    schedule(&mut servers[0], "second", "1h").await;
    for round in 0..ROUNDS {
        let mut racing = JoinSet::new();
        for (number, mut mcp) in servers.drain(..).enumerate() {
            let asked = asked(&format!("r{round}.{number}"));
            racing.spawn(async move { (mcp.call_any("minoots_schedule_timer", asked).await.unwrap(), mcp) });
        }
        let (results, back): (Vec<Value>, Vec<Mcp>) = racing.join_all().await.into_iter().unzip();
        servers = back;
        assert_eq!(counted(&results), (1, SERVERS - 1), "round {round}: {results:?}");
        let made = results.iter().find(|result| result["isError"] == false).unwrap();
        let id = made["structuredContent"]["id"].clone();
        servers[0]
            .call("minoots_cancel_timer", json!({"id": id}))
            .await
            .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn calls_at_once_of_one_server_schedule_no_more_than_the_cap() {
    const CALLS: usize = 12;
    let node = Node::start().await;
    let mut mcp = ann(&node, &["--max-pending", "3"]).await;
    for number in 0..CALLS {
        let params = json!({"name": "minoots_schedule_timer", "arguments": asked(&format!("c{number}"))});
        let call = json!({"jsonrpc": "2.0", "id": 100 + number, "method": "tools/call", "params": params});
        mcp.send(&call).await.unwrap();
    }
    let mut results = Vec::new();
    while results.len() < CALLS {
        let message = mcp.receive().await.unwrap();
        assert!(message["result"].is_object(), "{message}");
        results.push(message["result"].clone());
    }
    assert_eq!(counted(&results), (3, 9), "{results:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn refused_timers_take_no_slot() {
    let node = Node::start().await;
    let mut other = Mcp::start(&node.home, node.server.endpoint(), "other", &[])
        .await
        .unwrap();
    schedule(&mut other, "others", "1h").await;
    let mut mcp = ann(&node, &["--max-pending", "1"]).await;
    for _ in 0..3 {
        let refused = mcp.refused("minoots_schedule_timer", asked("others")).await.unwrap();
        assert_eq!(refused["error"], "TIMER_EXISTS");
        let nameless = json!({"name": "", "delay": "1h"});
        mcp.refused("minoots_schedule_timer", nameless).await.unwrap();
    }
    // Another server knows neither of the permits taken for them, nor of the one of a wake that has ended.
    let mut second = ann(&node, &["--max-pending", "1"]).await;
    for id in ["a", "b", "c"] {
        schedule(&mut second, id, "1h").await;
        second.call("minoots_cancel_timer", json!({"id": id})).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_that_a_killed_server_has_taken_counts_until_it_is_free_again() {
    // A time in the year 2100.
    const NOT_YET: u64 = 4_102_444_800_000;
    let node = Node::start().await;
    let client = Client::builder().endpoint(node.server.endpoint()).build().unwrap();
    let left = |version, until: u64| {
        let places = json!({"taken": {"never-created": until}}).to_string();
        PutCheckpoint::after(("mcp.ann".to_owned(), "places".to_owned()), version).json(places)
    };
    client.put_checkpoint(left(0, NOT_YET)).await.unwrap();
    let mut mcp = ann(&node, &["--max-pending", "1"]).await;
    let refused = mcp.refused("minoots_schedule_timer", asked("a")).await.unwrap();
    assert_eq!(refused["error"], "MAX_PENDING");
    // A call for the wake of a taken permit gets that permit.
    schedule(&mut mcp, "never-created", "1h").await;
    mcp.call("minoots_cancel_timer", json!({"id": "never-created"}))
        .await
        .unwrap();
    schedule(&mut mcp, "a", "1h").await;
    mcp.call("minoots_cancel_timer", json!({"id": "a"})).await.unwrap();

    let places = client
        .checkpoint(("mcp.ann".to_owned(), "places".to_owned()))
        .await
        .unwrap();
    client.put_checkpoint(left(places.version, 1)).await.unwrap();
    schedule(&mut mcp, "b", "1h").await;
}
