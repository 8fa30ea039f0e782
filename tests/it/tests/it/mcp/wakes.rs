//! A wake from its schedule to its acknowledgement.

use std::time::Duration;

use minoots_it::PATIENCE;
use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::clock::Deadline;
use minoots_it::consumer::Consumer;
use serde_json::{Value, json};

use super::{ann, schedule, until_fired};
use crate::support::Node;

#[tokio::test(flavor = "multi_thread")]
async fn a_wake_outlives_a_killed_server_and_is_acknowledged_once() {
    let node = Node::start().await;
    let mut mcp = ann(&node, &[]).await;
    let scheduled = schedule(&mut mcp, "w1", "1s").await;
    assert_eq!(
        (&scheduled["status"], &scheduled["existing"]),
        (&json!("scheduled"), &json!(false))
    );
    mcp.kill().await.unwrap();

    let node = node.kill_and_restart().await;
    let mut mcp = ann(&node, &[]).await;
    until_fired(&mut mcp, "w1").await;
    let taken = mcp.call("minoots_list_wakes", json!({})).await.unwrap();
    let wake = &taken["wakes"][0];
    assert_eq!(
        (&wake["id"], &wake["name"], &wake["message"]),
        (&json!("w1"), &json!("wake w1"), &json!("do w1"))
    );
    assert!(wake["acknowledge_by"].is_string(), "{wake}");
    mcp.kill().await.unwrap();

    // The current process has no delivery of it, but the agent remembers its fence.
    let mut mcp = ann(&node, &[]).await;
    let elsewhere = mcp.refused("minoots_acknowledge", json!({"id": "w1"})).await.unwrap();
    assert_eq!(elsewhere["error"], "ELSEWHERE", "{elsewhere}");
    let fence = json!({"id": "w1", "fence": wake["fence"]});
    let again = mcp.call("minoots_acknowledge", fence).await.unwrap();
    assert_eq!(
        (&again["outcome"], &again["status"]),
        (&json!("acknowledged"), &json!("settled"))
    );
    let twice = mcp.call("minoots_acknowledge", json!({"id": "w1"})).await.unwrap();
    assert_eq!(twice["outcome"], "already_acknowledged");
    assert_eq!(
        mcp.call("minoots_list_wakes", json!({})).await.unwrap()["wakes"],
        json!([])
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn wakes_held_by_an_ending_server_are_redelivered_at_once() {
    let node = Node::start().await;
    let mut mcp = ann(&node, &[]).await;
    schedule(&mut mcp, "back", "0s").await;
    until_fired(&mut mcp, "back").await;
    let first = mcp.call("minoots_list_wakes", json!({})).await.unwrap();
    assert_eq!(first["wakes"][0]["attempt"], 1, "{first}");
    mcp.close().await.unwrap();
    let mut mcp = ann(&node, &[]).await;
    let again = mcp.call("minoots_list_wakes", json!({})).await.unwrap();
    assert_eq!(again["wakes"][0]["attempt"], 2, "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_wake_never_comes_and_a_moved_one_comes_later() {
    let node = Node::start().await;
    let mut mcp = ann(&node, &[]).await;
    for id in ["gone", "moved"] {
        schedule(&mut mcp, id, "1h").await;
    }
    let cancelled = mcp
        .call("minoots_cancel_timer", json!({"id": "gone", "reason": "done"}))
        .await
        .unwrap();
    assert_eq!(
        (&cancelled["outcome"], &cancelled["status"]),
        (&json!("cancelled"), &json!("cancelled"))
    );
    let moved = mcp
        .call("minoots_extend_timer", json!({"id": "moved", "delay": "3h"}))
        .await
        .unwrap();
    assert_eq!(moved["outcome"], "extended");
    let listed = mcp
        .call("minoots_list_timers", json!({"status": "scheduled"}))
        .await
        .unwrap();
    assert_eq!(listed["timers"][0]["fire_time"], moved["fire_time"]);
    assert_eq!(
        (listed["timers"].as_array().unwrap().len(), &listed["more"]),
        (1, &json!(false))
    );

    let now = mcp
        .call("minoots_extend_timer", json!({"id": "moved", "delay": "0s"}))
        .await
        .unwrap();
    assert_eq!(now["outcome"], "extended");
    until_fired(&mut mcp, "moved").await;
    for (tool, asked) in [
        ("minoots_cancel_timer", json!({"id": "moved"})),
        ("minoots_extend_timer", json!({"id": "moved", "delay": "1h"})),
    ] {
        assert_eq!(mcp.call(tool, asked).await.unwrap()["outcome"], "too_late", "{tool}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wake_that_nobody_took_is_told_with_every_answer_until_it_is_acknowledged() {
    let node = Node::start().await;
    let mut mcp = ann(&node, &["--ack-deadline", "1s"]).await;
    schedule(&mut mcp, "late", "0s").await;
    let deadline = Deadline::after(PATIENCE);
    let told = loop {
        let answer = mcp
            .call("minoots_list_timers", json!({"status": "cancelled"}))
            .await
            .unwrap();
        if !answer["unacknowledged"].is_null() {
            break answer["unacknowledged"].clone();
        }
        assert!(!deadline.has_passed(), "never told");
    };
    assert_eq!((&told["count"], &told["wakes"][0]["id"]), (&json!(1), &json!("late")));
    // Also in a refusal, and from a server that has just started.
    let refused = mcp
        .refused("minoots_cancel_timer", json!({"id": "none"}))
        .await
        .unwrap();
    assert_eq!(refused["unacknowledged"]["count"], 1, "{refused}");
    let mut other = ann(&node, &[]).await;
    assert_eq!(
        other.call("minoots_list_timers", json!({})).await.unwrap()["unacknowledged"]["count"],
        1
    );

    assert_eq!(
        mcp.call("minoots_acknowledge", json!({"id": "late"})).await.unwrap()["outcome"],
        "acknowledged"
    );
    assert_eq!(
        mcp.call("minoots_list_timers", json!({})).await.unwrap()["unacknowledged"],
        Value::Null
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wake_in_hand_is_not_late_and_comes_again_after_its_deadline() {
    let node = Node::start().await;
    let mut mcp = ann(&node, &["--ack-deadline", "2s"]).await;
    schedule(&mut mcp, "slow", "0s").await;
    until_fired(&mut mcp, "slow").await;
    let first = mcp.call("minoots_list_wakes", json!({})).await.unwrap();
    assert_eq!(first["wakes"][0]["attempt"], 1, "{first}");
    let deadline = Deadline::after(PATIENCE);
    loop {
        let again = mcp.call("minoots_list_wakes", json!({})).await.unwrap();
        if again["wakes"][0]["attempt"] == 2 {
            break;
        }
        assert!(!deadline.has_passed(), "never again: {again}");
    }
    assert_eq!(
        mcp.call("minoots_acknowledge", json!({"id": "slow"})).await.unwrap()["outcome"],
        "acknowledged"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wake_goes_to_people_once_its_agent_has_failed_to_acknowledge_it() {
    let node = Node::start().await;
    let mut mcp = ann(&node, &["--ack-deadline", "1s", "--escalate", "queue:people@1"]).await;
    schedule(&mut mcp, "left", "0s").await;
    until_fired(&mut mcp, "left").await;
    assert_eq!(
        mcp.call("minoots_list_wakes", json!({})).await.unwrap()["wakes"][0]["id"],
        "left"
    );
    let mut people = Consumer::open(&node.client, "people", 1).await.unwrap();
    let told = people.delivery().await.unwrap();
    let envelope: Value = serde_json::from_slice(&told.delivery.envelope.as_ref().unwrap().payload).unwrap();
    assert_eq!(envelope["data"], "do left");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_watchdog_is_quiet_while_its_agent_beats() {
    let node = Node::start().await;
    let mut mcp = ann(&node, &[]).await;
    let asked = json!({"name": "alive", "delay": "1h", "id": "dog", "watchdog": true});
    mcp.call("minoots_schedule_timer", asked).await.unwrap();
    let beat = mcp.call("minoots_heartbeat", json!({"id": "dog"})).await.unwrap();
    assert_eq!(beat["outcome"], "touched");
    schedule(&mut mcp, "plain", "1h").await;
    assert_eq!(
        mcp.refused("minoots_heartbeat", json!({"id": "plain"})).await.unwrap()["error"],
        "NOT_A_WATCHDOG"
    );
    let moved = json!({"id": "dog", "delay": "2h"});
    let refused = mcp.refused("minoots_extend_timer", moved).await.unwrap();
    assert_eq!(refused["error"], "IS_A_WATCHDOG");
    let way_out = refused["do"].as_str().unwrap();
    assert!(
        way_out.contains("minoots_heartbeat") && !way_out.contains("Report"),
        "{way_out}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wake_that_another_server_acknowledged_hides_none() {
    let node = Node::start().await;
    let mut mcp = ann(&node, &[]).await;
    schedule(&mut mcp, "x", "0s").await;
    until_fired(&mut mcp, "x").await;
    let taken = mcp.call("minoots_list_wakes", json!({})).await.unwrap();
    let fence = json!({"id": "x", "fence": taken["wakes"][0]["fence"]});
    let mut other = ann(&node, &[]).await;
    let done = other.call("minoots_acknowledge", fence).await.unwrap();
    assert_eq!(done["outcome"], "acknowledged");
    schedule(&mut mcp, "y", "0s").await;
    until_fired(&mut mcp, "y").await;
    let next = mcp.call("minoots_list_wakes", json!({})).await.unwrap();
    let ids: Vec<&Value> = next["wakes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|wake| &wake["id"])
        .collect();
    assert_eq!((ids, &next["elsewhere"]), (vec![&json!("y")], &json!(0)), "{next}");
}

#[tokio::test(flavor = "multi_thread")]
async fn unrequested_wakes_are_not_counted_as_elsewhere() {
    let node = Node::start().await;
    let mut mcp = ann(&node, &[]).await;
    for id in ["x", "y", "z"] {
        schedule(&mut mcp, id, "0s").await;
        until_fired(&mut mcp, id).await;
    }
    let one = mcp.call("minoots_list_wakes", json!({"limit": 1})).await.unwrap();
    assert_eq!(one["wakes"].as_array().unwrap().len(), 1, "{one}");
    assert_eq!((&one["elsewhere"], &one["more"]), (&json!(0), &json!(true)), "{one}");
    let all = mcp.call("minoots_list_wakes", json!({})).await.unwrap();
    assert_eq!(all["wakes"].as_array().unwrap().len(), 3, "{all}");
    assert_eq!((&all["elsewhere"], &all["more"]), (&json!(0), &json!(false)), "{all}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledgement_takes_what_stands_before_its_wake_and_tells_it_and_nothing_behind() {
    let node = Node::start().await;
    let mut mcp = ann(&node, &[]).await;
    for id in ["x", "y", "z"] {
        schedule(&mut mcp, id, "0s").await;
        until_fired(&mut mcp, id).await;
    }
    let done = mcp.call("minoots_acknowledge", json!({"id": "y"})).await.unwrap();
    assert_eq!(done["outcome"], "acknowledged", "{done}");
    let taken = done["taken"].as_array().unwrap();
    assert_eq!(taken.len(), 1, "{done}");
    assert_eq!(
        (&taken[0]["id"], &taken[0]["message"]),
        (&json!("x"), &json!("do x")),
        "{done}"
    );

    // The wakes after it are still free for any server.
    let mut other = ann(&node, &[]).await;
    let free = other.call("minoots_list_wakes", json!({})).await.unwrap();
    let wakes = free["wakes"].as_array().unwrap();
    assert_eq!(wakes.len(), 1, "{free}");
    assert_eq!(
        (&wakes[0]["id"], &wakes[0]["attempt"]),
        (&json!("z"), &json!(1)),
        "{free}"
    );
    let elsewhere = mcp.refused("minoots_acknowledge", json!({"id": "z"})).await.unwrap();
    assert_eq!(
        (&elsewhere["error"], &elsewhere["taken"]),
        (&json!("ELSEWHERE"), &Value::Null)
    );
    let fence = json!({"id": "x", "fence": taken[0]["fence"]});
    assert_eq!(
        other.call("minoots_acknowledge", fence).await.unwrap()["outcome"],
        "acknowledged"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_more_than_a_page_of_wakes_that_nobody_took_none_is_left_out() {
    const WAKES: usize = 1_050;
    let node = Node::start().await;
    let wake = |number: usize| {
        let mut wake = timer(&format!("many-{number}")).fire_after(Duration::ZERO);
        wake.labels.insert("agent".to_owned(), "ann".to_owned());
        wake.into_queue("agent.ann").ack_within(Duration::from_secs(1))
    };
    for half in [0..WAKES / 2, WAKES / 2..WAKES] {
        node.client.create_batch(half.map(wake).collect()).await.unwrap();
    }
    let mut mcp = ann(&node, &[]).await;
    let deadline = Deadline::after(PATIENCE);
    let told = loop {
        let answer = mcp.call("minoots_list_timers", json!({"limit": 1})).await.unwrap();
        if answer["unacknowledged"]["count"] == WAKES {
            break answer["unacknowledged"].clone();
        }
        assert!(!deadline.has_passed(), "{}", answer["unacknowledged"]);
    };
    assert_eq!(told["more"], false);
    assert_eq!(told["wakes"].as_array().unwrap().len(), 10);
}
