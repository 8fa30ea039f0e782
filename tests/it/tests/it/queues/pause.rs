use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::consumer::Consumer;
use minoots_wire::timer::v1::TimerStatus;

use super::Queues;
use crate::support::Node;

const A_MOMENT: Duration = Duration::from_millis(300);

#[tokio::test]
async fn a_paused_queue_offers_nothing_across_a_kill_and_goes_on_in_order() {
    let node = Node::start().await;
    let queues = Queues::of(&node);
    let now = |id: &str| timer(id).fire_after(Duration::ZERO).into_queue("work");
    node.client.create(now("out")).await.unwrap();
    let mut consumer = Consumer::open(&node.client, "work", 100).await.unwrap();
    let out = consumer.delivery().await.unwrap();
    let paused = queues.run(&["pause", "work", "--reason", "repairs"]).await;
    assert_eq!(
        (&paused["queue"]["pause"]["reason"], &paused["queue"]["pause"]["by"]),
        (&"repairs".into(), &"dev".into())
    );
    // From the response on.
    for at in 0..20 {
        node.client.create(now(&format!("t{at:02}"))).await.unwrap();
    }
    assert!(consumer.delivery_within(A_MOMENT).await.unwrap().is_none());
    // Existing leases continue.
    consumer.ack(&out).await.unwrap();
    assert_eq!(node.client.get("out").await.unwrap().status(), TimerStatus::Settled);
    assert_eq!(queues.counts("work").await, [20, 0, 0, 0]);

    let node = node.kill_and_restart().await;
    let queues = Queues::of(&node);
    let mut consumer = Consumer::open(&node.client, "work", 100).await.unwrap();
    assert!(consumer.delivery_within(A_MOMENT).await.unwrap().is_none());
    // Other queues continue.
    node.client
        .create(timer("other").fire_after(Duration::ZERO).into_queue("else"))
        .await
        .unwrap();
    let mut other = Consumer::open(&node.client, "else", 1).await.unwrap();
    other.delivery().await.unwrap();

    let resumed = queues.run(&["resume", "work"]).await;
    assert_eq!(resumed["queue"]["pause"], serde_json::Value::Null);
    for at in 0..20 {
        let received = consumer.delivery().await.unwrap();
        assert!(
            received.id().starts_with(&format!("timer:dev:t{at:02}:")),
            "{} at {at}",
            received.id()
        );
    }
    let (code, words) = queues.refused(&["pause", "absent"]).await;
    assert_eq!(code, Some(3), "{words}");
}
