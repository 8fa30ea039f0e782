use std::time::Duration;

use minoots_it::client::{TimerRequest as _, timer};
use minoots_it::consumer::Consumer;
use minoots_it::tail::{self, Tail};
use minoots_wire::event::v1::AckOutcome;
use minoots_wire::timer::v1::{FailureReason, TimerStatus};

use super::Queues;
use crate::support::Node;

#[tokio::test]
async fn a_purge_ends_all_that_waits_and_tells_of_each() {
    let node = Node::start().await;
    let queues = Queues::of(&node);
    for batch in 0..3 {
        let timers = (0..1_000).map(|at| {
            timer(&format!("t{batch}-{at}"))
                .fire_after(Duration::ZERO)
                .into_queue("work")
        });
        node.client.create_batch(timers.collect()).await.unwrap();
    }
    node.client
        .create(timer("later").fire_after(Duration::from_secs(3_600)).into_queue("work"))
        .await
        .unwrap();
    let mut consumer = Consumer::open(&node.client, "work", 1).await.unwrap();
    let out = consumer.delivery().await.unwrap();
    assert_eq!(
        queues.run(&["purge", "work", "--reason", "a test"]).await["purged"],
        3_000
    );
    let answer = node.client.ack(out.id(), out.fence()).await.unwrap();
    assert_eq!(answer.outcome(), AckOutcome::AlreadyFailed);
    let failed = node.client.get("t2-999").await.unwrap();
    assert_eq!(failed.status(), TimerStatus::Failed);
    let failure = failed.failure.unwrap();
    assert_eq!(
        (failure.reason(), failure.message.as_str()),
        (FailureReason::Purged, "a test")
    );
    assert_eq!(node.client.get("later").await.unwrap().status(), TimerStatus::Scheduled);
    assert_eq!(queues.counts("work").await, [0; 4]);

    let mut tail = Tail::from_start(&node.client).await.unwrap();
    let (mut failed, mut portions) = (0, 0);
    while portions < 3 {
        match tail::kind(&tail.next().await.unwrap()) {
            "timer.failed" => failed += 1,
            "queue.purged" => portions += 1,
            _ => {}
        }
    }
    assert_eq!(failed, 3_000);
}
