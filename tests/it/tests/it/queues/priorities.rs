use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::consumer::Consumer;
use minoots_wire::timer::v1::Priority;

use super::Queues;
use crate::support::Node;

#[tokio::test]
async fn due_timers_are_delivered_by_priority_then_order_across_a_kill() {
    let node = Node::start().await;
    let priorities = [Priority::Future, Priority::Unspecified, Priority::Now];
    for at in 0..60 {
        let mut request = timer(&format!("t{at:02}"))
            .fire_after(Duration::ZERO)
            .into_queue("work");
        request.priority = priorities[at % 3].into();
        let made = node.client.create(request.clone()).await.unwrap().timer.unwrap();
        assert_eq!(made.priority(), priorities[at % 3]);
        assert!(node.client.create(request).await.unwrap().existing);
    }
    assert_eq!(Queues::of(&node).counts("work").await, [60, 0, 0, 0]);
    let node = node.kill_and_restart().await;
    // One at a time: the next is chosen once the last is done.
    let mut consumer = Consumer::open(&node.client, "work", 1).await.unwrap();
    let order = (0..60).filter(|at| at % 3 == 2).chain((0..60).filter(|at| at % 3 == 1));
    for at in order.chain((0..60).filter(|at| at % 3 == 0)) {
        let received = consumer.delivery().await.unwrap();
        assert!(
            received.id().starts_with(&format!("timer:dev:t{at:02}:")),
            "{} instead of {at}",
            received.id()
        );
        consumer.ack(&received).await.unwrap();
    }
    // A new `NOW` event precedes the waiting ones.
    let future = |id: &str| timer(id).fire_after(Duration::ZERO).into_queue("work");
    consumer.credits(0).unwrap();
    for (id, priority) in [("waits", Priority::Future), ("urgent", Priority::Now)] {
        let mut request = future(id);
        request.priority = priority.into();
        node.client.create(request).await.unwrap();
    }
    consumer.credits(1).unwrap();
    assert!(consumer.delivery().await.unwrap().id().starts_with("timer:dev:urgent:"));
}
