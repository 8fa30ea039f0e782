//! Touches against a real node.

use std::time::Duration;

use futures::future::join_all;
use minoots_client::{Cancel, Error, NewTimer, Touch, Touched};

use super::node::Node;
use super::scripted::Scripted;
use super::{client, within};

const HOUR: Duration = Duration::from_secs(3_600);

#[tokio::test]
async fn touches_that_are_gathered_are_each_answered_as_if_made_alone() {
    let node = Node::ephemeral().await;
    let client = client(&[node.endpoint()]);
    for id in ["alive", "cancelled", "newer"] {
        let watchdog = NewTimer::after("agent", HOUR).id(id).watchdog(3);
        client.create_timer(watchdog).await.unwrap();
    }
    client
        .create_timer(NewTimer::after("tea", HOUR).id("tea"))
        .await
        .unwrap();
    client.cancel(Cancel::of("cancelled")).await.unwrap();
    let toucher = client.toucher();
    let ids = ["alive", "cancelled", "newer", "nobody", "tea", "alive"];
    let touches = ids.map(|id| {
        let epoch = if id == "newer" { 2 } else { 3 };
        toucher.touch(id, Touch { epoch, sequence: 0 })
    });
    let answers = within(join_all(touches)).await;
    assert!(matches!(answers[0], Ok(Touched::Until(_))), "{answers:?}");
    assert_eq!(answers[1], Ok(Touched::Cancelled));
    assert_eq!(answers[2], Ok(Touched::Superseded { epoch: 3, sequence: 0 }));
    assert!(
        matches!(&answers[3], Err(Error::NotFound { reason, .. }) if reason == "TIMER"),
        "{answers:?}"
    );
    assert!(
        matches!(&answers[4], Err(Error::Conflict { reason, .. }) if reason == "NOT_A_WATCHDOG"),
        "{answers:?}"
    );
    assert!(matches!(answers[5], Ok(Touched::Until(_))), "{answers:?}");
}

#[tokio::test]
async fn a_touch_that_breaks_a_rule_does_not_fail_those_beside_it() {
    let node = Node::ephemeral().await;
    let client = client(&[node.endpoint()]);
    let watchdog = NewTimer::after("agent", HOUR).id("alive").watchdog(0);
    client.create_timer(watchdog).await.unwrap();
    let toucher = client.toucher();
    let long = "x".repeat(1_000);
    let touches = ["alive", &long].map(|id| toucher.touch(id, Touch::default()));
    let answers = within(join_all(touches)).await;
    assert!(matches!(answers[0], Ok(Touched::Until(_))), "{answers:?}");
    assert!(matches!(&answers[1], Err(Error::Invalid { .. })), "{answers:?}");
}

#[tokio::test]
async fn touches_of_the_same_moment_go_in_one_call_and_more_than_it_takes_in_two() {
    let server = Scripted::start([]).await;
    let toucher = client(&[&server.endpoint()]).toucher();
    let touches = (0..1_500).map(|number| toucher.touch(format!("agent-{number}"), Touch::default()));
    for answer in within(join_all(touches)).await {
        assert_eq!(answer, Ok(Touched::Cancelled));
    }
    let mut calls = server.script().touches.clone();
    calls.sort_unstable();
    assert_eq!(calls, [500, 1_000]);
}
